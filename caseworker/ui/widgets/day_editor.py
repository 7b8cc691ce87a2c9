# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days as people give them: day, month and year in three boxes, or typed in one go; partial is fine.

The focus never jumps between the boxes by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from caseworker.domain.days import NotADay, age_on, days_of
from caseworker.domain.fields import NOT_ASKED
from caseworker.words import N_, Words, words_for

from .editor import Editor

# 1º, 1.º, 1ro, 1er; 1st, 2nd. The first of a month is said so in Spanish.
_ORDINAL = re.compile(r"(\d+)(?:\.?[ºª°]|ro|er|st|nd|rd|th)\.?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s/.,-]+|\bdel?\b|\bof\b", re.IGNORECASE)
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?(T.*)?")
DAY_HINT, MONTH_HINT, YEAR_HINT = N_("day"), N_("month"), N_("year")
AGE = N_("age {age}")


class DayEditor(Editor):
    """An EDTF day: exact, a month, a year, an interval typed in one go into the first box."""

    def __init__(self, *, age_on: Callable[[], date | None] | None = None) -> None:
        super().__init__()
        self._age_on = age_on
        self._words = words_for("en")
        self.day, self.month, self.year = QLineEdit(), QLineEdit(), QLineEdit()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for box, width in ((self.day, 64), (self.month, 112), (self.year, 76)):
            box.setFixedWidth(width)
            box.textEdited.connect(self._on_edited)
            row.addWidget(box)
        row.addStretch()
        self.day.setMaxLength(60)

    def target(self) -> QWidget:
        return self.day

    def name(self, label: str) -> None:
        for box, part in ((self.day, DAY_HINT), (self.month, MONTH_HINT), (self.year, YEAR_HINT)):
            box.setAccessibleName(f"{label}: {self._words(part)}")

    def show_value(self, value: Any, words: Words) -> None:
        self._words = words
        self.day.setPlaceholderText(words(DAY_HINT))
        self.month.setPlaceholderText(words(MONTH_HINT))
        self.year.setPlaceholderText(words(YEAR_HINT))
        self.echo.emit(self._understood(value) if isinstance(value, str) else "")
        if any(box.hasFocus() for box in (self.day, self.month, self.year)):
            return
        day, month, year = _parts(value)
        self.day.setText(day)
        self.month.setText(words.month(int(month)) if month else "")
        self.year.setText(year)

    def show_wrong(self, text: str) -> None:
        if not any(box.hasFocus() for box in (self.day, self.month, self.year)):
            self.day.setText(text)
            self.month.setText("")
            self.year.setText("")

    def _understood(self, text: str) -> str:
        said = self._words.day_text(text)
        on = self._age_on() if self._age_on else None
        if on is None:
            return said
        days = days_of(text)
        years = sorted({age_on(days.last, on), age_on(days.first, on)})
        return f"{said} · {self._words(AGE, age=' – '.join(map(str, years)))}"

    def _on_edited(self) -> None:
        day, month, year = (box.text().strip() for box in (self.day, self.month, self.year))
        if not (day or month or year):
            self.echo.emit("")
            self.changed.emit(NOT_ASKED)
            return
        typed = " ".join(part for part in (day, month, year) if part)
        text = _read(day, month, year, self._words)
        try:
            days_of((text or "").partition("T")[0])
        except NotADay as error:
            self.echo.emit("")
            self.wrong.emit(
                "day_impossible" if text and error.code == "impossible" else "day_malformed", typed
            )
            return
        self.echo.emit(self._understood(str(text)))
        self.changed.emit(text)


def _parts(value: Any) -> tuple[str, str, str]:
    if not isinstance(value, str):
        return "", "", ""
    if "/" in value or "T" in value:
        return value, "", ""
    year, _, rest = value.partition("-")
    month, _, day = rest.partition("-")
    return day.lstrip("0"), month, year


def _read(day: str, month: str, year: str, words: Words) -> str | None:
    if not month and not year:
        if _ISO.fullmatch(day):
            return day
        # The full stop of 1.º is no break between day and month.
        pieces = [piece for piece in _BETWEEN.split(_ORDINAL.sub(r"\1", day)) if piece]
        if len(pieces) == 3:
            day, month, year = pieces
        elif len(pieces) == 2:
            day, month, year = "", pieces[0], pieces[1]
        else:
            return None
    day = _ORDINAL.sub(r"\1", "1" if day.casefold() == "primero" else day)
    number = words.month_number(month) if month else None
    if not re.fullmatch(r"\d{4}", year) or (month and number is None):
        return None
    if not month:
        return None if day else year
    if not day:
        return f"{year}-{number:02d}"
    return f"{year}-{number:02d}-{int(day):02d}" if day.isdecimal() and len(day) <= 2 else None
