# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mark beside the database: how the last program that wrote here left it.

A write-ahead log says nothing of the database that it belongs to, and SQLite believes any that lies there.
The mark is what we believe instead: authenticated, outside the database, and renewed before the first
write and after the last one.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from ..database.files import NO_LINKS, write_whole
from ..secrets.keys import Keys

NAME = "mark"
MAX_BYTES = 4096
LENGTH = 512
State = Literal["open", "closing", "closed"]
STATES = ("open", "closing", "closed")
Head = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """`open`: somebody may be writing; `closing`: what is written goes into the database; `closed`: there
    is no log that belongs to it.

    `head` is number and MAC of the last ledger entry then, `size` the bytes of the database, 0 unless closed.
    """

    state: State
    head: Head
    size: int = 0


def write_mark(path: Path, keys: Keys, store_id: str, mark: Mark) -> None:
    """Leave a mark, durably. On a full disk the old one is at least taken away: none is never wrong.

    Raises OSError where not even that is possible.
    """
    try:
        write_whole(path, _encoded(keys, store_id, mark))
    except OSError:
        path.unlink(missing_ok=True)


def renew_mark(path: Path, keys: Keys, store_id: str, mark: Mark) -> None:
    """Write a mark over the one that is there, without waiting for the disk: after each transaction.

    A kill leaves it as written. A loss of power may leave an earlier one, which knows less and is never
    wrong, or a torn one, which is none. Where there is none, none is made.
    """
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_WRONLY | NO_LINKS)
        try:
            os.write(handle, _encoded(keys, store_id, mark))
        finally:
            os.close(handle)


def _encoded(keys: Keys, store_id: str, mark: Mark) -> bytes:
    said = {"state": mark.state, "seq": mark.head[0], "head": mark.head[1], "size": mark.size}
    body = json.dumps(said).encode()
    # Always as long, so that none is longer than the one it is written over.
    return (body + b"\n" + _mac(keys, store_id, body).encode()).ljust(LENGTH, b"\n")


def read_mark(path: Path, keys: Keys, store_id: str) -> Mark | None:
    """Return the mark of this store; None where there is none that is whole and our own."""
    try:
        with path.open("rb") as file:
            body, _, mac = file.read(MAX_BYTES).rstrip(b"\n").rpartition(b"\n")
    except OSError:
        return None
    if not hmac.compare_digest(mac, _mac(keys, store_id, body).encode()):
        return None
    with contextlib.suppress(ValueError, KeyError, TypeError):
        said: Any = json.loads(body)
        if said["state"] in STATES:
            return Mark(said["state"], (int(said["seq"]), str(said["head"])), int(said["size"]))
    return None


def _mac(keys: Keys, store_id: str, body: bytes) -> str:
    return hmac.new(keys.mark, store_id.encode() + b"\n" + body, sha256).hexdigest()
