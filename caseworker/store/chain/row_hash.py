# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hash of a row, kept in the ledger so that an older copy put back is seen.

Only what was decided or entered counts; what is derived may be built again without a ledger entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import cbor2

CASES = "cases JOIN documents ON case_pk = pk"
# object kind: table, columns
OBJECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "case": (CASES, ("id", "number", "document", "revision_id", "rev", "archived")),
    "revision": ("revisions", ("id", "case_id", "parent", "rev", "author", "site", "at", "changes")),
    "determination": (
        "determinations",
        (
            "id",
            "case_id",
            "applicant_id",
            "outcome",
            "assessed_outcome",
            "reason",
            "frozen",
            "determined_by",
            "determined_at",
            "approved_by",
            "approved_at",
            "supersedes",
        ),
    ),
    "waiver": (
        "waivers",
        ("id", "case_id", "applicant_id", "criterion", "accepted", "reason", "waived_by", "waived_at"),
    ),
    "letter": (
        "letters",
        (
            "id",
            "case_id",
            "determination_id",
            "applicant_id",
            "number",
            "language",
            "paper",
            "state",
            "sha256",
            "seal",
            "issued_by",
            "issued_at",
            "handed_over_at",
        ),
    ),
    "staff": (
        "staff",
        (
            "id",
            "name",
            "roles",
            "language",
            "active",
            "own_passphrase",
            "appointed_by",
            "recovered_at",
            "confirmed_by",
        ),
    ),
    "review": (
        "reviews",
        (
            "id",
            "kind",
            "determination_id",
            "letter_id",
            "remarks",
            "mark",
            "reviewed_by",
            "reviewed_at",
        ),
    ),
    "revocation": ("revocations", ("letter_id", "reason", "revoked_by", "revoked_at")),
    "rulebook": ("rulebooks", ("sha256", "programme", "content", "kept_at", "kept_by")),
    "programme": (
        "programmes",
        ("id", "programme", "file", "sha256", "content", "installed_at", "installed_by", "in_force"),
    ),
    "way_in": ("ways_in", ("digest", "kind", "owner", "replaced_by")),
    "setting": ("settings", ("key", "json")),
    "meta": ("meta", ("key", "value")),
    "attachment": ("attachments", ("stored_as", "sha256", "case_id", "evidence_id", "size", "media_type")),
}

# Schema revision since which nothing of a kind is there without an entry.
VOUCHED_SINCE = {"way_in": "0006", "setting": "0006", "meta": "0006", "revision": "0006"}
# Kind: the revision that gave it the columns above, and what it had before.
EARLIER: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "case": ("0004", "cases", OBJECTS["case"][1]),
    "staff": ("0008", "staff", ("id", "name", "role", "language", "active")),
}
_NEWEST = "9999"


def row_sql(kind: str, revision: str = _NEWEST) -> str:
    """Return the query for the hashed columns of one object, its id as the only parameter, in a database
    of this schema revision.
    """
    table, columns = OBJECTS[kind]
    since, old_table, old_columns = EARLIER.get(kind, ("", table, columns))
    if revision < since:
        table, columns = old_table, old_columns
    return f"SELECT {', '.join(columns)} FROM {table} WHERE {columns[0]} = ?"  # noqa: S608 - names of ours


def row_hash(row: Sequence[Any] | None) -> str:
    """Return the hash of a row of `row_sql`, hex; of no row the empty text."""
    return "" if row is None else hashlib.sha256(cbor2.dumps(list(row))).hexdigest()
