# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place where errors of the database and the disk become errors of ours."""

from __future__ import annotations

import contextlib
import errno
import re
import sys
from collections.abc import Callable, Iterator

from sqlcipher3 import dbapi2

from caseworker.domain.errors import (
    CaseworkerError,
    DiskFull,
    ReadOnlyStore,
    Refused,
    StoreFault,
    TransientIo,
)

# What SQLite reports for damage, and now and then for a mere read error.
DAMAGE_CODES = frozenset({dbapi2.SQLITE_CORRUPT, dbapi2.SQLITE_NOTADB})
_PASSING = {dbapi2.SQLITE_BUSY, dbapi2.SQLITE_LOCKED, dbapi2.SQLITE_IOERR, dbapi2.SQLITE_CANTOPEN}
_CODE = re.compile(r"[a-z][a-z0-9_.]{0,80}", re.ASCII)


class SuspectedDamage(TransientIo):
    """The database says it is damaged; whether it is, only a check on a fresh connection tells."""


def primary_code(error: BaseException) -> int:
    """Return SQLite's primary result code, or 0."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def fault_of(error: BaseException) -> CaseworkerError:
    """Return the typed error for an error of the driver."""
    code = primary_code(error)
    name = str(getattr(error, "sqlite_errorname", "") or "none")
    if code in DAMAGE_CODES:
        return SuspectedDamage(sqlite=name)
    if code == dbapi2.SQLITE_FULL:
        return DiskFull(sqlite=name)
    if code == dbapi2.SQLITE_READONLY:
        return ReadOnlyStore(sqlite=name)
    if code in _PASSING:
        return TransientIo(sqlite=name)
    if code == dbapi2.SQLITE_CONSTRAINT:
        return Refused(_constraint(str(error)))
    if code == dbapi2.SQLITE_AUTH or "not authorized" in str(error) or "prohibited" in str(error):
        return Refused("forbidden_statement")
    if isinstance(error, UnicodeError):
        return Refused("text_not_unicode")
    if str(error).startswith("Could not decode to UTF-8"):
        # Python's driver says so without a code: bytes that nobody wrote as text.
        return SuspectedDamage(sqlite="not_utf8")
    return StoreFault(sqlite=name, kind=type(error).__name__)


def disk_fault_of(error: OSError) -> CaseworkerError:
    """Return the typed error for an error of the file system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(errno=str(error.errno))
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return ReadOnlyStore(errno=str(error.errno))
    return TransientIo(errno=str(error.errno))


def _constraint(message: str) -> str:
    """The reason in SQLite's text: our own code from a trigger, or the constraint's or columns' name."""
    kind, colon, rest = message.partition(" constraint failed: ")
    if not colon:
        reason = message if _CODE.fullmatch(message) else "constraint"
        return "foreign_key" if message.startswith("FOREIGN KEY") else reason
    named = rest.split(",")[0].strip()
    if not _CODE.fullmatch(named):
        return kind.lower().replace(" ", "_")
    return named.removeprefix("ck_") if kind == "CHECK" else f"{kind.lower().replace(' ', '_')}:{named}"


def _driver_error(error: BaseException) -> BaseException | None:
    if isinstance(error, dbapi2.Error | UnicodeEncodeError):
        return error
    sqlalchemy = sys.modules.get("sqlalchemy.exc")  # not loaded, so not raised
    if sqlalchemy is None or not isinstance(error, sqlalchemy.SQLAlchemyError):
        return None
    cause: BaseException | None = getattr(error, "orig", None)
    return cause or error


@contextlib.contextmanager
def translated(
    on_full: Callable[[], dict[str, str]] | None = None,
    on_damage: Callable[[CaseworkerError], CaseworkerError] | None = None,
) -> Iterator[None]:
    """Raise typed errors in place of those of driver, SQLAlchemy and disk; others pass.

    `on_full` is called for a full disk and returns further details, `on_damage` decides what a suspicion
    of damage is raised as.
    """
    try:
        yield
    except CaseworkerError as error:
        # Inner blocks have translated already, but only the outermost knows the store.
        if isinstance(error, SuspectedDamage) and on_damage is not None:
            raise on_damage(error) from error
        raise
    except Exception as error:
        cause = _driver_error(error)
        if cause is None and not isinstance(error, OSError):
            raise
        fault = disk_fault_of(error) if isinstance(error, OSError) else fault_of(cause or error)
        if isinstance(fault, SuspectedDamage) and on_damage is not None:
            fault = on_damage(fault)
        if isinstance(fault, DiskFull) and on_full is not None:
            fault.details.update(on_full())
        # The driver's own text may quote values: it goes no further.
        raise fault from None
