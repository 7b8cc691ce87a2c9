# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files only their owner can read, written whole or not at all, whatever the umask."""

import contextlib
import os
import stat
from pathlib import Path

from caseworker.domain.errors import LinkInStore

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


# What lies at the top of a store's folder, each a plain file or a folder.
STORE_FILES = (
    *("case.db", "case.db-wal", "case.db-shm", "case.db-journal"),
    *("keys.cbor", "keys.cbor.bak", "keys.cbor.part", "keys.cbor.bak.part"),
    *("mark", "mark.part", "lock", "reserve", "drafts.reserve"),
)
STORE_FOLDERS = ("att", "work", "before-upgrade", "set-aside")
# A link is never followed; Windows has no such flag and asks before.
NO_LINKS = getattr(os, "O_NOFOLLOW", 0)


def check_plain(folder: Path) -> None:
    """Raise LinkInStore if a file or folder of the store in `folder` is a link, a pipe or a device."""
    wanted = {**dict.fromkeys(STORE_FILES, stat.S_ISREG), **dict.fromkeys(STORE_FOLDERS, stat.S_ISDIR)}
    for name, right in wanted.items():
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if not right((folder / name).lstat().st_mode):
                raise LinkInStore(part=name)


def make_folder(folder: Path) -> None:
    """Make `folder`, with those above it, readable by its owner alone."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    folder.chmod(PRIVATE_FOLDER)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make what stands in `path` durable."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_private(path: Path) -> None:
    """Make an empty private file at `path`. Raises FileExistsError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
    path.chmod(PRIVATE_FILE)


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path` by temporary file, fsync and rename. Raises OSError; then `path` is as before."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        make_private(part)
        with part.open("r+b") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
