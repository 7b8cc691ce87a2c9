# SPDX-License-Identifier: AGPL-3.0-or-later
"""One program per store at a time.

The operating system holds the lock and drops it when the program dies, however it dies. What is written
in the file only tells people who holds it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseworker.domain.errors import ReadOnlyStore, StoreInUse, TransientIo

from .files import PRIVATE_FILE

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "lock"
# Far behind the text, which others must be able to read.
_LOCKED_BYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds or held a store: process id, computer, since when (UTC ISO text)."""

    pid: int
    host: str
    since: str


class StoreLock:
    """A held lock. `left_behind` names a program that did not close the store, if one did not."""

    def __init__(self, handle: int, left_behind: Holder | None) -> None:
        self._handle: int | None = handle
        self.left_behind = left_behind

    def release(self) -> None:
        """Let others in; a second call does nothing."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        # The file stays: to remove it would let two programs hold two different locks.
        with contextlib.suppress(OSError):
            os.ftruncate(handle, 0)
        os.close(handle)


def take_lock(folder: Path, now: str) -> StoreLock:
    """Take the lock of the store in `folder` since `now`. Raises StoreInUse, ReadOnlyStore, TransientIo."""
    try:
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    except OSError as error:
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise ReadOnlyStore from error
        raise TransientIo(errno=str(error.errno)) from error
    before = _holder(handle)
    if not _locked(handle):
        os.close(handle)
        known = {"pid": str(before.pid), "host": before.host, "since": before.since} if before else {}
        raise StoreInUse(**known)
    text = json.dumps({"pid": os.getpid(), "host": _host(), "since": now}).encode()
    with contextlib.suppress(OSError):  # a full disk must not keep anyone from reading
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, text)
    return StoreLock(handle, before)


def _host() -> str:
    # Without `socket`, which takes longer to load than the store to open.
    if sys.platform == "win32":
        return os.environ.get("COMPUTERNAME", "")
    return os.uname().nodename


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(handle: int) -> Holder | None:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        said: Any = json.loads(os.read(handle, 4096))
        return Holder(int(said["pid"]), str(said["host"]), str(said["since"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
