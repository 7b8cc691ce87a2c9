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
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseworker.domain.errors import LinkInStore, ReadOnlyStore, StoreInUse, TransientIo

from .files import NO_LINKS, PRIVATE_FILE

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "lock"
# Far behind the text, which others must be able to read.
_LOCKED_BYTE = 1 << 30
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds or held a store: process id, computer, since when (UTC ISO text)."""

    pid: int
    host: str
    since: str


class StoreLock:
    """A held lock. `left_behind` names a program that did not close the store, if one did not."""

    def __init__(self, handle: int, left_behind: Holder | None, *, shared: bool = False) -> None:
        self._handle: int | None = handle
        self._shared = shared
        self.left_behind = left_behind

    def release(self) -> None:
        """Let others in; a second call does nothing."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        # The file stays: to remove it would let two programs hold two different locks.
        if not self._shared:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 0)
        os.close(handle)


def take_lock(folder: Path, now: str) -> StoreLock:
    """Take the lock of the store in `folder` since `now`.

    Raises StoreInUse, LinkInStore, ReadOnlyStore, TransientIo.
    """
    try:
        # Otherwise whoever may write here could have us empty any file of ours.
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | NO_LINKS | _NO_WAIT, PRIVATE_FILE)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.EISDIR, errno.ENXIO):
            raise LinkInStore(part=NAME) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise ReadOnlyStore from error
        raise TransientIo(errno=str(error.errno)) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode) or (folder / NAME).is_symlink():
        os.close(handle)
        raise LinkInStore(part=NAME)
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


def share_lock(folder: Path) -> StoreLock | None:
    """Keep writers out of the store in `folder` while it is looked at; nothing is written.

    None where there is no lock to hold, as in a copy. Raises StoreInUse, LinkInStore.
    """
    if sys.platform == "win32":
        return None
    try:
        handle = os.open(folder / NAME, os.O_RDONLY | NO_LINKS | _NO_WAIT)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise LinkInStore(part=NAME) from error
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        if error.errno == errno.EWOULDBLOCK:
            raise StoreInUse from error
        return None  # a medium without locks
    return StoreLock(handle, None, shared=True)


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
