# SPDX-License-Identifier: AGPL-3.0-or-later
"""On Start: what waits for the second person, and what one sent back to whoever sits here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from caseworker.services.desk import Desk
from caseworker.words import N_, Words

from ...reviewing import Reviewing
from ...weakly import weakly
from ..plain.clearing import clear
from ..plain.label import Label, on_button
from ..plain.muted_label import muted

BACK = N_("Sent back to you")
BACK_FROM = N_("{name}, {day}: {remarks}")
OPEN_BACK = N_("Open the decision")
WAITING = N_("Waiting for your review")
NOTHING = N_("Nothing waits for you.")
ALONE = N_("Letter {number} of {name} went out without a second person")
FIRST = 5


class WaitingList(QWidget):
    """Emits `opened` with a case id and an applicant id, and `all_wanted` for the list at Review."""

    opened = Signal(str, str)
    all_wanted = Signal()

    def __init__(self, desk: Desk, words: Words) -> None:
        super().__init__()
        self._desk, self._words = desk, words
        self._found: Reviewing | None = None
        allowed = desk.permitted()
        self._reviews, self._decides = "approve" in allowed, "determine" in allowed
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._back_title, self._title = Label(), Label()
        for label in (self._back_title, self._title):
            label.setObjectName("heading")
            label.setWordWrap(True)
        self._back = QVBoxLayout()
        self._text = muted()
        self._first = QVBoxLayout()
        self._more = QPushButton()
        self._more.setObjectName("link")
        self._more.clicked.connect(self.all_wanted)
        column.addWidget(self._back_title)
        column.addLayout(self._back)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(self._first)
        column.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignLeft)
        self._show()

    def show_reviewing(self, found: Reviewing) -> None:
        """Shows what was found."""
        self._found = found
        self._show()

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self._show()

    def _show(self) -> None:
        words, found = self._words, self._found
        clear(self._back)
        back = found.sent_back if found is not None else ()
        self._back_title.setVisible(bool(back))
        self._back_title.setText(words(BACK))
        for one in back:
            card = QFrame()
            card.setObjectName("notice")
            column = QVBoxLayout(card)
            day = words.day_text(one.sent_at[:10])
            head = Label(f"{one.number}  {one.name}")
            head.setObjectName("strong")
            head.setWordWrap(True)
            column.addWidget(head)
            said = Label(words(BACK_FROM, name=one.sent_by, day=day, remarks=one.remarks))
            said.setWordWrap(True)
            button = QPushButton(words(OPEN_BACK))
            button.clicked.connect(
                weakly(
                    self,
                    lambda self, _=False, at=one.case_id, who=one.applicant_id: self.opened.emit(at, who),
                )
            )
            column.addWidget(said)
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
            self._back.addWidget(card)
        count = found.count if found is not None else 0
        self._title.setVisible(self._reviews)
        self._title.setText(words(WAITING))
        self._text.setVisible(self._reviews and not count)
        self._text.setText(words(NOTHING))
        self._more.setVisible(self._reviews and bool(count))
        self._more.setText(
            words.many(
                "All that waits: {count} case or letter", "All that waits: {count} cases or letters", count
            )
        )
        clear(self._first)
        waiting = found.waiting if found is not None else ()
        cases = {one.case_id: one for one in reversed(waiting)}
        for each in list(reversed(cases.values()))[:FIRST]:
            more = sum(one.case_id == each.case_id for one in waiting) - 1
            name = f"{each.name}  +{more}" if more else each.name
            button = QPushButton(on_button(f"{each.number}  {name}: {words.label('outcome', each.outcome)}"))
            button.setObjectName("link")
            button.clicked.connect(
                weakly(
                    self,
                    lambda self, _=False, at=each.case_id, who=each.applicant_id: self.opened.emit(at, who),
                )
            )
            self._first.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        for letter in (found.gone_alone if found is not None else ())[:FIRST]:
            button = QPushButton(on_button(words(ALONE, number=letter.number, name=letter.name)))
            button.setObjectName("link")
            button.clicked.connect(
                weakly(
                    self,
                    lambda self, _=False, at=letter.case_id, who=letter.applicant_id: self.opened.emit(
                        at, who
                    ),
                )
            )
            self._first.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
