# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the write-ahead log beside a database is its own, found out before SQLite may look at it.

SQLite takes up any log, and any rollback journal, whose checksums are right, whichever database it was
written for: another store's destroys ours, and an earlier one of ours mixes old pages among new. So here
nothing is opened for writing until the two are shown to belong together. What does not belong is moved
away byte for byte, with a copy of the database as it was.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from caseworker.domain.errors import CaseworkerError, DiskFull, StoreDamaged, StoreTooNew

from ..database import connection as raw
from ..database.faults import disk_fault_of
from ..database.files import make_folder, make_private, sync_file, sync_folder
from ..database.log_frames import commits_after, length_of
from ..database.migrate import check_not_newer
from ..secrets.keys import Keys
from .mark import NAME as MARK
from .mark import Head, Mark, read_mark

FOLDER = "set-aside"
_TRIAL = "trying-"
LOG, INDEX, JOURNAL = f"{raw.NAME}-wal", f"{raw.NAME}-shm", f"{raw.NAME}-journal"
# What was found at opening, for people to be told.
FOREIGN_LOG, UNREADABLE_LOG, CUT_LOG = "log_foreign", "log_unreadable", "log_cut"
MISSING_LOG, OLDER_DATABASE = "log_missing", "database_older"
# After these, something that was saved may not be there.
LOSSES = frozenset({UNREADABLE_LOG, CUT_LOG, MISSING_LOG, OLDER_DATABASE})


@dataclass(frozen=True, slots=True)
class Beside:
    """What was found beside the database: codes, and the folder in which it was set aside, if any."""

    found: tuple[str, ...] = ()
    kept: Path | None = None


def settle(
    folder: Path, keys: Keys, store_id: str, at: str, checking: Callable[[], None] | None = None
) -> Beside:
    """See to it that only a log of its own lies beside the database; the store must be locked.

    Costs one read of the ledger's head after a clean close, and a whole check of a copy after a kill, of
    which `checking` tells before it begins.
    Raises StoreDamaged (neither with its log nor without it is the database whole; nothing was changed),
    StoreTooNew, DiskFull (no room for the copy; nothing was changed), TransientIo.
    """
    for left in folder.glob(f"{_TRIAL}*"):
        shutil.rmtree(left, ignore_errors=True)
    mark = read_mark(folder / MARK, keys, store_id)
    head = mark.head if mark else None
    # A store of ours never has a journal: from its first moment it has a log.
    strange = [JOURNAL] if length_of(folder / JOURNAL) else []
    found = [FOREIGN_LOG] if strange else []
    own = False
    if length_of(folder / LOG):
        closed = closed_here(folder, keys, store_id, mark)
        if checking is not None:
            checking()
        code = _tried(folder, keys, store_id, head, closed=closed)
        own = code in ("", CUT_LOG)
        strange += [] if own else [LOG]
        found += [code] if code else []
    elif mark is not None and mark.state == "open" and _lacks_its_log(folder, keys, store_id, mark.head):
        found.append(MISSING_LOG)
    kept = None
    if strange or CUT_LOG in found:
        kept = _set_aside(folder, strange, at, own_log=own)
    told = {MISSING_LOG, UNREADABLE_LOG, CUT_LOG}.intersection(found)
    if not own and not told and head and not _knows(folder / raw.NAME, keys, store_id, head):
        found.append(OLDER_DATABASE)
    return Beside(tuple(dict.fromkeys(found)), kept)


def look(folder: Path, keys: Keys, store_id: str) -> Beside:
    """What `settle` would say of a store that is only looked at; nothing is touched."""
    mark = read_mark(folder / MARK, keys, store_id)
    if mark is None:
        return Beside()
    if mark.state == "open":
        return Beside((MISSING_LOG,) if _lacks_its_log(folder, keys, store_id, mark.head) else ())
    return Beside(() if _knows(folder / raw.NAME, keys, store_id, mark.head) else (OLDER_DATABASE,))


def _lacks_its_log(folder: Path, keys: Keys, store_id: str, head: Head) -> bool:
    # While a program is at work there is a log, and what it acknowledged is in it or in the database.
    return not (folder / LOG).exists() or not _knows(folder / raw.NAME, keys, store_id, head)


def closed_here(folder: Path, keys: Keys, store_id: str, mark: Mark | None) -> bool:
    """Whether this very database was left closed, so that no log should belong to it."""
    if mark is None or mark.state != "closed" or length_of(folder / raw.NAME) != mark.size:
        return False
    try:
        with _unlogged(folder / raw.NAME, keys, store_id) as connection:
            check_not_newer(connection)
            return raw.head_of(connection) == mark.head
    except StoreTooNew:
        raise
    except (CaseworkerError, dbapi2.DatabaseError):
        return False


