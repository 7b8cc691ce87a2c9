# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was typed and not yet saved, so that a crash takes no more than the last moment."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from .tables import drafts
from .transaction import Transaction

# Built once: building costs more than running.
_OF_CASE = select(drafts).where(drafts.c.case_id == bindparam("of")).order_by(drafts.c.path)


def set_draft(tx: Transaction, case_id: str, path: str, text: str, *, at: str) -> None:
    """Keep the text of a field; `case_id` may be of a case that is not there yet."""
    tx.must_write()
    statement = insert(drafts).values(case_id=case_id, path=path, text=text, at=at)
    tx.execute(
        statement.on_conflict_do_update(index_elements=["case_id", "path"], set_={"text": text, "at": at})
    )


def get_drafts(tx: Transaction, case_id: str) -> dict[str, tuple[str, str]]:
    """Return path -> (text, since when) of a case."""
    rows = tx.execute(_OF_CASE, {"of": case_id})
    return {row.path: (row.text, row.at) for row in rows}


def cases_with_drafts(tx: Transaction) -> list[str]:
    """Return the ids of cases with something unsaved."""
    query = select(drafts.c.case_id).distinct().order_by(drafts.c.case_id)
    return [row.case_id for row in tx.execute(query)]


def clear_drafts(tx: Transaction, case_id: str, path: str | None = None) -> None:
    """Forget the drafts of a case, or of one field: in the transaction that saves them."""
    tx.must_write()
    statement = delete(drafts).where(drafts.c.case_id == case_id)
    if path is not None:
        statement = statement.where(drafts.c.path == path)
    tx.execute(statement)
