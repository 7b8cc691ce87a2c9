# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replay: every stored determination is assessed again from what was frozen with it, and compared.

Nothing is written. The day, the document and the rules are those that were frozen, so a difference means
that this program no longer reads or reasons as the one that decided did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from caseworker.exchange.assessment_file import assessment_document
from caseworker.exchange.programme.faults import ProgrammeFault

from ..desk import Desk
from .kept_rules import BEFORE_RULEBOOKS, CannotReplay, kept_rulebook, replayed_assessment

if TYPE_CHECKING:
    from caseworker.exchange.rulebook import Rulebook
    from caseworker.store.opened.transaction import Transaction
    from caseworker.store.records.determinations import DeterminationRow

STEP = 10
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that comes out otherwise: `finding` is a criterion id, or empty for the applicant as a whole.

    `part` names what differs (`outcome`, `result`, `reason`, ...), before and after as JSON values.
    `applicant` is a name, `title` that of the criterion by language.
    """

    determination_id: str
    case_number: str
    applicant_id: str
    finding: str
    part: str
    before: Any
    after: Any
    applicant: str = ""
    title: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotReplayed:
    """A determination that cannot be run again. `why` is a code; `fault` the first fault in the rules."""

    determination_id: str
    case_number: str
    why: str
    fault: ProgrammeFault | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many determinations came out the same, and which did not; `whole` is false if it was stopped."""

    agree: int = 0
    differing: int = 0
    differences: tuple[Difference, ...] = ()
    not_replayed: tuple[NotReplayed, ...] = ()
    whole: bool = True

    @property
    def sound(self) -> bool:
        """Whether nothing differs, and all that was kept with its rules could be run again."""
        return not self.differing and all(one.why == BEFORE_RULEBOOKS for one in self.not_replayed)


def replay_all(desk: Desk, progress: Progress, stopped: Callable[[], bool]) -> Replayed:
    """Runs every determination again. `progress` hears (done, all); stopping keeps what was found so far."""
    from caseworker.store.records.determinations import count_determinations, iter_determinations

    with desk.reading("read_cases") as tx:
        run = _Run(tx)
        total = count_determinations(tx)
        for done, row in enumerate(iter_determinations(tx)):
            if stopped():
                return run.result(whole=False)
            run.replay(row)
            if done % STEP == 0:
                progress(done, total)
    progress(total, total)
    return run.result(whole=True)


@dataclass(slots=True)
class _Run:
    tx: Transaction
    agree: int = 0
    differing: int = 0
    differences: list[Difference] = field(default_factory=list)
    failed: list[NotReplayed] = field(default_factory=list)
    books: dict[str, Rulebook | CannotReplay] = field(default_factory=dict)

    def result(self, *, whole: bool) -> Replayed:
        return Replayed(self.agree, self.differing, tuple(self.differences), tuple(self.failed), whole)

    def replay(self, row: DeterminationRow) -> None:
        number = str(row.frozen.get("document", {}).get("number", ""))
        try:
            book = self.book(str(row.frozen.get("rulebook", "")))
            assessment = replayed_assessment(row.frozen, book)
        except CannotReplay as error:
            self.failed.append(NotReplayed(row.id, number, error.why, error.fault))
            return
        names = {one.applicant.id: one.applicant.full_name() for one in assessment.applicants}
        titles = {one.id: one.title for one in book.programme.criteria}
        found = [
            Difference(row.id, number, *one, names.get(one[0], ""), titles.get(one[1], {}))
            for one in _differences(row, _plain(assessment_document(assessment)))
        ]
        self.differences += found
        if found:
            self.differing += 1
        else:
            self.agree += 1

    def book(self, name: str) -> Rulebook:
        if name not in self.books:
            try:
                self.books[name] = kept_rulebook(self.tx, name)
            except CannotReplay as error:
                self.books[name] = error
        kept = self.books[name]
        if isinstance(kept, CannotReplay):
            raise kept
        return kept


def _plain(document: dict[str, Any]) -> Any:
    """The document as the store gives it back: canonical JSON and back."""
    from caseworker.store.database.json_text import from_json, to_json

    return from_json(to_json(document))


def _differences(row: DeterminationRow, now: Any) -> Iterator[tuple[str, str, str, Any, Any]]:
    """(applicant, criterion, part, before, after) of everything that is not the same."""
    then = row.frozen["assessment"]
    outcomes = {one["id"]: one["outcome"] for one in now["applicants"]}
    if outcomes.get(row.applicant_id) != row.assessed_outcome:
        yield row.applicant_id, "", "outcome", row.assessed_outcome, outcomes.get(row.applicant_id)
    if then == now:
        return
    for part in sorted({*then, *now} - {"applicants"}):
        if then.get(part) != now.get(part):
            yield "", "", part, then.get(part), now.get(part)
    old = {one["id"]: one for one in then.get("applicants", [])}
    new = {one["id"]: one for one in now["applicants"]}
    for applicant in dict.fromkeys((*old, *new)):
        yield from _of_applicant(applicant, old.get(applicant, {}), new.get(applicant, {}), row)


def _of_applicant(
    applicant: str, old: dict[str, Any], new: dict[str, Any], row: DeterminationRow
) -> Iterator[tuple[str, str, str, Any, Any]]:
    for part in sorted({*old, *new} - {"findings"}):
        if old.get(part) == new.get(part):
            continue
        if part == "outcome" and applicant == row.applicant_id and old.get(part) == row.assessed_outcome:
            continue
        yield applicant, "", part, old.get(part), new.get(part)
    before = {one["criterion"]: one for one in old.get("findings", [])}
    after = {one["criterion"]: one for one in new.get("findings", [])}
    for criterion in dict.fromkeys((*before, *after)):
        was, is_now = before.get(criterion, {}), after.get(criterion, {})
        for part in sorted({*was, *is_now}):
            if was.get(part) != is_now.get(part):
                yield applicant, criterion, part, was.get(part), is_now.get(part)
