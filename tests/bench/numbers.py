# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case found by its number, and the list of all cases, as the store grows: ratios to the smallest.

`python -m tests.bench.numbers [ROUNDS] [SIZE ...]`
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from caseworker.app import desk_of
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library, load_library

from .register import multiplied, register
from .rounds import machine, quantile, rounds
from .unlocked import NOW, opened

SIZES = (24_000, 250_000, 1_000_000)


def ways(desk: Desk) -> dict[str, Callable[[], object]]:
    """What somebody types of a number, each time of another case; and the list."""
    chance = random.Random(42)
    with desk.store.raw() as connection:
        last = connection.execute("SELECT max(pk) FROM cases").fetchone()[0]
        asked = [chance.randint(1, last) for _ in range(300)]
        sql = "SELECT number FROM cases WHERE pk = ?"
        numbers = [connection.execute(sql, (pk,)).fetchone()[0] for pk in asked]
    turn = {"n": 0}

    def number() -> str:
        turn["n"] += 1
        return str(numbers[turn["n"] % len(numbers)])

    def find(text: str, whole: str) -> None:
        found = cases.listing(desk, text, limit=cases.PAGE)
        assert any(one.number == whole for one in found), text

    def by(part: Callable[[str], str]) -> Callable[[], object]:
        def one() -> None:
            whole = number()
            find(part(whole), whole)

        return one

    return {
        "whole": by(lambda one: one),
        "words": by(lambda one: one.replace("-", " ").lower()),
        "mark and count": by(lambda one: " ".join((one.split("-")[2], one.rpartition("-")[2].lstrip("0")))),
        "beginning": by(lambda one: one[:-1]),
        "first rows of the list": lambda: cases.listing(desk, limit=cases.PAGE),
        "count": lambda: cases.count(desk),
        "keys of all": lambda: cases.keys(desk),
    }


def measured(stores: Sequence[Path], count: int, library: Library) -> dict[str, list[float]]:
    """The median seconds of each way in each store."""
    found: dict[str, list[float]] = {}
    for folder in stores:
        with opened(folder) as store:
            desk = desk_of(store, library, lambda: NOW)
            for name, spent in rounds(ways(desk), count).items():
                found.setdefault(name, []).append(quantile(spent, 0.5))
    return found


def main(count: int = 100, *sizes: int) -> None:
    """Measures and prints."""
    first, *rest = sizes or SIZES
    made = register(first)
    stores = [made, *(multiplied(size, first, made) for size in rest)]
    print(f"{machine()}; {count} rounds; median us, and the ratio to the smallest\n")
    for name, spent in measured(stores, count, load_library()).items():
        told = "  ".join(f"{one * 1e6:10.0f} {one / spent[0]:7.2f}x" for one in spent)
        print(f"{name:24} {told}")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
