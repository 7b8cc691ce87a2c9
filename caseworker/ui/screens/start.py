# SPDX-License-Identifier: AGPL-3.0-or-later
"""Start: what to do now. One primary button, and where you left off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.staff import people
from caseworker.words import N_, Words

from .. import theme
from ..background import Background
from ..models.case_list import is_outdated, sentences
from ..reviewing import Reviewing
from ..weakly import weakly
from ..widgets.acts.waiting_list import WaitingList
from ..widgets.notices.recovered_notice import RecoveredNotice
from ..widgets.plain.clearing import clear
from ..widgets.plain.label import Label, on_button
from ..widgets.plain.muted_label import muted

if TYPE_CHECKING:
    from caseworker.services.cases import CaseRow
    from caseworker.services.programmes.shipped import RefusedProgramme

    Found = tuple[
        list[CaseRow],
        int,
        tuple[RefusedProgramme, ...],
        tuple[people.Recovered, ...],
        tuple[list[CaseRow], int],
    ]

RECENT, MOST_OUTDATED = 6, 12
OUTDATED = N_("Facts changed since the decision")
OUTDATED_HINT = N_("No letter is issued from these decisions. Look at what changed, then decide anew.")
OUTDATED_MORE = N_("{number} more; the list of cases shows them as out of date")
ALL = N_("{number} more in the list of cases")
TRAINING = N_("This is a training store. The people in it are invented; letters are marked as training.")

NO_CASES = N_("Your roles do not include seeing cases.")
REFUSED = N_("{file} was refused: {fault}")
SEE_PROGRAMMES = N_("Rules that came with the program serve where there are any. See Programmes.")


class StartScreen(QScrollArea):
    """Emits `opened` and `decision_wanted` with a case id, `new_wanted`, and `list_wanted` for all cases."""

    opened = Signal(str)
    decision_wanted = Signal(str)
    # A case id and an applicant id; the list of all that waits.
    review_wanted = Signal(str, str)
    all_reviews_wanted = Signal()
    new_wanted = Signal()
    list_wanted = Signal()

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
        self._title.setWordWrap(True)
        column.addWidget(self._title)
        self._training = QFrame()
        self._training.setObjectName("notice")
        inner = QVBoxLayout(self._training)
        self._training_text = Label()
        self._training_text.setWordWrap(True)
        inner.addWidget(self._training_text)
        self._training.setVisible(desk.store.training)
        column.addWidget(self._training)
        self._refused = QFrame()
        self._refused.setObjectName("notice")
        inner = QVBoxLayout(self._refused)
        self._refused_text = Label()
        self._refused_text.setWordWrap(True)
        inner.addWidget(self._refused_text)
        self._refused.hide()
        column.addWidget(self._refused)
        self.recovered = RecoveredNotice(desk, background)
        column.addWidget(self.recovered)
        self._new = QPushButton()
        self._new.setObjectName("primary")
        self._new.clicked.connect(self.new_wanted)
        column.addWidget(self._new, alignment=Qt.AlignmentFlag.AlignLeft)
        self._continue_title, self._outdated_title = Label(), Label()
        for label in (self._continue_title, self._outdated_title):
            label.setObjectName("heading")
            label.setWordWrap(True)
        self._continue, self._outdated = QVBoxLayout(), QVBoxLayout()
        self._outdated_hint = muted()
        for part in (self._outdated_title, self._outdated_hint):
            part.hide()
        column.addWidget(self._outdated_title)
        column.addWidget(self._outdated_hint)
        column.addLayout(self._outdated)
        self.waiting = WaitingList(desk, words)
        self.waiting.opened.connect(self.review_wanted)
        self.waiting.all_wanted.connect(self.all_reviews_wanted)
        column.addWidget(self.waiting)
        column.addWidget(self._continue_title)
        column.addLayout(self._continue)
        column.addStretch()
        self.setWidget(page)
        self._sees_cases = "read_cases" in desk.permitted()
        for widget in (self._new, self._continue_title):
            widget.setVisible(self._sees_cases)
        self._recovered: tuple[people.Recovered, ...] = ()
        self._rows: list[CaseRow] = []
        self._count = 0
        self._late: tuple[list[CaseRow], int] = [], 0
        self._not_taken: tuple[RefusedProgramme, ...] = ()
        self._retranslate()

    def reload(self) -> None:
        """Reads again what there is to do."""

        def work() -> Found:
            desk = self.desk
            rows, count = self._first_rows()
            late = cases.outdated(desk, limit=MOST_OUTDATED) if self._sees_cases else ([], 0)
            return rows, count, desk.library.refused, people.recovered(desk), late

        def done(found: Found) -> None:
            self._rows, self._count, self._not_taken, self._recovered, self._late = found
            self._show()

        self._background.read(work, done)

    def show_now(self) -> None:
        """Reads on the spot what the first picture holds; the rest comes with `reload`."""
        self._rows, self._count = self._first_rows()
        self._show()

    def show_reviewing(self, found: Reviewing) -> None:
        """Shows what waits for whoever sits here as the second person, and what came back to them."""
        self.waiting.show_reviewing(found)

    def _first_rows(self) -> tuple[list[CaseRow], int]:
        if not self._sees_cases:
            return [], 0
        return cases.listing(self.desk, limit=RECENT), cases.count(self.desk)

    def set_words(self, words: Words) -> None:
        self.words = words
        self._retranslate()
        self._show()

    def _retranslate(self) -> None:
        words = self.words
        self._title.setText(words(N_("Good day, {name}"), name=self.desk.worker.name))
        self._training_text.setText(words(TRAINING))
        self._new.setText(words(N_("New case")))
        self._continue_title.setText(words(N_("Continue where you left off")))
        self.waiting.set_words(words)
        self._outdated_title.setText(words(OUTDATED))
        self._outdated_hint.setText(words(OUTDATED_HINT))

    def _show(self) -> None:
        words = self.words
        clear(self._continue)
        refused = [
            words(REFUSED, file=one.file, fault=one.faults[0].in_words(words)) for one in self._not_taken
        ]
        self._refused_text.setText("\n".join([*refused, words(SEE_PROGRAMMES)]))
        self._refused.setVisible(bool(refused))
        self._show_outdated()
        self.recovered.show_recovered(self._recovered, words)
        if not self._sees_cases:
            self._continue.addWidget(muted(words(NO_CASES)))
            return
        for row in self._rows:
            self._continue.addWidget(self._card(row))
        if self._count > len(self._rows):
            more = QPushButton(words(ALL, number=words.number(self._count - len(self._rows))))
            more.setObjectName("link")
            more.clicked.connect(self.list_wanted)
            self._continue.addWidget(more, alignment=Qt.AlignmentFlag.AlignLeft)
        if not self._rows:
            self._continue.addWidget(muted(words(N_("Nothing yet. Begin with a new case."))))

    def _show_outdated(self) -> None:
        rows, count = self._late
        clear(self._outdated)
        for part in (self._outdated_title, self._outdated_hint):
            part.setVisible(bool(rows))
        for row in rows:
            self._outdated.addWidget(self._card(row, late=True))
        if count > len(rows):
            more = QPushButton(self.words(OUTDATED_MORE, number=self.words.number(count - len(rows))))
            more.setObjectName("link")
            more.clicked.connect(self.list_wanted)
            self._outdated.addWidget(more, alignment=Qt.AlignmentFlag.AlignLeft)

    def _card(self, row: CaseRow, *, late: bool = False) -> QWidget:
        """A case; where it is `late`, it opens at the decision."""
        words = self.words
        card = QFrame()
        card.setObjectName("card")
        line = QHBoxLayout(card)
        line.setContentsMargins(12, 6, 12, 6)
        mark = Label()
        outdated = is_outdated(row)
        mark.setPixmap(theme.mark_pixmap("outdated" if outdated else row.outcome or "not_started", 16))
        name = row.principal or words(N_("No name yet"))
        if row.people_count > 1:
            name = f"{name}  +{row.people_count - 1}"
        button = QPushButton(on_button(name))
        button.setObjectName("link")
        opens = "decision_wanted" if late else "opened"
        button.clicked.connect(weakly(self, lambda self, _=False, at=row.id: getattr(self, opens).emit(at)))
        said = words.label("outcome", row.outcome) if row.outcome else ""
        outcome = Label(words.label("state", "outdated") if outdated else said)
        outcome.setToolTip("\n".join(sentences(row, words)))
        number = Label(row.number)
        number.setObjectName("muted")
        line.addWidget(mark)
        line.addWidget(button)
        line.addStretch()
        line.addWidget(outcome)
        line.addWidget(number)
        return card
