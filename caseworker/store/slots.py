# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who can open the store: adding, changing and removing key slots. Each call costs one argon2id."""

from __future__ import annotations

from collections.abc import Callable

from caseworker.domain.errors import ReadOnlyStore, Refused

from . import recovery_key
from .faults import translated
from .ids import new_id
from .key_file import KeyFile, read_key_file, write_key_file
from .keys import DEFAULT_KDF, RECOVERY, STAFF, Kdf, Slot, check_passphrase, make_slot, secret_of, unlock
from .store import Store


def add_passphrase(store: Store, staff_id: str, passphrase: str, *, now: str, kdf: Kdf = DEFAULT_KDF) -> None:
    """Give a member of staff a way in. Raises Refused (`has_passphrase`, `passphrase_length`)."""
    secret = check_passphrase(passphrase)

    def added(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        if any(slot.kind == STAFF and slot.owner == staff_id for slot in slots):
            raise Refused("has_passphrase")
        fresh = make_slot(new_id(now), STAFF, staff_id, secret, store.keys.data, store.store_id, kdf)
        return (*slots, fresh)

    _rewrite(store, added)


def change_passphrase(store: Store, staff_id: str, old: str, new: str, *, kdf: Kdf = DEFAULT_KDF) -> None:
    """Rewrite one slot. Raises WrongPassphrase if `old` is not this person's, Refused for a poor `new`."""
    secret = check_passphrase(new)

    def changed(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        found, _ = unlock(slots, secret_of(old), store.store_id, kinds=(STAFF,), owner=staff_id)
        return _replaced(store, slots, found, secret, kdf)

    _rewrite(store, changed)


def reset_passphrase(store: Store, staff_id: str, new: str, *, now: str, kdf: Kdf = DEFAULT_KDF) -> None:
    """Give a member of staff a new way in without the old one; whether that is allowed, services decide."""
    secret = check_passphrase(new)

    def reset(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        kept = tuple(slot for slot in slots if (slot.kind, slot.owner) != (STAFF, staff_id))
        fresh = make_slot(new_id(now), STAFF, staff_id, secret, store.keys.data, store.store_id, kdf)
        return (*kept, fresh)

    _rewrite(store, reset)


def remove_passphrase(store: Store, staff_id: str) -> None:
    """Take a member of staff's way in. Raises Refused (`last_way_in`) if nobody else could open the store.

    The person may have kept a copy of the files from before: those still open with the old passphrase.
    """

    def removed(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        kept = tuple(slot for slot in slots if (slot.kind, slot.owner) != (STAFF, staff_id))
        if all(slot.kind == RECOVERY for slot in kept):
            raise Refused("last_way_in")
        return kept

    _rewrite(store, removed)


def renew_recovery_key(store: Store, *, now: str, kdf: Kdf = DEFAULT_KDF) -> str:
    """Replace the recovery key and return the new one, to be printed; the old one opens nothing more."""
    paper = recovery_key.new_secret()

    def renewed(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        kept = tuple(slot for slot in slots if slot.kind != RECOVERY)
        fresh = make_slot(new_id(now), RECOVERY, "", paper, store.keys.data, store.store_id, kdf)
        return (*kept, fresh)

    _rewrite(store, renewed)
    return recovery_key.written(paper)


def staff_with_passphrase(store: Store) -> frozenset[str]:
    """Return the ids of staff who have a way in."""
    return frozenset(slot.owner for slot in read_key_file(store.folder).slots if slot.kind == STAFF)


def check_own_passphrase(store: Store, staff_id: str, passphrase: str) -> None:
    """Raise WrongPassphrase unless this is the person's passphrase (a second person approving, say)."""
    slots = read_key_file(store.folder).slots
    unlock(slots, secret_of(passphrase), store.store_id, kinds=(STAFF,), owner=staff_id)


def _replaced(
    store: Store, slots: tuple[Slot, ...], found: Slot, secret: bytes, kdf: Kdf
) -> tuple[Slot, ...]:
    fresh = make_slot(found.id, found.kind, found.owner, secret, store.keys.data, store.store_id, kdf)
    return tuple(fresh if slot.id == found.id else slot for slot in slots)


def _rewrite(store: Store, change: Callable[[tuple[Slot, ...]], tuple[Slot, ...]]) -> None:
    if store.viewer:
        raise ReadOnlyStore(part="viewer")
    with store.alone(), translated():
        now = read_key_file(store.folder)
        write_key_file(store.folder, KeyFile(store.store_id, change(now.slots)))
