# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a field is used for, and the way back: one line below the station, always there: nothing jumps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from caseworker.words import N_, Words

from .clearing import clear

USED_FOR = N_("Used for:")
BACK_TO = N_("Back to {place}")
MOST = 3
HEIGHT = 34


class TiesBar(QWidget):
    """`criterion_opened` carries the id of a condition, `back_wanted` asks to return."""

    criterion_opened = Signal(str)
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 2, 24, 2)
        self._back = QPushButton()
        self._back.setObjectName("link")
        self._back.clicked.connect(self.back_wanted)
        self._back.hide()
        row.addWidget(self._back)
        self._ties = QHBoxLayout()
        row.addLayout(self._ties)
        row.addStretch()
        self._state: object = None

    def show_ties(self, criteria: Sequence[tuple[str, str]], words: Words) -> None:
        """Shows the conditions, (id, title) each, that the field with the focus is used for."""
        state = (words.language, tuple(criteria))
        if state == self._state:
            return
        self._state = state
        clear(self._ties)
        if not criteria:
            return
        label = QLabel(words(USED_FOR))
        label.setObjectName("muted")
        self._ties.addWidget(label)
        for criterion, title in criteria[:MOST]:
            button = QPushButton(title)
            button.setObjectName("link")
            button.setToolTip(title)
            button.clicked.connect(lambda _=False, at=criterion: self.criterion_opened.emit(at))
            self._ties.addWidget(button)
        if len(criteria) > MOST:
            more = QLabel(words.many("and {count} more", "and {count} more", len(criteria) - MOST))
            more.setObjectName("muted")
            more.setToolTip("\n".join(title for _, title in criteria[MOST:]))
            self._ties.addWidget(more)

    def show_back(self, place: str, words: Words) -> None:
        """Shows the way back to a place, or none for an empty text."""
        self._back.setVisible(bool(place))
        self._back.setText(f"← {words(BACK_TO, place=place)}" if place else "")
