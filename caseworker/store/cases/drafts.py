# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was typed and not yet saved, by author, so that a crash takes no more than the last moment."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import LargeBinary, bindparam, cast, delete, select
from sqlalchemy.dialects.sqlite import insert

from ..database.tables import drafts
from ..opened.draft_row import DraftRow, Key, row_of
from ..opened.transaction import Transaction

_KEYS = ("case_id", "author", "kind", "path")
_TEXTS = (*_KEYS, "text")
# Statements are built once: building costs more than running. Texts come as bytes: one that is none would
# keep all the others from being read.
_READ = [cast(drafts.c[name], LargeBinary).label(name) for name in (*_TEXTS, "at")]
_OF_AUTHOR = (
    select(*_READ, drafts.c.edit)
    .where(drafts.c.author == bindparam("who"))
    .order_by(drafts.c.at, drafts.c.path)
)
_PUT = insert(drafts)
_PUT = _PUT.on_conflict_do_update(
    index_elements=list(_KEYS),
    set_={name: _PUT.excluded[name] for name in ("text", "edit", "at")},
)
_DROP = delete(drafts).where(*(drafts.c[name] == bindparam(f"of_{name}") for name in _KEYS))
_DROP_SAVED = delete(drafts).where(
    drafts.c.case_id == bindparam("of"),
    drafts.c.author == bindparam("who"),
    drafts.c.kind == "changes",
    drafts.c.edit <= bindparam("upto"),
)


def put_drafts(tx: Transaction, rows: Iterable[DraftRow]) -> None:
    """Keep rows, each in the place of the one before."""
    tx.must_write()
    values = [{name: getattr(row, name) for name in (*_KEYS, "text", "edit", "at")} for row in rows]
    if values:
        tx.execute(_PUT, values)


def get_drafts(tx: Transaction, author: str, case_id: str | None = None) -> list[DraftRow]:
    """Return what `author` left, oldest first; of one case, or of all places. Rubbish is left out."""
    rows = tx.execute(_OF_AUTHOR, {"who": author})
    found = [draft for row in rows if (draft := row_of(row._asdict()))]
    return [row for row in found if case_id in (None, row.case_id)]


def drop_drafts(tx: Transaction, keys: Iterable[Key]) -> None:
    """Forget drafts by (case id, author, kind, path)."""
    tx.must_write()
    values = [dict(zip((f"of_{name}" for name in _KEYS), key, strict=True)) for key in keys]
    if values:
        tx.execute(_DROP, values)


def drop_saved(tx: Transaction, case_id: str, author: str, upto: int) -> None:
    """Forget the author's changes of a case up to an edit: in the transaction that saves them."""
    tx.must_write()
    tx.execute(_DROP_SAVED, {"of": case_id, "who": author, "upto": upto})
