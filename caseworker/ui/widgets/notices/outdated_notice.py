# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts changed since the decision: said loudly, with what changed and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from caseworker.domain.letter_state import stands
from caseworker.services.outdated import Compared
from caseworker.words import N_, Words
from caseworker.words.outdated import change_text
from caseworker.words.refusals import REFUSED

from ... import theme
from ...models.case_editor import CaseEditor
from ..findings.assessment_panel import person_name
from ..plain.clearing import clear
from ..plain.label import Label
from ..plain.muted_label import muted

SINCE_DECISION = N_("Facts changed since this decision of {day}")
SINCE_LETTER = N_("Facts changed since this letter of {day}")
NO_LETTER = N_("No letter is issued from it any more. Look at what changed, then record a new decision.")
NO_LONGER = N_("The letter says what was decided before. Record a new decision, then issue a new letter.")
OTHERS = N_("Facts changed since the decision on: {names}")
OTHERS_TOO = N_("Also out of date: {names}")
DECIDE, GO, SHOW = N_("Record a new decision"), N_("Go to the decision"), N_("Show {name}")
LESS = N_("Show less")
RULES_CHANGED = REFUSED["rules_changed"]
MOST = 6


class OutdatedNotice(QFrame):
    """Hidden while nothing is out of date. `decide_wanted` when somebody wants to decide anew.

    On the station `letter` it speaks of the letter that stands, where there is one.
    """

    decide_wanted = Signal()

    def __init__(self, editor: CaseEditor, words: Words, station: str) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._editor, self._words, self._station = editor, words, station
        self._state: object = None
        # The person whose changes are all shown.
        self._unfolded = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 12)
        row.setSpacing(10)
        self._mark = Label()
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        row.addLayout(column, 1)
        self._title = Label()
        self._title.setObjectName("group")
        self._title.setWordWrap(True)
        column.addWidget(self._title)
        self._next = Label()
        self._next.setWordWrap(True)
        column.addWidget(self._next)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        column.addLayout(self._lines)
        self._more = QPushButton()
        self._more.setObjectName("link")
        self._more.clicked.connect(self._on_more)
        column.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignLeft)
        self._too = muted()
        column.addWidget(self._too)
        self.action = QPushButton()
        self.action.clicked.connect(self._on_action)
        column.addWidget(self.action, alignment=Qt.AlignmentFlag.AlignLeft)
        editor.outdated.changed.connect(self.refresh)
        editor.document_changed.connect(self.refresh)
        self.refresh()

    @property
    def holds_up(self) -> bool:
        """Whether the decision on the person who is shown is out of date: no letter is issued from it."""
        one = self._editor.outdated.of(self._editor.applicant_id)
        return one is not None and one.outdated

    def set_words(self, words: Words) -> None:
        """Speaks another language, and is drawn for another palette."""
        self._words, self._state = words, None
        self.refresh()

    def refresh(self) -> None:
        """Shows what there is to say now."""
        editor, words = self._editor, self._words
        one = editor.outdated.of(editor.applicant_id)
        others = [at for at in editor.outdated.outdated() if at != editor.applicant_id]
        names = [self._name(at) for at in others]
        state = (editor.applicant_id, one, tuple(names), self._letter_day(), self._unfolded)
        if state == self._state:
            return
        self._state = state
        unreadable = one is not None and not one.readable and not one.outdated
        here = one is not None and (one.outdated or unreadable)
        self.setVisible(here or bool(names))
        self._mark.setPixmap(theme.mark_pixmap("outdated", 24))
        clear(self._lines)
        self._more.hide()
        self._next.setVisible(here)
        self._too.setVisible(here and bool(names))
        self._too.setText(words(OTHERS_TOO, names=words.listing(names)) if names else "")
        if one is not None and here:
            self._show_here(one)
        elif names:
            self._title.setText(words(OTHERS, names=words.listing(names)))
            self.action.setText(words(SHOW, name=names[0]))
        self.setAccessibleName(self._title.text())

    def _show_here(self, one: Compared) -> None:
        words, day = self._words, self._letter_day()
        act = DECIDE if self._station == "eligibility" else GO
        # Whoever may not decide reads what changed, and is not asked to.
        self.action.setVisible(self._station != "eligibility" or "determine" in self._editor.permitted)
        self.action.setText(words(act))
        if not one.outdated:
            self._title.setText(words(RULES_CHANGED))
            self._next.hide()
            return
        decided = words.day_text(one.determined_at[:10])
        self._title.setText(words(SINCE_LETTER, day=day) if day else words(SINCE_DECISION, day=decided))
        self._next.setText(words(NO_LONGER if day else NO_LETTER))
        texts = list(dict.fromkeys(change_text(change, words) for change in one.changes))
        unfolded = self._unfolded == one.applicant_id
        self._show_lines(texts if unfolded else texts[:MOST])
        over = len(texts) - MOST
        self._more.setVisible(over > 0)
        more = words.many("Show {count} more change", "Show {count} more changes", max(over, 1))
        self._more.setText(words(LESS) if unfolded else more)

    def _show_lines(self, texts: Sequence[str]) -> None:
        for text in texts:
            label = Label(f"•  {text}")
            label.setWordWrap(True)
            self._lines.addWidget(label)

    def _letter_day(self) -> str:
        """The day of the letter that stands and tells of this decision, on the station of letters."""
        editor = self._editor
        one = editor.outdated.of(editor.applicant_id)
        if self._station != "letter" or one is None:
            return ""
        days = [
            it.issued_at[:10]
            for it in editor.letters
            if it.determination_id == one.determination_id and stands(it.state)
        ]
        return self._words.day_text(days[-1]) if days else ""

    def _name(self, applicant_id: str) -> str:
        people = self._editor.document.get("applicants") or []
        found = [(at, one) for at, one in enumerate(people) if one["id"] == applicant_id]
        return person_name(found[0][1], found[0][0], self._words) if found else ""

    def _on_more(self) -> None:
        self._unfolded = "" if self._unfolded else self._editor.applicant_id
        self.refresh()

    def _on_action(self) -> None:
        one = self._editor.outdated.of(self._editor.applicant_id)
        here = one is not None and (one.outdated or not one.readable)
        others = self._editor.outdated.outdated()
        if here or not others:
            self.decide_wanted.emit()
        else:
            self._editor.choose_applicant(others[0])
