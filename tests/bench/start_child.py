# SPDX-License-Identifier: AGPL-3.0-or-later
"""One start, in a process of its own: prints when (monotonic clock) the table was first painted.

`python -m tests.bench.start_child bare | list FOLDER | training FOLDER`
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class _FirstPaint(QObject):
    """Prints the time of the first painting that shows `rows` rows, and ends the process."""

    def __init__(self, table: QTableView, rows: int) -> None:
        super().__init__()
        self._table, self._rows = table, rows
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and (self._rows == 0 or self._table.model().rowCount()):
            # Queued behind the painting and its way to the screen.
            QTimer.singleShot(0, _say)
        return False


def _say() -> None:
    print(time.clock_gettime(time.CLOCK_MONOTONIC), flush=True)
    if "--modules" in sys.argv:
        print(" ".join(sorted(sys.modules)), flush=True)
    os._exit(0)  # how long leaving takes is another question


def bare() -> None:
    """The least that PySide6 can do: a window with an empty table."""
    app = QApplication(["bare"])
    window = QMainWindow()
    table = QTableView()
    window.setCentralWidget(table)
    window.resize(1280, 800)
    keep = _FirstPaint(table, 0)
    window.show()
    app.exec()
    del keep


def listing(folder: Path, *, training: bool) -> None:
    """The case list of a store that is unlocked already, or of a training store unlocked now."""
    from caseworker import app as root
    from caseworker.services.programmes.library import load_library
    from caseworker.words import words_for

    from .unlocked import AT, opened

    app = root.make_application(dark=False)
    if training:
        from caseworker.store.opening.opening import open_store

        store = open_store(folder, None, now=AT)
    else:
        store = opened(folder)
    window = root.show_window(app, root.desk_of(store, load_library()), words_for("en"))
    keep = _FirstPaint(window.cases.table, 1)
    app.exec()
    del keep


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        listing(Path(sys.argv[2]), training=sys.argv[1] == "training")
