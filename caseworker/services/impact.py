# SPDX-License-Identifier: AGPL-3.0-or-later
"""Impact: which open cases would come out otherwise under another programme file. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from caseworker.domain.assess import ApplicantAssessment, Assessment
from caseworker.domain.case import Case
from caseworker.domain.document import FaultyDocument, read_case
from caseworker.domain.finding import Finding

from .case_index import assessment_of
from .desk import Desk
from .from_facts import FromFacts
from .programme_files import Candidate
from .reassess import everybody

if TYPE_CHECKING:
    from caseworker.domain.programme import Words
    from caseworker.store.kept_facts import ShownCase

BATCH, STEP = 500, 10
# What was found of a case; only an unsettled one has its document read.
OPENED, DECIDED, UNREAD, UNSETTLED = "open", "decided", "unread", "unsettled"


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
    from caseworker.store.determinations import determined_now
    from caseworker.store.kept_facts import documents_of, iter_shown

    programme = candidate.programme_id
    total = count_cases(desk.store, CaseFilters(programme=programme))
    counts = Counter[str]()
    changes: list[OutcomeChange] = []
    done, whole = 0, not stopped()
    with desk.store.read() as tx:
        determined = determined_now(tx)
        settled = _Settled(FromFacts(desk.library), FromFacts(candidate.library), determined)
        shown = iter_shown(tx, desk.library.basis, programme=programme)
        while whole and (batch := list(islice(shown, BATCH))):
            unsettled: dict[int, ShownCase] = {}
            for one in batch:
                state = settled.state(one)
                counts[state] += 1
                if state == UNSETTLED:
                    unsettled[one.pk] = one
            done += len(batch) - len(unsettled)
            for at, (pk, document) in enumerate(documents_of(tx, list(unsettled))):
                if at % STEP == 0:
                    progress(done + at, total)
                if stopped():
                    whole = False
                    break
                one = unsettled[pk]
                waiting = everybody(document) - set(determined.get(one.id, ()))
                if not waiting:
                    counts[DECIDED] += 1
                    continue
                try:
                    case = read_case(document, desk.library.reference.vocabulary())
                except FaultyDocument:
                    counts[UNREAD] += 1
                    continue
                counts[OPENED] += 1
                before, after = assessment_of(case, desk.library), assessment_of(case, candidate.library)
                changes += _changes(one.id, case, waiting, before, after)
            done += len(unsettled)
            progress(min(done, total), total)
            whole = whole and not stopped()
    return Impact(counts[OPENED], counts[DECIDED], counts[UNREAD], tuple(changes), whole)


@dataclass(frozen=True, slots=True)
class _Settled:
    """Tells from kept facts which cases need not be looked at more closely."""

    before: FromFacts
    after: FromFacts
    determined: dict[str, tuple[str, ...]]

    def state(self, one: ShownCase) -> str:
        """DECIDED; OPENED where nothing would change for anybody who waits; else UNSETTLED."""
        before = self.before.outcomes(one)
        if before is None:
            return UNSETTLED
        waiting = before.keys() - set(self.determined.get(one.id, ()))
        if not waiting:
            return DECIDED
        after = self.after.outcomes(one)
        same = after is not None and all(before[person] == after[person] for person in waiting)
        return OPENED if same else UNSETTLED


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
