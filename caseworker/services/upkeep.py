# SPDX-License-Identifier: AGPL-3.0-or-later
"""Upkeep: a store looked through from end to end, and the index of its cases made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .case_index import cases_off_the_index, index_of
from .desk import Desk
from .outdated import standing

if TYPE_CHECKING:
    from caseworker.store.cases.case_index import CaseIndex


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """`faults` are codes as the store gives them, `counts` rows by table, `off` the numbers of cases that
    lists and search do not show as they are kept; `lost` says that something saved may be missing.
    """

    faults: tuple[str, ...]
    counts: Mapping[str, int]
    off: tuple[str, ...]
    lost: bool


def look_through(desk: Desk) -> LookedThrough:
    """Every page, reference, row, file and key of the store, and the index. Raises TransientIo."""
    from caseworker.store.opened.log_beside import LOSSES
    from caseworker.store.opening.check import check_store

    report = check_store(desk.store)
    # Where pages are damaged, documents may not be read at all.
    off = cases_off_the_index(desk) if report.whole else ()
    return LookedThrough(report.faults, report.counts, off, not LOSSES.isdisjoint(desk.store.beside.found))


def rebuild_index(desk: Desk) -> int:
    """Makes the index of all cases anew from their documents, and returns how many there are."""
    from caseworker.store.cases.cases import rebuild_index as rebuild
    from caseworker.store.records.determinations import determined_now
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.letters import lettered_now

    with desk.writing("own") as tx:
        decided = {*determined_now(tx), *lettered_now(tx)}

        def renewed(case_id: str, document: dict[str, Any]) -> CaseIndex:
            so_far = standing(tx, desk.library, case_id, document) if case_id in decided else ()
            return index_of(document, desk.library, *so_far)

        count = rebuild(tx, renewed)
        append_ledger(
            tx, at=desk.at(), staff_id=desk.worker.id, action="rebuild", object_kind="index", object_id="all"
        )
    return count
