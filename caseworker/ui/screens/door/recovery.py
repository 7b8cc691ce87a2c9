# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the recovery key opens: one person chooses a new passphrase, and nothing else is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from caseworker.services.desk import Desk, Worker
from caseworker.services.staff import recovery
from caseworker.words import N_, Words
from caseworker.words.errors import error_text
from caseworker.words.roles import roles_text

from ...background import Background
from ...weakly import weakly
from ...widgets.plain.label import Label
from ...widgets.staff.before_card import before_card
from ...widgets.staff.passphrase_form import PassphraseForm

TITLE = N_("Recovery")
ABOUT = N_(
    "The recovery key sets a new passphrase for one person, and does nothing else. That is recorded, and "
    "everyone sees it on their first screen. Until another person has confirmed it, that account cannot "
    "approve."
)
WHO = N_("Who chooses a new passphrase?")
SET = N_("Set the passphrase")
DONE = N_("The passphrase of {name} is set anew. Unlock the store with it now, and put the sheet back.")
LEAVE = N_("To the first screen")
CHOOSE = N_("First choose the person.")


class RecoveryScreen(QWidget):
    """Emits `finished` when the store is to be closed."""

    finished = Signal()

    def __init__(self, desk: Desk, words: Words) -> None:
        super().__init__()
        self.desk, self.words = desk, words
        self._who = ""
        self.background = Background(self)
        column = before_card(self, words(TITLE), words(ABOUT))
        label = Label(words(WHO))
        label.setObjectName("fieldLabel")
        self.people = QListWidget()
        self.people.setAccessibleName(words(WHO))
        self.people.setMaximumHeight(180)
        label.setBuddy(self.people)
        self.form = PassphraseForm(self.background, words, self._recover, SET, asks_old=False)
        self.form.go.setObjectName("primary")
        self.form.setEnabled(False)
        self._said = Label(words(CHOOSE))
        self._said.setWordWrap(True)
        self.leave = QPushButton(words(LEAVE))
        self.people.itemSelectionChanged.connect(weakly(self, lambda self: self._on_chosen()))
        self.form.finished.connect(weakly(self, lambda self: self._on_set()))
        self.leave.clicked.connect(weakly(self, lambda self: self.finished.emit()))
        for widget in (label, self.people, self._said, self.form, self.leave):
            column.addWidget(widget)
        self.background.read(lambda: recovery.recoverable(desk), self._show, self._fail)
        self.people.setFocus()

    def _show(self, found: tuple[Worker, ...]) -> None:
        for one in found:
            item = QListWidgetItem(f"{one.name} \u00b7 {roles_text(one.roles, self.words)}")
            item.setData(0x0100, one)
            self.people.addItem(item)

    def _chosen(self) -> Worker | None:
        """Whom somebody chose. Not the current row: a list that takes the focus makes its first row that."""
        chosen = self.people.selectedItems()
        found: Worker | None = chosen[0].data(0x0100) if chosen else None
        return found

    def _on_chosen(self) -> None:
        one = self._chosen()
        self._who = one.id if one else ""
        self.form.setEnabled(one is not None)
        self.form.forget()
        self._said.setText("" if one else self.words(CHOOSE))

    def _recover(self, _: str, new: str) -> None:
        # In the background: the widgets are left alone.
        recovery.recover(self.desk, self._who, new)
        # One person, and the session is over.
        self.desk.store.close()

    def _on_set(self) -> None:
        one = self._chosen()
        self._said.setText(self.words(DONE, name=one.name if one else ""))
        self.form.hide()
        self.people.setEnabled(False)
        self.leave.setObjectName("primary")
        self.leave.style().polish(self.leave)
        self.leave.setFocus()

    def _fail(self, error: Exception) -> None:
        self._said.setText(error_text(error, self.words))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.background.wait(3000)
        super().closeEvent(event)
