# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entry proof against an enumeration of every day, on 100,000 evidence sets made at random.

Here a record is the set of days on which the stay may have begun, as entry-proof.md tells it: no bounds,
no intervals. A set of days is an integer with one bit a day.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import pytest

from caseworker.domain.case.days import Days
from caseworker.domain.case.evidence import Evidence
from caseworker.domain.entry.proof import EntryProof, Sighting, prove_entry, sightings
from tests.domain.examples import library

SETS, PARTS = 100_000, 4
FIRST, LAST = date(2022, 7, 1), date(2023, 1, 31)
CALENDAR = [FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)]
BIT = {day: 1 << at for at, day in enumerate(CALENDAR)}
ALL = (1 << len(CALENDAR)) - 1
MONTHS = {9: 30, 10: 31, 11: 30}
COUNTRIES = ("MEX", "PAN")
Proved = tuple[str, date | None, date | None]


@dataclass(frozen=True)
class Record:
    """A piece of evidence as it is written down, and the days that it means."""

    written: Evidence
    first: date
    last: date

    def asserts(self, country: str) -> str:
        """Rule 2: a record made in another country is absent for this one."""
        return str(self.written.asserts) if self.written.place == country else "absent"


def made(randomly: random.Random, number: int) -> Record:
    kind = randomly.choice(("day", "day", "day", "between", "month", "clock", "midnight"))
    on = date(2022, 9, 10) + timedelta(days=randomly.randrange(65))
    first = last = on
    text = on.isoformat()
    if kind == "between":
        last = on + timedelta(days=randomly.choice((1, 2, 5, 9)))
        text = f"{on}/{last}"
    elif kind == "month":
        first, last = on.replace(day=1), on.replace(day=MONTHS[on.month])
        text = f"{on:%Y-%m}"
    elif kind == "clock":
        text = f"{on}T11:30"
    elif kind == "midnight":
        first = on - timedelta(days=1)
        text = f"{on}T00:40"
    written = Evidence(
        id=f"e{number}",
        place=randomly.choice(("MEX", "MEX", "MEX", "PAN", "GTM")),
        on=text,
        asserts=randomly.choice(("entry", "present", "present", "absent", "exit")),
        tier=randomly.choice(("primary", "corroborating", "corroborating", "weak")),
        documentary=randomly.random() < 0.6,
        source=randomly.choice("ABC"),
    )
    return Record(written, first, last)


@lru_cache(maxsize=1)
def pool() -> tuple[Record, ...]:
    randomly = random.Random("pool of records")
    return tuple(made(randomly, number) for number in range(4_000))


@lru_cache(maxsize=1)
def read() -> dict[str, dict[str, Sighting]]:
    """What the program reads in each record, by country and id."""
    reference = library().reference
    written = [one.written for one in pool()]
    return {
        country: {
            one.id: one for one in sightings(written, country, reference.evidence_types, reference.zones)
        }
        for country in COUNTRIES
    }


@cache
def not_after(day: date) -> int:
    return sum(bit for one, bit in BIT.items() if one <= day)


@cache
def not_before(day: date) -> int:
    return sum(bit for one, bit in BIT.items() if one >= day)


def strong(side: list[Record]) -> bool:
    """Rule 4, the first half."""
    papers = [one.written for one in side if one.written.tier == "corroborating"]
    return any(one.written.tier == "primary" for one in side) or any(
        one.source != other.source and one.documentary for one in papers for other in papers
    )


def side_of(found: list[tuple[str, Record]], cut_off: date) -> str:
    """Rules 3 to 5 of the records that bind: (what it asserts, the record)."""
    early, late = not_after(cut_off), ALL & ~not_after(cut_off)
    before, after = [], []
    for asserts, one in found:
        if asserts in ("entry", "present") and not not_after(one.last) & ~early:
            before.append(one)
        if asserts in ("entry", "absent") and not not_before(one.first) & ~late:
            after.append(one)
    if before and after:
        return "contradictory"
    if strong(before):
        return "proved_before"
    return "proved_after" if strong(after) else "not_established"


