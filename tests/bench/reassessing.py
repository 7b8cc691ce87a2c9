# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing a whole store again, beside reading the same rows with the plain driver.

`python -m tests.bench.reassessing [CASES] [ROUNDS] [OF]`; more than OF cases are those of a register of OF
cases again and again.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

import msgspec

from caseworker.app import desk_of
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library, load_library
from caseworker.services.programmes.reassess import reassess_all

from .register import multiplied, register
from .rounds import machine, rounds, table
from .unlocked import NOW, opened

ROWS = (
    "SELECT id, document, rev, outcome, steps FROM cases JOIN documents ON case_pk = pk"
    " WHERE archived = 0 ORDER BY pk"
)
READING = "sqlcipher3: reading the rows"


def ways(desk: Desk) -> dict[str, Callable[[], float]]:
    """Ways that tell their seconds for the whole store."""
    raw = desk.store.connect()
    decode = msgspec.json.Decoder().decode

    def reading() -> float:
        begun = time.process_time()
        for _ in raw.execute(ROWS):
            pass
        return time.process_time() - begun

    def decoding() -> float:
        begun = time.process_time()
        for row in raw.execute(ROWS):
            decode(row[1])
        return time.process_time() - begun

    def again(where: str) -> float:
        """With other outcomes in the list than come out, where that is so."""
        with desk.store.write() as tx:
            other = tx.run(f"UPDATE cases SET outcome = '-' WHERE {where}").rowcount  # noqa: S608
        begun = time.process_time()
        found = reassess_all(desk, lambda done, of: None, lambda: False)
        spent = time.process_time() - begun
        assert (found.whole, found.changed) == (True, other)
        return spent

    return {
        READING: reading,
        "sqlcipher3: reading, JSON decoded": decoding,
        "ours: every row written": lambda: again("1"),
        "ours: one of ten written": lambda: again("pk % 10 = 0"),
        "ours: nothing to write": lambda: again("0"),
    }


def from_documents(desk: Desk) -> float:
    """The seconds for a store without kept facts, as one of an older release."""
    with desk.store.write() as tx:
        tx.run("DELETE FROM case_facts")
    begun = time.process_time()
    assert reassess_all(desk, lambda done, of: None, lambda: False).whole
    return time.process_time() - begun


def report(count: int, library: Library, times: int = 1, of: int = 24_000) -> str:
    """Measures a register of `count` cases: seconds of the processor, and of the clock for all of it."""
    folder = register(count) if count <= of else multiplied(count, of, register(of))
    begun = time.perf_counter()
    with opened(folder) as here:
        desk = desk_of(here, library, lambda: NOW)
        reassess_all(desk, lambda done, of: None, lambda: False)
        gc.collect()
        gc.freeze()
        found = rounds(ways(desk), times, told=True)
        if count <= of:
            found["ours: from the documents, all facts kept"] = [from_documents(desk)]
    spent = time.perf_counter() - begun
    title = f"{count:,} cases, {times} rounds, each way once before; {spent:.0f} s in all"
    return f"{title}\n\n{table(found, READING)}"


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    print(f"{machine()}\n{report((given or [24_000])[0], load_library(), *given[1:])}")
