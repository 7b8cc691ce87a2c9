# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked before a colleague's roles, passphrase or account are changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from caseworker.services.desk import Desk, Worker
from caseworker.services.staff import people
from caseworker.services.staff.people import Colleague
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...background import Background
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.label import Label
from ..plain.muted_label import muted
from .role_boxes import RoleBoxes
from .staff_row import END, RESET, ROLES

TITLES = {
    ROLES: N_("What {name} may do"),
    RESET: N_("A new first passphrase for {name}"),
    END: N_("End the account of {name}"),
}
ABOUT = {
    ROLES: "",
    RESET: N_(
        "Nobody does this alone: a second person, neither you nor {name}, types their own passphrase here. "
        "{name} replaces the first passphrase when they unlock."
    ),
    END: N_(
        "Their passphrase opens nothing more, and they approve nothing more. What they recorded and decided "
        "stays, in their name. This cannot be taken back."
    ),
}
GO = {ROLES: N_("Save the roles"), RESET: N_("Reset the passphrase"), END: N_("End the account")}
NOBODY = N_(
    "There is nobody who could be the second person: it takes a third colleague who chose a passphrase of "
    "their own. Use the recovery sheet instead: lock, and type its key."
)
SECOND, PASSPHRASE = N_("Second person"), N_("Passphrase of the second person")
CANCEL = N_("Cancel")


class StaffAct(QFrame):
    """Hidden until `ask`. `done` carries the colleague and the first passphrase that came of it, if any."""

    done = Signal(object, str)
    left = Signal()

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self._desk, self._background, self.words = desk, background, words
        self._one: Colleague | None = None
        self._which = ""
        self.setObjectName("notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        self._title = Label()
        self._title.setObjectName("group")
        self._title.setWordWrap(True)
        self._about = muted()
        self.roles = RoleBoxes(words)
        self.who, self.passphrase = QComboBox(), QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        for part in (self.who, self.passphrase):
            part.setMaximumWidth(320)
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        for widget in (self._title, self._about, self.roles, self.who, self.passphrase, self._error):
            column.addWidget(widget)
        row = QHBoxLayout()
        self.go, self.cancel = ActButton(), QPushButton()
        self.go.acted.connect(weakly(self, lambda self: self._on_go()))
        self.passphrase.returnPressed.connect(weakly(self, lambda self: self.go.press()))
        self.cancel.clicked.connect(weakly(self, lambda self: self.leave()))
        row.addWidget(self.go)
        row.addWidget(self.cancel)
        row.addStretch()
        column.addLayout(row)
        self.hide()

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        self.roles.set_words(words)
        self._say()

    def ask(self, which: str, one: Colleague) -> None:
        """Asks about one act on one colleague."""
        self._which, self._one = which, one
        self.passphrase.setText("")
        self.roles.choose(one.roles)
        self.roles.setVisible(which == ROLES)
        self.who.clear()
        for part in (self.who, self.passphrase):
            part.setVisible(which == RESET)
        self.go.setEnabled(which != RESET)
        self._say()
        self.show()
        if which == RESET:
            desk, staff_id = self._desk, one.id
            self._background.read(
                lambda: people.seconds_for_reset(desk, staff_id), self._show_seconds, self._fail
            )
        (next(iter(self.roles.boxes.values())) if which == ROLES else self.cancel).setFocus()

    def leave(self) -> None:
        """Closes and lets go what was typed."""
        self.passphrase.setText("")
        self._one = None
        self.hide()
        self.left.emit()

    def _say(self) -> None:
        words, one = self.words, self._one
        if one is None:
            return
        self._title.setText(words(TITLES[self._which], name=one.name))
        about = ABOUT[self._which]
        self._about.setText(words(about, name=one.name) if about else "")
        self._about.setVisible(bool(about))
        self.go.setText(words(GO[self._which]))
        self.cancel.setText(words(CANCEL))
        self.who.setAccessibleName(words(SECOND))
        self.passphrase.setPlaceholderText(words(PASSPHRASE))
        self.passphrase.setAccessibleName(words(PASSPHRASE))
        self._error.setText("")

    def _show_seconds(self, found: tuple[Worker, ...]) -> None:
        for one in found:
            self.who.addItem(one.name, one.id)
        for part in (self.who, self.passphrase):
            part.setVisible(bool(found))
        self.go.setEnabled(bool(found))
        if not found:
            self._about.setText(self.words(NOBODY))

    def _on_go(self) -> None:
        one = self._one
        if one is None:
            return
        desk, staff_id = self._desk, one.id
        roles, second, said = self.roles.chosen(), self.who.currentData(), [self.passphrase.text()]
        self.passphrase.setText("")
        acts: dict[str, Callable[[], Any]] = {
            ROLES: lambda: people.change_roles(desk, staff_id, roles),
            RESET: lambda: people.reset(desk, staff_id, second, said.pop()),
            END: lambda: people.deactivate(desk, staff_id),
        }

        def done(first: str | None) -> None:
            self.leave()
            self.done.emit(one, first or "")

        self._background.write(acts[self._which], *self.go.until_told(done, self._fail))

    def _fail(self, error: Exception) -> None:
        self._error.setText(error_text(error, self.words))
