# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day said back the way it was understood: one reading, readings in doubt, a time near midnight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from caseworker.domain.case.days import local_days_of

from .. import N_, Words

BOTH_COUNT = N_("{days}: until you choose, both days count")
WHICH = N_("{days}: which one?")
IF_WRITTEN = N_("{days}. If the paper says {numbers}, choose:")
WEEKDAY = N_("{day} was a {weekday}")
LOCAL = N_("{day}, {time} local time")
MIDNIGHT = N_("{moment}: so near midnight, {first} and {last} both count")
ZONED = N_("{day}, {time} UTC{offset}: the local day at the place counts")


def understood(text: str, words: Words) -> str:
    """One EDTF text, with or without a time, in words."""
    day, mark, clock = text.partition("T")
    if not mark:
        return words.day_text(text)
    said, time = words.day_text(day), clock[:5]
    zone = re.search(r"Z|[+-].*", clock)
    if zone:
        return words(ZONED, day=said, time=time, offset=zone[0].removeprefix("Z"))
    moment, days = words(LOCAL, day=said, time=time), local_days_of(text)
    if days.exact:
        return moment
    return words(MIDNIGHT, moment=moment, first=words.day(days.first), last=words.day(days.last))


def as_typed(text: str, words: Words) -> str:
    """An interval or a time as a person would type it in one go; the EDTF text where nobody would."""
    day, clock, time = text.partition("T")
    ends = day.split("/")
    if any(len(end) != len("2022-10-12") for end in ends) or (clock and len(time) != len("23:30")):
        return text
    said = " - ".join(words.short_day(date.fromisoformat(end)) for end in ends)
    return f"{said} {time}" if clock else said


def in_doubt(readings: Sequence[str], words: Words, *, both_count: bool) -> str:
    """Readings of which one is meant."""
    days = words.choice(understood(one, words) for one in readings)
    return words(BOTH_COUNT if both_count else WHICH, days=days)


def if_written(text: str, words: Words) -> str:
    """An interval whose ends are one another's day and month swapped."""
    year, month, day = text.partition("/")[0].split("-")
    return words(IF_WRITTEN, days=words.day_text(text), numbers=f"{int(day)}/{int(month)}/{year}")


def weekday_said(day: date, words: Words) -> str:
    """Which weekday a day was."""
    name = words.locale.days["stand-alone"]["wide"][day.weekday()]
    return words(WEEKDAY, day=words.day(day), weekday=name)
