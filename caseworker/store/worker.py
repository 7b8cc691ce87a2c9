# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who opened the store, read by the raw driver: it is asked before SQLAlchemy is loaded."""

from __future__ import annotations

from .store import Store


def worker_of(store: Store) -> tuple[str, str, str, str]:
    """Return (id, name, role, language) of who opened the store; in a training store, of the first member."""
    sql = "SELECT id, name, role, language FROM staff WHERE active = 1"
    with store.raw() as connection:
        if store.staff_id:
            row = connection.execute(f"{sql} AND id = ?", (store.staff_id,)).fetchone()
        else:
            row = connection.execute(f"{sql} ORDER BY rowid LIMIT 1").fetchone()
    return (row[0], row[1], row[2], row[3]) if row else (store.staff_id, "", "intake", "en")
