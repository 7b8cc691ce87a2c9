# SPDX-License-Identifier: AGPL-3.0-or-later
"""Upkeep: a store looked through from end to end, and the index of its cases made anew."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.document import FaultyDocument

from .case_index import index_of
from .desk import Desk
from .outdated import standing
from .programmes.library import Library

if TYPE_CHECKING:
    from caseworker.store.cases.case_index import CaseIndex
    from caseworker.store.opened.transaction import Transaction


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


def cases_off_the_index(desk: Desk) -> tuple[str, ...]:
    """The numbers of cases that lists and search do not show as their documents have it."""
    from caseworker.store.cases.cases import iter_cases
    from caseworker.store.cases.index_rows import index_agrees
    from caseworker.store.records.determinations import determined_now
    from caseworker.store.records.letters import lettered_now

    found = []
    with desk.reading("own") as tx:
        determined, lettered = determined_now(tx), lettered_now(tx)
        since = cache(partial(_decides_since, tx, desk.library))
        for pk, case_id, number, document in iter_cases(tx):
            # A document that the rules of today do not read stands as it was when it was saved.
            with contextlib.suppress(FaultyDocument):
                decided = case_id in determined or case_id in lettered
                so_far = standing(tx, desk.library, case_id, document) if decided else ()
                index = index_of(document, desk.library, *so_far)
                if not index_agrees(tx, case_id, pk, index, since(index.programme)):
                    found.append(number)
    return tuple(found)


def _decides_since(tx: Transaction, library: Library, programme: str) -> str | None:
    """Since when the rules of a programme surely decide as they do today; None where nothing tells.

    The list is not renewed when a new program brings other rules, nor for cases that were decided when an
    office installs some. What tells of it is the rulebook that a determination keeps.
    """
    from caseworker.exchange.rulebook import rulebook_sha256
    from caseworker.store.records.programmes import list_programmes
    from caseworker.store.records.rulebooks import latest_rulebook

    kept, at = latest_rulebook(tx, programme)
    if not kept or programme not in library.programmes:
        return None
    if kept != rulebook_sha256(library.rulebook(programme)):
        return None
    return max([at, *(one.installed_at for one in list_programmes(tx) if one.programme == programme)])
