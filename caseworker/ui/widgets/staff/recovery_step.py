# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recovery key on the screen: printed or saved, and typed back, before anything goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from caseworker.private_files import write_private
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...background import Background
from ...printing import NO_PRINTER, print_pdf
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.label import Label
from ..plain.muted_label import muted

KEEP = N_(
    "Print this recovery sheet, or save it and print it elsewhere, and keep it in a sealed envelope, away "
    "from this computer. If a passphrase is forgotten, it gives one person a new one. The key is shown once "
    "and kept nowhere."
)
NAME = N_("Recovery key")
# Everybody at the printer sees it.
JOB = "Caseworker"
PRINT, SAVE = N_("Print the recovery sheet…"), N_("Save the recovery sheet as PDF…")
TYPE_BACK = N_("Type the first six characters back")
NOT_KEPT = N_("First print the sheet or save it.")
NOT_TYPED = N_("Now type the first six characters of the key back, from the sheet.")
SAVED = N_("Saved as a file. Print it, put it in the envelope, and delete the file.")
TYPED = 6


class RecoveryStep(QWidget):
    """Emits `finished` once the sheet was printed or saved and six characters of the key typed back.

    `sheet` makes the PDF, in the background. `action` is what the last button says.
    """

    finished = Signal()

    def __init__(
        self,
        key: str,
        sheet: Callable[[], bytes],
        background: Background,
        words: Words,
        action: str = N_("Begin"),
    ) -> None:
        super().__init__()
        self._key, self._sheet, self._background, self.words = key, sheet, background, words
        self._kept = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        text = Label(words(KEEP))
        text.setWordWrap(True)
        shown = Label(key)
        shown.setObjectName("heading")
        shown.setWordWrap(True)
        shown.setStyleSheet("font-family: monospace;")
        shown.setAccessibleName(f"{words(NAME)}: {key}")
        row = QHBoxLayout()
        self.print, self.save = QPushButton(words(PRINT)), QPushButton(words(SAVE))
        self.print.clicked.connect(weakly(self, lambda self: self._make(self._to_printer)))
        self.save.clicked.connect(weakly(self, lambda self: self._on_save()))
        row.addWidget(self.print)
        row.addWidget(self.save)
        row.addStretch()
        self._said = muted()
        label = Label(words(TYPE_BACK))
        label.setObjectName("fieldLabel")
        self.back = QLineEdit()
        self.back.setMaximumWidth(200)
        self.back.setAccessibleName(words(TYPE_BACK))
        label.setBuddy(self.back)
        self.go = ActButton(words(action))
        self.go.setObjectName("primary")
        self._why = muted()
        self.back.textChanged.connect(weakly(self, lambda self, _: self._allow()))
        self.back.returnPressed.connect(weakly(self, lambda self: self.go.press()))
        self.go.acted.connect(weakly(self, lambda self: self.finished.emit()))
        column.addWidget(text)
        column.addWidget(shown)
        column.addLayout(row)
        for widget in (self._said, label, self.back, self._why, self.go):
            column.addWidget(widget)
        self._allow()
        self.print.setFocus()

    def fail(self, error: Exception) -> None:
        """Says what kept it from ending, and lets it be tried again."""
        self._said.setText(error_text(error, self.words))
        self._allow()

    def _allow(self) -> None:
        typed = _plain(self.back.text()) == _plain(self._key)[:TYPED]
        self.go.setEnabled(self._kept and typed)
        why = "" if self._kept and typed else NOT_TYPED if self._kept else NOT_KEPT
        self._why.setText(self.words(why) if why else "")
        self.go.setAccessibleDescription(self._why.text())

    def _make(self, use: Callable[[bytes], None]) -> None:
        self._background.read(self._sheet, use, self.fail)

    def _to_printer(self, pdf: bytes) -> None:
        said = print_pdf(self, pdf, self.words, JOB)
        self._note(said, kept=bool(said) and said != self.words(NO_PRINTER))

    def _on_save(self) -> None:
        title = self.words(N_("Save the recovery sheet"))
        chosen, _ = QFileDialog.getSaveFileName(self, title, "recovery-sheet.pdf", "PDF (*.pdf)")
        if chosen:
            sheet, path = self._sheet, Path(chosen)
            self._background.read(
                lambda: write_private(path, sheet()),
                weakly(self, lambda self, _: self._note(self.words(SAVED), kept=True)),
                self.fail,
            )

    def _note(self, said: str, *, kept: bool) -> None:
        self._said.setText(said)
        self._kept = self._kept or kept
        self._allow()
        if kept:
            self.back.setFocus()


def _plain(text: str) -> str:
    return "".join(ch for ch in text.upper() if ch.isalnum())
