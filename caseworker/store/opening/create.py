# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making a store: built whole in a folder beside, then moved into place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from caseworker.domain.errors import Refused

from ..database import connection as raw
from ..database import migrate
from ..database.faults import translated
from ..database.files import make_folder, make_private, sync_file, sync_folder
from ..database.ids import new_id
from ..database.lock import take_lock
from ..database.migrate import FORMAT
from ..opened.store import Store
from ..secrets import key_file, recovery_key
from ..secrets.keys import (
    DEFAULT_KDF,
    FLOOR_KDF,
    RECOVERY,
    STAFF,
    TRAINING,
    TRAINING_PASSPHRASE,
    Kdf,
    Keys,
    Slot,
    check_derivation,
    check_passphrase,
    derive,
    make_slot,
    secret_of,
)
from .opening import finish_opening

# The first person of a store does everything, until there is a second.
FIRST_ROLES = ("caseworker", "supervisor", "administrator")


@dataclass(frozen=True, slots=True)
class CreatedStore:
    """A new, open store, and its recovery key as it is to be printed: it is shown once and kept nowhere."""

    store: Store
    recovery_key: str


def create_store(
    folder: Path,
    passphrase: str | None,
    *,
    staff_name: str,
    site: str,
    organisation: str,
    now: str,
    language: str = "en",
    training: bool = False,
    kdf: Kdf = DEFAULT_KDF,
    numbers_mark: str | None = None,
    roles: Iterable[str] = FIRST_ROLES,
    seen: Path | None = None,
    sheet_due: bool = False,
) -> CreatedStore:
    """Make a store in `folder` (missing or empty) with its first member of staff, and open it.

    A training store may do without a passphrase: anyone can open it, for ever. `numbers_mark` is drawn
    unless given. `seen` as for `open_store`. `sheet_due`: its recovery sheet is not printed or saved yet.
    Raises Refused (`folder_not_empty`, `passphrase_missing`, `passphrase_...`, `staff_roles`,
    `key_cost_out_of_range`), DiskFull, ReadOnlyStore, TransientIo, CipherMissing, LibraryTooOld,
    KeyDerivationDiffers, KeyMemoryShort. A failure leaves nothing behind.
    """
    if passphrase is None and not training:
        raise Refused("passphrase_missing")
    from ..cases.numbers import MARK, new_mark

    secret = None if passphrase is None else check_passphrase(passphrase, (organisation, site, staff_name))
    raw.check_library()
    # What is made with wrong keys would open nowhere else.
    check_derivation()
    folder = folder.absolute()
    with translated():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused("folder_not_empty")
        store_id, staff_id = new_id(now), new_id(now)
        data_key, paper = os.urandom(32), recovery_key.new_secret()
        slots = []
        if secret is not None:
            slots.append(make_slot(new_id(now), STAFF, staff_id, secret, data_key, store_id, kdf))
        if training:
            known = secret_of(TRAINING_PASSPHRASE)
            slots.append(make_slot(new_id(now), TRAINING, staff_id, known, data_key, store_id, FLOOR_KDF))
        slots.append(make_slot(new_id(now), RECOVERY, "", paper, data_key, store_id, kdf))
        keys = derive(data_key, store_id)
        facts = {
            "store_id": store_id,
            "format": str(FORMAT),
            "created_at": now,
            "training": "yes" if training else "no",
            "organisation": organisation,
            "site": site,
            MARK: numbers_mark or new_mark(),
        }
        part = folder.with_name(f".{folder.name}.{store_id[-12:]}.part")
        make_folder(part)
        try:
            key_file.write_key_file(part, key_file.KeyFile(store_id, tuple(slots)))
            _make_database(part, keys, facts)
            _first_rows(
                part, store_id, keys, slots, staff_id, staff_name, roles, language, now, sheet_due=sheet_due
            )
            for item in part.iterdir():
                sync_file(item)
            if folder.exists():
                folder.rmdir()
            part.rename(folder)
            sync_folder(folder.parent)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        lock = take_lock(folder, now)
        try:
            store = finish_opening(folder, store_id, keys, slots[0], lock, now=now, seen=seen, new=True)
        except BaseException:
            lock.release()
            raise
    return CreatedStore(store, recovery_key.written(paper))


def _make_database(folder: Path, keys: Keys, facts: dict[str, str]) -> None:
    path = folder / raw.NAME
    make_private(path)
    migrate.upgrade(lambda: raw.connect(path, keys.database, None, "create"))
    connection = raw.connect(path, keys.database, None, "repair")
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", list(facts.items()))
        connection.execute("COMMIT")
    finally:
        connection.close()


def _first_rows(
    folder: Path,
    store_id: str,
    keys: Keys,
    slots: list[Slot],
    staff_id: str,
    name: str,
    roles: Iterable[str],
    language: str,
    now: str,
    *,
    sheet_due: bool,
) -> None:
    from ..records.ledger import append_ledger
    from ..records.seal_key import make_seal_key
    from ..records.settings import set_setting
    from ..staff.sheet_due import PENDING, SETTING
    from ..staff.staff import add_staff
    from ..staff.ways_in import admit

    with (
        Store(folder, store_id, keys, slots[0], take_lock(folder, now), viewer=False) as store,
        store.write() as tx,
    ):
        for (key,) in tx.run("SELECT key FROM meta").fetchall():
            tx.changed("meta", key)
        admit(tx, slots)
        add_staff(tx, staff_id, name=name, roles=roles, language=language, own_passphrase=True)
        make_seal_key(tx)
        if sheet_due:
            set_setting(tx, SETTING, PENDING)
        append_ledger(
            tx, at=now, staff_id=staff_id, action="open_store", object_kind="staff", object_id=staff_id
        )
