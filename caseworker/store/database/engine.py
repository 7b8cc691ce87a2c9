# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQLAlchemy over our own connections. Importing this loads SQLAlchemy."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from . import connection as raw

POOL_SIZE = 3


def make_engine(connect: Callable[[], raw.Connection]) -> Engine:
    """Return an engine whose connections come from `connect`.

    Transactions begin as the execution option `begin` says: IMMEDIATE for writers; DEFERRED, the default,
    for readers, who would else keep the writer waiting.
    """
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=connect,
        module=dbapi2,  # without it the driver's own errors come through, parameters and all
        poolclass=QueuePool,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    kind = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")
