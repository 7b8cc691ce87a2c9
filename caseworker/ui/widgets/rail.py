# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rail at the left of the window: its places, the lock, and who is signed in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from caseworker.services.desk import Worker
from caseworker.words import N_, Words
from caseworker.words.roles import roles_text

from .. import theme
from ..weakly import weakly
from .row_button import RowButton

PLACES = (
    ("start", N_("Start")),
    ("cases", N_("Cases")),
    ("programmes", N_("Programmes")),
    ("verify", N_("Verify a letter")),
    ("settings", N_("Settings")),
)
LOCK = N_("Lock")
ICONS, LEAST, AROUND = 60, 176, 64


class Rail(QWidget):
    """`chosen` carries the name of a place, `lock_wanted` nothing. `places` are its buttons by name."""

    chosen = Signal(str)
    lock_wanted = Signal()

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(4)
        self.places: dict[str, RowButton] = {}
        for name, _ in PLACES:
            button = RowButton()
            button.setObjectName("rail")
            button.chosen.connect(weakly(self, lambda self, name=name: self.chosen.emit(name)))
            column.addWidget(button)
            self.places[name] = button
        column.addStretch()
        self._lock = QPushButton()
        self._lock.setObjectName("rail")
        self._lock.clicked.connect(self.lock_wanted)
        column.addWidget(self._lock)
        self._who = QLabel()
        self._who.setObjectName("muted")
        self._who.setWordWrap(True)
        self._who.setContentsMargins(10, 4, 4, 0)
        column.addWidget(self._who)
        self.show_icons()

    def turn_on(self, name: str) -> None:
        """Shows a place as the one where somebody is."""
        self.places[name].turn_on()

    def show_icons(self) -> None:
        """Draws the icons for the palette in use."""
        for name, button in self.places.items():
            button.setIcon(theme.icon(name))
        self._lock.setIcon(theme.icon("lock"))

    def set_words(self, words: Words, *, narrow: bool) -> None:
        """Speaks another language; where the window is narrow, by icons alone."""
        for name, text in PLACES:
            said = words(text)
            self.places[name].setText("" if narrow else said)
            self.places[name].setToolTip(said)
            self.places[name].setAccessibleName(said)
        self._lock.setText("" if narrow else words(LOCK))
        self._lock.setAccessibleName(words(LOCK))
        self._who.setText(f"{self._worker.name}\n{roles_text(self._worker.roles, words)}")
        self._who.setVisible(not narrow)
        self.setFixedWidth(ICONS if narrow else self._width(words))

    def _width(self, words: Words) -> int:
        # The chosen place is in bold, and Spanish words are longer.
        font = self._lock.font()
        font.setBold(True)
        widest = max(QFontMetrics(font).horizontalAdvance(words(text)) for _, text in PLACES)
        return max(LEAST, widest + AROUND)
