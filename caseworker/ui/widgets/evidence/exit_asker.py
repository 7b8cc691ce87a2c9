# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking whether the person left a country between two records that clash, and writing the answer down."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from caseworker.domain.case.days import days_of
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.reasons.exit_question import ExitQuestion
from caseworker.words import N_, Words
from caseworker.words.entry import question_text

from ...models.case_editor import CaseEditor
from ...weakly import weakly
from ..fields.day_editor import DayEditor
from ..fields.field_block import FieldBlock
from ..plain.act_button import ActButton
from ..plain.clearing import clear
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label
from ..plain.muted_label import muted

YES, NO, UNKNOWN = N_("Yes, the person left"), N_("No"), N_("The person does not know")
DAY = N_("On which day?")
DAY_HINT = N_("A month will do. Leave it empty if the day is not known: then any of these days is meant.")
RECORD, BACK = N_("Record the exit"), N_("Back")
SAID_NO = N_(
    "Asked: the person did not leave. So one of these papers must be mistaken: compare them with the "
    "originals."
)
SAID_UNKNOWN = N_("Asked: the person does not know. The records stay in contradiction.")
REFUSED = N_("Asked: the person does not want to say. The records stay in contradiction.")
NOT_EXPLAINED = N_("The exits written down so far do not explain it.")
SAID_EXIT = N_("The person says: left {country}, {days}.")
ASK_AGAIN, TAKE_BACK = N_("Ask again"), N_("Take this answer back")


