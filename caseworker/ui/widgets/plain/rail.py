# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rail at the left of the window: its places, the lock, and who is signed in."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from caseworker.services.desk import Worker
from caseworker.words import N_, Words
from caseworker.words.roles import roles_text

from ... import theme
from ...weakly import weakly
from .label import Label
from .row_button import RowButton

PLACES = (
    ("start", N_("Start")),
    ("cases", N_("Cases")),
    ("review", N_("Review")),
    ("programmes", N_("Programmes")),
    ("verify", N_("Verify a letter")),
    ("settings", N_("Settings")),
)
# What somebody must be allowed for a place to be offered.
NEEDED = {"cases": "read_cases", "review": "approve"}
LOCK = N_("Lock")
COUNTED = N_("{place}: {count} waiting")
# A count beside an icon needs its room.
ICONS, ICONS_COUNTED, LEAST, AROUND = 60, 84, 176, 64


class Rail(QWidget):
    """`chosen` carries the name of a place, `lock_wanted` nothing. `places` are its buttons by name."""

    chosen = Signal(str)
    lock_wanted = Signal()

    def __init__(self, worker: Worker, permitted: Collection[str]) -> None:
        super().__init__()
        self._worker = worker
        self._counts: dict[str, int] = {}
        self._last: tuple[Words, bool] | None = None
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
            button.setVisible(NEEDED.get(name, "own") in {"own", *permitted})
            column.addWidget(button)
            self.places[name] = button
        column.addStretch()
        self._lock = QPushButton()
        self._lock.setObjectName("rail")
        self._lock.clicked.connect(self.lock_wanted)
        column.addWidget(self._lock)
        self._who = Label()
        self._who.setObjectName("muted")
        self._who.setWordWrap(True)
        self._who.setContentsMargins(10, 4, 4, 0)
        column.addWidget(self._who)
        self.show_icons()

    def turn_on(self, name: str) -> None:
        """Shows a place as the one where somebody is."""
        self.places[name].turn_on()

    def show_count(self, name: str, count: int) -> None:
        """Shows how much waits at a place."""
        if self._counts.get(name, 0) != count:
            self._counts[name] = count
            if self._last is not None:
                words, narrow = self._last
                self.set_words(words, narrow=narrow)

    def show_icons(self) -> None:
        """Draws the icons for the palette in use."""
        for name, button in self.places.items():
            button.setIcon(theme.icon(name))
        self._lock.setIcon(theme.icon("lock"))

    def set_words(self, words: Words, *, narrow: bool) -> None:
        """Speaks another language; where the window is narrow, by icons alone."""
        self._last = words, narrow
        for name, text in PLACES:
            said = words(text)
            count = self._counts.get(name, 0)
            number = words.number(count) if count else ""
            self.places[name].setText(number if narrow else f"{said}  {number}".strip())
            told = words(COUNTED, place=said, count=number) if count else said
            self.places[name].setToolTip(told)
            self.places[name].setAccessibleName(told)
        self._lock.setText("" if narrow else words(LOCK))
        self._lock.setAccessibleName(words(LOCK))
        self._who.setText(f"{self._worker.name}\n{roles_text(self._worker.roles, words)}")
        self._who.setVisible(not narrow)
        icons = ICONS_COUNTED if any(self._counts.values()) else ICONS
        self.setFixedWidth(icons if narrow else self._width(words))

    def _width(self, words: Words) -> int:
        # The chosen place is in bold, and Spanish words are longer.
        font = self._lock.font()
        font.setBold(True)
        widest = max(QFontMetrics(font).horizontalAdvance(words(text)) for _, text in PLACES)
        return max(LEAST, widest + AROUND)
