# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies over a page while files are held above it: where they go when they are let go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..plain.label import Label


class DropVeil(QWidget):
    """A frame around `over` with a text; it takes no events, so that the drop reaches what lies below."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("dropVeil")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._over = over
        self._text = Label()
        self._text.setObjectName("dropText")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addWidget(self._text, alignment=Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        self.hide()

    def show_text(self, text: str) -> None:
        """Covers the page and says this."""
        self._text.setText(text)
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()
