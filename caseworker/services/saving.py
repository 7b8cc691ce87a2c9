# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saving a changed document inside an open transaction, its index row with it. The ledger is the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .case_index import index_of
from .desk import Desk
from .outdated import standing

if TYPE_CHECKING:
    from caseworker.store.opened.transaction import Transaction


def save_document(
    tx: Transaction,
    desk: Desk,
    case_id: str,
    old: dict[str, Any],
    new: dict[str, Any],
    *,
    base_rev: int,
    at: str,
) -> tuple[int, list[str]]:
    """Keeps `new` as the revision after `base_rev`, of which `old` is the document.

    Returns the new revision number and the changed paths, sorted. Where nothing changed, it is
    `base_rev` and no paths, and nothing was written. Raises FaultyDocument, StaleRevision, NotFound.
    """
    from caseworker.domain.case.changes import changes_between
    from caseworker.store.cases.cases import save_case

    changes = changes_between(old, new)
    if not changes:
        return base_rev, []
    rev = save_case(
        tx,
        case_id,
        new,
        index_of(new, desk.library, *standing(tx, desk.library, case_id, new)),
        base_rev=base_rev,
        changes=changes,
        author=desk.worker.id,
        at=at,
    )
    return rev, sorted({str(one["path"]) for one in changes})


def steps_of(tx: Transaction, desk: Desk, case_id: str, document: dict[str, Any]) -> dict[str, str]:
    """The state of each station of a case, as the list shows it."""
    return index_of(document, desk.library, *standing(tx, desk.library, case_id, document)).steps
