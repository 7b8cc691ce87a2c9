# SPDX-License-Identifier: AGPL-3.0-or-later
"""How entries of the ledger hang together, and whether they still do. Reads by the driver alone."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import cbor2

COLUMNS = "seq, at, staff_id, action, object_kind, object_id, reason, payload, row_hash, prev, mac"


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """`head` is the MAC of the last entry; `broken_at` the first entry that does not follow, or None."""

    entries: int
    head: str
    broken_at: int | None = None

    @property
    def whole(self) -> bool:
        """Whether every entry follows from the one before."""
        return self.broken_at is None


def mac_of(audit_key: bytes, prev: str, fields: tuple[Any, ...]) -> str:
    """Return the MAC of an entry: `fields` are its columns from `seq` to `row_hash`."""
    return hmac.new(audit_key, cbor2.dumps([prev, *fields]), sha256).hexdigest()


def verify_chain(connection: Any, audit_key: bytes) -> LedgerReport:
    """Compute the chain again over a raw connection."""
    expected, head = 1, ""
    for row in connection.execute(f"SELECT {COLUMNS} FROM ledger ORDER BY seq"):  # noqa: S608 - names of ours
        fields, prev, mac = tuple(row[:9]), row[9], row[10]
        if (
            fields[0] != expected
            or prev != head
            or not isinstance(mac, str)
            or not hmac.compare_digest(mac, mac_of(audit_key, prev, fields))
        ):
            return LedgerReport(expected - 1, head, expected)
        expected, head = expected + 1, mac
    return LedgerReport(expected - 1, head)
