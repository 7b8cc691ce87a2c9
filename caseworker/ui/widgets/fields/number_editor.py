# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers and money as people write them, said back as they were understood. A wrong entry stays as typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import Words, words_for
from caseworker.words.typed.numbers_typed import DOLLARS, amount_said, number_shown, read_amount, read_count

from ..plain.label import Label
from .editor import Editor

LONGEST = 60


class NumberEditor(Editor):
    """A whole number from `least`, or with `money` an amount, in US dollars unless `sign` is empty.

    `wrong` carries the fault code `fault` where what is typed is no such number.
    """

    def __init__(
        self, *, money: bool = False, sign: str = "US$", least: int = 0, fault: str = "not_a_count"
    ) -> None:
        super().__init__()
        self._money, self._dollars, self._least = money, money and bool(sign), least
        self._fault = "not_an_amount" if money else fault
        self._words = words_for("en")
        self.line = QLineEdit()
        self.line.setMaximumWidth(150 if money else 90)
        self.line.setMaxLength(LONGEST)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        if self._dollars:
            row.addWidget(Label(sign))
        row.addWidget(self.line)
        row.addStretch()
        self.line.textChanged.connect(self._on_edited)
        self.line.editingFinished.connect(self._tidy)

    def target(self) -> QWidget:
        return self.line

    def said(self, value: Any, words: Words) -> str:
        return number_shown(value, words) if isinstance(value, int | float) else ""

    def show_value(self, value: Any, words: Words) -> None:
        self._words = words
        number = value if isinstance(value, int | float) else None
        typed = self.line.text()
        # Who is typing is not interrupted, and what does not fit yet stays; an undo from elsewhere is shown.
        unfinished = bool(typed.strip()) and self._read(typed) is None
        if self.announcing:
            return
        if not self.line.hasFocus() or (self._read(typed) != number and not unfinished):
            with self.showing():
                self.line.setText("" if number is None else number_shown(number, words))
        if number is not None and not (self.line.hasFocus() and unfinished):
            self._say(number)

    def show_wrong(self, text: str) -> None:
        if not self.line.hasFocus():
            with self.showing():
                self.line.setText(text)
            self.echo.emit("")

    def _read(self, text: str) -> float | int | None:
        if self._money:
            return read_amount(text, DOLLARS if self._dollars else ())
        return read_count(text, self._least)

    def _say(self, number: float) -> None:
        """Says what was understood; a plain number that stands there already is not said twice."""
        if self._dollars:
            self.echo.emit(amount_said(number, self._words))
            return
        shown = number_shown(number, self._words)
        plain = self.line.text().strip() in (shown, str(number))
        self.echo.emit("" if plain else shown)

    def _on_edited(self, text: str) -> None:
        if self.shows_itself:
            return
        if not text.strip():
            self.echo.emit("")
            self.changed.emit(NOT_ASKED)
            return
        found = self._read(text)
        if found is None:
            self.echo.emit("")
            self.wrong.emit(self._fault, text)
        else:
            self._say(found)
            self.announce(found)

    def _tidy(self) -> None:
        found = self._read(self.line.text())
        if found is not None:
            with self.showing():
                self.line.setText(number_shown(found, self._words))
            self._say(found)


def household() -> NumberEditor:
    """How many people live in a household, which counts the sponsor."""
    return NumberEditor(least=1, fault="not_a_household")
