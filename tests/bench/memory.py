# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day at the window: cases opened and left, letters, searches; memory of the last third to the first.

`python -m tests.bench.memory [CASES] [LETTERS] [SEARCHES]`
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from caseworker.app import desk_of, make_application
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.letter import issuing
from caseworker.services.programmes.library import load_library
from caseworker.ui.main_window import MainWindow
from caseworker.words import words_for

from .register import register
from .rounds import quantile
from .unlocked import NOW, opened

STATIONS = ("intake", "sponsor", "entry", "eligibility", "letter")


def resident() -> int:
    """Bytes of this process that lie in memory."""
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _until(done: Callable[[], bool]) -> None:
    while not done():
        QTest.qWait(1)
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def day(desk: Desk, count: int, letters: int, searches: int) -> tuple[list[int], list[int]]:
    """Bytes in memory, and objects that Python knows of, after each case."""
    window = MainWindow(desk, words_for("en"), dark=False)
    window.show()
    _until(lambda: not window.background.busy)
    rows = cases.listing(desk)
    ready = [row for row in rows if row.steps.get("eligibility") == "completed"]
    held, objects = [], []
    if ready:
        # What issuing a letter loads is loaded once.
        issuing.issue(desk, ready[0].id, "a1", "es", "A4")
    for at in range(count):
        row = rows[at % len(rows)]
        window.open_case(row.id)
        _until(lambda row=row: window.editor is not None and window.editor.case_id == row.id)  # type: ignore[misc]
        assert window.page is not None
        window.page.show_step(STATIONS[at % len(STATIONS)])
        _until(lambda: not window.background.busy)
        if ready and at * letters // count != (at + 1) * letters // count:
            issuing.issue(desk, ready[at % len(ready)].id, "a1", "es", "A4")
        window.show_place("cases")
        if at * searches // count != (at + 1) * searches // count:
            window.cases.search.setText(row.principal[:4])
            _until(lambda: not window.background.busy)
            window.cases.search.clear()
        _until(lambda: not window.background.busy)
        gc.collect()
        held.append(resident())
        objects.append(len(gc.get_objects()))
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return held, objects


def ratio(values: list[int]) -> float:
    """The median of the last third to that of the first."""
    third = max(len(values) // 3, 1)
    return quantile([float(one) for one in values[-third:]], 0.5) / quantile(
        [float(one) for one in values[:third]], 0.5
    )


def main(count: int = 300, letters: int = 20, searches: int = 60, size: int = 300) -> None:
    """Measures and prints."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_application(dark=False)
    with tempfile.TemporaryDirectory(prefix="caseworker-bench-") as folder:
        shutil.copytree(register(size).parent, Path(folder) / "copy")
        with opened(Path(folder) / "copy" / "store") as store:
            held, objects = day(desk_of(store, load_library(), lambda: NOW), count, letters, searches)
    print(f"{count} cases, {letters} letters, {searches} searches")
    print(f"memory {held[0] >> 20} -> {held[-1] >> 20} MiB, last third to first {ratio(held):.3f}")
    print(f"objects {objects[0]} -> {objects[-1]}, last third to first {ratio(objects):.3f}")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
