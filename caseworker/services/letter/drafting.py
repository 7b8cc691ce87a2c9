# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafting: the letter of a case as it stands, never sealed, and what keeps it from being issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.case import Case
from caseworker.domain.case.day_of_issue import day_of_issue
from caseworker.domain.case.document import read_case
from caseworker.domain.errors import Refused
from caseworker.domain.rules.assess import Assessment
from caseworker.words import LANGUAGES, words_for

from ..case_index import assessment_of
from ..desk import Desk, Worker
from ..programmes.library import Library
from ..settings import Office, office
from .child_note import children_alone
from .faults import LETTERHEAD, LetterFault, letter_faults

if TYPE_CHECKING:
    from caseworker.letters.content import LetterContent
    from caseworker.letters.said import LetterFacts


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft, and what keeps it from being issued as it is."""

    pdf: bytes
    faults: tuple[LetterFault, ...]


def draft(
    case: Case,
    assessment: Assessment | None,
    applicant_id: str,
    language: str,
    paper: str,
    today: date,
    library: Library,
) -> Preview:
    """A draft without a store: marked as one on every page, without number and seal.

    Its faults are those of the case; it has no letterhead. Raises Refused (`no_assessment`, where it is no
    note).
    """
    from caseworker.letters.render import render

    head = Office()
    facts = facts_of(head, paper, case, today, library)
    content, ahead = composed(case, assessment, applicant_id, facts, language)
    faults = letter_faults(content, case, case.applicant(applicant_id), head, ahead=ahead)
    return Preview(render(content), tuple(one for one in faults if one.path != LETTERHEAD))


def preview(
    desk: Desk,
    document: dict[str, Any],
    applicant_id: str,
    language: str,
    paper: str,
    reasons: Mapping[str, str] | None = None,
) -> Preview:
    """A draft of the letter for the case as typed so far, and what keeps it from being issued.

    `reasons` as `letter_faults` takes them.
    Raises FaultyDocument, Refused (`no_assessment`, where it is no note).
    """
    from caseworker.letters.render import render

    desk.allow("read_cases")
    case = read_case(document, desk.library.reference.vocabulary())
    assessment = assessment_of(case, desk.library)
    head = office(desk)
    day = day_of_issue(desk.today(), case, training=desk.store.training)
    facts = facts_of(head, paper, case, day, desk.library, desk.worker, desk.store.training)
    content, ahead = composed(case, assessment, applicant_id, facts, language)
    person = case.applicant(applicant_id)
    return Preview(render(content), letter_faults(content, case, person, head, reasons, ahead=ahead))


def facts_of(
    head: Office,
    paper: str,
    case: Case,
    today: date,
    library: Library,
    worker: Worker | None = None,
    training: bool = False,
) -> LetterFacts:
    from caseworker.drawing.paper import paper_named
    from caseworker.letters.content import Letterhead
    from caseworker.letters.said import LetterFacts

    return LetterFacts(
        letterhead=Letterhead(
            head.name or "Caseworker", tuple(head.address.splitlines()), head.contact, head.logo
        ),
        paper=paper_named(paper),
        state="draft",
        number="",
        case_number=case.number if isinstance(case.number, str) else "",
        issued_on=today,
        caseworker=worker.initials if worker else "",
        training=training,
        written_by=worker.name if worker else "",
        programmes=library.programmes,
    )


def composed(
    case: Case, assessment: Assessment | None, applicant_id: str, facts: LetterFacts, language: str
) -> tuple[LetterContent, bool]:
    """The letter, or for a child alone the note, which needs no assessment; and whether its reference day
    is still ahead. Raises Refused (`unknown_language`, `no_assessment`).
    """
    from caseworker.letters.child_note import compose_note
    from caseworker.letters.compose import compose

    if language not in LANGUAGES:
        raise Refused("unknown_language")
    if applicant_id in children_alone(case, assessment, facts.issued_on):
        return compose_note(case.applicant(applicant_id), facts, words_for(language)), False
    if assessment is None:
        raise Refused("no_assessment")
    ahead = assessment.on > facts.issued_on
    return compose(assessment, applicant_id, facts, words_for(language)), ahead
