# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing a whole store again, beside reading the same rows with the plain driver."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from caseworker.app import desk_of
from caseworker.services.desk import Desk
from caseworker.services.library import Library
from caseworker.services.reassess import reassess_all

from .register import register
from .rounds import rounds, table
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

    def unchanged() -> float:
        begun = time.process_time()
        found = reassess_all(desk, lambda done, of: None, lambda: False)
        spent = time.process_time() - begun
        assert (found.whole, found.changed) == (True, 0)
        return spent

    def all_changed() -> float:
        with desk.store.write() as tx:
            tx.run("UPDATE cases SET outcome = '-'")
        begun = time.process_time()
        found = reassess_all(desk, lambda done, of: None, lambda: False)
        spent = time.process_time() - begun
        assert found.whole
        assert found.changed == found.seen
        return spent

    return {
        READING: reading,
        "sqlcipher3: reading, JSON decoded": decoding,
        "ours: every row written": all_changed,
        "ours: nothing to write": unchanged,
    }


def report(count: int, library: Library, times: int = 1) -> str:
    """Measures a register of `count` cases: seconds of the processor, and of the clock for all of it."""
    begun = time.perf_counter()
    with opened(register(count)) as here:
        found = rounds(ways(desk_of(here, library, lambda: NOW)), times, told=True)
    spent = time.perf_counter() - begun
    title = f"{count:,} cases, {times} rounds, each way once before; {spent:.0f} s in all"
    return f"{title}\n\n{table(found, READING)}"
