# SPDX-License-Identifier: AGPL-3.0-or-later
"""The machine-readable lines of a passport: typed, pasted or scanned; taken over on request."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from caseworker.domain.fields import NOT_ASKED
from caseworker.domain.mrz import MrzReading, NotMrz, read_mrz, repaired
from caseworker.words import N_, Words, words_for

from .editor import Editor

READ = N_("Read: {names}, {country}, number {number}, born {born}, expires {expires}.")
SOUND = N_("All check digits agree.")
UNSOUND = N_("Check digits disagree: {fields}. Compare with the paper; nothing is taken over.")
REPAIR = N_("A letter may stand for a digit. Use {lines}?")
TAKE, USE = N_("Take into the fields"), N_("Use the repaired lines")
NOT_YET = N_("Two lines of 44 or 36 characters, or three of 30.")
FIELDS = {
    "number": N_("passport number"),
    "born_on": N_("date of birth"),
    "expires_on": N_("expiry"),
    "personal_number": N_("personal number"),
    "whole": N_("the whole line"),
}


class MrzEditor(Editor):
    """`taken` carries a reading whose check digits agree, after the person asked for it."""

    taken = Signal(object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today, self._words = today, words_for("en")
        self._reading: MrzReading | None = None
        self._repair: MrzReading | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.box = QPlainTextEdit()
        self.box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.box.setTabChangesFocus(True)
        self.box.setMaximumHeight(76)
        column.addWidget(self.box)
        self._said = QLabel()
        self._said.setObjectName("muted")
        self._said.setWordWrap(True)
        column.addWidget(self._said)
        row = QHBoxLayout()
        self._take, self._use = QPushButton(), QPushButton()
        self._take.clicked.connect(lambda: self.taken.emit(self._reading))
        self._use.clicked.connect(self._on_use)
        row.addWidget(self._take)
        row.addWidget(self._use)
        row.addStretch()
        column.addLayout(row)
        self._showing = False
        self.box.textChanged.connect(self._on_edited)
        self._show()

    def target(self) -> QWidget:
        return self.box

    def show_value(self, value: Any, words: Words) -> None:
        self._words = words
        text = value if isinstance(value, str) else ""
        if self.box.toPlainText() != text and not self.box.hasFocus():
            self._showing = True
            self.box.setPlainText(text)
            self._showing = False
        self._read()

    def _on_edited(self) -> None:
        if not self._showing:
            text = self.box.toPlainText()
            self.changed.emit(text if text.strip() else NOT_ASKED)
            self._read()

    def _read(self) -> None:
        text = self.box.toPlainText()
        self._reading = self._repair = None
        try:
            self._reading = read_mrz(text, self._today)
            self._repair = repaired(text, self._today)
        except NotMrz:
            pass
        self._show()

    def _show(self) -> None:
        words, reading = self._words, self._reading
        self._take.setText(words(TAKE))
        self._use.setText(words(USE))
        self._take.setVisible(reading is not None and reading.sound)
        self._use.setVisible(self._repair is not None)
        if reading is None:
            self._said.setText(words(NOT_YET) if self.box.toPlainText().strip() else "")
            return
        said = [
            words(
                READ,
                names=" ".join(part for part in (reading.given_names, reading.surnames) if part),
                country=words.country(reading.issued_by),
                number=reading.number,
                born=words.day(reading.born_on) if reading.born_on else "…",
                expires=words.day(reading.expires_on) if reading.expires_on else "…",
            )
        ]
        if reading.sound:
            said.append(words(SOUND))
        else:
            wrong = [words(FIELDS[check.field]) for check in reading.checks if not check.agrees]
            said.append(words(UNSOUND, fields=words.listing(wrong)))
        if self._repair is not None:
            said.append(words(REPAIR, lines=" / ".join(self._repair.lines)))
        self._said.setText(" ".join(said))

    def _on_use(self) -> None:
        if self._repair is not None:
            self.box.setPlainText("\n".join(self._repair.lines))
