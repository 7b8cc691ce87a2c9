# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days as people know them: exact, partial, or somewhere in an interval.

A `Days` is an inclusive interval of local calendar days. Texts are ISO 8601 / EDTF level 0:
`2022-10-07`, `2022-10`, `2022`, `2022-10-03/2022-10-09`; evidence may also carry a local or zoned
time, `2022-10-12T04:30Z`. Nothing here knows what day it is now.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1900, 2100
# A clock that may still be on another zone of the journey is off by up to three hours
# (Caracas UTC-4, Tijuana UTC-7): within that of midnight, the neighbouring day is possible too.
MIDNIGHT_DOUBT = timedelta(hours=3)

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


class NotADay(ValueError):
    """The text is not a day. `code` is `malformed`, `impossible` or `reversed`."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Days:
    """The inclusive days `first..last`; one exact day when they are equal."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Moments:
    """The inclusive local date-times `first..last`, to the second: one minute, or a whole day."""

    first: datetime
    last: datetime


@lru_cache(maxsize=4096)
def days_of(text: str) -> Days:
    """The days that `text` may mean. Raises `NotADay`."""
    start, slash, end = text.partition("/")
    if not slash:
        return _partial(text, text)
    first, last = _partial(start, text), _partial(end, text)
    if last.last < first.first:
        raise NotADay("reversed", text)
    return Days(first.first, last.last)


@lru_cache(maxsize=4096)
def local_days_of(text: str, zones: tuple[str, ...] = ()) -> Days:
    """The local days of `text` at a place that keeps one of `zones` (tz database names).

    A zoned time becomes the local day, or the days where the zones disagree; with no zones every
    zone on earth is possible. A time without a zone near midnight gives both days.
    """
    if "T" not in text:
        return days_of(text)
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise NotADay("malformed", text)
    day = _partial(match[1], text).first
    try:
        clock = datetime(day.year, day.month, day.day, int(match[2]), int(match[3]), int(match[4] or 0))  # noqa: DTZ001 - a local clock has no zone
    except ValueError:
        raise NotADay("impossible", text) from None
    if match[5] is None:
        return Days((clock - MIDNIGHT_DOUBT).date(), (clock + MIDNIGHT_DOUBT).date())
    instant = clock.replace(tzinfo=_zone(match[5], text)).astimezone(UTC)
    if not zones:
        return Days((instant - timedelta(hours=12)).date(), (instant + timedelta(hours=14)).date())
    locals_ = [instant.astimezone(ZoneInfo(zone)).date() for zone in zones]
    return Days(min(locals_), max(locals_))


def clock_of(text: Any) -> time:
    """The time of day in `15:00`, to the minute. Raises `NotADay`."""
    match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise NotADay("malformed", str(text))
    return time(int(match[1]), int(match[2]))


def moments_of(day: date, clock: str | None) -> Moments:
    """The minute `clock` of that day, or the whole day where no time is known."""
    if clock is None:
        return Moments(datetime.combine(day, time.min), datetime.combine(day, time(23, 59, 59)))
    start = datetime.combine(day, clock_of(clock))
    return Moments(start, start + timedelta(seconds=59))


def months_later(day: date, months: int) -> date:
    """The same day `months` on; where the month is shorter, its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    """How many whole months lie between two days; 0 where `end` is not after `start`."""
    if end <= start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if months_later(start, months) <= end else months - 1


def years_later(day: date, years: int) -> date:
    """The same day `years` on; 29 February becomes 28 February (the sources are silent: the earlier day)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def age_on(born: date, on: date) -> int:
    """Completed years on `on`; negative before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _partial(part: str, text: str) -> Days:
    match = _PARTIAL.fullmatch(part)
    if match is None:
        raise NotADay("malformed", text)
    year, month, day = (int(number) if number else None for number in match.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotADay("impossible", text)
    if month is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if not 1 <= month <= 12:
        raise NotADay("impossible", text)
    last = monthrange(year, month)[1]
    if day is None:
        return Days(date(year, month, 1), date(year, month, last))
    if not 1 <= day <= last:
        raise NotADay("impossible", text)
    return Days(date(year, month, day), date(year, month, day))


def _zone(text: str, whole: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise NotADay("impossible", whole)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)
