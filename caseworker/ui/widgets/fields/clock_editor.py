# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time of day, as 15:00."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from caseworker.domain.case.days import NotADay, clock_of
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import Words

from .editor import Editor

# 9:05, 9.05 and 0905 are one time; two digits alone are an hour that somebody has not finished.
_TYPED = re.compile(r"(\d{1,2})\s*[:.h]\s*(\d{2})|(\d{2})(\d{2})")


class ClockEditor(Editor):
    """Hours and minutes; what is no time stays as typed."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setMaximumWidth(90)
        self.line.setMaxLength(10)
        self.line.setPlaceholderText("15:00")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        row.addStretch()
        self.line.textChanged.connect(self._on_edited)

    def target(self) -> QWidget:
        return self.line

    def show_value(self, value: Any, words: Words) -> None:
        if not self.line.hasFocus() and not self.announcing:
            with self.showing():
                self.line.setText(value if isinstance(value, str) else "")

    def show_wrong(self, text: str) -> None:
        if not self.line.hasFocus():
            with self.showing():
                self.line.setText(text)

    def _on_edited(self, text: str) -> None:
        if self.shows_itself:
            return
        if not text.strip():
            self.changed.emit(NOT_ASKED)
            return
        found = _TYPED.fullmatch(text.strip())
        hours, minutes = (found[1] or found[3], found[2] or found[4]) if found else ("", "")
        try:
            clock_of(clock := f"{hours:0>2}:{minutes}")
        except NotADay:
            self.wrong.emit("not_a_time", text)
            return
        self.announce(clock)
