# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the program and the reading process speak: one description in JSON and one run of bytes each way.

Both lengths go before, and a length beyond the limit ends the talk. What the description says is the
business of `reader` (which trusts nothing) and `worker`.
"""

from __future__ import annotations

import struct
from typing import IO

from .limits import HEAD_MOST

_HEAD = struct.Struct("!4sIQ")
_MAGIC = b"CWS1"


class Garbled(Exception):
    """What came is not of this protocol, or too long."""


class CutOff(Garbled):
    """It ended too early: whoever sent it has ended."""


def send(out: IO[bytes], head: bytes, data: bytes) -> None:
    """Write one message. Raises OSError where nobody reads, ValueError for too long a description."""
    if len(head) > HEAD_MOST:
        raise ValueError("the description is too long")
    out.write(_HEAD.pack(_MAGIC, len(head), len(data)))
    out.write(head)
    out.write(data)
    out.flush()


def receive(source: IO[bytes], most: int) -> tuple[bytes, bytes]:
    """Read one message with at most `most` bytes of data. Raises Garbled, OSError."""
    start = _exactly(source, _HEAD.size)
    magic, head, data = _HEAD.unpack(start)
    if magic != _MAGIC or head > HEAD_MOST or data > most:
        raise Garbled
    return _exactly(source, head), _exactly(source, data)


def _exactly(source: IO[bytes], size: int) -> bytes:
    found = source.read(size)
    if len(found) != size:
        raise CutOff
    return found
