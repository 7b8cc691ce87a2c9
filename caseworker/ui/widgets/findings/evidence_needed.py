# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps a decision waiting: conditions that count as met although nothing shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from caseworker.domain.reasons.matrix import Row
from caseworker.words import N_, Words
from caseworker.words.rules.matrix import lack_text

from ...weakly import weakly
from ..plain.clearing import clear
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label
from ..plain.link_label import LinkLabel

BEFORE = N_("Before a decision: these conditions count as met, but nothing recorded shows it.")
TIE_OR_WAIVE = N_("Tie a paper, or ask a supervisor to waive it: {condition}")


class EvidenceNeeded(QFrame):
    """`opened` carries the path where it is recorded, or `matrix/CRITERION`, and the criterion's id."""

    opened = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(4)
        self._drawn: Any = None
        self.wanting: tuple[str, ...] = ()
        self.hide()

    def show_needed(self, rows: Sequence[Row], words: Words) -> None:
        """Shows the conditions and what would show each; nothing where there are none."""
        lines = [(row, [lack_text(one, words) for one in row.lacking]) for row in rows]
        key = (words.language, [(row.criterion, said) for row, said in lines])
        if key == self._drawn:
            return
        self._drawn = key
        self.wanting = tuple(row.criterion for row in rows)
        clear(self._column)
        self.setVisible(bool(rows))
        if not rows:
            return
        head = Label(words(BEFORE))
        head.setObjectName("strong")
        head.setWordWrap(True)
        self._column.addWidget(head)
        for row, said in lines:
            self._show_row(row, said, words)

    def _show_row(self, row: Row, said: list[str], words: Words) -> None:
        criterion = row.criterion
        title = row.finding.criterion.title.get(words.language, criterion)
        condition = Label(title)
        condition.setObjectName("strong")
        condition.setWordWrap(True)
        self._column.addWidget(condition)
        for lack, text in zip(row.lacking, said, strict=True):
            link = LinkLabel(text)
            link.clicked.connect(weakly(self, lambda self, at=lack.path: self.opened.emit(at, criterion)))
            self._column.addWidget(link)
        holder = QWidget()
        line = FlowLayout(holder, spacing=6)
        other = QPushButton(words(N_("Tie a paper or ask a supervisor to waive it")))
        other.setAccessibleName(words(TIE_OR_WAIVE, condition=title))
        other.clicked.connect(weakly(self, lambda self: self.opened.emit(f"matrix/{criterion}", criterion)))
        line.addWidget(other)
        self._column.addWidget(holder)
