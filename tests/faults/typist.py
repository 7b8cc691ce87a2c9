# SPDX-License-Identifier: AGPL-3.0-or-later
"""Types steadily into one case with real key events, and notes keys and writes in a file, until killed.

python -m tests.faults.typist STORE CASE MILLISECONDS LOG
"""

from __future__ import annotations

import os
import string
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from caseworker import app
from caseworker.services.programmes.library import load_library
from caseworker.store.opening.opening import open_store
from caseworker.ui.main_window import MainWindow
from caseworker.ui.widgets.fields.field_block import FieldBlock

LETTERS = string.ascii_lowercase * 4
# One of them is a day that does not exist: what does not fit is kept too.
TEXTS = {
    "applicants/a1/given_names": LETTERS,
    "applicants/a1/born_on": "31 2 1990",
    "applicants/a1/surnames": LETTERS[::-1],
    "x_consent/interpreter": LETTERS,
    "applicants/a1/job_offer/employer": LETTERS[::-1],
}


def note(log: int, *said: object) -> None:
    """Writes one line with the moment, at once: what is not in the file was not typed."""
    os.write(log, f"{time.monotonic():.6f} {' '.join(map(str, said))}\n".encode())


def watch_writes(window: MainWindow, log: int) -> None:
    """Notes when a draft is asked for and when it is on the disk."""
    keep = window.background.keep

    def noted(work: Callable[[], Any], *told: Any) -> None:
        note(log, "begun")

        def timed() -> Any:
            found = work()
            note(log, "written")
            return found

        keep(timed, *told)

    window.background.keep = noted  # type: ignore[assignment]


def type_all(window: MainWindow, delay: int, log: int) -> None:
    """Types every text into its field, from one to the next without a pause."""
    assert window.page is not None
    blocks = {one.path: one for one in window.page.station("intake").findChildren(FieldBlock)}
    for path, text in TEXTS.items():
        line = blocks[path].editor.target()
        assert isinstance(line, QLineEdit)
        line.setFocus()
        for key in text:
            QTest.keyClick(line, key, Qt.KeyboardModifier.NoModifier, delay)
            note(log, "key", path, ord(key))
    note(log, "done")


def main(store_folder: str, case_id: str, delay: str, log_file: str) -> None:
    """Opens the window on the case and begins."""
    application = app.make_application(dark=False)
    store = open_store(Path(store_folder), None, now=app.now().isoformat())
    window = app.show_window(application, app.desk_of(store, load_library()), app.words_for("en"))
    log = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    window.open_case(case_id)
    starting = QTimer()
    starting.setInterval(20)

    def begin() -> None:
        if window.page is not None and not window.background.busy:
            starting.stop()
            watch_writes(window, log)
            window.page.show_step("intake")
            type_all(window, int(delay), log)

    starting.timeout.connect(begin)
    starting.start()
    application.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
