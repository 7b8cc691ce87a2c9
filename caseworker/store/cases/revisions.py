# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of a case: every save, who made it and what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from caseworker.domain.case.changes import apply_changes
from caseworker.domain.errors import NotFound

from ..database.json_text import from_json
from ..database.tables import revisions
from ..opened.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Revision:
    """One save. `changes`: {path, old, new}; without `old` something was added, without `new` removed."""

    id: str
    parent: str | None
    rev: int
    author: str
    site: str
    at: str
    changes: list[dict[str, Any]]


def case_history(tx: Transaction, case_id: str) -> list[Revision]:
    """Return all revisions of a case, oldest first. Raises NotFound if there are none."""
    query = select(revisions).where(revisions.c.case_id == case_id).order_by(revisions.c.rev)
    found = [
        Revision(row.id, row.parent, row.rev, row.author, row.site, row.at, from_json(row.changes))
        for row in tx.execute(query)
    ]
    if not found:
        raise NotFound(kind="case", id=case_id)
    return found


def document_at(tx: Transaction, case_id: str, rev: int) -> dict[str, Any]:
    """Return the document of a case as revision number `rev` left it. Raises NotFound."""
    history = case_history(tx, case_id)
    if not any(one.rev == rev for one in history):
        raise NotFound(kind="revision", id=case_id)
    document: dict[str, Any] = {}
    for one in history:
        if one.rev <= rev:
            document = apply_changes(document, one.changes)
    return document
