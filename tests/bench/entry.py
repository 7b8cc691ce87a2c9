# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entry proof of many papers: the engine against a plain reading of the rules, item by item and day by day.

`python -m tests.bench.entry [ROUNDS] [ITEMS]`
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta

from caseworker.domain.case.days import Days
from caseworker.domain.case.evidence import Evidence
from caseworker.domain.entry.proof import Sighting, prove_entry, sightings
from caseworker.services.programmes.library import load_library
from tests.bench.rounds import Ways, machine, rounds, table

CUT_OFF = date(2022, 10, 11)
FIRST = date(2021, 1, 1)
SPAN = 800
INSIDE, NOT_YET = ("entry", "present"), ("absent", "entry")


def papers(count: int) -> list[Evidence]:
    """So many papers of one person, from Mexico and elsewhere, of every strength."""
    randomly = random.Random(count)
    return [
        Evidence(
            id=f"e{number}",
            place=randomly.choice(("MEX", "MEX", "PAN", "GTM")),
            on=(FIRST + timedelta(days=randomly.randrange(SPAN))).isoformat(),
            asserts=randomly.choice(("entry", "present", "present", "absent")),
            tier=randomly.choice(("primary", "corroborating", "weak")),
            source=f"s{randomly.randrange(40)}",
            documentary=True,
        )
        for number in range(count)
    ]


def naive(items: list[Sighting], cut_off: date, exits: list[Days]) -> tuple[str, date | None, date | None]:
    """The rules one after the other, each asking every item about every other and every day."""
    left = [days.last for days in exits] + [one.last for one in items if one.asserts == "exit"]
    earlier = [one for one in items if one.asserts in INSIDE and any(one.last <= day for day in left)]
    bounds = [one for one in items if one.tier != "weak" and one.asserts != "exit" and one not in earlier]
    inside = [one for one in bounds if one.asserts in INSIDE]
    not_yet = [one for one in bounds if one.asserts in NOT_YET]
    days = [FIRST + timedelta(days=at) for at in range(SPAN)]
    latest = [day for day in days if all(day <= one.last for one in inside)]
    earliest = [day for day in days if all(day >= one.first for one in not_yet)]
    early = [one for one in inside if earliest and one.last < earliest[0]]
    late = [one for one in not_yet if latest and one.first > latest[-1]]

    def side(found: list[Sighting]) -> str:
        before = [one for one in found if one in inside and one.last <= cut_off]
        after = [one for one in found if one in not_yet and one.first > cut_off]
        if before and after:
            return "contradictory"
        for name, chosen in (("proved_before", before), ("proved_after", after)):
            if any(one.tier == "primary" for one in chosen) or len({one.group for one in chosen}) > 1:
                return name
        return "not_established"

    proof = side(bounds)
    if early or late:
        twice = {
            side([one for one in bounds if one not in early]),
            side([one for one in bounds if one not in late]),
        }
        same = len(twice) == 1 and proof != "contradictory" and min(twice).startswith("proved")
        proof = min(twice) if same else "contradictory"
    return (
        proof,
        earliest[0] if not_yet and earliest else None,
        latest[-1] if inside and latest else None,
    )


def ways(count: int) -> Ways:
    """The engine alone, the engine with reading the papers, and the plain reading."""
    reference = load_library().reference
    written = papers(count)
    items = sightings(written, "MEX", reference.evidence_types, reference.zones)
    exits = [Days(date(2022, 6, 1), date(2022, 6, 1))]
    found = prove_entry(items, CUT_OFF, exits)
    assert (found.proof, found.earliest, found.latest) == naive(items, CUT_OFF, exits)
    return {
        "engine": lambda: prove_entry(items, CUT_OFF, exits),
        "papers read, then the engine": lambda: prove_entry(
            sightings(written, "MEX", reference.evidence_types, reference.zones), CUT_OFF, exits
        ),
        "naive": lambda: naive(items, CUT_OFF, exits),
    }


def main(count: int, items: int) -> int:
    """Prints the table."""
    print(f"{machine()}; {count} rounds, {items} items\n")
    print(table(rounds(ways(items), count), "engine"))
    return 0


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    raise SystemExit(main(*(numbers + [15, 1000][len(numbers) :])))
