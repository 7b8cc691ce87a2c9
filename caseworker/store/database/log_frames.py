# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in the frames of a write-ahead log, read without SQLite and without a key.

https://www.sqlite.org/fileformat2.html, section 4: a head of 32 bytes whose salts change whenever the log
starts anew, then frames of 24 bytes and a page; a frame that ends a transaction tells the size of the
database in pages. SQLite reads up to the first frame that is not right, and is silent about the rest.
"""

from __future__ import annotations

import struct
from pathlib import Path

from .connection import PAGE_BYTES

_HEAD = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")


def length_of(path: Path) -> int:
    """Return the bytes of a file, 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def commits_after(log: Path, frames: int) -> int:
    """Return how many transactions the log holds after its first `frames` frames, none of which is read.

    Left-overs from before the log started anew carry other salts and do not count. One salt that agrees is
    enough, as the fault may be in the other.
    """
    count = 0
    with log.open("rb") as file:
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return 0
        salts = _HEAD.unpack(head)[4:6]
        file.seek(_HEAD.size + frames * (_FRAME.size + PAGE_BYTES))
        while len(said := file.read(_FRAME.size)) == _FRAME.size and len(file.read(PAGE_BYTES)) == PAGE_BYTES:
            _page, pages, first, second, *_sums = _FRAME.unpack(said)
            if pages and (first == salts[0] or second == salts[1]):
                count += 1
    return count
