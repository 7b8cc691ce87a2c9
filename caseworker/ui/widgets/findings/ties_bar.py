# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a field is used for, and the way back: one line below the station, always there: nothing jumps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from caseworker.words import N_, Words

from ...weakly import weakly
from ..plain.clearing import clear
from ..plain.label import Label

USED_FOR = N_("Used for:")
BACK_TO = N_("Back to {place}")
MOST = 3
HEIGHT = 34
MARGIN = 24


class TiesBar(QWidget):
    """`criterion_opened` carries the id of a condition, `back_wanted` asks to return."""

    criterion_opened = Signal(str)
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 2, MARGIN, 2)
        self._back = QPushButton()
        self._back.setObjectName("link")
        self._back.clicked.connect(self.back_wanted)
        self._back.hide()
        row.addWidget(self._back)
        self._ties = QHBoxLayout()
        row.addLayout(self._ties)
        row.addStretch()
        self._state: object = None
        self._criteria: tuple[tuple[str, str], ...] = ()
        self._words = Words("en")
        # It takes the room there is; its links never make the page wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_ties(self, criteria: Sequence[tuple[str, str]], words: Words) -> None:
        """Shows the conditions, (id, title) each, that the field with the focus is used for."""
        state = (words.language, tuple(criteria))
        if state == self._state:
            return
        self._state = state
        self._criteria, self._words = tuple(criteria), words
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows as many conditions as now find room."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def _lay_out(self) -> None:
        clear(self._ties)
        if not self._criteria:
            return
        label = _muted(self._words(USED_FOR))
        self._ties.addWidget(label)
        buttons = [self._link(criterion, title) for criterion, title in self._criteria[:MOST]]
        gap = max(self._ties.spacing(), 0)
        room = self.width() - 2 * MARGIN - label.sizeHint().width()
        if not self._back.isHidden():
            room -= self._back.sizeHint().width() + gap
        needed = [gap + one.sizeHint().width() for one in buttons]
        shown = len(buttons)
        while shown > 1 and sum(needed[:shown]) + self._more_width(shown, gap) > room:
            shown -= 1
        for one in buttons[:shown]:
            self._ties.addWidget(one)
        for one in buttons[shown:]:
            one.deleteLater()
        if shown < len(self._criteria):
            self._ties.addWidget(self._more(shown))

    def _link(self, criterion: str, title: str) -> QPushButton:
        button = QPushButton(title)
        button.setObjectName("link")
        button.setToolTip(title)
        button.clicked.connect(weakly(self, lambda self: self.criterion_opened.emit(criterion)))
        # Measured as it will be drawn: the style sheet speaks to children of the window only.
        button.setParent(self)
        button.ensurePolished()
        return button

    def _more(self, shown: int) -> QLabel:
        """How many conditions did not find room, with their titles as a hint."""
        rest = self._criteria[shown:]
        label = _muted(self._words.many("and {count} more", "and {count} more", len(rest)))
        label.setToolTip("\n".join(title for _, title in rest))
        return label

    def _more_width(self, shown: int, gap: int) -> int:
        if shown == len(self._criteria):
            return 0
        label = self._more(shown)
        width = label.sizeHint().width()
        label.deleteLater()
        return gap + width

    def show_back(self, place: str, words: Words) -> None:
        """Shows the way back to a place, or none for an empty text."""
        self._back.setVisible(bool(place))
        self._back.setText(f"← {words(BACK_TO, place=place)}" if place else "")
        self._lay_out()


def _muted(text: str) -> QLabel:
    label = Label(text)
    label.setObjectName("muted")
    return label
