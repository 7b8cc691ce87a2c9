# SPDX-License-Identifier: AGPL-3.0-or-later
"""A link that wraps: reached by Tab, opened by Enter, space or a click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy

from .label import Label


class LinkLabel(Label):
    """Emits `clicked`."""

    clicked = Signal()

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setObjectName("linkLabel")
        self.setWordWrap(True)
        self.setIndent(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus()

    def enterEvent(self, event: QEvent) -> None:
        font = self.font()
        font.setUnderline(True)
        self.setFont(font)

    def leaveEvent(self, event: QEvent) -> None:
        font = self.font()
        font.setUnderline(False)
        self.setFont(font)

    def _show_focus(self) -> None:
        self.setProperty("focused", self.hasFocus())
        self.style().unpolish(self)
        self.style().polish(self)
