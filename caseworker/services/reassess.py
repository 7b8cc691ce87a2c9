# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing every case again, as after an update of the rules. Determinations stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from caseworker.domain.document import FaultyDocument

from .case_index import index_of
from .cases import count
from .desk import Desk

BATCH = 500


@dataclass(frozen=True, slots=True)
class Reassessed:
    """How many cases were looked at, how many outcomes changed; `whole` is false if it was stopped."""

    seen: int
    changed: int
    whole: bool


def reassess_all(desk: Desk, progress: Callable[[int, int], None], stopped: Callable[[], bool]) -> Reassessed:
    """Assesses all cases that are not archived, in batches, each in its own transaction.

    `progress` hears (done, all). Stopping keeps what was done so far.
    """
    from caseworker.store.case_list import list_cases
    from caseworker.store.cases import iter_documents, set_outcome

    total = count(desk)
    shown: dict[str, str] = {}
    after = None
    while rows := list_cases(desk.store, after=after, limit=BATCH, order="opened"):
        shown.update((row.id, row.outcome) for row in rows)
        after = rows[-1]
    seen = changed = 0
    results: list[tuple[str, str, dict[str, str]]] = []
    with desk.store.read() as tx:
        for case_id, document, _ in iter_documents(tx):
            if stopped():
                break
            try:
                index = index_of(document, desk.library)
            except FaultyDocument:
                continue
            seen += 1
            if index.outcome != shown.get(case_id, ""):
                results.append((case_id, index.outcome, index.steps))
            if seen % 50 == 0:
                progress(seen, total)
    whole = not stopped()
    for at in range(0, len(results), BATCH):
        with desk.store.write() as tx:
            for case_id, outcome, steps in results[at : at + BATCH]:
                set_outcome(tx, case_id, outcome, steps)
                changed += 1
    progress(seen, total)
    return Reassessed(seen, changed, whole)
