# SPDX-License-Identifier: AGPL-3.0-or-later
"""Typed text: a line, or several."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import Words

from .editor import Editor


class TextEditor(Editor):
    """One line of text; emptied, it is not asked."""

    def __init__(self, width: int = 420, limit: int = 300) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setMinimumWidth(min(width, 320))
        self.line.setMaximumWidth(width)
        self.line.setMaxLength(limit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        row.addStretch()
        self.line.textChanged.connect(self._on_edited)

    def target(self) -> QWidget:
        return self.line

    def said(self, value: Any, words: Words) -> str:
        return value if isinstance(value, str) else ""

    def show_value(self, value: Any, words: Words) -> None:
        text = value if isinstance(value, str) else ""
        if self.line.text() != text and not self.line.hasFocus():
            with self.showing():
                self.line.setText(text)

    def _on_edited(self, text: str) -> None:
        if self.shows_itself:
            return
        self.changed.emit(text if text.strip() else NOT_ASKED)


class LongTextEditor(Editor):
    """Several lines of text."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setMinimumWidth(320)
        self.box.setMaximumSize(560, 110)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box)
        row.addStretch()
        self.box.textChanged.connect(self._on_edited)

    def target(self) -> QWidget:
        return self.box

    def said(self, value: Any, words: Words) -> str:
        return value if isinstance(value, str) else ""

    def show_value(self, value: Any, words: Words) -> None:
        text = value if isinstance(value, str) else ""
        if self.box.toPlainText() != text and not self.box.hasFocus():
            with self.showing():
                self.box.setPlainText(text)

    def _on_edited(self) -> None:
        if not self.shows_itself:
            text = self.box.toPlainText()
            self.changed.emit(text if text.strip() else NOT_ASKED)
