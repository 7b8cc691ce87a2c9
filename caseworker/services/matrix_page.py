# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page that says what proves what, for the case as typed so far, as a PDF for staff."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.document import read_case
from caseworker.domain.errors import Refused
from caseworker.domain.reasons.matrix import Matrix, matrix_of
from caseworker.words import Words

from .case_index import assessment_of
from .desk import Desk
from .waivers import Waiver, standing

if TYPE_CHECKING:
    from caseworker.drawing.paper import Paper


def covered(matrix: Matrix, waivers: Iterable[Waiver]) -> dict[str, tuple[str, str]]:
    """The waivers that stand: criterion -> (who waived it, the day)."""
    given, who = tuple(waivers), matrix.one.applicant.id
    found = ((row.criterion, standing(row, who, given)) for row in matrix.rows)
    return {criterion: (one.waived_by, one.waived_at[:10]) for criterion, one in found if one is not None}


def page(
    desk: Desk,
    document: dict[str, Any],
    applicant_id: str,
    waivers: Iterable[Waiver],
    words: Words,
    paper: Paper,
) -> bytes:
    """The PDF in the language of `words`. Raises FaultyDocument, Refused (`no_assessment`)."""
    from caseworker.letters.sheets.matrix import PageFacts, matrix_page
    from caseworker.words.rules.matrix import matrix_text

    desk.allow("read_cases")
    case = read_case(document, desk.library.reference.vocabulary())
    assessment = assessment_of(case, desk.library)
    if assessment is None:
        raise Refused("no_assessment")
    one = assessment.of(applicant_id)
    matrix = matrix_of(one)
    facts = PageFacts(
        paper=paper,
        applicant=one.applicant.full_name(),
        case_number=case.number if isinstance(case.number, str) else "",
        programme=assessment.programme.name.get(words.language, assessment.programme.id),
        on=words.day(assessment.on),
        outcome=words.label("outcome", one.outcome),
        printed=words.day(desk.today()),
        by=desk.worker.initials,
        training=desk.store.training,
    )
    return matrix_page(matrix_text(matrix, covered(matrix, waivers), words), facts, words)
