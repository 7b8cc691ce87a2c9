# SPDX-License-Identifier: AGPL-3.0-or-later
"""Choices: a row of answers with "not asked" among them, or a list when there are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QRadioButton, QWidget

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import N_, Words, words_for

from ..plain.flow_layout import FlowLayout
from .editor import Editor

YES, NO, NOT_ASKED_TEXT, NONE_TEXT = N_("Yes"), N_("No"), N_("Not asked"), N_("None")


class ChoiceEditor(Editor):
    """A row of radio buttons. `options` are (value, English text); "not asked" comes last."""

    def __init__(self, options: Sequence[tuple[Any, str]], *, ask: bool = True) -> None:
        super().__init__()
        self._options: list[tuple[Any, str]] = [*options, *([(NOT_ASKED, NOT_ASKED_TEXT)] if ask else [])]
        self._group = QButtonGroup(self)
        row = FlowLayout(self, spacing=4)
        self._buttons = []
        for at, (_, text) in enumerate(self._options):
            button = QRadioButton(text)
            self._group.addButton(button, at)
            self._buttons.append(button)
            row.addWidget(button)
        self._group.idToggled.connect(self._on_toggled)

    def target(self) -> QWidget:
        checked = self._group.checkedButton()
        return checked if checked is not None else self._buttons[0]

    def name(self, label: str) -> None:
        for button in self._buttons:
            button.setAccessibleName(f"{label}: {button.text()}")

    def said(self, value: Any, words: Words) -> str:
        return next((words(text) for one, text in self._options if one is value or one == value), "")

    def show_value(self, value: Any, words: Words) -> None:
        for button, (_, text) in zip(self._buttons, self._options, strict=True):
            button.setText(words(text))
        for at, (option, _) in enumerate(self._options):
            if option is value or (option == value and type(option) is type(value)):
                with self.showing():
                    self._buttons[at].setChecked(True)
                return
        checked = self._group.checkedButton()
        if checked is not None:
            with self.showing():
                self._group.setExclusive(False)
                checked.setChecked(False)
                self._group.setExclusive(True)

    def _on_toggled(self, at: int, checked: bool) -> None:
        if checked and not self.shows_itself:
            self._on_chosen(at)

    def _on_chosen(self, at: int) -> None:
        self.changed.emit(self._options[at][0])


def yes_no() -> ChoiceEditor:
    """Yes, no, not asked."""
    return ChoiceEditor([(True, YES), (False, NO)])


class PresenceEditor(ChoiceEditor):
    """Whether there is a record at all: yes keeps what it holds, no takes it away."""

    def __init__(self) -> None:
        super().__init__([(True, YES), (None, NO)])
        self._record: Any = NOT_ASKED

    def show_value(self, value: Any, words: Words) -> None:
        self._record = value
        super().show_value(True if isinstance(value, dict) else value, words)

    def _on_chosen(self, at: int) -> None:
        chosen = self._options[at][0]
        if chosen is True:
            self.changed.emit(self._record if isinstance(self._record, dict) else {})
        else:
            self.changed.emit(chosen)


class ListChoiceEditor(Editor):
    """One of many choices, as a list; the first entry is "not asked".

    `options` are (value, English text), or (value, texts by language) for names that are data.
    """

    def __init__(
        self, options: Sequence[tuple[Any, str | Mapping[str, str]]], *, ask: bool = True, width: int = 420
    ) -> None:
        super().__init__()
        self._options: list[tuple[Any, str | Mapping[str, str]]] = [
            *([(NOT_ASKED, NOT_ASKED_TEXT)] if ask else []),
            *options,
        ]
        self.box = QComboBox()
        self.box.setMaximumWidth(width)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box)
        row.addStretch()
        for _, text in self._options:
            self.box.addItem(_said(text, words_for("en")))
        self.box.currentIndexChanged.connect(self._on_chosen)
        # A wheel over a list must scroll the page, not change a legal fact.
        self.box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]

    def target(self) -> QWidget:
        return self.box

    def said(self, value: Any, words: Words) -> str:
        return next((_said(text, words) for one, text in self._options if one == value), "")

    def show_value(self, value: Any, words: Words) -> None:
        with self.showing():
            for at, (option, text) in enumerate(self._options):
                self.box.setItemText(at, _said(text, words))
                if option is value or (option == value and type(option) is type(value)):
                    self.box.setCurrentIndex(at)

    def _on_chosen(self, at: int) -> None:
        if at >= 0 and not self.shows_itself:
            self.changed.emit(self._options[at][0])


def _said(text: str | Mapping[str, str], words: Words) -> str:
    return words(text) if isinstance(text, str) else text.get(words.language) or text["en"]
