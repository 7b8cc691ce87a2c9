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
from .faults import LETTERHEAD, LetterFault, letter_faults

if TYPE_CHECKING:
    from caseworker.letters.compose import LetterFacts
    from caseworker.letters.content import LetterContent


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft, and what keeps it from being issued as it is."""

    pdf: bytes
    faults: tuple[LetterFault, ...]


def draft(
    case: Case,
    assessment: Assessment,
    applicant_id: str,
    language: str,
    paper: str,
    today: date,
    library: Library,
) -> Preview:
    """A draft without a store: marked as one on every page, without number and seal.

    Its faults are those of the case; it has no letterhead.
    """
    from caseworker.letters.render import render

    head = Office()
    content = composed(assessment, applicant_id, facts_of(head, paper, case, today, library), language)
    faults = letter_faults(content, case, assessment.of(applicant_id).applicant, head)
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
    Raises FaultyDocument, Refused (`no_assessment`).
    """
    from caseworker.letters.render import render

    desk.allow("read_cases")
    case = read_case(document, desk.library.reference.vocabulary())
    assessment = assessment_of(case, desk.library)
    if assessment is None:
        raise Refused("no_assessment")
    head = office(desk)
    day = day_of_issue(desk.today(), case, training=desk.store.training)
    facts = facts_of(head, paper, case, day, desk.library, desk.worker, desk.store.training)
    content = composed(assessment, applicant_id, facts, language)
    person = assessment.of(applicant_id).applicant
    return Preview(render(content), letter_faults(content, case, person, head, reasons))


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
    from caseworker.letters.compose import LetterFacts
    from caseworker.letters.content import Letterhead

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


def composed(assessment: Assessment, applicant_id: str, facts: LetterFacts, language: str) -> LetterContent:
    from caseworker.letters.compose import compose

    if language not in LANGUAGES:
        raise Refused("unknown_language")
    return compose(assessment, applicant_id, facts, words_for(language))
