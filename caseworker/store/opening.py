# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a store. Nothing here ever replaces or writes over one that does not open."""

from __future__ import annotations

import os
from pathlib import Path

from caseworker.domain.errors import (
    CaseworkerError,
    NoSuchWayIn,
    PassphraseNeeded,
    ReadOnlyStore,
    StoreDamaged,
    StoreMissing,
    StoreTooNew,
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
from .reserve import keep_reserve
from .store import Store

FORMAT = 1


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
    if viewer and _has_unfinished_writes(folder):
        raise ReadOnlyStore(part="unfinished_writes")
    store = Store(folder, store_id, keys, slot, lock, viewer=viewer)
    with translated(on_damage=lambda found: _examined(store, found)):
        connection = store.connect()
        try:
            revision = migrate.revision_of(connection)
            said = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        finally:
            connection.close()
    if int(said.get("format", "0")) > FORMAT:
        raise StoreTooNew(part="database")
    if revision != migrate.SCHEMA_REVISION:
        _upgrade(store, revision, now)
    store.organisation = said.get("organisation", "")
    store.site = said.get("site", "")
    store.created_at = said.get("created_at", "")
    store.training = said.get("training") != "no"
    if not viewer:
        keep_reserve(folder)
    return store


def _has_unfinished_writes(folder: Path) -> bool:
    # A viewer cannot read the write-ahead log, and without it the database may be half of old and new.
    log = folder / f"{raw.NAME}-wal"
    return log.exists() and log.stat().st_size > 0


def _upgrade(store: Store, revision: str, now: str) -> None:
    migrate.check_known(revision)
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
