# SPDX-License-Identifier: AGPL-3.0-or-later
"""The slip that says to a person that their decision waits for the office. It needs no approval."""

from __future__ import annotations

from typing import Any

from caseworker.drawing.paper import Paper
from caseworker.words import words_for

from ..desk import Desk
from ..settings import office


def waiting_slip(
    desk: Desk, case_id: str, document: dict[str, Any], applicant_id: str, language: str, paper: Paper
) -> bytes:
    """The slip as a PDF, for a printer; the ledger tells that one was made. Raises Refused
    (`may_not_hand_over`).
    """
    from caseworker.letters.sheets.waiting_slip import SlipFacts
    from caseworker.letters.sheets.waiting_slip import waiting_slip as drawn
    from caseworker.store.records.ledger import append_ledger

    people = document.get("applicants") or []
    one: dict[str, Any] = next((person for person in people if person.get("id") == applicant_id), {})
    names = [one.get("given_names"), one.get("surnames")]
    head = office(desk)
    words = words_for(language)
    pdf = drawn(
        SlipFacts(
            head.name or desk.store.organisation,
            tuple(head.address.splitlines()),
            head.contact,
            " ".join(name for name in names if isinstance(name, str)),
            str(document.get("number", "")),
            words.day(desk.today()),
            paper,
            desk.store.training,
        ),
        words,
    )
    with desk.writing("hand_over") as tx:
        append_ledger(
            tx,
            at=desk.at(),
            staff_id=desk.worker.id,
            action="slip",
            object_kind="case",
            object_id=case_id,
            payload={"applicant": applicant_id, "language": language},
        )
    return pdf
