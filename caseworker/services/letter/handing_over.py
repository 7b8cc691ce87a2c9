# SPDX-License-Identifier: AGPL-3.0-or-later
"""Printing an issued letter and handing it over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from caseworker.domain.errors import Refused

from ..desk import Desk
from ..outdated import refuse_outdated

if TYPE_CHECKING:
    from caseworker.store.opened.transaction import Transaction


def issued_pdf(desk: Desk, letter_id: str) -> bytes:
    """The pages of an issued letter, byte for byte. Raises NotFound."""
    from caseworker.store.records.letters import letter_pdf

    with desk.reading("hand_over") as tx:
        return letter_pdf(tx, letter_id)


def hand_over(desk: Desk, letter_id: str) -> None:
    """Records that the person received the letter; the time for asking again begins."""
    hand_over_all(desk, [letter_id])


def hand_over_all(desk: Desk, letter_ids: Sequence[str]) -> None:
    """Records in one act that letters were received. Raises NotFound, Refused (`letter_not_issued`)."""
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.letters import hand_over_letter

    at = desk.at()
    with desk.writing("hand_over") as tx:
        for one in letter_ids:
            _must_be_current(tx, desk, one)
            hand_over_letter(tx, one, at=at)
            append_ledger(
                tx, at=at, staff_id=desk.worker.id, action="hand_over", object_kind="letter", object_id=one
            )


def _must_be_current(tx: Transaction, desk: Desk, letter_id: str) -> None:
    """Raises Refused (`letter_not_current`, `determination_outdated`, `row_altered`) for a letter that tells
    of a decision which stands no more.
    """
    from caseworker.store.cases.cases import load_case
    from caseworker.store.chain.vouched import must_be_vouched
    from caseworker.store.records.determinations import in_force_of, list_determinations
    from caseworker.store.records.letters import get_letter
    from caseworker.store.records.reviews import reviews_of_case

    letter = get_letter(tx, letter_id)
    must_be_vouched(tx.run, desk.store.keys.audit, "letter", letter_id)
    document, _ = load_case(tx, letter.case_id)
    people = [one.get("id") for one in document.get("applicants") or []]
    if letter.applicant_id not in people:
        raise Refused("letter_not_current")
    if letter.kind == "note" or letter.determination_id is None:
        return
    row = in_force_of(list_determinations(tx, letter.case_id), letter.applicant_id)
    reviews = reviews_of_case(tx, letter.case_id)
    back = {one.determination_id for one in reviews if one.kind == "sent_back"}
    if row is None or row.id != letter.determination_id or row.id in back:
        raise Refused("letter_not_current")
    refuse_outdated(tx, desk, row)


def note_printed(desk: Desk, letter_id: str) -> None:
    """Records that a copy left for a printer or a file."""
    from caseworker.store.records.ledger import append_ledger

    with desk.writing("hand_over") as tx:
        append_ledger(
            tx,
            at=desk.at(),
            staff_id=desk.worker.id,
            action="print",
            object_kind="letter",
            object_id=letter_id,
        )
