# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows against the ledger: what it vouches for is there as it was, and nothing is there without it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from ..chain.row_hash import CASES, OBJECTS, VOUCHED_SINCE, row_hash, row_sql
from ..database.json_text import from_json
from ..database.migrate import revision_of

Vouched = dict[tuple[str, str], str]


def rows_off_the_ledger(connection: Any) -> Iterator[str]:
    """Yield `row:KIND:ID` for a row that is not as the ledger last saw it, `unvouched:KIND:ID` for one that
    no entry made: a decision, an approval, a member of staff, a setting put there by other means.
    """
    vouched = _vouched(connection)
    # A store is also checked before it is upgraded, and then has not all of this.
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    revision = revision_of(connection)
    for (kind, one), hashed in vouched.items():
        if revision < VOUCHED_SINCE.get(kind, ""):
            continue
        row = connection.execute(row_sql(kind, revision), (one,)).fetchone()
        if row_hash(row) != hashed:
            yield f"row:{kind}:{one}"
    for kind, (table, columns) in OBJECTS.items():
        name = "cases" if table == CASES else table
        if name not in tables or revision < VOUCHED_SINCE.get(kind, ""):
            continue
        sql = f"SELECT {columns[0]} FROM {name}"  # noqa: S608 - names of ours
        if kind == "revision":
            # Those that were saved before an upgrade are vouched for by none: their cases are.
            sql += " WHERE at > coalesce((SELECT max(at) FROM ledger WHERE action = 'upgrade'), '')"
        for (one,) in connection.execute(sql):
            if (kind, one) not in vouched:
                yield f"unvouched:{kind}:{one}"


def altered_letters(connection: Any) -> Iterator[str]:
    """Yield `letter:ID` for an issued letter whose pages are not the ones that were sealed."""
    for one, digest, pages in connection.execute(
        "SELECT id, sha256, pdf FROM letters WHERE state <> 'draft' OR pdf IS NOT NULL"
    ):
        if not isinstance(pages, bytes) or sha256(pages).hexdigest() != digest:
            yield f"letter:{one}"


def _vouched(connection: Any) -> Vouched:
    """Object -> the hash that the last entry about it recorded."""
    found: Vouched = {}
    for kind, one, hashed, payload in connection.execute(
        "SELECT object_kind, object_id, row_hash, payload FROM ledger ORDER BY seq"
    ):
        if kind in OBJECTS:
            found[kind, one] = hashed
        if '"rows"' in payload:
            for name, other in from_json(payload).get("rows", {}).items():
                kept, _, key = name.partition(":")
                found[kept, key] = other
    return found
