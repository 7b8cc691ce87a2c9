# SPDX-License-Identifier: AGPL-3.0-or-later
"""A verified copy of the database and its key slots, kept before an upgrade."""

from __future__ import annotations

import shutil
from pathlib import Path

from caseworker.domain.errors import StoreDamaged

from ..database import connection as raw
from ..database.faults import translated
from ..database.files import make_folder, make_private, sync_file, sync_folder
from ..opened.database_check import check_database
from ..opened.store import Store
from ..secrets import key_file
from ..secrets.keys import Keys

FOLDER = "before-upgrade"


def set_aside_copy(store: Store, at: str) -> Path:
    """Copy the database and the key slots into a new folder under `before-upgrade/` and return it.

    The copy has the same keys. A folder without `.part` in its name is whole and was verified; attachments
    are not copied, for an upgrade does not touch them. Raises DiskFull, StoreDamaged, TransientIo.
    """
    with store.alone():
        return copy_aside(store.folder, store.keys, store.store_id, at)


def copy_aside(folder: Path, keys: Keys, store_id: str, at: str) -> Path:
    """Do the work of `set_aside_copy`; nobody may be writing."""
    name = "".join(ch for ch in at if ch.isalnum())
    whole = folder / FOLDER / name
    part = folder / FOLDER / f"{name}.part"
    with translated():
        make_folder(part.parent)
        shutil.rmtree(part, ignore_errors=True)
        make_folder(part)
        try:
            before = check_database(folder / raw.NAME, keys, store_id)
            _copy(folder, part, keys, store_id)
            after = check_database(part / raw.NAME, keys, store_id)
            if not before.whole or after != before:
                raise StoreDamaged(part="copy")
            for item in part.iterdir():
                sync_file(item)
            sync_folder(part)
            part.rename(whole)
            sync_folder(whole.parent)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return whole


def _copy(folder: Path, part: Path, keys: Keys, store_id: str) -> None:
    target = part / raw.NAME
    make_private(target)
    source = raw.connect(folder / raw.NAME, keys.database, store_id, "repair")
    try:
        source.execute("VACUUM INTO ?", (str(target),))
    finally:
        source.close()
    key_file.write_key_file(part, key_file.read_key_file(folder))
