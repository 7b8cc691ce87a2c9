# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days as people give them: day, month and year in three boxes, or typed in one go; partial is fine.

What a text means is the business of `words.days_typed`. The focus never jumps between the boxes by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from caseworker.domain.case.days import age_on, days_of
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import N_, Words, words_for
from caseworker.words.typed.days_typed import Typed, read_boxes, read_days, spanning, swapped_readings
from caseworker.words.typed.days_understood import as_typed, if_written, in_doubt, understood, weekday_said

from ...weakly import weakly
from ..plain.clearing import clear
from ..plain.flow_layout import FlowLayout
from .editor import Editor

DAY_HINT, MONTH_HINT, YEAR_HINT = N_("day"), N_("month"), N_("year")
ONE_GO = N_("Or all in one go into the first box: 10 oct 2022, October 2022, 3 to 9 Oct 2022.")
AGE = N_("age {age}")


class DayEditor(Editor):
    """An EDTF day: exact, a month, a year, an interval typed in one go into the first box.

    `age_on` gives the day for which an age is shown beside a date of birth. With `spans`, readings in doubt
    count together until one is chosen; else nothing counts before. With `moments`, a time may follow the day.
    With `exact`, a month, a year or an interval is told at once to be no day.
    """

    def __init__(
        self,
        *,
        age_on: Callable[[], date | None] | None = None,
        spans: bool = False,
        moments: bool = False,
        exact: bool = False,
    ) -> None:
        super().__init__()
        self._age_on, self._spans, self._moments, self._exact = age_on, spans, moments, exact
        self._words = words_for("en")
        self._label = ""
        self._readings: tuple[str, ...] = ()
        # What did not fit, as one text and as it stands in the boxes.
        self._unfit = ("", ("", "", ""))
        self.day, self.month, self.year = QLineEdit(), QLineEdit(), QLineEdit()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(6)
        for box, width in ((self.day, 64), (self.month, 112), (self.year, 76)):
            box.setFixedWidth(width)
            box.textChanged.connect(self._on_edited)
            row.addWidget(box)
        row.addStretch()
        column.addLayout(row)
        self._choices = QWidget()
        self._choice_row = FlowLayout(self._choices, spacing=6)
        self._choices.hide()
        column.addWidget(self._choices)
        self.day.setMaxLength(80)
        self.day.textChanged.connect(self._fit)

    def target(self) -> QWidget:
        return self.day

    def name(self, label: str) -> None:
        self._label = label
        for box, part in ((self.day, DAY_HINT), (self.month, MONTH_HINT), (self.year, YEAR_HINT)):
            box.setAccessibleName(f"{label}: {self._words(part)}")

    def said(self, value: Any, words: Words) -> str:
        return understood(value, words) if isinstance(value, str) else ""

    def show_value(self, value: Any, words: Words) -> None:
        self._words = words
        self.day.setPlaceholderText(words(DAY_HINT))
        self.month.setPlaceholderText(words(MONTH_HINT))
        self.year.setPlaceholderText(words(YEAR_HINT))
        self.day.setToolTip(words(ONE_GO))
        if isinstance(value, str):
            typed = self._readings if spanning(self._readings) == value else ()
            self._offer(typed or (swapped_readings(value) if self._spans else ()))
            self.echo.emit(self._echoed(value, typed))
        elif not self._focused():
            self._offer(())
            self.echo.emit("")
        if self._focused() or self.announcing:
            return
        if len(self._readings) > 1 and self._read(self.day.text(), "", "").text == value:
            return
        self._show_boxes(value)

    def show_wrong(self, text: str) -> None:
        if not self._focused():
            parts = self._unfit[1] if text == self._unfit[0] else (text, "", "")
            with self.showing():
                for box, part in zip(self._boxes(), parts, strict=True):
                    box.setText(part)
            self._tell_doubt(self._read(*parts))

    def _focused(self) -> bool:
        return any(one.hasFocus() for one in (self.day, self.month, self.year, *self._buttons()))

    def _fit(self, text: str) -> None:
        # Room to see what is typed in one go; the other boxes are not needed then.
        needed = self.day.fontMetrics().horizontalAdvance(text) + 24
        self.day.setFixedWidth(min(max(64, needed), 340))

    def _echoed(self, text: str, readings: tuple[str, ...]) -> str:
        if len(readings) > 1:
            return in_doubt(readings, self._words, both_count=True)
        if self._spans and swapped_readings(text):
            return if_written(text, self._words)
        said = understood(text, self._words)
        on = self._age_on() if self._age_on else None
        if on is None:
            return said
        days = days_of(text)
        years = sorted({age_on(days.last, on), age_on(days.first, on)})
        return f"{said} · {self._words(AGE, age=' – '.join(map(str, years)))}"

    def _read(self, day: str, month: str, year: str) -> Typed:
        born_by = self._age_on() if self._age_on else None
        if not month and not year:
            return read_days(day, born_by=born_by, moments=self._moments)
        apart = read_boxes(day, month, year)
        if apart.readings or len(day) <= 2:
            return apart
        # A whole day typed over the old one: the other boxes still hold what it replaces.
        whole = read_days(day, born_by=born_by, moments=self._moments)
        if whole.readings:
            with self.showing():
                self.month.clear()
                self.year.clear()
            return whole
        return apart

    def _boxes(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self.day, self.month, self.year

    def _on_edited(self) -> None:
        if self.shows_itself:
            return
        day, month, year = (box.text().strip() for box in self._boxes())
        if not (day or month or year):
            self._offer(())
            self.echo.emit("")
            self.changed.emit(NOT_ASKED)
            return
        found = self._read(day, month, year)
        if not found.readings or (len(found.readings) > 1 and not self._spans):
            code = found.fault or "day_in_doubt"
            self._tell_unfit(code)
            self._tell_doubt(found)
            return
        if self._exact and not days_of(found.text).exact:
            self._offer(())
            self.echo.emit("")
            self._tell_unfit("not_an_exact_day")
            return
        self._offer(found.readings)
        self.echo.emit(self._echoed(found.text, found.readings))
        self.announce(found.text)

    def _tell_unfit(self, code: str) -> None:
        parts = tuple(box.text().strip() for box in self._boxes())
        self._unfit = (" ".join(part for part in parts if part), parts)  # type: ignore[assignment]
        self.wrong.emit(code, self._unfit[0])

    def _tell_doubt(self, found: Typed) -> None:
        """Says what keeps a text from being a day: readings to choose from, or the weekdays."""
        self._offer(found.readings)
        if len(found.readings) > 1:
            self.echo.emit(in_doubt(found.readings, self._words, both_count=False))
        else:
            self.echo.emit("; ".join(weekday_said(one, self._words) for one in found.weekdays))

    def _offer(self, readings: tuple[str, ...]) -> None:
        """Offers readings to choose from; fewer than two are no choice."""
        readings = readings if len(readings) > 1 else ()
        said = [understood(one, self._words) for one in readings]
        shown = self._choice_row
        if readings == self._readings and [b.text() for b in self._buttons()] == said:
            return
        self._readings = readings
        clear(shown)
        for reading, text in zip(readings, said, strict=True):
            button = QPushButton(text)
            button.setAccessibleName(f"{self._label}: {text}")
            button.clicked.connect(weakly(self, lambda self, _=False, one=reading: self._choose(one)))
            shown.addWidget(button)
        self._choices.setVisible(bool(readings))
        self._choices.updateGeometry()

    def _buttons(self) -> list[QPushButton]:
        found = (self._choice_row.itemAt(at) for at in range(self._choice_row.count()))
        return [one.widget() for one in found if one is not None]  # type: ignore[misc]

    def _show_boxes(self, value: Any) -> None:
        if not isinstance(value, str) or "/" in value or "T" in value:
            day, month, year = as_typed(value, self._words) if isinstance(value, str) else "", "", ""
        else:
            year, _, rest = value.partition("-")
            month, _, day = rest.partition("-")
        with self.showing():
            self.day.setText(day.lstrip("0"))
            self.month.setText(self._words.month(int(month)) if month else "")
            self.year.setText(year)

    def _choose(self, reading: str) -> None:
        self._offer(())
        self._show_boxes(reading)
        self.day.setFocus()
        self.echo.emit(self._echoed(reading, ()))
        self.changed.emit(reading)