class ExitAsker(QFrame):
    """The question with its answers; hidden where there is nothing to ask and nothing was answered."""

    def __init__(self, editor: CaseEditor) -> None:
        super().__init__()
        self.editor = editor
        self.setObjectName("notice")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(6)
        self._words: Words | None = None
        self._question: ExitQuestion | None = None
        self._state: Any = None
        self._day: FieldBlock | None = None
        self._first: QWidget | None = None
        self._typed: str = ""
        self._asks_day = False
        self._of = ""
        self.hide()

    def show_question(self, question: ExitQuestion | None, country: str, words: Words) -> None:
        """Shows what is to be asked about the exit from `country`, or what was answered."""
        told, gap = self._told(), self._gap()
        mine = [one for one in told or [] if one.get("country") == country and one.get("on")]
        self._words, self._question = words, question
        if self._of != self.editor.applicant_id:
            self._of = self.editor.applicant_id
            self._asks_day = bool(self.editor.text(self._place()))
        self._asks_day = self._asks_day and question is not None
        state = (words.language, question, repr(told), gap, country, self._asks_day, self.editor.applicant_id)
        if state == self._state:
            return
        self._state = state
        # The buttons are made anew; who was on one of them goes on from the new ones.
        inside = self.window().focusWidget()
        was_inside = inside is not None and self.isAncestorOf(inside)
        clear(self._column)
        self._day = self._first = None
        for one in mine:
            days = words.day_text(one["on"])
            said = words(SAID_EXIT, country=words.country(country), days=days)
            self._answered(said, TAKE_BACK, weakly(self, lambda self, _=False, at=one: self._take_back(at)))
        if question is not None:
            self._show_open(question, told, gap, bool(mine), words)
        self.setVisible(bool(mine) or question is not None)
        if was_inside and self._first is not None:
            # What was just made can take the focus once it is shown.
            QTimer.singleShot(0, self._first, self._first.setFocus)

    def _show_open(
        self, question: ExitQuestion, told: list[dict[str, Any]] | None, gap: str, more: bool, words: Words
    ) -> None:
        answered = SAID_NO if told == [] else {"does_not_know": SAID_UNKNOWN, "refused": REFUSED}.get(gap)
        if answered and not self._asks_day and not told:
            self._answered(words(answered), ASK_AGAIN, self._ask_again)
            return
        if more:
            self._column.addWidget(muted(words(NOT_EXPLAINED)))
        ask = Label(question_text(question, words))
        ask.setObjectName("strong")
        ask.setWordWrap(True)
        self._column.addWidget(ask)
        if self._asks_day:
            self._show_day(words)
            return
        row = QWidget()
        flow = FlowLayout(row, spacing=8)
        choices = [(YES, self._ask_day)]
        # A list that already holds an exit cannot say that there was no other.
        choices += [] if told else [(NO, self._say_no), (UNKNOWN, self._say_unknown)]
        for text, act in choices:
            button = QPushButton(words(text))
            button.setAccessibleDescription(ask.text())
            button.clicked.connect(act)
            flow.addWidget(button)
            self._first = self._first or button
        self._column.addWidget(row)

    def _show_day(self, words: Words) -> None:
        code, _, typed = self.editor.text(self._place()).partition("\n")
        self._typed = typed
        block = FieldBlock("exit", DAY, DayEditor(), DAY_HINT, gaps=False)
        block.show_value(typed if typed and not code else NOT_ASKED, "", words)
        if code:
            block.show_draft(code, typed, words)
        block.edited.connect(weakly(self, lambda self, _, value: self._on_typed(value)))
        block.typed_wrong.connect(self._on_wrong)
        self._column.addWidget(block)
        self._day = block
        row = QHBoxLayout()
        record, back = ActButton(words(RECORD)), QPushButton(words(BACK))
        record.setObjectName("primary")
        record.acted.connect(self._record)
        back.clicked.connect(self._leave_day)
        row.addWidget(record)
        row.addWidget(back)
        row.addStretch()
        holder = QWidget()
        holder.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(holder)
        self._first = block.editor.target()

    def _answered(self, text: str, again: str, act: Any) -> None:
        assert self._words is not None  # noqa: S101 - shown in words
        self._column.addWidget(muted(text))
        button = QPushButton(self._words(again))
        button.setObjectName("link")
        button.setAccessibleDescription(text)
        button.clicked.connect(act)
        self._first = self._first or button
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addStretch()
        holder = QWidget()
        holder.setLayout(row)
        self._column.addWidget(holder)

    def _place(self) -> str:
        return f"exit/{self.editor.applicant_id}"

    def _path(self) -> str:
        return f"applicants/{self.editor.applicant_id}/exits_declared"

    def _told(self) -> list[dict[str, Any]] | None:
        found = self.editor.value(self._path())
        return [] if found is None else found if isinstance(found, list) else None

    def _gap(self) -> str:
        gaps = self.editor.value("gaps")
        return str(gaps.get(self._path(), "")) if isinstance(gaps, dict) else ""

    def _again(self) -> None:
        if self._words is not None and self._question is not None:
            self.show_question(self._question, self._question.country, self._words)

    def _ask_day(self) -> None:
        self._asks_day = True
        self._again()

    def _leave_day(self) -> None:
        self._asks_day = False
        self.editor.put_text(self._place(), "")
        self._again()

    def _on_typed(self, value: Any) -> None:
        self._typed = value if isinstance(value, str) else ""
        self.editor.put_text(self._place(), f"\n{self._typed}" if self._typed else "")

    def _on_wrong(self, _: str, code: str, text: str) -> None:
        self._typed = text
        self.editor.put_text(self._place(), f"{code}\n{text}")
        if self._day is not None:
            self._day.take_focus()

    def _say_no(self) -> None:
        self.editor.put(self._path(), [])

    def _say_unknown(self) -> None:
        self.editor.put_gap(self._path(), "does_not_know")

    def _ask_again(self) -> None:
        if self._told() == []:
            self.editor.put(self._path(), NOT_ASKED)
        else:
            self.editor.put_gap(self._path(), "not_asked")

    def _take_back(self, one: dict[str, Any]) -> None:
        kept = [other for other in self._told() or [] if other != one]
        self.editor.put(self._path(), kept or NOT_ASKED)

    def _record(self) -> None:
        question, block = self._question, self._day
        if question is None or block is None:
            return
        if block.fault is not None:
            block.take_focus()
            return
        self._asks_day = False
        self.editor.put_text(self._place(), "")
        on = told_day(self._typed, question)
        told = [*(self._told() or []), {"country": question.country, "on": on}]
        self.editor.put(self._path(), told)


def told_day(typed: str, question: ExitQuestion) -> str:
    """The exit as EDTF: as typed, and no wider than the question that was answered with yes."""
    first, last = question.between.first, question.between.last
    if typed:
        days = days_of(typed)
        if days.last < first or days.first > last or (first <= days.first and days.last <= last):
            return typed
        first, last = max(first, days.first), min(last, days.last)
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
