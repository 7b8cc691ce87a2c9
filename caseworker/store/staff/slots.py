# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who can open the store: adding, changing and removing ways in. Each call costs one argon2id."""

from __future__ import annotations

from collections.abc import Callable

from caseworker.domain.errors import ReadOnlyStore, Refused, WrongPassphrase

from ..database.faults import translated
from ..database.ids import new_id
from ..database.json_text import from_json
from ..opened.store import Store
from ..opened.transaction import Transaction
from ..records.ledger import append_ledger
from ..secrets import recovery_key
from ..secrets.key_file import MAX_SLOTS, KeyFile, read_key_file, write_key_file
from ..secrets.keys import (
    DEFAULT_KDF,
    RECOVERY,
    STAFF,
    Kdf,
    Slot,
    check_passphrase,
    make_slot,
    secret_of,
    unlock,
)
from .ways_in import admit, current, digest_of, give_way, sound_ways, withdraw


def add_passphrase(
    store: Store, staff_id: str, passphrase: str, *, by: str, now: str, kdf: Kdf = DEFAULT_KDF
) -> None:
    """Give a member of staff a way in. Raises Refused (`has_passphrase`, `passphrase_...`,
    `too_many_slots`).
    """
    secret = checked(store, staff_id, passphrase)

    def added(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        if any(slot.kind == STAFF and slot.owner == staff_id for slot in slots):
            raise Refused("has_passphrase")
        fresh = make_slot(new_id(now), STAFF, staff_id, secret, store.keys.data, store.store_id, kdf)
        return (*slots, fresh)

    _rewrite(store, added, by=by, now=now)


def change_passphrase(
    store: Store, staff_id: str, old: str, new: str, *, now: str, kdf: Kdf = DEFAULT_KDF
) -> None:
    """Rewrite one slot. Raises WrongPassphrase if `old` is not this person's, Refused or TooSoon."""
    secret = checked(store, staff_id, new)

    def changed(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        found = _of_person(store, slots, staff_id, old)
        fresh = make_slot(new_id(now), STAFF, staff_id, secret, store.keys.data, store.store_id, kdf)
        return tuple(fresh if slot == found else slot for slot in slots)

    _rewrite(store, changed, by=staff_id, now=now)


def reset_passphrase(
    store: Store, staff_id: str, new: str, *, by: str, now: str, kdf: Kdf = DEFAULT_KDF
) -> None:
    """Give a member of staff a new way in without the old one; whether that is allowed, services decide."""
    secret = checked(store, staff_id, new)

    def reset(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        kept = tuple(slot for slot in slots if (slot.kind, slot.owner) != (STAFF, staff_id))
        fresh = make_slot(new_id(now), STAFF, staff_id, secret, store.keys.data, store.store_id, kdf)
        return (*kept, fresh)

    _rewrite(store, reset, by=by, now=now)


def remove_passphrase(store: Store, staff_id: str, *, by: str, now: str) -> None:
    """Take a member of staff's way in. Raises Refused (`last_way_in`) if nobody else could open the store.

    From then on no copy of the key file lets the person in here. Who kept a copy of the whole folder from
    before can open that with the old passphrase.
    """

    def removed(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        kept = tuple(slot for slot in slots if (slot.kind, slot.owner) != (STAFF, staff_id))
        if all(slot.kind == RECOVERY for slot in kept):
            raise Refused("last_way_in")
        return kept

    _rewrite(store, removed, by=by, now=now)


def renew_recovery_key(store: Store, *, by: str, now: str, kdf: Kdf = DEFAULT_KDF) -> str:
    """Replace the recovery key and return the new one, to be printed; the old one opens nothing more."""
    paper = recovery_key.new_secret()

    def renewed(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        kept = tuple(slot for slot in slots if slot.kind != RECOVERY)
        fresh = make_slot(new_id(now), RECOVERY, "", paper, store.keys.data, store.store_id, kdf)
        return (*kept, fresh)

    _rewrite(store, renewed, by=by, now=now)
    return recovery_key.written(paper)


def checked(store: Store, staff_id: str, passphrase: str) -> bytes:
    """Return a new passphrase of this person as bytes. Raises Refused if it is too weak."""
    return check_passphrase(passphrase, _names(store, staff_id))


def staff_with_passphrase(store: Store) -> frozenset[str]:
    """Return the ids of staff who have a way in."""
    return frozenset(slot.owner for slot in _slots(store) if slot.kind == STAFF)


def check_own_passphrase(store: Store, staff_id: str, passphrase: str) -> None:
    """Raise WrongPassphrase unless this is the person's passphrase (a second person approving, say), or
    TooSoon.
    """
    _of_person(store, _slots(store), staff_id, passphrase)


def _of_person(store: Store, slots: tuple[Slot, ...], staff_id: str, passphrase: str) -> Slot:
    """The slot of this person, which their passphrase opens; that of a colleague is as wrong as any."""
    with store.attempts.one(store.store_id):
        try:
            found, _ = unlock(slots, secret_of(passphrase), store.store_id, kinds=(STAFF,), owner=staff_id)
        except WrongPassphrase:
            raise WrongPassphrase(part="person") from None
    return found


def _names(store: Store, staff_id: str) -> tuple[str, ...]:
    """What nobody may take for a passphrase: the names of the organisation, the site and the person."""
    with store.raw() as connection:
        office = connection.execute("SELECT json FROM settings WHERE key = 'office'").fetchone()
        person = connection.execute("SELECT name FROM staff WHERE id = ?", (staff_id,)).fetchone()
    letterhead = str(from_json(office[0]).get("name", "")) if office else ""
    return (store.organisation, letterhead, store.site, person[0] if person else "")


def _slots(store: Store) -> tuple[Slot, ...]:
    with store.raw() as connection:
        known = sound_ways(connection, store.keys.audit)
    return current(known, read_key_file(store.folder).slots)


def _rewrite(
    store: Store, change: Callable[[tuple[Slot, ...]], tuple[Slot, ...]], *, by: str, now: str
) -> None:
    """Change who may come in: who goes, first in the database; who comes, first in the key file.

    Killed on the way, the store opens for those of before or for those of after, and never for somebody
    whose removal was acknowledged; what was broken off is ended at the next opening.
    """
    if store.viewer:
        raise ReadOnlyStore
    with store.changing_ways:
        before = _slots(store)
        after = change(before)
        if len(after) > MAX_SLOTS:
            raise Refused("too_many_slots", most=str(MAX_SLOTS))
        fresh = [slot for slot in after if slot not in before]
        gone = [digest_of(slot) for slot in before if slot not in after]
        if gone:
            with store.write() as tx:
                if fresh:
                    admit(tx, fresh)
                    give_way(tx, gone, digest_of(fresh[0]))
                else:
                    withdraw(tx, gone)
                _recorded(tx, "replace" if fresh else "withdraw", gone, by, now)
        if gone:
            # A log that is lost after a kill must not bring back who was taken out.
            store.fold()
        with store.alone(), translated():
            write_key_file(store.folder, KeyFile(store.store_id, after))
        if fresh:
            with store.write() as tx:
                admit(tx, fresh)
                withdraw(tx, gone)
                _recorded(tx, "admit", [digest_of(slot) for slot in fresh], by, now)
            store.fold()


def _recorded(tx: Transaction, action: str, digests: list[str], by: str, now: str) -> None:
    append_ledger(tx, at=now, staff_id=by, action=action, object_kind="way_in", object_id=digests[0])
