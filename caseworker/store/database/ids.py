# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ids that laptops can make apart without ever colliding, and that sort by time."""

import os
from datetime import datetime
from uuid import UUID


def new_id(at: str) -> str:
    """Return a UUIDv7 as text for the UTC ISO instant `at`. Raises ValueError if it is not one."""
    return _id(at, int.from_bytes(os.urandom(10), "big"))


def least_id(at: str) -> str:
    """Return the id that is not above any made at `at` or later, and above all made before."""
    return _id(at, 0)


def _id(at: str, rest: int) -> str:
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC")
    milliseconds = int(moment.timestamp() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80 | rest
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(UUID(int=value))
