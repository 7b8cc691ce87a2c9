# SPDX-License-Identifier: AGPL-3.0-or-later
"""One raw connection to the encrypted database, with everything switched on that keeps it safe."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from sqlcipher3 import dbapi2

from caseworker.domain.errors import CipherMissing, LibraryTooOld, NotOurStore, StoreDamaged, StoreMissing

NAME = "case.db"
APPLICATION_ID = 0x43415357  # "CASW"
BUSY_SECONDS = 5.0
PAGE_BYTES = 4096
PLAIN_HEAD = b"SQLite format 3\x00"


class Library(NamedTuple):
    """The versions of the database library: `cipher` is empty where it has no encryption."""

    sqlite: str
    cipher: str


# Below them a crash can damage the write-ahead log, and a search can read beyond its memory.
FLOOR = Library("3.53.3", "4.17")

Connection = Any  # the driver has no types
Mode = Literal["work", "repair", "create", "view"]

_APPEND_ONLY = frozenset({"ledger", "revisions"})
_DENIED = frozenset(
    {
        dbapi2.SQLITE_ATTACH,
        dbapi2.SQLITE_DETACH,
        dbapi2.SQLITE_ALTER_TABLE,
        dbapi2.SQLITE_CREATE_INDEX,
        dbapi2.SQLITE_CREATE_TABLE,
        dbapi2.SQLITE_CREATE_TRIGGER,
        dbapi2.SQLITE_CREATE_VIEW,
        dbapi2.SQLITE_CREATE_VTABLE,
        dbapi2.SQLITE_CREATE_TEMP_INDEX,
        dbapi2.SQLITE_CREATE_TEMP_TABLE,
        dbapi2.SQLITE_CREATE_TEMP_TRIGGER,
        dbapi2.SQLITE_CREATE_TEMP_VIEW,
        dbapi2.SQLITE_DROP_INDEX,
        dbapi2.SQLITE_DROP_TABLE,
        dbapi2.SQLITE_DROP_TRIGGER,
        dbapi2.SQLITE_DROP_VIEW,
        dbapi2.SQLITE_DROP_VTABLE,
        dbapi2.SQLITE_DROP_TEMP_INDEX,
        dbapi2.SQLITE_DROP_TEMP_TABLE,
        dbapi2.SQLITE_DROP_TEMP_TRIGGER,
        dbapi2.SQLITE_DROP_TEMP_VIEW,
    }
)
# Read by us, SQLAlchemy and FTS5; every other pragma could weaken the store or show its key.
_PRAGMAS = frozenset({"data_version", "read_uncommitted", "table_info", "wal_checkpoint", "page_count"})
_FUNCTIONS = frozenset({"load_extension", "sqlcipher_export", "fts3_tokenizer"})


def _allow(action: int, first: str | None, second: str | None, _db: str | None, inner: str | None) -> int:
    if action in _DENIED:
        return int(dbapi2.SQLITE_DENY)
    if action in (dbapi2.SQLITE_UPDATE, dbapi2.SQLITE_DELETE):
        table = (first or "").lower()
        if table in _APPEND_ONLY or table.startswith("sqlite_"):
            return int(dbapi2.SQLITE_DENY)
    if action == dbapi2.SQLITE_INSERT and (first or "").lower().startswith("sqlite_"):
        return int(dbapi2.SQLITE_DENY)
    if action == dbapi2.SQLITE_PRAGMA and (first or "").lower() not in _PRAGMAS:
        return int(dbapi2.SQLITE_DENY)
    if action == dbapi2.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS:
        return int(dbapi2.SQLITE_DENY)
    return int(dbapi2.SQLITE_OK)


def library_found() -> Library:
    """Return what this program runs on."""
    connection = dbapi2.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return Library(dbapi2.sqlite_version, str(row[0]) if row else "")


def check_library(found: Library | None = None) -> None:
    """Raise CipherMissing or LibraryTooOld unless the library may be trusted with a store."""
    found = found or library_found()
    # A library without encryption would call every store damaged, and a new one plain.
    if not found.cipher:
        raise CipherMissing
    for part, floor in zip(found, FLOOR, strict=True):
        if _numbers(part) < _numbers(floor):
            said = f"SQLite {found.sqlite}, SQLCipher {found.cipher.split(' ')[0]}"
            raise LibraryTooOld(found=said, needed=f"SQLite {FLOOR.sqlite}, SQLCipher {FLOOR.cipher}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", version.split(" ")[0]))


def check_file(path: Path) -> None:
    """Look at a database file before SQLite does, to whom a stump is a new, empty database.

    Raises StoreMissing, StoreDamaged (less than a page), NotOurStore (not encrypted).
    """
    try:
        with path.open("rb") as file:
            head = file.read(PAGE_BYTES)
    except FileNotFoundError:
        raise StoreMissing(part="database") from None
    if head.startswith(PLAIN_HEAD):
        raise NotOurStore(found="plain_database")
    if len(head) < PAGE_BYTES:
        raise StoreDamaged(part="database", found="stump")


def key_literal(key: bytes) -> str:
    """Return the raw-key literal of 32 bytes; anything else would silently become a passphrase."""
    if not isinstance(key, bytes) or len(key) != 32:
        raise ValueError("a database key has 32 bytes")
    return f"\"x'{key.hex()}'\""


def connect(path: Path, key: bytes, store_id: str | None, mode: Mode = "work") -> Connection:
    """Open the database at `path` with the 32-byte raw `key`.

    `work` guards the connection against every change of the schema and of the ledger; `repair` (for
    migrations, copies and checks) does not; `create` makes a new file; `view` reads a medium that cannot
    be written. With `store_id`, the database must say it belongs to that store.
    Raises the driver's errors, CipherMissing, LibraryTooOld and NotOurStore.
    """
    how = {"create": "mode=rwc", "view": "mode=ro&immutable=1"}.get(mode, "mode=rw")
    connection = dbapi2.connect(
        f"file:{quote(path.as_posix())}?{how}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _prepare(connection, key, mode)
        if store_id is not None:
            _identify(connection, store_id)
        if mode == "work":
            connection.set_authorizer(_allow)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: Connection, key: bytes, mode: Mode) -> None:
    run = connection.execute
    run("PRAGMA cipher_log_level = NONE")
    row = run("PRAGMA cipher_version").fetchone()
    check_library(Library(dbapi2.sqlite_version, str(row[0]) if row else ""))
    run(f"PRAGMA key = {key_literal(key)}")
    run("SELECT count(*) FROM sqlite_master").fetchone()
    if mode != "view":
        run("PRAGMA journal_mode = WAL").fetchone()
    run("PRAGMA synchronous = FULL")
    if sys.platform == "darwin":
        run("PRAGMA fullfsync = ON")
        run("PRAGMA checkpoint_fullfsync = ON")
    run("PRAGMA foreign_keys = ON")
    run("PRAGMA recursive_triggers = ON")
    run("PRAGMA trusted_schema = OFF")
    run("PRAGMA cell_size_check = ON")
    run("PRAGMA cache_size = -64000")
    if mode == "create":
        run(f"PRAGMA application_id = {APPLICATION_ID}")


def _identify(connection: Connection, store_id: str) -> None:
    if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        raise NotOurStore(found="other_application")
    row = connection.execute("SELECT value FROM meta WHERE key = 'store_id'").fetchone()
    if row != (store_id,):
        raise NotOurStore(found="other_store")


def head_of(connection: Connection) -> tuple[int, str]:
    """Return number and MAC of the last ledger entry; (0, "") where there is none."""
    row = connection.execute("SELECT seq, mac FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")


def ledger_has(connection: Connection, head: tuple[int, str]) -> bool:
    """Whether the ledger holds the entry that was its head once."""
    seq, mac = head
    row = connection.execute("SELECT mac FROM ledger WHERE seq = ?", (seq,)).fetchone()
    return seq == 0 or (row is not None and row[0] == mac)
