# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a store is whole. Every check has a fresh connection: one bad page poisons the old one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from caseworker.domain.errors import CaseworkerError, StoreDamaged, TransientIo

from . import connection as raw
from .faults import DAMAGE_CODES, primary_code, translated
from .json_text import from_json
from .keys import Keys
from .ledger_chain import LedgerReport, verify_chain
from .row_hash import OBJECTS, row_hash, row_sql
from .store import Store

COUNTED = ("cases", "revisions", "people", "determinations", "letters", "attachments", "ledger")
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


def check_store(store: Store) -> CheckReport:
    """Check every page, every reference, the ledger, the rows it vouches for, search and attachments.

    Writers wait meanwhile. Raises TransientIo if the disk does not let it look.
    """
    from .attachments import attachment_faults

    with store.alone():
        report = check_database(store.database, store.keys, store.store_id, view=store.viewer)
        if report.whole:
            missing = attachment_faults(store)
            report = CheckReport(missing, report.ledger, report.counts)
    return report


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
            faults += _page_faults(connection)
            ledger = verify_chain(connection, keys.audit)
            if not ledger.whole:
                faults.append(f"ledger:{ledger.broken_at}")
            faults += _row_faults(connection)
            if not view:
                faults += _search_faults(connection)
            counts = {table: _count(connection, table) for table in COUNTED}
        except dbapi2.DatabaseError as error:
            if primary_code(error) not in {*DAMAGE_CODES, dbapi2.SQLITE_ERROR}:
                raise
            faults.append("unreadable")
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


def _row_faults(connection: Any) -> Iterator[str]:
    """Rows that are not as the ledger last saw them, and cases that are not at their last revision."""
    vouched: dict[tuple[str, str], str] = {}
    for kind, one, hashed, payload in connection.execute(
        "SELECT object_kind, object_id, row_hash, payload FROM ledger ORDER BY seq"
    ):
        if kind in OBJECTS:
            vouched[kind, one] = hashed
        if '"rows"' in payload:
            for name, other in from_json(payload).get("rows", {}).items():
                vouched[tuple(name.split(":", 1))] = other
    # A store is also checked before it is upgraded.
    apart = bool(connection.execute("PRAGMA table_info(documents)").fetchall())
    for (kind, one), hashed in vouched.items():
        row = connection.execute(row_sql(kind, apart=apart), (one,)).fetchone()
        if row_hash(row) != hashed:
            yield f"row:{kind}:{one}"
    for (one,) in connection.execute(
        "SELECT id FROM cases c WHERE revision_id IS NOT"
        " (SELECT id FROM revisions r WHERE r.case_id = c.id ORDER BY rev DESC LIMIT 1)"
    ):
        yield f"revision:{one}"


def _search_faults(connection: Any) -> Iterator[str]:
    try:
        connection.execute("INSERT INTO case_search (case_search) VALUES ('integrity-check')")
    except dbapi2.DatabaseError as error:
        if primary_code(error) not in DAMAGE_CODES:
            raise
        yield "search"


def _count(connection: Any, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - ours
