# SPDX-License-Identifier: AGPL-3.0-or-later
"""The store at 24,000 cases: open, search as typed, save; against the same rows by the raw driver.

`python -m tests.bench.store [ROUNDS] [CASES]`. Also: a key in the window until its answer is painted.
"""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from caseworker.app import desk_of
from caseworker.services import cases, intake
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import load_library
from caseworker.store.cases.case_list import COLUMNS
from caseworker.store.cases.folding import fold
from caseworker.store.database.ids import new_id

from .register import register
from .rounds import machine, quantile, rounds, table
from .unlocked import NOW, opened

PREFIXES = {
    1: ("g", "m", "r"),
    2: ("go", "ma", "ro"),
    3: ("gon", "mar", "rod"),
    5: ("gonza", "maris", "rodri"),
}
OPENED = "SELECT document, rev FROM cases JOIN documents ON case_pk = pk WHERE id = ?"
BY_WORD = (
    f"SELECT {', '.join('c.' + name.strip() for name in COLUMNS.split(','))} FROM case_search s"  # noqa: S608
    " JOIN cases c ON c.pk = s.rowid WHERE s.case_search MATCH ? ORDER BY s.rowid DESC LIMIT 200"
)


def reading(desk: Desk, ids: list[str]) -> dict[str, Callable[[], object]]:
    """Ways to open a case and to search, ours and raw, each the next of many at every call."""
    raw = desk.store.connect()
    chance = random.Random(7)
    dealt = [chance.choice(ids) for _ in range(5000)]
    turn = {"open": 0}

    def next_id() -> str:
        turn["open"] += 1
        return dealt[turn["open"] % len(dealt)]

    def open_raw() -> None:
        case_id = next_id()
        raw.execute("BEGIN")
        row = raw.execute(OPENED, (case_id,)).fetchone()
        json.loads(row[0])
        for sql in (
            "SELECT path, text, at FROM drafts WHERE case_id = ?",
            "SELECT * FROM determinations WHERE case_id = ?",
            "SELECT id, applicant_id, determination_id, number, language, paper, state, issued_at,"
            " handed_over_at FROM letters WHERE case_id = ?",
        ):
            raw.execute(sql, (case_id,)).fetchall()
        raw.execute("SELECT id, name FROM staff").fetchall()
        raw.execute("COMMIT")

    ways: dict[str, Callable[[], object]] = {
        "open a case: raw": open_raw,
        "open a case: ours": lambda: cases.open_case(desk, next_id()),
    }

    def searching(length: int, found: Callable[[str], object]) -> Callable[[], object]:
        words = PREFIXES[length]
        at = {"n": 0}

        def one() -> object:
            at["n"] += 1
            return found(words[at["n"] % len(words)])

        return one

    for length in PREFIXES:
        ways[f"search {length}: raw"] = searching(
            length, lambda text: raw.execute(BY_WORD, (f'"{fold(text)}"*',)).fetchall()
        )
        ways[f"search {length}: ours"] = searching(
            length, lambda text: cases.listing(desk, text, limit=cases.PAGE)
        )
    return ways


