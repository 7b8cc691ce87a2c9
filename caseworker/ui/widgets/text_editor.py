# SPDX-License-Identifier: AGPL-3.0-or-later
"""Typed values: text, whole numbers, money. A wrong entry stays as typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from caseworker.domain.fields import NOT_ASKED
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
        self.line.textEdited.connect(self._on_edited)

    def target(self) -> QWidget:
        return self.line

    def show_value(self, value: Any, words: Words) -> None:
        text = value if isinstance(value, str) else ""
        if self.line.text() != text and not self.line.hasFocus():
            self.line.setText(text)

    def _on_edited(self, text: str) -> None:
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
        self._showing = False
        self.box.textChanged.connect(self._on_edited)

    def target(self) -> QWidget:
        return self.box

    def show_value(self, value: Any, words: Words) -> None:
        text = value if isinstance(value, str) else ""
        if self.box.toPlainText() != text and not self.box.hasFocus():
            self._showing = True
            self.box.setPlainText(text)
            self._showing = False

    def _on_edited(self) -> None:
        if not self._showing:
            text = self.box.toPlainText()
            self.changed.emit(text if text.strip() else NOT_ASKED)


class NumberEditor(Editor):
    """A whole number, or with `money` an amount with thousands separators, in US dollars unless
    another `sign` stands before it."""

    def __init__(self, *, money: bool = False, sign: str = "US$") -> None:
        super().__init__()
        self._money = money
        self.line = QLineEdit()
        self.line.setMaximumWidth(150 if money else 90)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        if money and sign:
            row.addWidget(QLabel(sign))
        row.addWidget(self.line)
        row.addStretch()
        self.line.textEdited.connect(self._on_edited)
        self.line.editingFinished.connect(self._tidy)

    def target(self) -> QWidget:
        return self.line

    def show_value(self, value: Any, words: Words) -> None:
        text = self._shown(value) if isinstance(value, int | float) else ""
        if not self.line.hasFocus() or self._read(self.line.text()) != value:
            self.line.setText(text)

    def show_wrong(self, text: str) -> None:
        if not self.line.hasFocus():
            self.line.setText(text)

    def _shown(self, value: float) -> str:
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"

    def _read(self, text: str) -> float | int | None:
        clean = text.replace(" ", "").replace("$", "").replace("\u00a0", "")
        # 52.000 and 52,000 both mean fifty-two thousand; a tail of two digits means cents.
        head, mark, tail = clean.rpartition("." if clean.rfind(".") > clean.rfind(",") else ",")
        if mark and len(tail) != 2:
            head, mark, tail = head + tail, "", ""
        whole = (head if mark else head + tail).replace(",", "").replace(".", "")
        if not whole.isdigit() or (mark and not tail.isdigit()):
            return None
        amount = int(whole) + (int(tail) / 100 if mark else 0)
        return amount if self._money or float(amount).is_integer() else None

    def _on_edited(self, text: str) -> None:
        if not text.strip():
            self.changed.emit(NOT_ASKED)
            return
        found = self._read(text)
        if found is None or (not self._money and found > 10_000):
            self.wrong.emit("not_an_amount" if self._money else "not_a_count", text)
        else:
            self.changed.emit(int(found) if float(found).is_integer() else found)

    def _tidy(self) -> None:
        found = self._read(self.line.text())
        if found is not None:
            self.line.setText(self._shown(found))
