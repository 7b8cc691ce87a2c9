# SPDX-License-Identifier: AGPL-3.0-or-later
"""One act for everybody in a case: who it is for by name, and apart from them those whom it leaves out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from caseworker.words import N_, Words

from ...models.family import Family
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.clearing import clear
from ..plain.label import Label
from ..plain.link_label import LinkLabel

TITLE = N_("The whole family")
APART = N_("Apart: {name}, {why}")


class FamilyCard(QFrame):
    """Hidden where the act would be for fewer than two. `acted` on the button, `shown` with a person's id."""

    acted = Signal()
    shown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(6)
        self._title = Label()
        self._title.setObjectName("group")
        self._names = Label()
        self._names.setWordWrap(True)
        self._apart = QVBoxLayout()
        self.go = ActButton()
        self.go.acted.connect(self.acted)
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._title)
        column.addWidget(self._names)
        column.addLayout(self._apart)
        column.addWidget(self.go, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._error)
        self._drawn: object = None
        self.hide()

    def show_family(self, family: Family, act: str, words: Words) -> None:
        """Shows who the act is for; `act` is what the button says."""
        self.setVisible(len(family.ready) > 1)
        drawn = (family, act, words.language)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._title.setText(words(TITLE))
        self._names.setText(" · ".join(name for _, name in family.ready))
        self.go.setText(act)
        clear(self._apart)
        for one in family.apart:
            link = LinkLabel(words(APART, name=one.name, why=one.why))
            link.clicked.connect(weakly(self, lambda self, who=one.applicant_id: self.shown.emit(who)))
            self._apart.addWidget(link)

    def tell(self, text: str) -> None:
        """Says why it was not done; with an empty text nothing more."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
