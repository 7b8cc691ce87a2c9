# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing every case again, as after an update of the rules. Determinations stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caseworker.domain.case import Case
from caseworker.domain.document import FaultyDocument, read_case
from caseworker.domain.flow import stations
from caseworker.domain.kept_document import kept_case

from .case_index import assessment_of, worst_outcome
from .desk import Desk
from .library import Library

BATCH, STEP = 2000, 200


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

    `open_only` leaves alone the cases in which everybody has a determination in force. It is written in
    batches, each in its own transaction; a case saved meanwhile keeps what its own save gave it.
    `progress` hears (done, all). Stopping keeps what was done so far.
    """
    from caseworker.store.case_list import CaseFilters, count_cases
    from caseworker.store.cases import iter_shown, renew_shown
    from caseworker.store.determinations import determined_now
    from caseworker.store.json_text import to_json
    from caseworker.store.letters import lettered_now

    total = count_cases(desk.store, CaseFilters(programme=programme))
    seen = changed = 0
    outcomes: list[tuple[str, str, str, int]] = []
    others: list[tuple[str, str, str, int]] = []
    with desk.store.read() as tx:
        determined, lettered = determined_now(tx), lettered_now(tx)
        for case_id, document, rev, outcome, steps in iter_shown(tx, programme=programme):
            if seen % STEP == 0:
                progress(seen, total)
                if stopped():
                    break
            seen += 1
            decided = determined.get(case_id, ())
            if open_only and everybody(document) <= set(decided):
                continue
            try:
                now, states = _shown(document, desk.library, decided, lettered.get(case_id, ()))
            except FaultyDocument:
                continue
            if outcome != now:
                outcomes.append((now, to_json(states), case_id, rev))
            elif steps != (text := to_json(states)):
                others.append((now, text, case_id, rev))
    whole = not stopped()
    for rows, counts in ((outcomes, True), (others, False)):
        for at in range(0, len(rows), BATCH):
            with desk.store.write() as tx:
                renewed = renew_shown(tx, rows[at : at + BATCH])
            changed += renewed if counts else 0
    progress(seen, total)
    return Reassessed(seen, changed, whole)


def everybody(document: dict[str, Any]) -> set[str]:
    """The ids of the applicants in a case document."""
    people = document.get("applicants")
    return {one["id"] for one in people if "id" in one} if isinstance(people, list) else set()


def _shown(
    document: dict[str, Any], library: Library, determined: tuple[str, ...], lettered: tuple[str, ...]
) -> tuple[str, dict[str, str]]:
    """The outcome and the state of each station. Raises FaultyDocument."""
    try:
        return _states(kept_case(document), library, determined, lettered)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # Kept by another version with other rules for documents: read with all checks.
        return _states(read_case(document, library.reference.vocabulary()), library, determined, lettered)


def _states(
    case: Case, library: Library, determined: tuple[str, ...], lettered: tuple[str, ...]
) -> tuple[str, dict[str, str]]:
    assessment = assessment_of(case, library)
    found = stations(case, assessment, determined, lettered)
    return worst_outcome(assessment), {one.step: one.state for one in found}
