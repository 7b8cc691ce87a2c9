# SPDX-License-Identifier: AGPL-3.0-or-later
"""Impact: which open cases would come out otherwise under another programme file. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseworker.domain.assess import ApplicantAssessment, Assessment
from caseworker.domain.case import Case
from caseworker.domain.document import FaultyDocument, read_case
from caseworker.domain.finding import Finding

from .case_index import assessment_of
from .desk import Desk
from .programme_files import Candidate
from .reassess import everybody

if TYPE_CHECKING:
    from caseworker.domain.programme import Words

STEP = 10


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that comes out otherwise: results as codes, empty where the criterion is not asked.

    `before_then` and `after_then` are what follows from it.
    """

    criterion: str
    title: Words
    before: str
    after: str
    before_then: str
    after_then: str


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """An applicant whose outcome would change; an empty outcome means that no rules are in force."""

    case_id: str
    case_number: str
    applicant_id: str
    applicant: str
    before: str
    after: str
    findings: tuple[FindingChange, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a candidate would change: `open_cases` were assessed both ways, `decided` are left alone.

    `unread` cases have documents that do not fit and have no outcome. `whole` is false if it was stopped.
    """

    open_cases: int
    decided: int
    unread: int
    changes: tuple[OutcomeChange, ...]
    whole: bool

    @property
    def cases_changed(self) -> int:
        """How many cases have an applicant whose outcome would change."""
        return len({one.case_id for one in self.changes})


def impact_of(
    desk: Desk, candidate: Candidate, progress: Callable[[int, int], None], stopped: Callable[[], bool]
) -> Impact:
    """Assesses every open case of the programme under the rules in force and under the candidate.

    Open are cases that are not archived and have an applicant without a determination in force.
    `progress` hears (done, all).
    """
    from caseworker.store.case_list import CaseFilters, count_cases
    from caseworker.store.cases import iter_documents
    from caseworker.store.determinations import determined_now

    programme = candidate.programme_id
    total = count_cases(desk.store, CaseFilters(programme=programme))
    opened = decided = unread = 0
    changes: list[OutcomeChange] = []
    whole = True
    with desk.store.read() as tx:
        determined = determined_now(tx)
        for done, (case_id, document, _) in enumerate(iter_documents(tx, programme=programme)):
            if stopped():
                whole = False
                break
            if done % STEP == 0:
                progress(done, total)
            waiting = everybody(document) - set(determined.get(case_id, ()))
            if not waiting:
                decided += 1
                continue
            try:
                case = read_case(document, desk.library.reference.vocabulary())
            except FaultyDocument:
                unread += 1
                continue
            opened += 1
            before, after = assessment_of(case, desk.library), assessment_of(case, candidate.library)
            changes += _changes(case_id, case, waiting, before, after)
    if whole:
        progress(total, total)
    return Impact(opened, decided, unread, tuple(changes), whole)


def _changes(
    case_id: str, case: Case, waiting: set[str], before: Assessment | None, after: Assessment | None
) -> Iterator[OutcomeChange]:
    for person in case.people():
        if person.id not in waiting:
            continue
        old = before.of(person.id) if before else None
        new = after.of(person.id) if after else None
        was, would_be = old.outcome if old else "", new.outcome if new else ""
        if was != would_be:
            yield OutcomeChange(
                case_id,
                case.number if isinstance(case.number, str) else "",
                person.id,
                person.full_name(),
                was,
                would_be,
                tuple(_findings(old, new)),
            )


def _findings(old: ApplicantAssessment | None, new: ApplicantAssessment | None) -> Iterator[FindingChange]:
    before = {one.criterion.id: one for one in old.findings} if old else {}
    after = {one.criterion.id: one for one in new.findings} if new else {}
    for criterion in dict.fromkeys((*before, *after)):
        was, would_be = before.get(criterion), after.get(criterion)
        if _state(was) != _state(would_be):
            found = would_be or was
            assert found is not None  # noqa: S101 - it is in one of the two
            yield FindingChange(
                criterion,
                found.criterion.title,
                _result(was),
                _result(would_be),
                was.then if was else "",
                would_be.then if would_be else "",
            )


def _state(finding: Finding | None) -> tuple[str, str] | None:
    return (finding.result, finding.then) if finding else None


def _result(finding: Finding | None) -> str:
    if finding is None:
        return ""
    return "needs_review" if finding.then == "needs_review" else finding.result
