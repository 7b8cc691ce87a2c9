# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fifty pages added in the window: how long its event loop pauses, at rest and meanwhile.

`python -m tests.bench.adding [PAGES]`
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from .rounds import machine, quantile

if TYPE_CHECKING:
    from caseworker.services.desk import Desk

PAUSE = 0.100  # what a person would notice
REST = 2.0
PATIENCE = 300.0


def pauses(until: Callable[[], bool]) -> list[tuple[float, float]]:
    """Seconds between turns of the event loop, until it is so: by the clock, and worked by its own thread.

    What is not its own work is waiting for a processor, or for Python while another thread has it.
    """
    from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

    beats: list[tuple[float, float]] = []
    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(lambda: beats.append((time.perf_counter(), time.thread_time())))
    timer.start()
    end = time.perf_counter() + PATIENCE
    while not until():
        if time.perf_counter() > end:
            raise TimeoutError
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    timer.stop()
    return [(later[0] - one[0], later[1] - one[1]) for one, later in pairwise(beats)] or [(0.0, 0.0)]


def adding(desk: Desk, case_id: str, pages: list[bytes]) -> dict[str, list[tuple[float, float]]]:
    """The pauses at rest, and while pages dropped on the entry station are added and their pictures made."""
    from caseworker.ui.main_window import MainWindow
    from caseworker.ui.models.file_adder import Brought
    from caseworker.ui.screens.case.entry import EntryScreen
    from caseworker.words import words_for

    window = MainWindow(desk, words_for("en"), dark=False)
    window.show()
    window.open_case(case_id)
    pauses(lambda: window.page is not None)
    assert window.page is not None
    assert window.editor is not None
    window.page.show_step("entry")
    screen = window.page.station("entry")
    assert isinstance(screen, EntryScreen)
    editor = window.editor

    def quiet() -> bool:
        return not window.background.busy and not editor.dirty

    pauses(quiet)
    rested = time.perf_counter() + REST
    found = {"nothing": pauses(lambda: time.perf_counter() > rested)}
    screen.take_files([Brought(f"{number}.jpg", data) for number, data in enumerate(pages)])
    found[f"{len(pages)} pages are added"] = pauses(quiet)
    form = screen.papers.form
    assert form is not None
    assert len(form.files.tiles()) == len(pages)
    window.close()
    return found


def main(pages: int = 50) -> None:
    """Measures and prints."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from caseworker.app import after_first_picture, make_application
    from caseworker.services.programmes.library import load_library
    from caseworker.services.training import create_training_store

    from .attachments import case_with_evidence, photo
    from .unlocked import NOW

    application = make_application(dark=False)
    brought = [photo(seed, (2016, 1512)) for seed in range(pages)]
    with tempfile.TemporaryDirectory(prefix="caseworker-bench-") as folder:
        desk = create_training_store(Path(folder) / "store", load_library(), lambda: NOW)
        after_first_picture(desk)
        begun = time.perf_counter()
        found = adding(desk, case_with_evidence(desk)[0], brought)
        spent = time.perf_counter() - begun
        desk.store.close()
    print(f"{machine()}; {pages} pages of 2016 x 1512, in {spent:.1f} s altogether\n")
    print("| while | longest pause, ms | of own work, ms | 99 of 100 below, ms | over 100 ms |")
    print("|---|---|---|---|---|")
    for name, each in found.items():
        walls, works = [wall for wall, _ in each], [work for _, work in each]
        over = sum(one > PAUSE for one in walls)
        most, work, usual = max(walls) * 1e3, max(works) * 1e3, quantile(walls, 0.99) * 1e3
        print(f"| {name} | {most:.1f} | {work:.1f} | {usual:.2f} | {over} |")
    del application


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
