# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bring a database to the form this program knows, in one transaction: old or new, never half."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseworker import paths
from caseworker.domain.errors import StoreDamaged, StoreTooNew

from .connection import Connection

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection as AlchemyConnection

# The newest file in `db/versions/`. Kept here so that opening a store needs no Alembic.
SCHEMA_REVISION = "0009"
# `schema_hash` of a database of that form, however it came to it; a test keeps it in step.
SCHEMA_HASH = "f32849ac95d201f75c4b9f13287cef419ae6a6c76caaa13f3ab86afa97bcbce0"
FORMAT = 1


def scripts_folder() -> Path:
    """Return the folder of `env.py` and `versions/`."""
    return paths.bundle_root() / "db"


def revision_of(connection: Connection) -> str:
    """Return the schema revision of a database by the driver alone; empty if it says none."""
    has = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    row = has and connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def schema_hash(connection: Connection) -> str:
    """Return the hash, hex, of every table, index, trigger and view that stands in a database."""
    query = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY 1, 2, 3, 4"
    return sha256(repr([tuple(row) for row in connection.execute(query)]).encode()).hexdigest()


def check_not_newer(connection: Connection) -> None:
    """Raise StoreTooNew for a database that a newer program wrote; StoreDamaged if it does not say."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    if row and int(row[0]) > FORMAT:
        raise StoreTooNew(part="database")
    revision = revision_of(connection)
    if revision != SCHEMA_REVISION:
        check_known(revision)


def check_known(revision: str) -> None:
    """Raise StoreTooNew unless migrations lead from `revision` to ours; StoreDamaged if it is empty."""
    from alembic.script import ScriptDirectory

    if not revision:
        raise StoreDamaged(part="database", found="no_schema_revision")
    known = ScriptDirectory.from_config(_config()).walk_revisions("base", SCHEMA_REVISION)
    if revision not in {script.revision for script in known}:
        raise StoreTooNew(part="database", revision=revision)


def upgrade(
    connect: Any, target: str | None = None, *, after: Callable[[AlchemyConnection], None] | None = None
) -> None:
    """Migrate on a fresh connection from `connect` (mode `repair` or `create`) to `target`, else to ours.

    Everything happens in one transaction that a kill or an error undoes; what comes `after` belongs to it.
    Raises StoreDamaged if rows would refer to nothing afterwards.
    """
    from alembic import command

    from .engine import make_engine

    engine = make_engine(connect)
    try:
        with engine.connect().execution_options(begin="IMMEDIATE") as connection:
            # Rebuilding a table drops the old one, which must not take along what refers to it. This has
            # to be said before the transaction begins.
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101 - an open connection has one
            driver.execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                command.upgrade(_config(connection), target or SCHEMA_REVISION)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise StoreDamaged(part="database", found="migration_left_orphans")
                if after is not None:
                    after(connection)
            connection.invalidate()
    finally:
        engine.dispose()


def _config(connection: AlchemyConnection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
