# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which key slots may still open the store.

The database says it, with an entry in the ledger for each change, and not the key file: an older copy of
that, put back by hand or left by a kill, would let in whom somebody has removed since.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import cbor2

from ..chain.entries import COLUMNS
from ..chain.row_hash import row_hash, row_sql
from ..chain.vouched import is_ours
from ..opened.store import Store
from ..opened.transaction import Transaction
from ..secrets.key_file import KeyFile, read_copies, write_key_file
from ..secrets.keys import Slot

# What was found of the key file, for people to be told.
HEALED, OLDER = "keys_healed", "keys_older"


@dataclass(frozen=True, slots=True)
class WayIn:
    """A slot that may open the store. `replaced_by`: the one that takes its place once that is written."""

    digest: str
    kind: str
    owner: str
    replaced_by: str | None = None


def digest_of(slot: Slot) -> str:
    """Return what a slot is known by: all of it, so that an earlier passphrase is another way in."""
    cost = slot.kdf
    whole = [slot.id, slot.kind, slot.owner, cost.passes, cost.memory_kib, cost.lanes]
    return sha256(cbor2.dumps([*whole, slot.salt, slot.nonce, slot.wrapped])).hexdigest()


def ways_in(connection: Any) -> dict[str, WayIn]:
    """Return digest -> way in, over a raw connection; empty before the sixth migration."""
    has = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'ways_in'").fetchone()
    rows = has and connection.execute("SELECT digest, kind, owner, replaced_by FROM ways_in").fetchall()
    return {row[0]: WayIn(*row) for row in rows or ()}


def sound_ways(connection: Any, audit_key: bytes) -> dict[str, WayIn]:
    """Return the ways in that the ledger vouches for: one put back by other means opens nothing.

    Every entry that tells of one is about a way in, the store, or the first person of it.
    """
    known = ways_in(connection)
    said: dict[str, str] = {}
    sql = f"SELECT {COLUMNS} FROM ledger WHERE object_kind IN ('way_in', 'store') OR seq = 1 ORDER BY seq"  # noqa: S608
    for entry in connection.execute(sql).fetchall():
        if not is_ours(audit_key, entry):
            continue
        if entry[4] == "way_in":
            said[entry[5]] = entry[8]
        for name, hashed in json.loads(entry[7]).get("rows", {}).items():
            kind, _, digest = name.partition(":")
            if kind == "way_in":
                said[digest] = hashed
    rows = {one: connection.execute(row_sql("way_in"), (one,)).fetchone() for one in known}
    return {one: way for one, way in known.items() if said.get(one) == row_hash(tuple(rows[one]))}


def admit(tx: Transaction, slots: Iterable[Slot]) -> None:
    """Let these slots open the store from now on."""
    for slot in slots:
        one = digest_of(slot)
        tx.changed("way_in", one)
        tx.run("INSERT OR IGNORE INTO ways_in VALUES (?, ?, ?, NULL)", (one, slot.kind, slot.owner))


def give_way(tx: Transaction, old: Iterable[str], new: str | None) -> None:
    """Note which slot takes the place of others, before the key file is written; None takes that back."""
    for one in old:
        tx.changed("way_in", one)
        tx.run("UPDATE ways_in SET replaced_by = ? WHERE digest = ?", (new, one))


def withdraw(tx: Transaction, old: Iterable[str]) -> None:
    """Let these slots open the store no more, whatever a key file says."""
    for one in old:
        tx.changed("way_in", one)
        tx.run("DELETE FROM ways_in WHERE digest = ?", (one,))


def current(known: dict[str, WayIn], slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Return the slots that may open the store, each once, without those that others replaced."""
    found = {digest_of(slot): slot for slot in slots}
    return tuple(slot for one, slot in found.items() if one in known and known[one].replaced_by not in found)


def vouch_for_the_rest(tx: Transaction, slots: Iterable[Slot], now: str) -> None:
    """Take over what no ledger entry told of before the sixth migration: settings, facts of the store, and
    the slots of its key file.
    """
    from ..records.ledger import append_ledger

    for kind, table in (("meta", "meta"), ("setting", "settings")):
        for (key,) in tx.run(f"SELECT key FROM {table}").fetchall():  # noqa: S608 - names of ours
            tx.changed(kind, key)
    admit(tx, slots)
    append_ledger(tx, at=now, staff_id="", action="upgrade", object_kind="store", object_id="")


def heal_key_files(store: Store, now: str) -> str:
    """Make both copies hold just the slots that may open the store; return what was found, or nothing.

    Raises OSError.
    """
    with store.raw() as connection:
        known = ways_in(connection)
    # Whoever is inside came by a slot: without it in the list, the list is not to be trusted.
    if digest_of(store.slot) not in known:
        return ""
    copies = list(read_copies(store.folder).values())
    there = [slot for copy in copies if copy is not None for slot in copy.slots]
    right = KeyFile(store.store_id, current(known, there))
    held = {digest_of(slot) for slot in right.slots}
    if any(copy != right for copy in copies):
        write_key_file(store.folder, right)
    # A replacement that a kill broke off: carried out if it was written, called off if not.
    replaced = {one: way.replaced_by for one, way in known.items() if way.replaced_by is not None}
    ended = [one for one, other in replaced.items() if other in held]
    called_off = {one: other for one, other in replaced.items() if one in held and other not in held}
    if ended or called_off:
        from ..records.ledger import append_ledger

        with store.write() as tx:
            withdraw(tx, [*ended, *called_off.values()])
            give_way(tx, called_off, None)
            append_ledger(
                tx,
                at=now,
                staff_id=store.staff_id,
                action="heal",
                object_kind="store",
                object_id=store.store_id,
            )
    if set(known) - held - set(ended) - set(called_off.values()):
        return OLDER
    strange = [copy for copy in copies if copy is None or copy.store_id != store.store_id]
    return HEALED if strange else ""


def key_file_faults(store: Store) -> tuple[str, ...]:
    """Return `keys:NAME` for a copy of the key file that is not as the database says, `way_in:DIGEST` for a
    way in without a slot.
    """
    with store.raw() as connection:
        known = ways_in(connection)
    copies = read_copies(store.folder)
    faults = []
    for name, copy in copies.items():
        if copy is None or copy.store_id != store.store_id or current(known, copy.slots) != copy.slots:
            faults.append(f"keys:{name}")
    held = {digest_of(slot) for copy in copies.values() if copy for slot in copy.slots}
    # Where another takes its place, the kill that broke this off is healed at the next opening.
    missing = [one for one, way in known.items() if one not in held and way.replaced_by is None]
    return (*faults, *(f"way_in:{one}" for one in missing))
