# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing every case again, as after an update of the rules. Determinations stay as they are.

Most cases are decided from the facts that were kept with them; where these do not do, from the document,
whose facts are then kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.case import Case
from caseworker.domain.case.document import FaultyDocument, read_case
from caseworker.domain.case.kept_document import kept_case
from caseworker.domain.flow import outdated_in, stations

from ..case_index import assessment_of, facts_of, worst_outcome
from ..desk import Desk
from .deciding_from_kept import FromFacts
from .library import Library

if TYPE_CHECKING:
    from caseworker.store.cases.case_index import FactIndex
    from caseworker.store.cases.kept_facts import ShownCase
    from caseworker.store.opened.transaction import Transaction

BATCH, WRITTEN = 500, 5000


@dataclass(frozen=True, slots=True)
class Reassessed:
    """How many cases were looked at, how many outcomes changed; `whole` is false if it was stopped."""

    seen: int
    changed: int
    whole: bool


def reassess_all(
    desk: Desk,
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
    *,
    programme: str | None = None,
    open_only: bool = False,
) -> Reassessed:
    """Assesses all cases that are not archived, or those of one programme, and renews what the list shows.
    What is out of date stays so: the rules of today have no part in it.

    `open_only` leaves alone the cases in which everybody has a determination in force. It is written in
    batches, each in its own transaction; a case changed meanwhile keeps what that change gave it.
    `progress` hears (done, all). Stopping keeps what was done so far.
    """
    from caseworker.store.cases.case_list import CaseFilters, count_cases
    from caseworker.store.cases.kept_facts import iter_shown
    from caseworker.store.records.determinations import determined_now
    from caseworker.store.records.letters import lettered_now

    total = count_cases(desk.store, CaseFilters(programme=programme))
    seen = changed = 0
    whole, found = True, _Found([], [])
    with desk.reading("own") as tx:
        run = _Run(tx, desk.library, determined_now(tx), lettered_now(tx), open_only)
        waiting = iter_shown(tx, desk.library.basis, programme=programme)
        while True:
            progress(seen, total)
            if stopped():
                whole = False
                break
            batch = list(islice(waiting, BATCH))
            if not batch:
                break
            seen += len(batch)
            run.look_at(batch, found)
            if len(found.shown) + len(found.facts) >= WRITTEN:
                changed += _written(desk, found)
                found = _Found([], [])
    return Reassessed(seen, changed + _written(desk, found), whole)


def everybody(document: dict[str, Any]) -> set[str]:
    """The ids of the applicants in a case document."""
    people = document.get("applicants")
    return {one["id"] for one in people if "id" in one} if isinstance(people, list) else set()


@dataclass(frozen=True, slots=True)
class _Found:
    """What is to be written: what the list shows where it changed, and facts that were not kept yet."""

    shown: list[tuple[ShownCase, str, str]]
    facts: list[tuple[ShownCase, FactIndex]]


def _written(desk: Desk, found: _Found) -> int:
    """Writes what was found; returns how many outcomes were changed by it."""
    from caseworker.store.cases.kept_facts import renew_facts, renew_shown

    if not found.shown and not found.facts:
        return 0
    with desk.writing("own") as tx:
        changed = renew_shown(tx, [one for one in found.shown if one[0].outcome != one[1]])
        renew_shown(tx, [one for one in found.shown if one[0].outcome == one[1]])
        renew_facts(tx, found.facts)
    return changed


@dataclass(slots=True)
class _Run:
    """Going through the cases, with what was read once for all of them."""

    tx: Transaction
    library: Library
    determined: dict[str, tuple[str, ...]]
    lettered: dict[str, tuple[str, ...]]
    open_only: bool
    deciding: FromFacts = field(init=False)

    def __post_init__(self) -> None:
        self.deciding = FromFacts(self.library)

    def look_at(self, batch: list[ShownCase], found: _Found) -> None:
        """Adds to `found` what has to be written of these cases."""
        from caseworker.store.cases.kept_facts import documents_of

        unread: dict[int, ShownCase] = {}
        for one in batch:
            determined = self.determined.get(one.id, ())
            kept = self.deciding.shown(one, determined, self.lettered.get(one.id, ()))
            if kept is None:
                unread[one.pk] = one
            elif (kept.outcome, kept.steps) != (one.outcome, one.steps) and not self._left(
                kept.people, determined
            ):
                found.shown.append((one, kept.outcome, kept.steps))
        for pk, document in documents_of(self.tx, list(unread)):
            self._from_document(unread[pk], document, found)

    def _from_document(self, one: ShownCase, document: dict[str, Any], found: _Found) -> None:
        from caseworker.store.database.json_text import from_json, to_json

        determined, lettered = self.determined.get(one.id, ()), self.lettered.get(one.id, ())
        try:
            case, assessment = _read(document, self.library)
        except FaultyDocument:
            return
        facts = facts_of(case, assessment, self.library)
        if facts is not None:
            found.facts.append((one, facts))
        if self._left(everybody(document), determined):
            return
        found_now = stations(case, assessment, determined, lettered, outdated_in(from_json(one.steps)))
        steps = to_json({it.step: it.state for it in found_now})
        outcome = worst_outcome(assessment)
        if (outcome, steps) != (one.outcome, one.steps):
            found.shown.append((one, outcome, steps))

    def _left(self, people: Any, determined: tuple[str, ...]) -> bool:
        """Whether a case is left alone, since everybody in it has a determination."""
        return self.open_only and set(people) <= set(determined)


def _read(document: dict[str, Any], library: Library) -> tuple[Case, Any]:
    """The case and its assessment. Raises FaultyDocument."""
    try:
        case = kept_case(document)
        return case, assessment_of(case, library)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # Kept by another version with other rules for documents: read with all checks.
        case = read_case(document, library.reference.vocabulary())
        return case, assessment_of(case, library)
