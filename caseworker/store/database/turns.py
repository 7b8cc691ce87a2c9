# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programs of one person on one computer take turns at a folder."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .files import NO_LINKS, PRIVATE_FILE, make_folder

if sys.platform != "win32":
    import fcntl

NAME = "turn"


@contextlib.contextmanager
def turn_at(folder: Path) -> Iterator[None]:
    """Keep other programs waiting; a folder that does not allow it keeps nobody waiting."""
    handle = -1
    with contextlib.suppress(OSError):
        make_folder(folder)
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | NO_LINKS, PRIVATE_FILE)
    try:
        if handle >= 0 and sys.platform != "win32":
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        if handle >= 0:
            os.close(handle)
