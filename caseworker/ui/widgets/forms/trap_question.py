# SPDX-License-Identifier: AGPL-3.0-or-later
"""The usual trap of a kind of paper as a question, and a button for what the answer leads to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from caseworker.domain.case.evidence import Consequence, EvidenceQuestion
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.rules.reference import Reference
from caseworker.words import N_, Words

from ...weakly import weakly
from ..fields.choice_editor import yes_no
from ..fields.field_block import WIDEST, NarrowColumn
from ..plain.label import Label
from ..plain.muted_label import muted

CHANGE_KIND = N_("Change the kind to: {kind}")
RECORD_AS = N_("Record that it shows: {what}")
OPEN_TRAVEL = N_("Go to the returns by the United States")


class TrapQuestion(QWidget):
    """`followed` carries the consequence that the person chose to follow. The answer itself is not kept:
    what is kept is what it led to."""

    followed = Signal(object)

    def __init__(self, question: EvidenceQuestion, reference: Reference) -> None:
        super().__init__()
        self._question, self._reference = question, reference
        self._answer: Any = NOT_ASKED
        self._words: Words | None = None
        column = NarrowColumn(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._ask = Label()
        self._ask.setObjectName("fieldLabel")
        self._ask.setWordWrap(True)
        self.choice = yes_no()
        self.choice.changed.connect(self._on_answer)
        self._says = muted()
        self.follow = QPushButton()
        self.follow.clicked.connect(weakly(self, lambda self: self.followed.emit(self._consequence())))
        column.addWidget(self._ask)
        column.addWidget(self.choice)
        column.addWidget(self._says)
        column.addWidget(self.follow, alignment=Qt.AlignmentFlag.AlignLeft)
        self.setMaximumWidth(WIDEST)

    def show_question(self, words: Words) -> None:
        """Shows the question and what follows from the answer so far."""
        self._words = words
        text = dict(self._question.text).get(words.language, "")
        self._ask.setText(text)
        self.choice.show_value(self._answer, words)
        self.choice.name(text)
        found = self._consequence()
        says = dict(found.says).get(words.language, "")
        self._says.setText(says)
        self._says.setVisible(bool(says))
        label = self._label(found, words)
        self.follow.setText(label)
        self.follow.setVisible(bool(label))

    def _consequence(self) -> Consequence:
        if self._answer is True:
            return self._question.yes
        return self._question.no if self._answer is False else Consequence()

    def _label(self, found: Consequence, words: Words) -> str:
        if found.kind:
            return words(CHANGE_KIND, kind=self._reference.evidence_types[found.kind].name(words.language))
        if found.asserts:
            return words(RECORD_AS, what=words.label("asserts", found.asserts))
        return words(OPEN_TRAVEL) if found.opens else ""

    def _on_answer(self, answer: Any) -> None:
        self._answer = answer
        if self._words is not None:
            self.show_question(self._words)
