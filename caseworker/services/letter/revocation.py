# SPDX-License-Identifier: AGPL-3.0-or-later
"""Revocation: a supervisor takes a letter out of force, and the office hands out a list of those that are."""

from __future__ import annotations

from caseworker.domain.case.document import read_case
from caseworker.domain.errors import Refused
from caseworker.domain.said import says_something

from ..case_index import assessment_of, worst_outcome
from ..desk import Desk
from ..saving import steps_of
from ..settings import office


def revoke(desk: Desk, letter_id: str, reason: str) -> None:
    """Takes an issued letter out of force for good. It stays as it was issued, and so does the decision.

    Raises NotFound, Refused (`may_not_revoke`, `revocation_reason_needed`, `letter_not_issued` for a draft,
    `letter_revoked`).
    """
    from caseworker.store.cases.cases import load_case, set_outcome
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.letters import get_letter
    from caseworker.store.records.revocations import RevocationRow, insert_revocation

    why = reason.strip()
    if not says_something(why):
        raise Refused("revocation_reason_needed")
    at = desk.at()
    with desk.writing("revoke") as tx:
        row = get_letter(tx, letter_id)
        if row.state == "draft":
            raise Refused("letter_not_issued")
        if row.state == "revoked":
            raise Refused("letter_revoked")
        insert_revocation(tx, RevocationRow(letter_id, why, desk.worker.id, at))
        append_ledger(
            tx,
            at=at,
            staff_id=desk.worker.id,
            action="revoke",
            object_kind="revocation",
            object_id=letter_id,
            reason=why,
            payload={"case": row.case_id, "number": row.number},
        )
        document, _ = load_case(tx, row.case_id)
        now = assessment_of(read_case(document, desk.library.reference.vocabulary()), desk.library)
        set_outcome(tx, row.case_id, worst_outcome(now), steps_of(tx, desk, row.case_id, document))


def withdrawn_file(desk: Desk) -> str:
    """The text of the list of all letters that were replaced or revoked up to now, signed as letters are."""
    from caseworker.letters.sealing.withdrawn import WithdrawnList, write_list
    from caseworker.store.records.revocations import letters_withdrawn
    from caseworker.store.records.seal_key import seal_key

    name = office(desk).name or desk.store.organisation
    with desk.reading("own") as tx:
        superseded, revoked = letters_withdrawn(tx)
        private = seal_key(tx).private
    found = WithdrawnList(name, desk.today(), frozenset(superseded), frozenset(revoked))
    return write_list(found, private)
