# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of small records and of days: none, not asked, or one and more, each in a row of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import N_, Words, words_for

from ...weakly import weakly
from ..plain.clearing import clear
from ..plain.label import Label
from .choice_editor import ChoiceEditor
from .day_editor import DayEditor
from .editor import Editor

REMOVE = N_("Remove")
MOST_ROWS = 500
Column = tuple[str, str, Callable[[], Editor]]


class RecordsEditor(Editor):
    """Records with a few fields each. `columns` are (key, English label, maker of the editor)."""

    def __init__(self, columns: Sequence[Column], add: str) -> None:
        super().__init__()
        self._columns, self._add_text = columns, add
        self._words = words_for("en")
        self._label = ""
        self._records: list[dict[str, Any]] | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        self._choice = ChoiceEditor([("some", N_("Yes")), ("none", N_("None"))])
        self._choice.changed.connect(self._on_choice)
        outer.addWidget(self._choice)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        outer.addLayout(self._rows)
        self._add = QPushButton()
        self._add.setObjectName("link")
        self._add.clicked.connect(
            weakly(self, lambda self: self._set([*(self._records or []), {}], focus=True))
        )
        outer.addWidget(self._add, alignment=Qt.AlignmentFlag.AlignLeft)
        self._editors: list[list[tuple[str, Editor]]] = []
        self._removes: list[QPushButton] = []
        self._add.hide()

    def target(self) -> QWidget:
        return self._choice.target()

    def name(self, label: str) -> None:
        self._label = label
        self._choice.name(label)
        self._name_rows()

    def _name_rows(self) -> None:
        for at, (row, remove) in enumerate(zip(self._editors, self._removes, strict=True), 1):
            for (_, editor), (_, label, _) in zip(row, self._columns, strict=True):
                editor.name(f"{self._label} {at}: {self._words(label)}")
            remove.setAccessibleName(f"{self._words(REMOVE)}: {self._label} {at}")

    def show_value(self, value: Any, words: Words) -> None:
        language_changed = words.language != self._words.language
        self._words = words
        self._add.setText(f"+ {words(self._add_text)}")
        records = self._read(value)
        if language_changed or records != self._stated():
            if records or not self._records:
                self._records = records
            self._draw()
        self._choice.show_value(self._state(value), words)

    def _state(self, value: Any) -> Any:
        if self._records:
            return "some"
        return NOT_ASKED if value is NOT_ASKED else "none"

    def _read(self, value: Any) -> list[dict[str, Any]] | None:
        return [dict(one) for one in value] if isinstance(value, list) else None

    def _stated(self) -> list[dict[str, Any]] | None:
        if self._records is None:
            return None
        return [one for one in self._records if one] if any(self._records) else (self._records or [])

    def _write(self, records: list[dict[str, Any]]) -> Any:
        return records

    def _set(self, records: list[dict[str, Any]], *, focus: bool = False) -> None:
        self._records = records
        self._draw()
        if focus and self._editors:
            self._editors[-1][0][1].target().setFocus()

    def _draw(self) -> None:
        clear(self._rows)
        self._editors, self._removes = [], []
        for at, record in enumerate(self._records or []):
            card = QFrame()
            card.setObjectName("card")
            column = QVBoxLayout(card)
            column.setContentsMargins(10, 8, 10, 8)
            column.setSpacing(4)
            row_editors = []
            for key, label, make in self._columns:
                name = Label(self._words(label))
                editor = make()
                editor.show_value(record.get(key, NOT_ASKED), self._words)
                name.setBuddy(editor.target())
                echo = Label()
                echo.setObjectName("echo")
                echo.setWordWrap(True)
                echo.hide()
                editor.echo.connect(lambda text, echo=echo: (echo.setText(text), echo.setVisible(bool(text))))
                editor.changed.connect(
                    weakly(self, lambda self, value, at=at, key=key: self._on_changed(at, key, value))
                )
                editor.wrong.connect(
                    weakly(self, lambda self, code, text, at=at, key=key: self._on_wrong(at, key, code, text))
                )
                if len(self._columns) > 1:
                    column.addWidget(name)
                column.addWidget(editor)
                column.addWidget(echo)
                row_editors.append((key, editor))
            bottom = QHBoxLayout()
            remove = QPushButton(self._words(REMOVE))
            remove.setObjectName("link")
            remove.clicked.connect(weakly(self, lambda self, _=False, at=at: self._on_remove(at)))
            bottom.addStretch()
            bottom.addWidget(remove)
            column.addLayout(bottom)
            self._rows.addWidget(card)
            self._editors.append(row_editors)
            self._removes.append(remove)
        self._name_rows()
        self._add.setVisible(bool(self._records))

    def _on_choice(self, state: Any) -> None:
        self.place = ""
        if state == "some":
            self._set(self._records or [{}], focus=True)
            if not any(self._records or []):
                # There is one, and nobody knows yet which: "none" is no longer what was said.
                self.changed.emit(NOT_ASKED)
        else:
            self._set([])
            self._records = None if state is NOT_ASKED else []
            self.changed.emit(NOT_ASKED if state is NOT_ASKED else [])

    def show_wrong_at(self, place: str, text: str) -> None:
        at, _, key = place.partition("/")
        if not at.isdigit() or int(at) > MOST_ROWS:
            return
        if int(at) >= len(self._records or []):
            # A row that was empty but for this text is in no document.
            self._set([*(self._records or []), *({} for _ in range(int(at) + 1 - len(self._records or [])))])
            self._choice.show_value("some", self._words)
        for name, editor in self._editors[int(at)]:
            if name == key:
                editor.show_wrong(text)

    def _on_wrong(self, at: int, key: str, code: str, text: str) -> None:
        self.place = f"{at}/{key}"
        self.wrong.emit(code, text)

    def _on_changed(self, at: int, key: str, value: Any) -> None:
        assert self._records is not None  # noqa: S101 - a row exists
        self.place = f"{at}/{key}"
        record = dict(self._records[at])
        if value is NOT_ASKED:
            record.pop(key, None)
        else:
            record[key] = value
        self._records[at] = record
        self._announce()

    def _on_remove(self, at: int) -> None:
        self.place = ""
        assert self._records is not None  # noqa: S101 - a row exists
        self._set([*self._records[:at], *self._records[at + 1 :]])
        self._announce()

    def _announce(self) -> None:
        stated = [one for one in self._records or [] if one]
        self.changed.emit(self._write(stated) if stated else NOT_ASKED)


class DaysEditor(RecordsEditor):
    """A list of days."""

    def __init__(self, add: str) -> None:
        super().__init__([("on", N_("Day"), lambda: DayEditor(spans=True))], add)

    def _read(self, value: Any) -> list[dict[str, Any]] | None:
        return [{"on": one} for one in value] if isinstance(value, list) else None

    def _write(self, records: list[dict[str, Any]]) -> Any:
        return [one["on"] for one in records]
