# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a camera wrote into a photo, in the reading process only: when and where, and nothing else.

EXIF 2.32 (CIPA DC-008). Nonsense counts as not written.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any

_EXIF, _GPS = 0x8769, 0x8825
# Taken and digitised, each with its offset from UTC. The plain date is of the last change: not asked.
_MOMENTS = ((0x9003, 0x9011), (0x9004, 0x9012))
_MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)|Z", re.ASCII)


def of(picture: Any) -> dict[str, Any] | None:
    """`taken` (local, ISO, no zone), `offset` (such as -07:00), `latitude`, `longitude`; None for nothing."""
    try:
        exif = picture.getexif()
        taken, offset = _moment(exif.get_ifd(_EXIF))
        latitude, longitude = _place(exif.get_ifd(_GPS))
    except Exception:  # anything may stand there, and none of it is needed
        return None
    if taken is None and latitude is None:
        return None
    return {"taken": taken, "offset": offset, "latitude": latitude, "longitude": longitude}


def _moment(written: Any) -> tuple[str | None, str | None]:
    for moment, zone in _MOMENTS:
        found = _MOMENT.fullmatch(_text(written.get(moment)))
        if found is None:
            continue
        try:
            taken = datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type] # noqa: DTZ001
        except ValueError:
            continue
        return taken.isoformat(), _offset(_text(written.get(zone)))
    return None, None


def _offset(text: str) -> str | None:
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    if found[0] == "Z":
        return "+00:00"
    return text if int(found[2]) * 60 + int(found[3]) <= 14 * 60 and int(found[3]) < 60 else None


def _place(written: Any) -> tuple[float | None, float | None]:
    latitude = _degrees(written.get(2), _text(written.get(1)), "NS", 90.0)
    longitude = _degrees(written.get(4), _text(written.get(3)), "EW", 180.0)
    if latitude is None or longitude is None or (latitude == 0.0 and longitude == 0.0):
        return None, None  # cameras without a fix write zeros
    return latitude, longitude


def _degrees(value: Any, side: str, sides: str, most: float) -> float | None:
    if side not in tuple(sides) or not isinstance(value, tuple) or len(value) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in value)
    found = degrees + minutes / 60 + seconds / 3600
    sound = all(math.isfinite(part) and part >= 0 for part in (degrees, minutes, seconds))
    if not sound or minutes > 60 or seconds > 60 or found > most:
        return None
    return round(-found if side == sides[1] else found, 6)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\x00 ") if isinstance(value, str) else ""
