# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking papers and files off a case: anybody their own of the same day, others by their role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caseworker.domain.errors import Refused
from caseworker.domain.permissions import permitted

from ..desk import Desk

if TYPE_CHECKING:
    from caseworker.store.opened.transaction import Transaction

Document = dict[str, Any]
# The id of a piece of evidence, and the SHA-256 of a file on it, or an empty text for the paper itself.
Item = tuple[str, str]


def must_be_takeable(
    tx: Transaction, desk: Desk, case_id: str, old: Document, new: Document, *, operation: str = "record"
) -> None:
    """Raises Refused (`may_not_take_off`) where a change takes off what this person may not."""
    gone = _items(old) - _items(new)
    if not gone or "take_off" in permitted(desk.ask(tx.run, operation)):
        return
    mine = _brought_today(tx, desk, case_id)
    # A file goes with the paper that it is on.
    if any(one not in mine and not (one[1] and (one[0], "") in gone & mine) for one in gone):
        raise Refused("may_not_take_off")


def fixed_items(tx: Transaction, desk: Desk, case_id: str, document: Document) -> frozenset[Item]:
    """What whoever sits here may not take off a case as it is stored."""
    if "take_off" in permitted(desk.ask(tx.run, "read_cases")):
        return frozenset()
    return frozenset(_items(document)) - _brought_today(tx, desk, case_id)


def _brought_today(tx: Transaction, desk: Desk, case_id: str) -> frozenset[Item]:
    """The papers and files that this person added today, and nobody before them."""
    from caseworker.domain.case.changes import apply_changes
    from caseworker.store.cases.revisions import case_history

    today = desk.today()
    document: Document = {}
    brought: dict[Item, bool] = {}
    for one in case_history(tx, case_id):
        before, document = _items(document), apply_changes(document, one.changes)
        own = one.author == desk.worker.id and desk.day_of(one.at) == today
        brought |= dict.fromkeys(_items(document) - before, own)
    return frozenset(item for item, own in brought.items() if own)


def _items(document: Document) -> set[Item]:
    found: set[Item] = set()
    for item in document.get("evidence") or []:
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            found.add((item["id"], ""))
            found.update((item["id"], one) for one in item.get("attachments") or [] if isinstance(one, str))
    return found
