# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a store. Nothing here ever replaces or writes over one that does not open."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseworker.domain.errors import (
    CaseworkerError,
    DiskFull,
    NoSuchWayIn,
    NotOurStore,
    PassphraseNeeded,
    ReadOnlyStore,
    StoreDamaged,
    StoreMissing,
    TransientIo,
    WayInWithdrawn,
    WrongPassphrase,
    WrongRecoveryKey,
)

from ..chain.row_hash import EARLIER, VOUCHED_SINCE
from ..database import connection as raw
from ..database import migrate
from ..database.faults import translated
from ..database.files import check_plain
from ..database.lock import StoreLock, share_lock, take_lock
from ..database.log_frames import length_of
from ..opened.log_beside import LOG, OLDER_DATABASE, closed_here, look, settle
from ..opened.mark import NAME as MARK
from ..opened.mark import read_mark
from ..opened.reserve import keep_reserve, release_reserve
from ..opened.seen import Seen
from ..opened.store import Store
from ..secrets import key_file, recovery_key
from ..secrets.attempts import Attempts
from ..secrets.keys import (
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
from ..staff.ways_in import digest_of, heal_key_files, sound_ways

if TYPE_CHECKING:
    from sqlalchemy import Connection as AlchemyConnection

# Opening writes a mark, the index of the log and what was found.
LEAST_ROOM = 1 << 20


def open_store(
    folder: Path,
    passphrase: str | None = None,
    *,
    now: str,
    staff_id: str | None = None,
    recovery: str | None = None,
    viewer: bool = False,
    seen: Path | None = None,
    attempts: Attempts | None = None,
    checking: Callable[[], None] | None = None,
) -> Store:
    """Open the store in `folder` with a passphrase or its recovery key; a training store with neither.

    `now` is written into the lock for others to see. `staff_id` tries that person's slot only.
    `viewer` opens a store that was closed properly, from a medium that cannot be written too,
    and changes no byte of the folder.
    `seen` is a folder of this person on this computer, where it is remembered how far each store was: one
    that is behind, or was never here, gives its next number with a new mark. `attempts` are those of this
    computer. `checking` is called before a check of the whole store, which a kill makes needful: 3 s at
    24,000 cases.
    An older store is copied aside and upgraded. Raises StoreMissing, NotOurStore, StoreTooNew, StoreInUse,
    LinkInStore, StoreDamaged, ReadOnlyStore, DiskFull, TransientIo, CipherMissing, LibraryTooOld;
    PassphraseNeeded, MistypedRecoveryKey, TooSoon and what `keys.unlock` raises.
    """
    attempts = attempts or Attempts()
    typed = passphrase is not None or recovery is not None

    def opened() -> Store:
        with translated():
            raw.check_library()
            check_plain(folder)
            keys_in_file = _key_file(folder)
            raw.check_file(folder / raw.NAME)
            lock = share_lock(folder) if viewer else take_lock(folder, now)
            try:
                with attempts.one(keys_in_file.store_id) if typed else contextlib.nullcontext():
                    store = _opened_with_one_of(
                        (keys_in_file, *_of_other_stores(folder, keys_in_file)),
                        folder,
                        lock,
                        (passphrase, staff_id, recovery),
                        now=now,
                        viewer=viewer,
                        seen=seen,
                        checking=checking,
                    )
                store.attempts = attempts
                return store
            except BaseException:
                if lock is not None:
                    lock.release()
                raise

    try:
        return opened()
    except (DiskFull, TransientIo) as error:
        # SQLite calls it an error of the disk where there is no room for its index of the log.
        if viewer or shutil.disk_usage(folder).free > LEAST_ROOM:
            raise
        if not release_reserve(folder):
            raise DiskFull(part="opening") from error
    try:
        return opened()
    except (DiskFull, TransientIo) as error:
        raise DiskFull(part="opening") from error


def _opened_with_one_of(
    candidates: Iterable[key_file.KeyFile],
    folder: Path,
    lock: StoreLock | None,
    said: tuple[str | None, str | None, str | None],
    **how: Any,
) -> Store:
    refused: list[CaseworkerError] = []
    for one in candidates:
        try:
            return _opened_with(one, folder, lock, said, **how)
        except (StoreDamaged, NotOurStore) as error:
            # The key of another store opens nothing here; without another this is what it is.
            refused.append(error)
        except (WrongPassphrase, WrongRecoveryKey, NoSuchWayIn, PassphraseNeeded) as error:
            refused.insert(0, error)
    raise refused[0]


def _opened_with(
    keys_in_file: key_file.KeyFile,
    folder: Path,
    lock: StoreLock | None,
    said: tuple[str | None, str | None, str | None],
    **how: Any,
) -> Store:
    while True:
        slot, data_key = _unlocked(keys_in_file, *said)
        keys = derive(data_key, keys_in_file.store_id)
        try:
            return finish_opening(folder, keys_in_file.store_id, keys, slot, lock, **how)
        except WayInWithdrawn:
            # The same secret may stand in a later slot too.
            left = tuple(one for one in keys_in_file.slots if one != slot)
            keys_in_file = key_file.KeyFile(keys_in_file.store_id, left)
            if not _opens(left, slot.kind, slot.owner):
                raise


def _of_other_stores(folder: Path, first: key_file.KeyFile) -> list[key_file.KeyFile]:
    """Key files of other stores, one of which may be the right one: somebody copied single files."""
    return [one for one in key_file.stores_in_key_files(folder) if one.store_id != first.store_id]


def finish_opening(
    folder: Path,
    store_id: str,
    keys: Keys,
    slot: Slot,
    lock: StoreLock | None,
    *,
    now: str,
    viewer: bool = False,
    seen: Path | None = None,
    new: bool = False,
    checking: Callable[[], None] | None = None,
) -> Store:
    """Open with keys at hand. A `viewer` can only read, and needs no lock. A `new` one was just made here."""
    if not viewer and not os.access(folder / raw.NAME, os.W_OK):
        raise ReadOnlyStore
    # A viewer reads the database alone, which may be half of old and new while a log belongs to it.
    if viewer and length_of(folder / LOG):
        mark = read_mark(folder / MARK, keys, store_id)
        if not closed_here(folder, keys, store_id, mark):
            raise ReadOnlyStore(part="unfinished_writes")
    store = Store(folder, store_id, keys, slot, lock, viewer=viewer)
    store.beside = look(folder, keys, store_id) if viewer else settle(folder, keys, store_id, now, checking)
    with translated(on_damage=lambda found: _examined(store, found)):
        connection = store.connect()
        try:
            migrate.check_not_newer(connection)
            revision = migrate.revision_of(connection)
            said = dict(connection.execute("SELECT key, value FROM meta").fetchall())
            known = sound_ways(connection, keys.audit)
            # Nobody comes in whose account has ended, whatever became of their slot.
            gone = "SELECT 1 FROM staff WHERE id = ? AND active = 0"
            ended = connection.execute(gone, (slot.owner,)).fetchone()
        finally:
            connection.close()
    if (revision >= VOUCHED_SINCE["way_in"] and digest_of(slot) not in known) or ended:
        raise WayInWithdrawn
    if revision != migrate.SCHEMA_REVISION:
        _upgrade(store, revision, now)
    store.organisation = said.get("organisation", "")
    store.site = said.get("site", "")
    store.created_at = said.get("created_at", "")
    store.training = said.get("training") != "no"
    if not viewer:
        with translated(on_damage=lambda found: _examined(store, found)):
            store.mark_open()
        keep_reserve(folder)
        with contextlib.suppress(CaseworkerError), translated():
            healed = heal_key_files(store, now)
            if healed:
                store.beside = replace(store.beside, found=(*store.beside.found, healed))
            if seen is not None:
                _compare_with_seen(store, seen, new=new)
            store.remember_head()
        if store.beside.found:
            _record_beside(store, now)
    return store


def _compare_with_seen(store: Store, seen: Path, *, new: bool) -> None:
    """Tell of a store that is behind what this computer remembers of it."""
    store.seen = Seen(seen / store.store_id, store.keys, store.store_id)
    there = store.seen.read()
    with store.raw() as connection:
        behind = there is not None and not raw.ledger_has(connection, there.head)
        mark = connection.execute("SELECT value FROM meta WHERE key = 'numbers_mark'").fetchone()[0]
    if behind and OLDER_DATABASE not in store.beside.found:
        store.beside = replace(store.beside, found=(*store.beside.found, OLDER_DATABASE))
    if new:
        # Drawn here and now, so nobody else has it.
        with store.seen.renewed() as here:
            here.mark = here.mark or mark


def _record_beside(store: Store, now: str) -> None:
    from ..records.ledger import append_ledger

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


def _upgrade(store: Store, revision: str, now: str) -> None:
    if store.viewer:
        raise ReadOnlyStore(part="upgrade")
    from ..opened.transaction import Transaction
    from ..records.settings import keep_letters_alone
    from ..staff.staff import vouch_for_staff
    from ..staff.ways_in import vouch_for_the_rest
    from .copy_before_upgrade import set_aside_copy

    set_aside_copy(store, now)
    slots = key_file.read_key_file(store.folder).slots

    def vouch(connection: AlchemyConnection) -> None:
        # What no entry told of until now is taken as it stands, and the ledger says since when.
        tx = Transaction(connection, store.keys, store.site, writable=True, trusting=True)
        if revision < VOUCHED_SINCE["way_in"]:
            vouch_for_the_rest(tx, slots, now)
        if revision < EARLIER["staff"][0]:
            vouch_for_staff(tx, {slot.owner for slot in slots if slot.kind == STAFF}, now)
            keep_letters_alone(tx, now)

    migrate.upgrade(lambda: store.connect("repair"), after=vouch)


def _examined(store: Store, suspicion: CaseworkerError) -> CaseworkerError:
    from ..opened.database_check import examined

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


def _opens(slots: Iterable[Slot], kind: str, owner: str) -> bool:
    return any((slot.kind, slot.owner) == (kind, owner) for slot in slots)


def opens_without_passphrase(folder: Path) -> bool:
    """Whether the store in `folder` says that it is for training; False where nothing can be read."""
    try:
        check_plain(folder)
        return any(slot.kind == TRAINING for slot in key_file.read_key_file(folder).slots)
    except (CaseworkerError, OSError):
        return False
