# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timeline of one entry: what is on it, in words already made. Where things lie is `timeline_layout`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..case.days import Days

INSIDE = ("entry", "present")


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """A paper: what it asserts of the country asked about, over which local days, made in which country.

    `state` is `clash`, `left_out` (an earlier stay), `rests_on` or empty; `sentence` says all.
    """

    id: str
    name: str
    sentence: str
    country: str
    asserts: str
    first: date
    last: date
    tier: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class ExitMark:
    """An exit told by the person, without a paper."""

    days: Days
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TimelineTexts:
    """What is written into the picture. `clash` are its lines, empty where no papers clash."""

    lanes: tuple[tuple[str, str], ...]
    cut_off: str
    window: str = ""
    stay: str = ""
    clash: tuple[str, ...] = ()
    times: str = "{count}×"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything drawn. The lanes are `texts.lanes`, (country, name) each, the one asked about last."""

    country: str
    last_day: date
    earliest: date | None
    latest: date | None
    items: tuple[TimelineItem, ...]
    exits: tuple[ExitMark, ...]
    texts: TimelineTexts

    @property
    def in_order(self) -> tuple[TimelineItem, ...]:
        """The papers by day, those of one day as they were given."""
        return tuple(sorted(self.items, key=lambda one: (one.first, one.last)))

    def days(self) -> Days:
        """The first and the last day of anything drawn."""
        found = [self.last_day, *(day for day in (self.earliest, self.latest) if day is not None)]
        for one in self.items:
            found += [one.first, one.last]
        for mark in self.exits:
            found += [mark.days.first, mark.days.last]
        return Days(min(found), max(found))
