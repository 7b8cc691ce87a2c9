# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Python collects of widgets, it collects in the thread of the window."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.ui.collecting import Collector

PATIENCE = 30_000


class InACircle(QWidget):
    """A widget that only the collector finds."""

    def __init__(self, gone: list[int]) -> None:
        super().__init__()
        self.me = self
        weakref.finalize(self, lambda: gone.append(threading.get_ident()))


def test_no_other_thread_takes_widgets_apart(qapp: QApplication, qtbot: QtBot) -> None:
    make_application(dark=False)
    gone: list[int] = []
    for _ in range(50):
        InACircle(gone)

    def allocate() -> None:
        kept = [[number] for number in range(200_000)]
        assert kept

    others = [threading.Thread(target=allocate) for _ in range(4)]
    for one in others:
        one.start()
    for one in others:
        one.join()
    assert gone == []
    gc.collect()
    assert set(gone) == {threading.get_ident()}


def test_the_event_loop_collects_what_is_due(qapp: QApplication, qtbot: QtBot) -> None:
    make_application(dark=False)
    assert len(qapp.findChildren(Collector)) == 1
    gone: list[int] = []
    InACircle(gone)
    kept: list[list[object]] = []

    def collected() -> bool:
        # As a program that runs does.
        kept.append([[] for _ in range(2_000)])
        return bool(gone)

    qtbot.waitUntil(collected, timeout=PATIENCE)
    assert set(gone) == {threading.get_ident()}
