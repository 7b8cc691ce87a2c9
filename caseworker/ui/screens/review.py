# SPDX-License-Identifier: AGPL-3.0-or-later
"""Review: what waits for the second person who is signed in, and the letters that went out without one."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from caseworker.services import review
from caseworker.services.desk import Desk
from caseworker.services.review import GoneAlone, Waiting
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from .. import theme
from ..background import Background
from ..reviewing import Reviewing
from ..weakly import weakly
from ..widgets.plain.act_button import ActButton
from ..widgets.plain.clearing import clear
from ..widgets.plain.label import Label
from ..widgets.plain.muted_label import muted

TITLE = N_("Review")
EXPLAIN = N_("Decisions of colleagues that wait for you. Read the case, then approve it or send it back.")
NOTHING = N_("Nothing waits for you. When a colleague records a decision, it stands here.")
OPEN = N_("Review {number}")
DECIDED = N_("{outcome}: decided by {name} on {day}")
DEPARTS = N_("departs from the assessment")
ALONE = N_("Letters that went out without a second person")
ALONE_HINT = N_(
    "They stand here until a supervisor has looked at each. In the case a decision can be sent back."
)
ISSUED = N_("Letter {number}, issued by {name} on {day}")
OPEN_CASE, LOOKED = N_("Open the case"), N_("I have looked at it")


class ReviewScreen(QScrollArea):
    """Emits `opened` with a case id and an applicant id, `changed` when something was looked at."""

    opened = Signal(str, str)
    changed = Signal()

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self.desk, self._background, self.words = desk, background, words
        self.setWidgetResizable(True)
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        self._title = Label()
        self._title.setObjectName("title")
        self._explain = muted()
        self._list = QVBoxLayout()
        self._alone_title = Label()
        self._alone_title.setObjectName("heading")
        self._alone_title.setWordWrap(True)
        self._alone_hint = muted()
        self._alone = QVBoxLayout()
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._title)
        column.addWidget(self._explain)
        column.addLayout(self._list)
        column.addWidget(self._alone_title)
        column.addWidget(self._alone_hint)
        column.addLayout(self._alone)
        column.addWidget(self._error)
        column.addStretch()
        self.setWidget(page)
        self._waiting: tuple[Waiting, ...] = ()
        self._gone: tuple[GoneAlone, ...] = ()
        self._show()

    def show_reviewing(self, found: Reviewing) -> None:
        """Shows what waits."""
        self._waiting, self._gone = found.waiting, found.gone_alone
        self._show()

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        self._show()

    def _show(self) -> None:
        words = self.words
        self._title.setText(words(TITLE))
        self._explain.setText(words(EXPLAIN))
        clear(self._list)
        for case_id, found in groupby(self._waiting, key=lambda one: one.case_id):
            self._list.addWidget(self._case(case_id, list(found)))
        if not self._waiting:
            self._list.addWidget(muted(words(NOTHING)))
        for part in (self._alone_title, self._alone_hint):
            part.setVisible(bool(self._gone))
        self._alone_title.setText(words(ALONE))
        self._alone_hint.setText(words(ALONE_HINT))
        clear(self._alone)
        for one in self._gone:
            self._alone.addWidget(self._letter(one))

    def _case(self, case_id: str, found: list[Waiting]) -> QWidget:
        words = self.words
        card = QFrame()
        card.setObjectName("card")
        row = QHBoxLayout(card)
        row.setContentsMargins(16, 10, 16, 12)
        column = QVBoxLayout()
        row.addLayout(column, 1)
        alike: dict[tuple[object, ...], list[Waiting]] = {}
        for one in found:
            day = one.determined_at[:10]
            alike.setdefault((one.outcome, one.departs, one.determined_by, day), []).append(one)
        for people in alike.values():
            one = people[0]
            line = QHBoxLayout()
            mark = Label()
            mark.setPixmap(theme.mark_pixmap(one.outcome, 16))
            name = Label(" · ".join(each.name or words(N_("No name yet")) for each in people))
            name.setObjectName("strong")
            name.setWordWrap(True)
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(name, 1)
            column.addLayout(line)
            day = words.day_text(one.determined_at[:10])
            said = words(
                DECIDED, outcome=words.label("outcome", one.outcome), name=one.determined_by, day=day
            )
            column.addWidget(muted(f"{said} · {words(DEPARTS)}" if one.departs else said))
        button = QPushButton(words(OPEN, number=found[0].number))
        button.setObjectName("primary")
        button.clicked.connect(
            weakly(
                self,
                lambda self, _=False, at=case_id, who=found[0].applicant_id: self.opened.emit(at, who),
            )
        )
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return card

    def _letter(self, one: GoneAlone) -> QWidget:
        words = self.words
        card = QFrame()
        card.setObjectName("card")
        row = QHBoxLayout(card)
        row.setContentsMargins(16, 10, 16, 12)
        day = words.day_text(one.issued_at[:10])
        column = QVBoxLayout()
        head = Label(one.name)
        head.setObjectName("strong")
        said = Label(words(ISSUED, number=one.number, name=one.issued_by, day=day))
        why = muted(one.reason)
        for label in (head, said, why):
            label.setWordWrap(True)
            column.addWidget(label)
        row.addLayout(column, 1)
        open_case, looked = QPushButton(words(OPEN_CASE)), ActButton(words(LOOKED))
        open_case.clicked.connect(
            weakly(
                self,
                lambda self, _=False, at=one.case_id, who=one.applicant_id: self.opened.emit(at, who),
            )
        )
        looked.want_reading()
        looked.acted.connect(weakly(self, lambda self, at=one.letter_id, by=looked: self._on_looked(at, by)))
        row.addWidget(open_case)
        row.addWidget(looked)
        return card

    def _on_looked(self, letter_id: str, button: ActButton) -> None:
        desk = self.desk

        def failed(error: Exception) -> None:
            self._error.setText(error_text(error, self.words))
            self._error.show()

        def done(_: object) -> None:
            self._error.hide()
            self.changed.emit()

        self._background.write(lambda: review.look(desk, [letter_id]), *button.until_told(done, failed))
