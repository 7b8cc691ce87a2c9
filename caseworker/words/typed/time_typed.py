# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time of day as people type it behind a day: 23:30, 11:30 pm, 23h30, a las 4:30 UTC."""

from __future__ import annotations

import re

_HALF = r"(?P<half{0}>[ap])\.? ?m\.?"
_TIME = re.compile(
    r"(?:,? ?\b(?:a las?|at|las?)\b)? ?(?<![\d:.+-])(?P<hour>\d{1,2})"
    r"(?:(?::|h)(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?: ?(?:h|hs|hrs|horas|hours)\b\.?)?(?: ?"
    + _HALF.format(1)
    + r")?"
    r"| ?" + _HALF.format(2) + r")"
    r"(?: ?(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2}))?(?![\w:])",
    re.ASCII,
)


def without_time(text: str) -> tuple[str, str | None]:
    """A normal text without its time, and the time as ISO 8601 has it; empty where there is none.

    None in place of the time where it is no time, or where there are two.
    """
    found = list(_TIME.finditer(text))
    if not found:
        return text, ""
    if len(found) > 1:
        return text, None
    match = found[0]
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    half = match["half1"] or match["half2"]
    if half:
        if not 1 <= hour <= 12:
            return text, None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return text, None
    zone = match["zone"] or ""
    zone = "Z" if zone in ("z", "utc", "gmt") else zone
    clock = f"{hour:02d}:{minute:02d}" + (f":{second:02d}" if match["second"] else "") + zone
    return f"{text[: match.start()]} {text[match.end() :]}".strip(), clock