def _tried(folder: Path, keys: Keys, store_id: str, head: Head | None, *, closed: bool) -> str:
    """Try database and log together on a copy; return an empty text if they hold, or what was found.

    A `closed` database has no log, except where an older mark was put back: then together they hold, and
    go on from where the mark was left.
    """
    with _copied(folder, (raw.NAME, LOG)) as copy:
        taken = _frames_taken(copy / raw.NAME, keys, store_id)
        together = _Tried() if taken is None else _checked(copy / raw.NAME, keys, store_id)
        knows = together.readable and (head is None or _knows(copy / raw.NAME, keys, store_id, head))
    alone = _Tried()
    if not together.whole or not knows:
        with _copied(folder, (raw.NAME,)) as copy:
            alone = _checked(copy / raw.NAME, keys, store_id)
    # What was wrong before somebody was killed is for `check` to tell of: the log did not bring it.
    holds = together.whole or (together.readable and alone.readable and together.faults <= alone.faults)
    if closed:
        goes_on = holds and knows and head is not None and together.entries > head[0]
        return "" if goes_on else FOREIGN_LOG
    if holds and knows and taken is not None:
        return CUT_LOG if commits_after(folder / LOG, taken) else ""
    if holds and (not alone.readable or together.entries > alone.entries):
        # Not all that was acknowledged, but more than without it.
        return CUT_LOG
    if alone.whole:
        return UNREADABLE_LOG
    raise StoreDamaged(part="database", found="log")


def _frames_taken(database: Path, keys: Keys, store_id: str) -> int | None:
    """How many frames of the log beside this copy SQLite takes up; None if they ruin it."""
    try:
        connection = raw.connect(database, keys.database, store_id, "repair")
    except (CaseworkerError, dbapi2.DatabaseError):
        return None
    try:
        check_not_newer(connection)
        return int(connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1])
    except StoreDamaged:
        return None
    except dbapi2.DatabaseError:
        return None
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a check of a copy came to; `entries` of its ledger, none where it cannot be read."""

    entries: int = 0
    faults: frozenset[str] = frozenset({"unreadable"})

    @property
    def readable(self) -> bool:
        return not any(one.startswith(("unreadable", "page", "structure", "ledger")) for one in self.faults)

    @property
    def whole(self) -> bool:
        # No log brings another schema.
        return self.faults <= {"schema"}


def _checked(database: Path, keys: Keys, store_id: str) -> _Tried:
    from .database_check import check_database

    try:
        report = check_database(database, keys, store_id)
    except CaseworkerError:
        return _Tried()
    return _Tried(report.ledger.entries, frozenset(report.faults))


def _knows(database: Path, keys: Keys, store_id: str, head: Head) -> bool:
    """Whether the ledger in the database file alone holds the entry that was its head once."""
    try:
        with _unlogged(database, keys, store_id) as connection:
            return raw.ledger_has(connection, head)
    except dbapi2.DatabaseError:
        return True  # damaged, not older: whoever opens it says so


@contextlib.contextmanager
def _unlogged(database: Path, keys: Keys, store_id: str) -> Iterator[raw.Connection]:
    """Lend a connection that reads the file alone and takes up nothing that lies beside it."""
    connection = raw.connect(database, keys.database, store_id, "view")
    try:
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def _copied(folder: Path, names: tuple[str, ...]) -> Iterator[Path]:
    """Lend a private folder with copies: beside the store, or among temporary files where there is room."""
    import tempfile  # only after a kill

    copy: Path | None = None
    refused = OSError()
    for parent in (folder, None):
        try:
            copy = Path(tempfile.mkdtemp(prefix=_TRIAL, dir=parent))
            for name in names:
                shutil.copyfile(folder / name, copy / name)
            break
        except OSError as error:
            refused = error
            if copy is not None:
                shutil.rmtree(copy, ignore_errors=True)
                copy = None
    if copy is None:
        raise _no_room(refused)
    try:
        yield copy
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _set_aside(folder: Path, strange: list[str], at: str, *, own_log: bool) -> Path:
    """Keep a copy of the database with what is strange, or wanting, beside it; then take away the strange.

    An own log is copied and stays, for the database still needs what can be read of it.
    """
    stamp = "".join(ch for ch in at if ch.isalnum())
    whole = folder / FOLDER / stamp
    number = 1
    while whole.exists():
        number += 1
        whole = folder / FOLDER / f"{stamp}-{number}"
    part = whole.with_name(f"{whole.name}.part")
    try:
        make_folder(part.parent)
        shutil.rmtree(part, ignore_errors=True)
        make_folder(part)
        for name in (raw.NAME, *strange, *([LOG] if own_log else [])):
            make_private(part / name)
            shutil.copyfile(folder / name, part / name)
            sync_file(part / name)
        if (folder / MARK).exists():
            shutil.copyfile(folder / MARK, part / MARK)
        sync_folder(part)
        part.rename(whole)
        sync_folder(whole.parent)
        for name in (*strange, *([INDEX] if LOG in strange else [])):
            (folder / name).unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise _no_room(error) from error
    return whole


def _no_room(error: OSError) -> CaseworkerError:
    fault = disk_fault_of(error)
    if isinstance(fault, DiskFull):
        fault.details["part"] = "opening"
    return fault
