# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a recovery sheet was begun and not kept; read by the raw driver, before SQLAlchemy is loaded."""

from __future__ import annotations

from ..opened.store import Store

SETTING = "recovery_sheet"
PENDING, DONE = "pending", "done"


def sheet_is_due(store: Store) -> bool:
    """Whether the sheet of this store's recovery key was never printed or saved; older stores have one."""
    with store.raw() as connection:
        row = connection.execute("SELECT json FROM settings WHERE key = ?", (SETTING,)).fetchone()
    return row is not None and row[0] == f'"{PENDING}"'
