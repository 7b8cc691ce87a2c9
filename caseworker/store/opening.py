# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a store. Nothing here ever replaces or writes over one that does not open."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from caseworker.domain.errors import (
    CaseworkerError,
    NoSuchWayIn,
    PassphraseNeeded,
    ReadOnlyStore,
    StoreDamaged,
    StoreMissing,
    WrongPassphrase,
)

from . import connection as raw
from . import key_file, migrate, recovery_key
from .faults import translated
from .files import check_plain
from .keys import (
    RECOVERY,
    STAFF,
    TRAINING,
    TRAINING_PASSPHRASE,
    Keys,
    Slot,
    derive,
    secret_of,
    unlock,
)
from .lock import StoreLock, share_lock, take_lock
from .log_beside import LOG, closed_here, settle
from .log_frames import length_of
from .mark import read_mark
from .reserve import keep_reserve
from .store import Store


def open_store(
    folder: Path,
    passphrase: str | None = None,
    *,
    now: str,
    staff_id: str | None = None,
    recovery: str | None = None,
    viewer: bool = False,
) -> Store:
    """Open the store in `folder` with a passphrase or its recovery key; a training store with neither.

    `now` is written into the lock for others to see. `staff_id` tries that person's slot only.
    `viewer` opens a store that was closed properly, from a medium that cannot be written too,
    and changes no byte of the folder.
    An older store is copied aside and upgraded. Raises StoreMissing, NotOurStore, StoreTooNew, StoreInUse,
    LinkInStore, StoreDamaged, ReadOnlyStore, DiskFull, TransientIo, CipherMissing, LibraryTooOld;
    PassphraseNeeded, MistypedRecoveryKey and what `keys.unlock` raises.
    """
    with translated():
        raw.check_library()
        check_plain(folder)
        keys_in_file = _key_file(folder)
        raw.check_file(folder / raw.NAME)
        lock = share_lock(folder) if viewer else take_lock(folder, now)
        try:
            slot, data_key = _unlocked(keys_in_file, passphrase, staff_id, recovery)
            keys = derive(data_key, keys_in_file.store_id)
            return finish_opening(folder, keys_in_file.store_id, keys, slot, lock, now=now, viewer=viewer)
        except BaseException:
            if lock is not None:
                lock.release()
            raise


def finish_opening(
    folder: Path,
    store_id: str,
    keys: Keys,
    slot: Slot,
    lock: StoreLock | None,
    *,
    now: str,
    viewer: bool = False,
) -> Store:
    """Open with keys at hand. A `viewer` can only read, and needs no lock."""
    if not viewer and not os.access(folder / raw.NAME, os.W_OK):
        raise ReadOnlyStore
    # A viewer reads the database alone, which may be half of old and new while a log belongs to it.
    if viewer and length_of(folder / LOG):
        mark = read_mark(folder, keys, store_id)
        if not closed_here(folder, keys, store_id, mark):
            raise ReadOnlyStore(part="unfinished_writes")
    store = Store(folder, store_id, keys, slot, lock, viewer=viewer)
    if not viewer:
        store.beside = settle(folder, keys, store_id, now)
    with translated(on_damage=lambda found: _examined(store, found)):
        connection = store.connect()
        try:
            migrate.check_not_newer(connection)
            revision = migrate.revision_of(connection)
            said = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        finally:
            connection.close()
    if revision != migrate.SCHEMA_REVISION:
        _upgrade(store, now)
    store.organisation = said.get("organisation", "")
    store.site = said.get("site", "")
    store.created_at = said.get("created_at", "")
    store.training = said.get("training") != "no"
    if not viewer:
        with translated(on_damage=lambda found: _examined(store, found)):
            store.mark_open()
        keep_reserve(folder)
        if store.beside.found:
            _record_beside(store, now)
    return store


def _record_beside(store: Store, now: str) -> None:
    from .ledger import append_ledger

    kept = store.beside.kept
    # A disk that is full keeps nobody out; the window says it all the same.
    with contextlib.suppress(CaseworkerError), store.write() as tx:
        append_ledger(
            tx,
            at=now,
            staff_id=store.staff_id,
            action="set_aside",
            object_kind="store",
            object_id=store.store_id,
            payload={"found": list(store.beside.found), "kept": kept.name if kept else ""},
        )


def _upgrade(store: Store, now: str) -> None:
    if store.viewer:
        raise ReadOnlyStore(part="upgrade")
    from .set_aside import set_aside_copy

    set_aside_copy(store, now)
    migrate.upgrade(lambda: store.connect("repair"))


def _examined(store: Store, suspicion: CaseworkerError) -> CaseworkerError:
    from .check import examined

    return examined(store.database, store.keys, store.store_id, suspicion, view=store.viewer)


def _key_file(folder: Path) -> key_file.KeyFile:
    try:
        return key_file.read_key_file(folder)
    except (StoreMissing, StoreDamaged):
        # What else lies there decides what this is.
        raw.check_file(folder / raw.NAME)
        raise StoreDamaged(part="keys") from None


def _unlocked(
    keys: key_file.KeyFile, passphrase: str | None, staff_id: str | None, recovery: str | None
) -> tuple[Slot, bytes]:
    if recovery is not None:
        secret = recovery_key.read(recovery)
        return unlock(keys.slots, secret, keys.store_id, kinds=(RECOVERY,))
    if passphrase is not None:
        return unlock(keys.slots, secret_of(passphrase), keys.store_id, kinds=(STAFF,), owner=staff_id)
    try:
        return unlock(keys.slots, secret_of(TRAINING_PASSPHRASE), keys.store_id, kinds=(TRAINING,))
    except NoSuchWayIn:
        raise PassphraseNeeded from None
    except WrongPassphrase:  # nobody typed one
        raise StoreDamaged(part="keys") from None


def opens_without_passphrase(folder: Path) -> bool:
    """Whether the store in `folder` says that it is for training; False where nothing can be read."""
    try:
        check_plain(folder)
        return any(slot.kind == TRAINING for slot in key_file.read_key_file(folder).slots)
    except (CaseworkerError, OSError):
        return False
