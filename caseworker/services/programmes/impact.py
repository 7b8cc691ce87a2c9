# SPDX-License-Identifier: AGPL-3.0-or-later
"""Impact: which open cases would come out otherwise under another programme file. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.case import Case
from caseworker.domain.case.document import FaultyDocument, read_case
from caseworker.domain.rules.assess import ApplicantAssessment, Assessment
from caseworker.domain.rules.finding import Finding

from ..case_index import assessment_of
from ..desk import Desk
from .deciding_from_kept import FromFacts
from .installing import Candidate
from .library import Library
from .reassess import everybody

if TYPE_CHECKING:
    from caseworker.domain.rules.programme import Words
    from caseworker.store.cases.kept_facts import ShownCase

BATCH, STEP = 500, 10


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
    Whoever may not see cases is told numbers of cases and no names. `progress` hears (done, all).
    """
    from caseworker.store.cases.case_list import CaseFilters, count_cases
    from caseworker.store.cases.kept_facts import documents_of, iter_shown
    from caseworker.store.records.determinations import determined_now

    total = count_cases(desk.store, CaseFilters(programme=candidate.programme_id))
    named = "read_cases" in desk.permitted()
    with desk.reading("own") as tx:
        run = _Run(desk.library, candidate.library, determined_now(tx))
        shown = iter_shown(tx, desk.library.basis, programme=candidate.programme_id)
        while not stopped():
            batch = list(islice(shown, BATCH))
            if not batch:
                return _shown_to(run.impact(whole=True), named=named)
            unsettled = run.settle(batch)
            for at, (pk, document) in enumerate(documents_of(tx, list(unsettled))):
                if at % STEP == 0:
                    progress(run.looked_at, total)
                if stopped():
                    break
                run.look_at(unsettled[pk], document)
            progress(run.looked_at, total)
    return _shown_to(run.impact(whole=False), named=named)


def _shown_to(found: Impact, *, named: bool) -> Impact:
    """What is found, without the names of people for those who may not see cases."""
    if named:
        return found
    return replace(found, changes=tuple(replace(one, applicant="") for one in found.changes))


class _Run:
    """Going through the cases, and what was found so far."""

    def __init__(self, before: Library, after: Library, determined: dict[str, tuple[str, ...]]) -> None:
        self._before, self._after = before, after
        self._facts_before, self._facts_after = FromFacts(before), FromFacts(after)
        self._determined = determined
        self._opened = self._decided = self._unread = 0
        self._changes: list[OutcomeChange] = []

    @property
    def looked_at(self) -> int:
        """How many cases were looked at."""
        return self._opened + self._decided + self._unread

    def impact(self, *, whole: bool) -> Impact:
        """What was found."""
        return Impact(self._opened, self._decided, self._unread, tuple(self._changes), whole)

    def settle(self, batch: list[ShownCase]) -> dict[int, ShownCase]:
        """Counts the cases for which kept facts tell that nothing would change; returns the others by pk."""
        unsettled = {}
        for one in batch:
            before = self._facts_before.outcomes(one)
            waiting = self._waiting(before or (), one)
            after = self._facts_after.outcomes(one) if before and waiting else None
            if before and not waiting:
                self._decided += 1
            elif before and after and all(before[person] == after[person] for person in waiting):
                self._opened += 1
            else:
                unsettled[one.pk] = one
        return unsettled

    def look_at(self, one: ShownCase, document: dict[str, Any]) -> None:
        """Assesses a case both ways from its document."""
        waiting = self._waiting(everybody(document), one)
        if not waiting:
            self._decided += 1
            return
        try:
            case = read_case(document, self._before.reference.vocabulary())
        except FaultyDocument:
            self._unread += 1
            return
        self._opened += 1
        before, after = assessment_of(case, self._before), assessment_of(case, self._after)
        self._changes += _changes(one.id, case, waiting, before, after)

    def _waiting(self, people: Iterable[str], one: ShownCase) -> set[str]:
        return set(people) - set(self._determined.get(one.id, ()))


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
    return finding.shown_as
