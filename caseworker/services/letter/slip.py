# SPDX-License-Identifier: AGPL-3.0-or-later
"""The slip that says to a person that their decision waits for the office. It needs no approval."""

from __future__ import annotations

from typing import Any

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.case.day_of_issue import day_of_issue
from caseworker.domain.case.document import read_case
from caseworker.domain.errors import Refused
from caseworker.domain.said import says_something
from caseworker.drawing.paper import Paper
from caseworker.words import words_for

from ..case_index import assessment_of
from ..desk import Desk
from ..settings import Office, office
from .child_note import children_alone
from .faults import named


def waiting_slip(
    desk: Desk, case_id: str, document: dict[str, Any], applicant_id: str, language: str, paper: Paper
) -> bytes:
    """The slip as a PDF, for a printer; the ledger tells that one was made.

    Raises FaultyDocument, Refused (`may_not_hand_over`, `child_gets_note`, `no_name`, `no_office_name`,
    `no_address` where neither address nor telephone is known, `unprintable_name`,
    `unprintable_letterhead`).
    """
    from caseworker.letters.sheets.waiting_slip import SlipFacts
    from caseworker.letters.sheets.waiting_slip import waiting_slip as drawn
    from caseworker.store.records.ledger import append_ledger

    case = read_case(document, desk.library.reference.vocabulary())
    person = next((one for one in case.people() if one.id == applicant_id), None)
    day = day_of_issue(desk.today(), case, training=desk.store.training)
    if applicant_id in children_alone(case, assessment_of(case, desk.library), day):
        raise Refused("child_gets_note")
    head = office(desk)
    _must_be_printable(person, head)
    words = words_for(language)
    pdf = drawn(
        SlipFacts(
            head.name,
            tuple(head.address.splitlines()),
            head.contact,
            _name(person),
            str(document.get("number", "")),
            words.day(day),
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


def _name(person: Applicant | None) -> str:
    """The name in the order in which the person is called."""
    names = (person.given_names, person.surnames) if person is not None else ()
    return " ".join(one for one in names if isinstance(one, str))


def _must_be_printable(person: Applicant | None, head: Office) -> None:
    """Raises Refused where the slip would say nothing of who it is for or whom to ask."""
    from caseworker.letters.fonts import missing_in

    if person is None or not named(person):
        raise Refused("no_name")
    if not says_something(head.name):
        raise Refused("no_office_name")
    if not says_something(f"{head.address}{head.contact}"):
        raise Refused("no_address")
    if missing_in(_name(person)):
        raise Refused("unprintable_name")
    if missing_in(f"{head.name}{head.address}{head.contact}"):
        raise Refused("unprintable_letterhead")
