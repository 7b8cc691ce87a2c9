# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ctrl+L in every window of the program: a dialog that is open keeps the keys of the window under it away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QWidget

KEY = "Ctrl+L"
TURNS = 20


class LockKey(QObject):
    """Gives each dialog the key when it first gets the focus; those of the system have their own keys."""

    def __init__(self, main: QWidget, lock: Callable[[], None]) -> None:
        super().__init__(main)
        self._main, self._lock = main, lock
        QShortcut(QKeySequence(KEY), main).activated.connect(lock)
        application = QApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus)

    def _on_focus(self, window: QWindow | None) -> None:
        if window is None:
            return
        for widget in QApplication.topLevelWidgets():
            if widget is self._main or widget.windowHandle() is None or widget.windowHandle() != window:
                continue
            if _belongs(widget, self._main):
                self._give(widget)

    def _give(self, widget: QWidget) -> None:
        if widget.property("lock_key"):
            return
        widget.setProperty("lock_key", True)
        QShortcut(QKeySequence(KEY), widget).activated.connect(self._lock)


def _belongs(widget: QWidget, main: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and above is not main:
        above = above.parentWidget()
    return above is main


def close_dialogs() -> None:
    """Closes every dialog that is open, the uppermost first."""
    for _ in range(TURNS):
        found = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if found is None or not found.close():
            return
