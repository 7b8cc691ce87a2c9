# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second reader: who else reads a decision that waits, and approves it at this desk."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from caseworker.services import eligibility
from caseworker.services.cases import Determination
from caseworker.services.desk import Worker
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ..models.case_editor import CaseEditor
from .act_button import ActButton
from .muted_label import muted

TITLE = N_("Second reader")
PASSPHRASE = N_("Passphrase of the second reader")
APPROVE = N_("Approve")
SECOND = N_("A second person reads the case and approves at this desk.")
NOBODY = N_(
    "No other supervisor is registered. Add one under Settings, or give a reason when you issue the letter."
)


class SecondReader(QFrame):
    """Hidden while no decision waits to be approved."""

    def __init__(self, editor: CaseEditor, words: Words) -> None:
        super().__init__()
        self.setObjectName("card")
        self._editor = editor
        self._words = words
        self._waiting: Determination | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        self._title = QLabel()
        self._title.setObjectName("group")
        self._text = muted()
        column.addWidget(self._title)
        column.addWidget(self._text)
        row = QHBoxLayout()
        self._reader = QComboBox()
        self._passphrase = QLineEdit()
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._passphrase.setMaximumWidth(280)
        self.approve = ActButton()
        self.approve.acted.connect(self._on_approve)
        row.addWidget(self._reader)
        row.addWidget(self._passphrase)
        row.addWidget(self.approve)
        row.addStretch()
        column.addLayout(row)
        self._error = QLabel()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._error)

    def show_waiting(self, determination: Determination | None, words: Words) -> None:
        """Shows itself where this decision waits for a second person."""
        self._words = words
        waits = determination is not None and not determination.approved_by
        self._waiting = determination if waits else None
        self.setVisible(waits)
        if not waits:
            return
        self._title.setText(words(TITLE))
        self.approve.setText(words(APPROVE))
        self.approve.setEnabled(self._reader.count() > 0)
        self._passphrase.setPlaceholderText(words(PASSPHRASE))
        self._passphrase.setAccessibleName(words(PASSPHRASE))
        self._reader.setAccessibleName(words(TITLE))
        self._passphrase.setVisible(not self._editor.desk.store.training)
        self._editor.read(lambda: eligibility.second_readers(self._editor.desk), self._show_readers)

    def _show_readers(self, readers: tuple[Worker, ...]) -> None:
        current = self._reader.currentData()
        self._reader.clear()
        for one in readers:
            self._reader.addItem(f"{one.name}, {self._words.label('staff_role', one.role)}", one.id)
        if current:
            self._reader.setCurrentIndex(max(self._reader.findData(current), 0))
        for part in (self._reader, self.approve):
            part.setVisible(bool(readers))
        self.approve.setEnabled(bool(readers))
        self._passphrase.setVisible(bool(readers) and not self._editor.desk.store.training)
        self._text.setText(self._words(SECOND if readers else NOBODY))

    def _on_approve(self) -> None:
        waiting, reader = self._waiting, self._reader.currentData()
        if waiting is None or reader is None:
            return
        editor, said = self._editor, self._passphrase.text()
        # Setting drops what undo would bring back; clearing does not.
        self._passphrase.setText("")

        def done(_: object) -> None:
            self._error.hide()
            editor.reload_records(self.approve.until_told())

        def failed(error: Exception) -> None:
            self._error.setText(error_text(error, self._words))
            self._error.show()

        editor.work(
            lambda: eligibility.approve(editor.desk, waiting.id, reader, said),
            *self.approve.until_told(done, failed),
        )
