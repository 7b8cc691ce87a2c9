# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys of the window: where each leads, whatever is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from caseworker.domain.flow import STATIONS

from .guide import show_guide, show_keys
from .lock_key import LockKey
from .weakly import weakly

if TYPE_CHECKING:
    from .main_window import MainWindow


class WindowKeys(QObject):
    """Ties every key that works anywhere in the window to what it does."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        LockKey(window, window.lock)
        self._key("Ctrl+N", window.new_case)
        self._key("Ctrl+F", self._search)
        for at, step in enumerate(STATIONS, start=1):
            self._key(f"Ctrl+{at}", weakly(self, lambda self, step=step: self._go_to(step)))
        self._key("Ctrl+Return", weakly(self, lambda self: self._go(1)))
        self._key("Alt+Right", weakly(self, lambda self: self._go(1)))
        self._key("Alt+Left", weakly(self, lambda self: self._go(-1)))
        self._key("Ctrl+Z", self._undo)
        self._key("Ctrl+Shift+Z", self._redo)
        self._key("Ctrl+S", self._save)
        self._key("F6", self._next_pane)
        self._key("Ctrl+/", weakly(self, lambda self: show_keys(self.window, self.window.words)))
        self._key("F1", weakly(self, lambda self: show_guide(self.window, self.window.words)))

    def _key(self, sequence: str, act: Callable[[], None]) -> None:
        QShortcut(QKeySequence(sequence), self.window).activated.connect(act)

    def _go(self, by: int) -> None:
        if self.window.page is not None:
            self.window.page.go(by)

    def _go_to(self, step: str) -> None:
        if self.window.page is not None:
            self.window.page.show_step(step)

    def _undo(self) -> None:
        if self.window.editor is not None:
            self.window.editor.undo()

    def _redo(self) -> None:
        if self.window.editor is not None:
            self.window.editor.redo()

    def _save(self) -> None:
        if self.window.editor is not None:
            self.window.editor.save()

    def _search(self) -> None:
        self.window.show_place("cases")
        self.window.cases.search.setFocus()
        self.window.cases.search.selectAll()

    def _next_pane(self) -> None:
        window = self.window
        panes: list[QWidget] = [window.rail]
        if window.page is not None:
            panes += window.page.panes()
        else:
            panes += [widget for widget in (window.stack.currentWidget(),) if widget is not None]
        here = window.focusWidget()
        at = next((n for n, pane in enumerate(panes) if here is not None and pane.isAncestorOf(here)), -1)
        target = panes[(at + 1) % len(panes)]
        for child in target.findChildren(QWidget):
            if child.isVisible() and child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                child.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return
