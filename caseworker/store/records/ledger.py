# SPDX-License-Identifier: AGPL-3.0-or-later
"""The append-only chain of everything done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..chain.entries import LedgerReport, mac_of, verify_chain
from ..chain.row_hash import OBJECTS, row_hash, row_sql
from ..database.json_text import from_json, to_json
from ..database.tables import ledger
from ..opened.store import Store
from ..opened.transaction import Transaction


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One thing done: by whom, to what, why. `payload` never holds values of a case, only paths and ids."""

    seq: int
    at: str
    staff_id: str
    action: str
    object_kind: str
    object_id: str
    reason: str
    payload: dict[str, Any]


def append_ledger(
    tx: Transaction,
    *,
    at: str,
    staff_id: str,
    action: str,
    object_kind: str = "",
    object_id: str = "",
    reason: str = "",
    payload: Mapping[str, Any] | None = None,
) -> int:
    """Append an entry and return its number.

    It records the hash of the object as it is now, and of everything changed in this transaction since the
    last entry: so write it last. Raises Refused for text that is no Unicode, and (`row_altered`) where it
    would vouch for what was changed by other means.
    """
    tx.must_write()
    if (object_kind, object_id) not in tx.unrecorded:
        tx.must_be_sound(object_kind, object_id)
    content = dict(payload or {})
    others = [key for key in tx.unrecorded if key != (object_kind, object_id)]
    if others:
        content["rows"] = {f"{kind}:{one}": _row_hash(tx, kind, one) for kind, one in others}
    hashed = _row_hash(tx, object_kind, object_id) if object_kind in OBJECTS else ""
    last = tx.run("SELECT seq, mac FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    seq, prev = (last.seq + 1, last.mac) if last else (1, "")
    fields = (seq, at, staff_id, action, object_kind, object_id, reason, to_json(content), hashed)
    tx.run(
        "INSERT INTO ledger (seq, at, staff_id, action, object_kind, object_id, reason, payload, row_hash,"
        " prev, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*fields, prev, mac_of(tx.keys.audit, prev, fields)),
    )
    tx.unrecorded.clear()
    return int(seq)


def _row_hash(tx: Transaction, kind: str, object_id: str) -> str:
    row = tx.run(row_sql(kind), (object_id,)).fetchone()
    return row_hash(None if row is None else tuple(row))


def list_ledger(
    tx: Transaction,
    *,
    object_kind: str | None = None,
    object_id: str | None = None,
    before: int | None = None,
    limit: int = 200,
) -> list[LedgerEntry]:
    """Return the newest entries, newest first; of one object if named; older than entry `before`."""
    query = select(ledger).order_by(ledger.c.seq.desc()).limit(limit)
    if object_kind is not None:
        query = query.where(ledger.c.object_kind == object_kind)
    if object_id is not None:
        query = query.where(ledger.c.object_id == object_id)
    if before is not None:
        query = query.where(ledger.c.seq < before)
    return [
        LedgerEntry(
            row.seq,
            row.at,
            row.staff_id,
            row.action,
            row.object_kind,
            row.object_id,
            row.reason,
            from_json(row.payload),
        )
        for row in tx.execute(query)
    ]


def verify_ledger(store: Store) -> LedgerReport:
    """Compute the whole chain again."""
    with store.raw() as connection:
        return verify_chain(connection, store.keys.audit)


def ledger_head(tx: Transaction) -> tuple[int, str]:
    """Return number and MAC of the last entry: kept elsewhere, it shows if an older store is put back."""
    row = tx.run("SELECT seq, mac FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row.seq), str(row.mac)) if row else (0, "")


def ledger_has(tx: Transaction, head: tuple[int, str]) -> bool:
    """Whether the ledger still holds the entry that was its head once."""
    seq, mac = head
    return seq == 0 or tx.run("SELECT mac FROM ledger WHERE seq = ?", (seq,)).scalar() == mac
