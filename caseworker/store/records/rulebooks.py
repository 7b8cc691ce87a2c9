# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rulebooks: each kept once under its SHA-256, for good."""

from __future__ import annotations

from sqlalchemy import insert, select

from caseworker.domain.errors import NotFound

from ..database.tables import rulebooks
from ..opened.transaction import Transaction


def has_rulebook(tx: Transaction, sha256: str) -> bool:
    """Whether this rulebook is kept already."""
    query = select(rulebooks.c.sha256).where(rulebooks.c.sha256 == sha256)
    return tx.execute(query).scalar() is not None


def keep_rulebook(tx: Transaction, sha256: str, programme: str, content: bytes, *, by: str, at: str) -> None:
    """Keep a rulebook that is not kept yet; the next ledger entry vouches for it."""
    tx.changed("rulebook", sha256)
    row = {"sha256": sha256, "programme": programme, "content": content, "kept_at": at, "kept_by": by}
    tx.execute(insert(rulebooks), row)


def latest_rulebook(tx: Transaction, programme: str) -> tuple[str, str]:
    """Return the SHA-256 of the rulebook of a programme that came last, and when; empty texts for none."""
    query = select(rulebooks.c.sha256, rulebooks.c.kept_at).where(rulebooks.c.programme == programme)
    found = tx.execute(query.order_by(rulebooks.c.kept_at.desc(), rulebooks.c.sha256).limit(1)).first()
    return (str(found.sha256), str(found.kept_at)) if found else ("", "")


def rulebook_content(tx: Transaction, sha256: str) -> bytes:
    """Return what was kept under this SHA-256. Raises NotFound."""
    found = tx.execute(select(rulebooks.c.content).where(rulebooks.c.sha256 == sha256)).scalar()
    if found is None:
        raise NotFound(kind="rulebook")
    return bytes(found)
