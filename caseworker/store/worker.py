# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who works at the store, read by the raw driver: it is asked before SQLAlchemy is loaded, and in every
transaction for what they may do.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

from caseworker.domain.errors import Refused

from .ledger_chain import COLUMNS, mac_of
from .row_hash import row_hash, row_sql
from .store import Store

Run = Callable[[str, tuple[Any, ...]], Any]


def worker_of(store: Store) -> tuple[str, str, frozenset[str], str]:
    """Return (id, name, roles, language) of who opened the store.

    Whoever came by the recovery key, or has no account any more, is nobody and holds no roles.
    """
    with store.raw() as connection:
        row = connection.execute(
            "SELECT id, name, roles, language FROM staff WHERE active = 1 AND id = ?", (store.staff_id,)
        ).fetchone()
    return (
        (row[0], row[1], frozenset(row[2].split()), row[3])
        if row
        else (store.staff_id, "", frozenset(), "en")
    )


def chose_passphrase(store: Store) -> bool:
    """Whether who opened the store came in by a passphrase that they chose, not by their first."""
    with store.raw() as connection:
        row = connection.execute(
            "SELECT own_passphrase FROM staff WHERE id = ?", (store.staff_id,)
        ).fetchone()
    return store.training or row is None or bool(row[0])


def roles_of(run: Run, audit_key: bytes, staff_id: str) -> frozenset[str]:
    """Return the roles of an active member of staff; empty for anybody else.

    `run` executes SQL in the transaction that asks. Raises Refused (`row_altered`) if the account is not as
    the ledger last saw it: somebody changed it by other means.
    """
    row = run("SELECT roles, active FROM staff WHERE id = ?", (staff_id,)).fetchone()
    if row is None or not row[1]:
        return frozenset()
    must_be_vouched(run, audit_key, "staff", staff_id)
    return frozenset(row[0].split())


def must_be_vouched(run: Run, audit_key: bytes, kind: str, object_id: str) -> None:
    """Raise Refused (`row_altered`) unless a row is as the last entry about it says, and that is ours."""
    if not is_vouched(run, audit_key, kind, object_id):
        raise Refused("row_altered", kind=kind)


def is_vouched(run: Run, audit_key: bytes, kind: str, object_id: str) -> bool:
    """Whether a row is as the last entry about it says, and that entry carries our MAC."""
    entry = run(
        f"SELECT {COLUMNS} FROM ledger WHERE object_kind = ? AND object_id = ? ORDER BY seq DESC LIMIT 1",  # noqa: S608
        (kind, object_id),
    ).fetchone()
    row = run(row_sql(kind), (object_id,)).fetchone()
    return entry is not None and is_ours(audit_key, entry) and entry[8] == row_hash(row and tuple(row))


def is_ours(audit_key: bytes, entry: Any) -> bool:
    """Whether an entry, the COLUMNS of the ledger, carries the MAC that only the program can make."""
    fields, prev, mac = tuple(entry[:9]), entry[9], entry[10]
    return isinstance(mac, str) and hmac.compare_digest(mac, mac_of(audit_key, prev, fields))
