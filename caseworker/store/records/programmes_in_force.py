# SPDX-License-Identifier: AGPL-3.0-or-later
"""The installed programme files in force, read by the driver alone: rules may be needed before SQLAlchemy."""

from __future__ import annotations

from ..opened.store import Store


def programmes_in_force(store: Store) -> list[tuple[str, str, bytes]]:
    """Return (programme id, file name, content) of each, by programme."""
    sql = "SELECT programme, file, content FROM programmes WHERE in_force = 1 ORDER BY programme, id"
    with store.raw() as connection:
        return [(str(one), str(file), bytes(content)) for one, file, content in connection.execute(sql)]
