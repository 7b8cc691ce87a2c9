# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing every case again, as after an update of the rules. Determinations stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from caseworker.domain.document import FaultyDocument

from .case_index import index_of
from .desk import Desk

if TYPE_CHECKING:
    from caseworker.store.case_index import CaseIndex

BATCH, STEP = 500, 20


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
    from caseworker.store.case_list import CaseFilters, count_cases, list_cases
    from caseworker.store.cases import iter_documents, set_outcome
    from caseworker.store.determinations import determined_now
    from caseworker.store.letters import lettered_now

    filters = CaseFilters(programme=programme)
    total = count_cases(desk.store, filters)
    shown: dict[str, tuple[str, dict[str, str]]] = {}
    after = None
    while rows := list_cases(desk.store, after=after, limit=BATCH, filters=filters, order="opened"):
        shown.update((row.id, (row.outcome, row.steps)) for row in rows)
        after = rows[-1]
    seen = changed = 0
    results: list[tuple[str, CaseIndex, int, bool]] = []
    with desk.store.read() as tx:
        determined, lettered = determined_now(tx), lettered_now(tx)
        for case_id, document, rev in iter_documents(tx, programme=programme):
            if stopped():
                break
            seen += 1
            if seen % STEP == 0:
                progress(seen, total)
            decided = determined.get(case_id, ())
            if open_only and everybody(document) <= set(decided):
                continue
            try:
                index = index_of(document, desk.library, decided, lettered.get(case_id, ()))
            except FaultyDocument:
                continue
            outcome, steps = shown.get(case_id, ("", {}))
            if (outcome, steps) != (index.outcome, index.steps):
                results.append((case_id, index, rev, outcome != index.outcome))
    whole = not stopped()
    for at in range(0, len(results), BATCH):
        with desk.store.write() as tx:
            for case_id, index, rev, other in results[at : at + BATCH]:
                changed += set_outcome(tx, case_id, index.outcome, index.steps, rev=rev) and other
    progress(seen, total)
    return Reassessed(seen, changed, whole)


def everybody(document: dict[str, Any]) -> set[str]:
    """The ids of the applicants in a case document."""
    people = document.get("applicants")
    return {one["id"] for one in people if "id" in one} if isinstance(people, list) else set()
