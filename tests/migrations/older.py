# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stores as older releases left them: made by this program, then taken back."""

from __future__ import annotations

from typing import Any

from caseworker.store.chain.entries import COLUMNS, mac_of
from caseworker.store.chain.row_hash import row_hash, row_sql
from caseworker.store.database import migrate
from caseworker.store.database.engine import make_engine
from caseworker.store.opened.store import Store


def take_back(store: Store, revision: str) -> None:
    """Takes an open store back to the form of an older migration, with what is in it."""
    from alembic import command

    engine = make_engine(lambda: store.connect("repair"))
    with engine.connect().execution_options(begin="IMMEDIATE") as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            command.downgrade(migrate._config(connection), revision)
    engine.dispose()
    if revision < "0008":
        _vouch_for_staff_of_then(store, revision)


def _vouch_for_staff_of_then(store: Store, revision: str) -> None:
    """An entry for each member of staff, with the columns that an older program vouched for."""
    connection = store.connect("repair")
    try:
        for (one,) in connection.execute("SELECT id FROM staff").fetchall():
            row = connection.execute(row_sql("staff", revision), (one,)).fetchone()
            seq, prev = connection.execute("SELECT seq, mac FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
            fields = (seq + 1, "2022-11-02T10:00:00+00:00", "", "set", "staff", one, "", "{}", row_hash(row))
            connection.execute(
                f"INSERT INTO ledger ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (*fields, prev, mac_of(store.keys.audit, prev, fields)),
            )
    finally:
        connection.close()


def rows_of(store: Store, table: str) -> list[Any]:
    """All rows of a table; those of cases with their documents, wherever these stand."""
    with store.raw() as connection:
        if table == "cases":
            names = [row[1] for row in connection.execute("PRAGMA table_info(cases)")]
            apart = "document" not in names
            columns = ", ".join(sorted({*names, "document"}))
            join = " JOIN documents ON case_pk = pk" if apart else ""
            return list(connection.execute(f"SELECT {columns} FROM cases{join} ORDER BY pk").fetchall())  # noqa: S608
        return list(connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall())  # noqa: S608
