# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the ledger vouches for a row: what was put there by other means decides nothing, and is not
vouched for by the next honest entry about it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any

from caseworker.domain.errors import Refused

from .entries import COLUMNS, mac_of
from .row_hash import row_hash, row_sql

Run = Callable[[str, tuple[Any, ...]], Any]
# Every change of these has an entry of its own; others may be told of in the entry about something else.
OF_THEIR_OWN = frozenset({"staff", "case", "determination", "waiver"})


def must_be_vouched(run: Run, audit_key: bytes, kind: str, object_id: str) -> None:
    """Raise Refused (`row_altered`) unless a row is as the last entry about it says, and that is ours."""
    if not is_vouched(run, audit_key, kind, object_id):
        raise Refused("row_altered", kind=kind)


def is_vouched(run: Run, audit_key: bytes, kind: str, object_id: str) -> bool:
    """Whether a row is as the last entry about it says, and that entry carries our MAC."""
    said = last_said(run, audit_key, kind, object_id)
    return said is not None and said == _now(run, kind, object_id)


def may_change(run: Run, audit_key: bytes, kind: str, object_id: str) -> bool:
    """Whether a row may be changed, or told of: it is vouched for, or was never there."""
    if is_vouched(run, audit_key, kind, object_id):
        return True
    return not _now(run, kind, object_id) and _entry(run, kind, object_id) is None


def staff_must_be_vouched(run: Run, audit_key: bytes) -> None:
    """Raise Refused (`row_altered`) unless every account is as the ledger last saw it."""
    for (one,) in run("SELECT id FROM staff", ()).fetchall():
        must_be_vouched(run, audit_key, "staff", one)


def last_said(run: Run, audit_key: bytes, kind: str, object_id: str) -> str | None:
    """The hash that the last entry about an object recorded; None where there is none of ours."""
    entry = _entry(run, kind, object_id)
    key = f"{kind}:{object_id}"
    further = None
    if kind not in OF_THEIR_OWN:
        sql = f"SELECT {COLUMNS} FROM ledger WHERE seq > ? AND instr(payload, ?) ORDER BY seq DESC LIMIT 1"  # noqa: S608
        further = run(sql, (entry[0] if entry is not None else 0, f'"{key}"')).fetchone()
    last = further if further is not None else entry
    if last is None or not is_ours(audit_key, last):
        return None
    return str(last[8]) if further is None else str(json.loads(last[7]).get("rows", {}).get(key))


def is_ours(audit_key: bytes, entry: Any) -> bool:
    """Whether an entry, the COLUMNS of the ledger, carries the MAC that only the program can make."""
    fields, prev, mac = tuple(entry[:9]), entry[9], entry[10]
    return isinstance(mac, str) and hmac.compare_digest(mac, mac_of(audit_key, prev, fields))


def _entry(run: Run, kind: str, object_id: str) -> Any:
    """The last entry that is about an object."""
    sql = f"SELECT {COLUMNS} FROM ledger WHERE object_kind = ? AND object_id = ? ORDER BY seq DESC LIMIT 1"  # noqa: S608
    return run(sql, (kind, object_id)).fetchone()


def _now(run: Run, kind: str, object_id: str) -> str:
    row = run(row_sql(kind), (object_id,)).fetchone()
    return row_hash(row and tuple(row))
