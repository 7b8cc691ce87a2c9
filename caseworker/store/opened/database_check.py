# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a database file is whole. Every look has a fresh connection: one bad page poisons the old one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from caseworker.domain.errors import CaseworkerError, StoreDamaged, TransientIo

from ..chain.entries import LedgerReport, verify_chain
from ..database import connection as raw
from ..database import migrate
from ..database.faults import DAMAGE_CODES, SuspectedDamage, primary_code, translated
from ..secrets.keys import Keys
from .check_rows import altered_letters, rows_off_the_ledger

COUNTED = ("cases", "revisions", "people", "determinations", "letters", "attachments", "ledger")
DAMAGED = ("page", "unreadable")
_CHECKPOINT_TRIES = 20


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`faults` are codes such as `page`, `ledger`, `row:case`, each with a place where there is one."""

    faults: tuple[str, ...]
    ledger: LedgerReport
    counts: dict[str, int]

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def check_database(path: Path, keys: Keys, store_id: str, *, view: bool = False) -> CheckReport:
    """Check one database file; nobody may be writing to it."""
    faults: list[str] = []
    ledger = LedgerReport(0, "", 0)
    counts: dict[str, int] = {}
    with translated():
        try:
            connection = raw.connect(path, keys.database, store_id, "view" if view else "repair")
        except dbapi2.DatabaseError as error:
            if primary_code(error) not in DAMAGE_CODES:
                raise
            return CheckReport(("unreadable",), ledger, counts)
        try:
            if not view:
                _checkpoint(connection)
            for part in PARTS:
                faults += _found(part, connection)
            # It writes, which a damaged database does not let anybody do.
            if not view and not any(one.startswith(DAMAGED) for one in faults):
                faults += _found(search_faults, connection)
            for table in COUNTED:
                counts |= _counted(connection, table)
            with _readable(faults, "ledger"):
                ledger = verify_chain(connection, keys.audit)
                if not ledger.whole:
                    faults.append(f"ledger:{ledger.broken_at}")
        finally:
            connection.close()
    return CheckReport(tuple(faults), ledger, counts)


def examined(
    path: Path, keys: Keys, store_id: str, suspicion: CaseworkerError, *, view: bool = False
) -> CaseworkerError:
    """Return what a suspicion of damage comes to: StoreDamaged, or TransientIo if all is well now."""
    try:
        raw.check_file(path)
        report = check_database(path, keys, store_id, view=view)
    except CaseworkerError as error:
        return error
    if report.whole:
        return TransientIo(**suspicion.details)
    return StoreDamaged(part="database", found=" ".join(report.faults[:5]))


def _checkpoint(connection: Any) -> None:
    # The check of pages reads the main file only and would call a fresh write damage.
    for _ in range(_CHECKPOINT_TRIES):
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
            return
        time.sleep(0.05)
    raise TransientIo(part="checkpoint")


def _page_faults(connection: Any) -> Iterator[str]:
    yield from ("page" for _ in connection.execute("PRAGMA cipher_integrity_check").fetchmany(20))
    for (text,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if text != "ok":
            yield "structure"
    for table, *_ in connection.execute("PRAGMA foreign_key_check").fetchmany(20):
        yield f"reference:{table}"


def _schema_faults(connection: Any) -> Iterator[str]:
    """Tables, indexes or triggers that our migrations did not make, or made and are gone."""
    # Another form is not ours to know: one that is older is upgraded when it is opened.
    ours = migrate.revision_of(connection) == migrate.SCHEMA_REVISION
    if ours and migrate.schema_hash(connection) != migrate.SCHEMA_HASH:
        yield "schema"


def _revision_faults(connection: Any) -> Iterator[str]:
    """Cases that are not at their last revision, or have not as many as they were saved times."""
    for (one,) in connection.execute(
        "SELECT id FROM cases c WHERE revision_id IS NOT"
        " (SELECT id FROM revisions r WHERE r.case_id = c.id ORDER BY rev DESC LIMIT 1)"
        " OR rev IS NOT (SELECT count(*) FROM revisions r WHERE r.case_id = c.id)"
    ):
        yield f"revision:{one}"


# What is only read.
PARTS = (_page_faults, _schema_faults, rows_off_the_ledger, _revision_faults, altered_letters)


def search_faults(connection: Any) -> Iterator[str]:
    try:
        connection.execute("INSERT INTO case_search (case_search) VALUES ('integrity-check')")
    except dbapi2.DatabaseError as error:
        if primary_code(error) not in DAMAGE_CODES:
            raise
        yield "search"


def _found(part: Callable[[Any], Iterable[str]], connection: Any) -> list[str]:
    """What one part of the check finds. What it cannot read is a fault, and the other parts go on."""
    faults: list[str] = []
    with _readable(faults, part.__name__.strip("_")):
        faults += part(connection)
    return faults


def _counted(connection: Any, table: str) -> dict[str, int]:
    try:
        return {table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])}  # noqa: S608
    except dbapi2.DatabaseError:
        return {}  # said by the parts that read it


@contextlib.contextmanager
def _readable(faults: list[str], part: str) -> Iterator[None]:
    # Whatever a damaged page holds in place of values, it is damage and no fault of the program.
    try:
        yield
    except dbapi2.DatabaseError as error:
        if primary_code(error) not in {0, *DAMAGE_CODES, dbapi2.SQLITE_ERROR, dbapi2.SQLITE_CONSTRAINT}:
            raise
        faults.append(f"unreadable:{part}")
    except (SuspectedDamage, ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        faults.append(f"unreadable:{part}")
