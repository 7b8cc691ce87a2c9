# SPDX-License-Identifier: AGPL-3.0-or-later
"""CBOR (RFC 8949) from outside, looked through before it is decoded.

We write numbers, texts, bytes, lists, maps, true and false, each with its length before it, and none of
the tags: a tag can make a value refer to itself, or be a class of its own. What we do not write is refused.
"""

from __future__ import annotations

from typing import Any

DEEPEST = 16
MOST_ITEMS = 10_000  # 200 key slots have some 5,000
_FALSE, _TRUE, _NULL = 20, 21, 22


class NotOurCbor(ValueError):
    """Bytes that we did not write: cut off, too deep, too many, tagged, or without a length."""


def loads(data: bytes) -> Any:
    """The value in `data`. Raises NotOurCbor, and nothing else, whatever the bytes are."""
    import cbor2

    _look_through(data)
    try:
        return cbor2.loads(data)
    except Exception as error:  # text that is no UTF-8, a list as the key of a map
        raise NotOurCbor(type(error).__name__) from None


def _look_through(data: bytes) -> None:
    """Follows the heads of all items without making anything of them."""
    at, seen = 0, 0
    open_containers: list[int] = []  # how many items each still waits for
    while True:
        seen += 1
        if seen > MOST_ITEMS or at >= len(data):
            raise NotOurCbor("too_many" if seen > MOST_ITEMS else "cut_off")
        kind, value = data[at] >> 5, data[at] & 31
        at += 1
        if kind == 6 or (kind == 7 and value not in (_FALSE, _TRUE, _NULL)) or value > 27:
            raise NotOurCbor("not_written_by_us")
        if value > 23:
            size = 1 << (value - 24)
            value, at = int.from_bytes(data[at : at + size], "big"), at + size
        if kind in (2, 3):
            at += value
        elif kind in (4, 5):
            open_containers.append(value * (kind - 3))
            if len(open_containers) > DEEPEST:
                raise NotOurCbor("too_deep")
        if at > len(data):
            raise NotOurCbor("cut_off")
        if kind not in (4, 5) and open_containers:
            open_containers[-1] -= 1
        while open_containers and open_containers[-1] == 0:
            open_containers.pop()
            if open_containers:
                open_containers[-1] -= 1
        if not open_containers:
            break
    if at != len(data):
        raise NotOurCbor("more_behind")
