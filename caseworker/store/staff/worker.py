# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who works at the store, read by the raw driver: it is asked before SQLAlchemy is loaded, and in every
transaction for what they may do.
"""

from __future__ import annotations

from ..chain.vouched import Run, must_be_vouched
from ..opened.store import Store


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


def is_unconfirmed(run: Run, staff_id: str) -> bool:
    """Whether an account was recovered and nobody confirmed it yet, while somebody else could."""
    sql = "SELECT 1 FROM staff WHERE id = ? AND recovered_at IS NOT NULL AND confirmed_by IS NULL"
    if run(sql, (staff_id,)).fetchone() is None:
        return False
    others = run(
        "SELECT 1 FROM staff WHERE active = 1 AND id <> ? AND own_passphrase = 1"
        " AND (recovered_at IS NULL OR confirmed_by IS NOT NULL) LIMIT 1",
        (staff_id,),
    ).fetchone()
    return others is not None
