# SPDX-License-Identifier: AGPL-3.0-or-later
"""A few megabytes kept back, given up on a full disk so that open work can still be saved."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from ..database.files import make_private
from .draft_reserve import set_aside

NAME = "reserve"
BYTES = 4 * 1024 * 1024


def keep_reserve(folder: Path) -> bool:
    """Make the reserve if it is not there, and before it the room for drafts, which is never given up.

    Returns whether the reserve is there. A full disk is no error here.
    """
    set_aside(folder)
    path = folder / NAME
    with contextlib.suppress(OSError):
        # Of a link nothing is kept here.
        if path.is_file() and path.lstat().st_size >= BYTES:
            return True
        path.unlink(missing_ok=True)
        make_private(path)
        try:
            with path.open("r+b") as file:
                # Written out, as a file of holes would keep nothing; random, as some disks squeeze zeros.
                file.write(os.urandom(BYTES))
                file.flush()
                os.fsync(file.fileno())
            return True
        except OSError:
            path.unlink(missing_ok=True)
    return False


def release_reserve(folder: Path) -> bool:
    """Give the reserve up; return whether there was one."""
    try:
        (folder / NAME).unlink()
    except OSError:
        return False
    return True