def by_days(records: Iterable[Record], country: str, cut_off: date, exits: Iterable[Days]) -> Proved:
    """entry-proof.md, rules 2 to 6: which days may be the first of the current stay?"""
    said = [(one.asserts(country), one) for one in records]
    gone = 0
    for _, one in filter(lambda it: it[0] == "exit", said):
        gone |= not_after(one.last)
    for days in exits:
        gone |= not_after(days.last)
    binding = [
        (asserts, one)
        for asserts, one in said
        if one.written.tier != "weak"
        and asserts != "exit"
        and not (asserts in ("entry", "present") and BIT[one.last] & gone)
    ]
    upper = lower = ALL
    for asserts, one in binding:
        if asserts in ("entry", "present"):
            upper &= not_after(one.last)
        if asserts in ("entry", "absent"):
            lower &= not_before(one.first)
    latest = None if upper == ALL else CALENDAR[upper.bit_length() - 1]
    earliest = None if lower == ALL else CALENDAR[(lower & -lower).bit_length() - 1]
    proof = side_of(binding, cut_off)
    if not upper & lower and proof != "contradictory":
        # Too early: no day on which the stay may have begun by this record agrees with the absences.
        early = [it for it in binding if it[0] in ("entry", "present") and not not_after(it[1].last) & lower]
        late = [it for it in binding if it[0] in ("entry", "absent") and not not_before(it[1].first) & upper]
        once = side_of([it for it in binding if it not in early], cut_off)
        again = side_of([it for it in binding if it not in late], cut_off)
        proof = once if once == again and once.startswith("proved") else "contradictory"
    return proof, earliest, latest


def sets(part: int) -> Iterator[tuple[random.Random, str, list[Record], date, list[Days]]]:
    randomly = random.Random(f"evidence sets {part}")
    records = pool()
    for _ in range(SETS // PARTS):
        found = randomly.sample(records, randomly.choice((1, 2, 2, 3, 3, 4, 5, 8)))
        cut_off = date(2022, 9, 20) + timedelta(days=randomly.randrange(45))
        exits = []
        if randomly.random() < 0.3:
            left = date(2022, 9, 15) + timedelta(days=randomly.randrange(50))
            exits.append(Days(left, left + timedelta(days=randomly.choice((0, 0, 4)))))
        yield randomly, randomly.choice(COUNTRIES), found, cut_off, exits


def bare(found: EntryProof) -> Proved:
    return found.proof, found.earliest, found.latest


@pytest.mark.parametrize("part", range(PARTS))
def test_the_intervals_agree_with_every_day(part: int) -> None:
    seen: dict[str, int] = {}
    for randomly, country, found, cut_off, exits in sets(part):
        items = [read()[country][one.written.id] for one in found]
        proved = prove_entry(items, cut_off, exits)
        assert bare(proved) == by_days(found, country, cut_off, exits), (country, found, cut_off, exits)
        mixed = [*items, randomly.choice(items)]
        randomly.shuffle(mixed)
        again = prove_entry(mixed, cut_off, exits[::-1])
        assert (bare(again), again.flags) == (bare(proved), proved.flags)
        assert (set(again.clash), set(again.rests_on)) == (set(proved.clash), set(proved.rests_on))
        kind = " ".join((proved.proof, *proved.flags))
        seen[kind] = seen.get(kind, 0) + 1
    # Nothing is shown by sets that all come out alike.
    assert min(seen.values()) > 20
    assert set(seen) == {
        "proved_before",
        "proved_after",
        "not_established",
        "contradictory conflict",
        "proved_before conflict_immaterial",
        "proved_after conflict_immaterial",
    }


@pytest.mark.parametrize("part", range(2))
def test_one_more_record_never_widens_the_window(part: int) -> None:
    narrower = 0
    for randomly, country, found, cut_off, exits in sets(part):
        more = read()[country][randomly.choice(pool()).written.id]
        if more.asserts == "exit" or more.id in [one.written.id for one in found]:
            continue
        items = [read()[country][one.written.id] for one in found]
        before, after = prove_entry(items, cut_off, exits), prove_entry([*items, more], cut_off, exits)
        if before.earliest is not None:
            assert after.earliest is not None
            assert after.earliest >= before.earliest
        if before.latest is not None:
            assert after.latest is not None
            assert after.latest <= before.latest
        narrower += (before.earliest, before.latest) != (after.earliest, after.latest)
    assert narrower > 1_000


@pytest.mark.parametrize("country", COUNTRIES)
def test_each_record_is_read_as_the_days_it_means(country: str) -> None:
    for one in pool():
        found = read()[country][one.written.id]
        assert (found.asserts, found.first, found.last) == (one.asserts(country), one.first, one.last)
        assert (found.tier, found.group, found.documentary) == (
            one.written.tier,
            one.written.source,
            one.written.documentary,
        )