def saving(desk: Desk, ids: list[str]) -> dict[str, Callable[[], object]]:
    """Ways to save a change of one word: the service, and its rows by the raw driver."""
    raw = desk.store.connect("repair")
    chance = random.Random(8)
    turn = {"n": 0}

    def changed() -> tuple[str, dict[str, Any], int]:
        turn["n"] += 1
        case_id = chance.choice(ids)
        row = raw.execute(OPENED, (case_id,)).fetchone()
        document = copy.deepcopy(json.loads(row[0]))
        document["applicants"][0]["given_names"] = f"María {turn['n']}"
        return case_id, document, row[1]

    def ours() -> float:
        case_id, document, rev = changed()
        begun = time.perf_counter()
        intake.record(desk, case_id, document, base_rev=rev)
        return time.perf_counter() - begun

    def by_driver() -> float:
        case_id, document, rev = changed()
        text = json.dumps(document, ensure_ascii=False, sort_keys=True)
        at = NOW.isoformat(timespec="milliseconds")
        last = raw.execute("SELECT * FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
        names = [one[1] for one in raw.execute("PRAGMA table_info(ledger)")]
        entry = dict(zip(names, last, strict=True))
        persons = raw.execute("SELECT * FROM people WHERE case_id = ?", (case_id,)).fetchall()
        numbers = raw.execute("SELECT * FROM identifiers WHERE case_id = ?", (case_id,)).fetchall()
        pk = raw.execute("SELECT pk FROM cases WHERE id = ?", (case_id,)).fetchone()[0]
        words = fold(" ".join(str(value) for value in document["applicants"][0].values()))
        revision = new_id(at)
        change = json.dumps([{"path": "applicants/a1/given_names", "old": "A", "new": f"María {rev}"}])
        begun = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(
            "UPDATE cases SET rev = ?, revision_id = ?, updated_at = ? WHERE pk = ?",
            (rev + 1, revision, at, pk),
        )
        raw.execute("UPDATE documents SET document = ? WHERE case_pk = ?", (text, pk))
        raw.execute(
            "INSERT INTO revisions (id, case_id, parent, rev, author, site, at, changes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (revision, case_id, None, rev + 1, desk.worker.id, "TIJ", at, change),
        )
        for name, rows in (("people", persons), ("identifiers", numbers)):
            raw.execute(f"DELETE FROM {name} WHERE case_id = ?", (case_id,))  # noqa: S608 - words of ours
            for row in rows:
                places = ", ".join("?" * len(row))
                raw.execute(f"INSERT INTO {name} VALUES ({places})", row)  # noqa: S608 - words of ours
        raw.execute("DELETE FROM case_search WHERE rowid = ?", (pk,))
        raw.execute("INSERT INTO case_search (rowid, text) VALUES (?, ?)", (pk, words))
        entry |= {"seq": entry["seq"] + 1, "prev": entry["mac"], "mac": os.urandom(32).hex()}
        places = ", ".join("?" * len(entry))
        raw.execute(f"INSERT INTO ledger ({', '.join(entry)}) VALUES ({places})", tuple(entry.values()))  # noqa: S608
        raw.execute("COMMIT")
        return time.perf_counter() - begun

    return {"save: raw": by_driver, "save: ours": ours}


def typing(desk: Desk, text: str) -> list[float]:
    """Seconds from each key in the search box of a real window until its answer is painted."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtTest import QTest

    from caseworker.app import make_application, show_window
    from caseworker.words import words_for

    app = make_application(dark=False)
    window = show_window(app, desk, words_for("en"))
    window.background.wait()
    QTest.qWait(300)
    painted: list[float] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(time.perf_counter())
            return False

    watch = Watch()
    window.cases.table.viewport().installEventFilter(watch)
    answered: list[float] = []
    window.cases.model.modelReset.connect(lambda: answered.append(time.perf_counter()))
    spent = []
    for letter in text:
        QTest.qWait(30)
        painted.clear()
        answered.clear()
        begun = time.perf_counter()
        QTest.keyClicks(window.cases.search, letter)
        while not answered or not painted or painted[-1] < answered[-1]:
            app.processEvents()
            assert time.perf_counter() < begun + 5, "no answer was painted"
        spent.append(time.perf_counter() - begun)
        if len(window.cases.search.text()) >= 6:
            window.cases.search.clear()
            QTest.qWait(100)
    window.close()
    return spent


def copied(count: int, to: Path) -> Path:
    """A copy of the register, for what is saved into it."""
    source = register(count)
    shutil.copytree(source.parent, to / "copy")
    return to / "copy" / "store"


def main(count: int = 200, size: int = 24_000) -> None:
    """Measures and prints."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    print(f"{machine()}; {size:,} cases, {count} rounds\n")
    with tempfile.TemporaryDirectory(prefix="caseworker-bench-") as folder:
        store = opened(copied(size, Path(folder)))
        desk = desk_of(store, load_library(), lambda: NOW)
        with store.raw() as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM cases")]
        found = rounds(reading(desk, ids), count)
        saved = rounds(saving(desk, ids), count, told=True)
        for what in ("open a case", *(f"search {length}" for length in PREFIXES)):
            names = (f"{what}: raw", f"{what}: ours")
            print(table({name: found[name] for name in names}, names[0], "us"), end="\n\n")
        print(table(saved, "save: raw", "us"), end="\n\n")
        spent = typing(desk, "gonzal" * 20)
        middle, high = quantile(spent, 0.5) * 1e3, quantile(spent, 0.95) * 1e3
        print(f"a key until its answer is painted: median {middle:.1f} ms, 95 of 100 below {high:.1f} ms")
        store.close()


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
