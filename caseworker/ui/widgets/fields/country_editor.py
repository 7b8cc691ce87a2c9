# SPDX-License-Identifier: AGPL-3.0-or-later
"""Countries: searchable by name, the programme's likely ones first; one, or a list of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.folding import fold
from caseworker.words import N_, Words, words_for

from ...weakly import weakly
from ..plain.clearing import clear
from .choice_editor import NONE_TEXT, NOT_ASKED_TEXT, ChoiceEditor
from .editor import Editor
from .name_search import add_name, name_box, named

ADD_COUNTRY, REMOVE = N_("Add another country"), N_("Remove")
THERE_IS = N_("Yes, in")
MOST_ROWS = 500


class CountryEditor(Editor):
    """One country by name; the empty text means not asked."""

    def __init__(self, countries: Sequence[str], first: Sequence[str] = (), width: int = 300) -> None:
        super().__init__()
        self._codes = list(countries)
        self._first = [code for code in first if code in countries]
        self._language = ""
        self.box, self._line = name_box()
        self.box.setFixedWidth(width)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box)
        row.addStretch()
        self._line.textChanged.connect(self._on_typed)
        self._fill(words_for("en"))

    @property
    def typing(self) -> bool:
        """Whether somebody is typing here."""
        return self._line.hasFocus()

    def target(self) -> QWidget:
        return self.box

    def name(self, label: str) -> None:
        self.box.setAccessibleName(label)
        self._line.setAccessibleName(label)

    def said(self, value: Any, words: Words) -> str:
        return words.country(value) if isinstance(value, str) else ""

    def show_value(self, value: Any, words: Words) -> None:
        if words.language != self._language:
            self._fill(words)
        if self._line.hasFocus():
            return
        with self.showing(), QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(value) if isinstance(value, str) else -1)
            if not isinstance(value, str):
                self.box.setEditText("")

    def show_wrong(self, text: str) -> None:
        if not self._line.hasFocus():
            with self.showing():
                self.box.setEditText(text)

    def _fill(self, words: Words) -> None:
        self._language = words.language
        with self.showing(), QSignalBlocker(self.box):
            self.box.clear()
            for code in self._first:
                add_name(self.box, words.country(code), code)
            if self._first:
                self.box.insertSeparator(self.box.count())
            rest = [(words.country(code), code) for code in self._codes if code not in self._first]
            for name, code in sorted(rest, key=lambda it: fold(it[0])):
                add_name(self.box, name, code)
            self.box.setCurrentIndex(-1)
        self._line.setPlaceholderText(words(NOT_ASKED_TEXT))

    def _on_typed(self, text: str) -> None:
        if self.shows_itself:
            return
        if not text.strip():
            self.changed.emit(NOT_ASKED)
            return
        at = named(self.box, text)
        if at >= 0:
            self.changed.emit(self.box.itemData(at))
        else:
            self.wrong.emit("unknown_country", text)


class CountriesEditor(Editor):
    """A list of countries: none, not asked, or one and more. With `always`, the list is asked at once."""

    def __init__(self, countries: Sequence[str], first: Sequence[str] = (), *, always: bool = False) -> None:
        super().__init__()
        self._countries, self._first, self._always = countries, first, always
        self._value: Any = NOT_ASKED
        self._words = words_for("en")
        self._label = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._choice = ChoiceEditor([("some", THERE_IS), ("none", NONE_TEXT)])
        self._choice.changed.connect(self._on_choice)
        column.addWidget(self._choice)
        self._choice.setVisible(not always)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column.addLayout(self._rows)
        self._add = QPushButton()
        self._add.setObjectName("link")
        self._add.clicked.connect(weakly(self, lambda self: self._draw([*self._codes(), ""], focus=True)))
        column.addWidget(self._add, alignment=Qt.AlignmentFlag.AlignLeft)
        self._editors: list[CountryEditor] = []
        self._removes: list[QPushButton] = []
        self._draw([""] if always else [])

    def target(self) -> QWidget:
        return self._editors[0].target() if self._editors else self._choice.target()

    def name(self, label: str) -> None:
        self._label = label
        self._choice.name(label)
        for editor in self._editors:
            editor.name(label)

    def show_value(self, value: Any, words: Words) -> None:
        self._words = words
        self._add.setText(words(ADD_COUNTRY))
        codes = list(value) if isinstance(value, list) else []
        typing = any(editor.typing for editor in self._editors)
        if not typing and [code for code in self._codes() if code] != codes:
            self._draw(codes or ([""] if self._always else []))
        for editor, code in zip(self._editors, self._codes(), strict=True):
            editor.show_value(code or NOT_ASKED, words)
        for button in self._removes:
            button.setText(words(REMOVE))
        state = NOT_ASKED if value is NOT_ASKED and not self._editors else "some" if self._editors else "none"
        self._choice.show_value(state, words)
        self._add.setVisible(bool(self._editors))

    def _codes(self) -> list[str]:
        return [str(editor.property("code") or "") for editor in self._editors]

    def _draw(self, codes: list[str], *, focus: bool = False) -> None:
        clear(self._rows)
        self._editors, self._removes = [], []
        for code in codes:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            editor = CountryEditor(self._countries, self._first)
            editor.setProperty("code", code)
            editor.show_value(code or NOT_ASKED, self._words)
            editor.name(self._label)
            editor.changed.connect(weakly(self, lambda self, value, one=editor: self._on_country(one, value)))
            editor.wrong.connect(
                weakly(self, lambda self, code, text, one=editor: self._on_wrong(one, code, text))
            )
            row.addWidget(editor)
            if len(codes) > 1 or not self._always:
                remove = QPushButton(self._words(REMOVE))
                remove.setObjectName("link")
                remove.clicked.connect(weakly(self, lambda self, _=False, one=editor: self._on_remove(one)))
                row.addWidget(remove)
                self._removes.append(remove)
            row.addStretch()
            self._rows.addWidget(holder)
            self._editors.append(editor)
        self._add.setVisible(bool(codes))
        if focus and self._editors:
            self._editors[-1].target().setFocus()

    def _on_choice(self, state: Any) -> None:
        self.place = ""
        if state == "some":
            self._draw([""], focus=True)
            # Nobody knows yet which: "none" is no longer what was said.
            self.changed.emit(NOT_ASKED)
        else:
            self._draw([])
            self.changed.emit([] if state == "none" else NOT_ASKED)

    def show_wrong_at(self, place: str, text: str) -> None:
        if not place.isdigit() or int(place) >= MOST_ROWS:
            return
        missing = int(place) + 1 - len(self._editors)
        if missing > 0:
            self._draw([*self._codes(), *[""] * missing])
            self._choice.show_value("some", self._words)
        self._editors[int(place)].show_wrong(text)

    def _on_wrong(self, editor: CountryEditor, code: str, text: str) -> None:
        self.place = str(self._editors.index(editor))
        self.wrong.emit(code, text)

    def _on_country(self, editor: CountryEditor, value: Any) -> None:
        self.place = str(self._editors.index(editor))
        editor.setProperty("code", "" if value is NOT_ASKED else value)
        self._announce()

    def _on_remove(self, editor: CountryEditor) -> None:
        self.place = ""
        at = self._editors.index(editor)
        codes = self._codes()
        self._draw(codes[:at] + codes[at + 1 :] or ([""] if self._always else []))
        self._announce()

    def _announce(self) -> None:
        codes = [code for code in self._codes() if code]
        self.changed.emit(codes if codes else NOT_ASKED)
