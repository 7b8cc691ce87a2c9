# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days as people type them, in English, in Spanish or in both: every reading that the text may have.

A word or a number that is not understood makes the whole text no day: nothing is left out of account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

from caseworker.domain.case.days import Days, NotADay, days_of, local_days_of

from ..days_spoken import Item, items_of, month_of, normal, plain_number
from .time_typed import without_time

_ISO = re.compile(
    r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?"
    r"|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
# What a month's name and numbers may stand for, in their order: D day, M month, Y year, y year of two digits.
_WITH_MONTH = {
    "M": ("M",),
    "nM": ("DM",),
    "Mn": ("MD",),
    "MY": ("MY",),
    "YM": ("YM",),
    "nMY": ("DMY",),
    "MnY": ("MDY",),
    "YMn": ("YMD",),
    "nMn": ("DMy",),
    "Mnn": ("MDy",),
}
_NUMBERS = {
    "n": ("D",),
    "Y": ("Y",),
    "nY": ("MY", "DY"),
    "Yn": ("YM",),
    "nn": ("DM", "MD"),
    "nnY": ("DMY", "MDY"),
    "Ynn": ("YMD",),
    "nnn": ("DMy", "MDy"),
}
# 28 December to 3 January 2023 began the year before; a longer way back is a slip of the pen.
_ACROSS_NEW_YEAR = timedelta(days=92)
# Of what is a day in any words; a page pasted by mistake would hold the window up for seconds.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text may mean: EDTF texts that the domain accepts, the day before the month first.

    Without a reading, `fault` is a fault code; `weekdays` are then the days whose weekday is another one.
    """

    readings: tuple[str, ...] = ()
    fault: str = ""
    weekdays: tuple[date, ...] = ()

    @property
    def text(self) -> str:
        """The one reading, or the days from the earliest to the latest of all. Empty without any."""
        return spanning(self.readings)


@dataclass(frozen=True, slots=True)
class _Part:
    """A day or one end of an interval, as far as said; `order` is D or M where numbers leave it open."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    order: str = ""
    month_first: bool = False

    @property
    def grain(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    @property
    def text(self) -> str:
        month = f"-{self.month:02d}" if self.month else ""
        return f"{self.year:04d}{month}" + (f"-{self.day:02d}" if self.day else "")


class _Failures:
    """Why candidates were dropped, the most telling reason first."""

    ORDER = ("day_weekday", "day_reversed", "day_impossible", "day_incomplete")

    def __init__(self) -> None:
        self.codes: set[str] = set()
        self.weekdays: list[date] = []

    def typed(self) -> Typed:
        code = next((one for one in self.ORDER if one in self.codes), "day_malformed")
        return Typed((), code, tuple(self.weekdays) if code == "day_weekday" else ())


def read_days(text: str, *, born_by: date | None = None, moments: bool = False) -> Typed:
    """Every reading of a day, a month, a year or an interval typed in one go.

    `born_by` is given for a date of birth: a year of two digits may then be of either century, but no later.
    With `moments` a time of day may follow; it is local time unless a zone stands behind it.
    """
    if len(text) > LONGEST:
        return Typed((), "day_malformed")
    plain = normal(text)
    iso = re.sub(r" ?/ ?", "/", plain).upper()
    if _ISO.fullmatch(iso):
        return _iso(iso, moments=moments)
    rest, clock = without_time(plain)
    if clock is None:
        return Typed((), "day_malformed")
    items = items_of(rest)
    if isinstance(items, str):
        return Typed((), items)
    if clock and not moments:
        return Typed((), "day_with_time")
    found = _read(items, born_by)
    if not clock or not found.readings:
        return found
    if any(len(one) != len("2022-10-12") for one in found.readings):
        return Typed((), "day_malformed")
    return replace(found, readings=tuple(f"{one}T{clock}" for one in found.readings))


def read_boxes(day: str, month: str, year: str) -> Typed:
    """The reading of a day, a month and a year typed apart; day, or day and month, may be empty."""
    if max(len(day), len(month), len(year)) > LONGEST:
        return Typed((), "day_malformed")
    number = month_of(month) if month else None
    if not re.fullmatch(r"\d{4}", year, re.ASCII) or (month and number is None):
        return Typed((), "day_incomplete" if not year and number else "day_malformed")
    if day and not month:
        return Typed((), "day_incomplete" if plain_number(day) else "day_malformed")
    on = plain_number(day) if day else None
    if day and on is None:
        return Typed((), "day_malformed")
    if on == 0:
        return Typed((), "day_impossible")
    return _checked([_Part(int(year), number, on)], _Failures())


def spanning(readings: tuple[str, ...]) -> str:
    """The days from the earliest to the latest reading; the reading itself where there is one."""
    if len(readings) < 2:
        return readings[0] if readings else ""
    found = [local_days_of(one) for one in readings]
    return f"{min(one.first for one in found)}/{max(one.last for one in found)}"


def swapped_readings(text: object) -> tuple[str, ...]:
    """The two days whose numbers are each other's swapped, where an interval runs from one to the other."""
    first, slash, last = text.partition("/") if isinstance(text, str) else ("", "", "")
    if not slash or first == last or len(first) != 10 or len(last) != 10:
        return ()
    swapped = f"{first[:4]}-{first[8:]}-{first[5:7]}"
    # The day before the month, as read_days has it, cannot be told any more: the earlier one comes first.
    return (first, last) if swapped == last else ()


def _iso(text: str, *, moments: bool) -> Typed:
    if "T" in text and not moments:
        return Typed((), "day_with_time")
    try:
        local_days_of(text)
    except NotADay as error:
        return Typed((), f"day_{error.code}")
    return Typed((text,))


def _read(items: list[Item], born_by: date | None) -> Typed:
    failures = _Failures()
    opened = items[0].kind if items else ""
    kinds = [item.kind for item in items]
    if "between" in kinds[1:] or "from" in kinds[1:]:
        return Typed((), "day_malformed")
    if opened in ("between", "from"):
        items = items[1:]
    marks = {"between": ("and", "to", "-"), "from": ("to", "-", "and")}.get(opened, ("to", "-"))
    found: list[str] = []
    if opened not in ("between", "from"):
        found += _checked(_parts(items, born_by), failures).readings
    for at, item in enumerate(items):
        if item.kind in marks and not _doubled(items, at):
            found += _intervals(items[:at], items[at + 1 :], born_by, failures)
    if found:
        return Typed(tuple(dict.fromkeys(found)))
    if opened in ("from", "to"):
        return Typed((), "day_open") if not failures.codes - {"day_incomplete"} else failures.typed()
    return failures.typed()


def _doubled(items: list[Item], at: int) -> bool:
    # "3 - - 9": one mark is a slip, and nobody knows which.
    around = items[max(at - 1, 0) : at] + items[at + 1 : at + 2]
    return any(item.kind in ("-", "to", "and", "/", ".") for item in around)


def _checked(parts: Iterable[_Part], failures: _Failures) -> Typed:
    """The parts that are days, months or years of their own."""
    found = []
    for part in parts:
        if part.year is None or (part.day and not part.month):
            failures.codes.add("day_incomplete")
        elif _days(part, failures) is not None:
            found.append(part.text)
    return Typed(tuple(dict.fromkeys(found))) if found else failures.typed()


def _days(part: _Part, failures: _Failures) -> Days | None:
    try:
        days = days_of(part.text)
    except NotADay as error:
        failures.codes.add(f"day_{error.code}")
        return None
    if part.weekday is not None and (not days.exact or days.first.weekday() != part.weekday):
        failures.codes.add("day_weekday" if days.exact else "day_malformed")
        failures.weekdays += [days.first] if days.exact and days.first not in failures.weekdays else []
        return None
    return days


def _intervals(
    before: list[Item], after: list[Item], born_by: date | None, failures: _Failures
) -> Iterable[str]:
    """What `before` to `after` may mean; what one end leaves out is taken from the other."""
    for start, end in product(_parts(before, born_by), _parts(after, born_by)):
        if start.order and end.order and start.order != end.order:
            continue
        pair = _completed(start, end)
        if pair is None:
            continue
        first, last = pair
        if first.year is None or last.year is None or (first.day and not first.month):
            failures.codes.add("day_incomplete")
            continue
        from_, to = _days(first, failures), _days(last, failures)
        if from_ is None or to is None:
            continue
        if to.last < from_.first and start.year is None and first.year and from_.first.month > to.last.month:
            first = replace(first, year=first.year - 1)
            again = _days(first, failures)
            if again is None or to.last - again.first > _ACROSS_NEW_YEAR:
                failures.codes.add("day_reversed")
                continue
            from_ = again
        if to.last < from_.first:
            failures.codes.add("day_reversed")
        elif from_ == to:
            yield first.text
        else:
            yield f"{first.text}/{last.text}"


def _completed(start: _Part, end: _Part) -> tuple[_Part, _Part] | None:
    """Both ends with what the other says of month and year, or None where they do not go together."""
    if start.grain != end.grain:
        return None
    if end.day and not end.month:
        # Oct 3-9, 2022; 3 October 2022 to 9. Where a number is no month, the month came first.
        if end.year is not None and not start.month_first:
            return None
        end = replace(end, month=start.month)
    if start.day and not start.month:
        if end.month_first:
            return None
        start = replace(start, month=end.month)
    if end.year is None:
        end = replace(end, year=start.year)
    if start.year is None:
        start = replace(start, year=end.year)
    return start, end


def _parts(items: list[Item], born_by: date | None) -> list[_Part]:
    """What these items may be, as one end or as a whole."""
    weekdays = [item.number for item in items if item.kind == "weekday"]
    rest = [item for item in items if item.kind != "weekday"]
    # "mar" is March and martes.
    if len(weekdays) == 0 and sum(item.kind == "month" for item in rest) == 2:
        either = next((item for item in rest if item.other is not None), None)
        if either is not None and either.other is not None:
            weekdays, rest = [either.other], [item for item in rest if item is not either]
    marks = {item.kind for item in rest if item.kind in ("/", "-", ".")}
    values = [item for item in rest if item.kind in ("number", "month")]
    between = [item.kind for item in rest[1::2]] if marks else []
    if len(weekdays) > 1 or len(marks) > 1 or len(values) + sum(i.kind in marks for i in rest) != len(rest):
        return []
    named = any(item.kind == "month" for item in values)
    # Marks stand between all numbers or between none.
    if marks and (len(rest) != 2 * len(values) - 1 or any(kind not in marks for kind in between)):
        return []
    shape = "".join(item.shape for item in values)
    orders = (_WITH_MONTH if named else _NUMBERS).get(shape, ())
    weekday = weekdays[0] if weekdays else None
    found = []
    for order in orders:
        said = dict(zip(order, (item.number for item in values), strict=True))
        years = _years(said, born_by)
        for year in years:
            open_ = "" if named or shape in ("n", "Y", "nY", "Yn", "Ynn") else order[0]
            # In Oct 3 and in 10/3 the day stands last, and what follows a dash is another day.
            last = order.startswith("MD")
            day = said.get("D")
            if day == 0 or said.get("M") == 0:
                day, month = 99, 99
            else:
                month = said.get("M") or 0
            found.append(_Part(year, month or None, day, weekday, open_, last))
    return found


def _years(said: dict[str, int], born_by: date | None) -> list[int | None]:
    if "y" not in said:
        return [said.get("Y")]
    if born_by is None:
        return [2000 + said["y"]]
    late = (2000 + said["y"], said.get("M") or 0, said.get("D") or 0)
    return [*([late[0]] if late <= (born_by.year, born_by.month, born_by.day) else []), 1900 + said["y"]]
