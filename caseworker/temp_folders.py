# SPDX-License-Identifier: AGPL-3.0-or-later
"""Folders for a while, among the temporary files of this computer, which outlive nobody.

Each holds a file that its process keeps locked; the system drops the lock when the process dies, however
it dies, or is replaced. A folder whose lock is free is left over, and the next start takes it away.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PREFIX = "caseworker-while-"
_MAKING = "caseworker-making-"
_LOCK = ".held"
_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class TempFolder:
    """A private, empty folder at `path`, until `close` or the end of this process."""

    def __init__(self) -> None:
        made = Path(tempfile.mkdtemp(prefix=PREFIX if sys.platform == "win32" else _MAKING))
        try:
            self._handle: int | None = os.open(made / _LOCK, _FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
            _lock(self._handle)
            # Only now may others see it as one that could be left over.
            self._folder = made
            if sys.platform != "win32":
                self._folder = made.rename(made.with_name(PREFIX + made.name.removeprefix(_MAKING)))
            self.path = self._folder / "in"
            self.path.mkdir(mode=0o700)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Takes the folder away; a second call does nothing."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if sys.platform == "win32":  # an open file cannot be deleted there
            os.close(handle)
        shutil.rmtree(self._folder, ignore_errors=True)
        if sys.platform != "win32":
            os.close(handle)


def sweep_left_over() -> int:
    """Takes away what processes that died left here, and only that; returns how many folders went."""
    gone = 0
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            gone += _take_away(folder)
    return gone


def _take_away(folder: Path) -> bool:
    try:
        seen = folder.lstat()
        # The place is open to everybody: what another person laid there is theirs.
        if not stat.S_ISDIR(seen.st_mode) or (sys.platform != "win32" and seen.st_uid != os.geteuid()):
            return False
        handle = os.open(folder / _LOCK, _FLAGS)
    except OSError:
        return False
    try:
        try:
            _lock(handle)
        except OSError:
            return False
        if sys.platform != "win32":
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
    if sys.platform == "win32":
        shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _lock(handle: int) -> None:
    """Locks the file. Raises OSError where another process holds it."""
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
