# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cards of the settings about secrets: one's own passphrase, and the recovery sheet of the store."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from caseworker.services.desk import Desk
from caseworker.services.staff import people, recovery
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...background import Background
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.label import Label
from ..plain.muted_label import muted
from .passphrase_form import PassphraseForm
from .recovery_step import RecoveryStep

MINE, CHANGE = N_("My passphrase"), N_("Change my passphrase")
CHANGED = N_("Your passphrase is changed. The one of before opens nothing more.")
SHEET = N_("Recovery sheet")
ABOUT_SHEET = N_(
    "Make a new one when the envelope was opened, is lost, or somebody who knew of it has left. The sheet "
    "of before opens nothing from then on; destroy it."
)
MAKE, DONE = N_("Make a new recovery sheet"), N_("Done")
KEPT = N_("The new sheet is in force. Put it into its envelope.")


class PassphraseCard(QFrame):
    """Changes the passphrase of whoever sits here."""

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setMaximumWidth(760)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        self._title = Label()
        self._title.setObjectName("group")

        def work(old: str, new: str) -> None:
            people.set_own_passphrase(desk, old, new)

        self.form = PassphraseForm(background, words, work, CHANGE, asks_old=True)
        layout = self.form.layout()
        if layout is not None:
            layout.setAlignment(self.form.go, Qt.AlignmentFlag.AlignLeft)
        self.form.finished.connect(weakly(self, lambda self: self.said.setText(self.words(CHANGED))))
        self.said = muted()
        for widget in (self._title, self.form, self.said):
            column.addWidget(widget)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        self._title.setText(words(MINE))
        self.form.set_words(words)
        self.said.setText("")


class RecoveryCard(QFrame):
    """Makes a new recovery sheet; hidden from those who may not."""

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self._desk, self._background = desk, background
        self.step: RecoveryStep | None = None
        self.setObjectName("card")
        self.setMaximumWidth(760)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._title, self._about, self.said = Label(), muted(), muted()
        self._title.setObjectName("group")
        self.make = ActButton()
        self.make.acted.connect(weakly(self, lambda self: self._on_make()))
        for widget in (self._title, self._about):
            self._column.addWidget(widget)
        self._column.addWidget(self.make, alignment=Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.said)
        self.set_words(words)
        self.hide()
        if not desk.store.viewer and not desk.store.training:
            background.read(lambda: recovery.may_renew(desk), self.setVisible)

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        self._title.setText(words(SHEET))
        self._about.setText(words(ABOUT_SHEET))
        self.make.setText(words(MAKE))

    def _on_make(self) -> None:
        desk = self._desk
        self.said.setText("")
        told = self.make.until_told(self._show_key, self._fail)
        self._background.write(lambda: recovery.new_key(desk), *told)

    def _show_key(self, key: str) -> None:
        desk, words = self._desk, self.words
        self.make.hide()
        self.step = RecoveryStep(key, lambda: recovery.sheet(desk, key, words), self._background, words, DONE)
        self.step.finished.connect(weakly(self, lambda self: self._on_finished()))
        self._column.addWidget(self.step)

    def _on_finished(self) -> None:
        desk, step = self._desk, self.step
        if step is None:
            return

        def done(_: object) -> None:
            step.hide()
            step.deleteLater()
            self.step = None
            self.make.show()
            self.said.setText(self.words(KEPT))

        self._background.write(lambda: recovery.sheet_kept(desk), *step.go.until_told(done, step.fail))

    def _fail(self, error: Exception) -> None:
        self.said.setText(error_text(error, self.words))
