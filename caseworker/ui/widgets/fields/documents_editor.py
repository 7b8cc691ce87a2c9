# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of a few documents were seen: each seen, not seen; or nobody looked yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import N_, Words

from ...weakly import weakly
from ..plain.label import Label
from .choice_editor import ChoiceEditor
from .editor import Editor

SEEN = (N_("Seen"), N_("Not seen"))


class DocumentsEditor(Editor):
    """A list of the codes that were seen; `answers` are the words for seen and not seen."""

    def __init__(self, options: Sequence[tuple[str, str]], answers: tuple[str, str] = SEEN) -> None:
        super().__init__()
        self._options = list(options)
        self._labels: list[QLabel] = []
        self._choices: list[ChoiceEditor] = []
        self._seen: dict[str, Any] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for at, (code, _) in enumerate(self._options):
            label = Label()
            label.setMinimumWidth(170)
            choice = ChoiceEditor([(True, answers[0]), (False, answers[1])])
            choice.changed.connect(weakly(self, lambda self, value, code=code: self._on_changed(code, value)))
            grid.addWidget(label, at, 0)
            grid.addWidget(choice, at, 1)
            self._labels.append(label)
            self._choices.append(choice)
        grid.setColumnStretch(1, 1)

    def target(self) -> QWidget:
        return self._choices[0].target()

    def name(self, label: str) -> None:
        for choice, part in zip(self._choices, self._labels, strict=True):
            choice.name(f"{label}, {part.text()}")

    def show_value(self, value: Any, words: Words) -> None:
        if isinstance(value, list):
            self._seen = {
                code: code in value for code, _ in self._options if code in value or code in self._seen
            }
            stated = self._seen
        else:
            stated = self._seen = {}
        for (code, text), label, choice in zip(self._options, self._labels, self._choices, strict=True):
            label.setText(words(text))
            unasked = False if isinstance(value, list) else NOT_ASKED
            choice.show_value(stated.get(code, unasked), words)

    def _on_changed(self, code: str, value: Any) -> None:
        if value is NOT_ASKED:
            self._seen.pop(code, None)
        else:
            self._seen[code] = value
        known = any(value is not NOT_ASKED for value in self._seen.values())
        self.changed.emit([one for one, _ in self._options if self._seen.get(one)] if known else NOT_ASKED)
