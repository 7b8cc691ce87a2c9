# SPDX-License-Identifier: AGPL-3.0-or-later
"""The card of the settings with everyone who works here, and a new colleague."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from caseworker.services.desk import Desk
from caseworker.services.staff import people
from caseworker.services.staff.people import NO_PASSPHRASE, Colleague
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...background import Background
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.clearing import clear
from ..plain.label import Label
from ..plain.muted_label import muted
from .role_boxes import RoleBoxes
from .staff_act import StaffAct
from .staff_row import CONFIRM, END, FIRST, RESET, ROLES, StaffRow

TITLE = N_("Staff")
WHO_MAY = N_("An administrator adds people, changes what they may do and ends their accounts.")
NEW, ROLES_OF_NEW = N_("Name of a new colleague"), N_("What they may do")
ADD = N_("Add this person")
ADDED, SAVED = N_("{name} was added."), N_("Saved.")
FIRST_OF = N_(
    "First passphrase of {name}. Give it to them on paper or read it aloud; it is shown once and kept "
    "nowhere. When they unlock with it, they choose their own before anything else."
)
WRITTEN = N_("It is written down")


class StaffCard(QFrame):
    """Emits `changed` when the people are others than before."""

    changed = Signal()

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self._desk, self._background, self.words = desk, background, words
        self._found: tuple[Colleague, ...] = ()
        self._may = False
        self._confirmable: frozenset[str] = frozenset()
        self._first_of = ""
        self.setObjectName("card")
        self.setMaximumWidth(760)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(6)
        self._title = Label()
        self._title.setObjectName("group")
        self._who_may = muted()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.act = StaffAct(desk, background, words)
        self.act.done.connect(weakly(self, lambda self, one, first: self._on_done(one, first)))
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._title)
        column.addWidget(self._who_may)
        column.addLayout(self._rows)
        column.addWidget(self._make_first())
        column.addWidget(self.act)
        self._make_new(column, words)
        column.addWidget(self._error)
        self._said = muted()
        column.addWidget(self._said)
        self.set_words(words)
        self.reload()

    def _make_first(self) -> QWidget:
        self._first = QFrame()
        self._first.setObjectName("notice")
        column = QVBoxLayout(self._first)
        column.setContentsMargins(16, 10, 16, 12)
        self._first_about = muted()
        self.first = Label()
        self.first.setObjectName("heading")
        self.first.setStyleSheet("font-family: monospace;")
        self.first.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._written = QPushButton()
        self._written.clicked.connect(weakly(self, lambda self: self._forget_first()))
        column.addWidget(self._first_about)
        column.addWidget(self.first)
        column.addWidget(self._written, alignment=Qt.AlignmentFlag.AlignLeft)
        self._first.hide()
        return self._first

    def _make_new(self, column: QVBoxLayout, words: Words) -> None:
        self._name_label, self._roles_label = Label(), Label()
        for label in (self._name_label, self._roles_label):
            label.setObjectName("fieldLabel")
        self.new_name = QLineEdit()
        self._name_label.setBuddy(self.new_name)
        self.new_roles = RoleBoxes(words)
        self.new_roles.choose(("caseworker",))
        self.add = ActButton()
        self.add.acted.connect(weakly(self, lambda self: self._on_add()))
        self._new: tuple[QWidget, ...] = (self._name_label, self.new_name, self._roles_label, self.new_roles)
        for widget in self._new:
            column.addWidget(widget)
            widget.hide()
        column.addWidget(self.add, alignment=Qt.AlignmentFlag.AlignLeft)
        self.add.hide()

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        self._title.setText(words(TITLE))
        self._who_may.setText(words(WHO_MAY))
        self._name_label.setText(words(NEW))
        self.new_name.setAccessibleName(words(NEW))
        self._roles_label.setText(words(ROLES_OF_NEW))
        self.add.setText(words(ADD))
        self._written.setText(words(WRITTEN))
        self._first_about.setText(words(FIRST_OF, name=self._first_of))
        self.new_roles.set_words(words)
        self.act.set_words(words)
        self._show_rows()

    def reload(self) -> None:
        """Reads again who works here."""
        desk = self._desk

        def work() -> tuple[tuple[Colleague, ...], bool, frozenset[str]]:
            confirmable = frozenset(one.id for one in people.recovered(desk) if one.may_confirm)
            may = "staff" in desk.permitted() and not desk.store.viewer
            return people.colleagues(desk), may, confirmable

        def done(found: tuple[tuple[Colleague, ...], bool, frozenset[str]]) -> None:
            self._found, self._may, self._confirmable = found
            self._who_may.setVisible(not self._may)
            for widget in (*self._new, self.add):
                widget.setVisible(self._may)
            self._show_rows()

        self._background.read(work, done, self._fail)

    def row(self, name: str) -> StaffRow:
        """The row of a colleague by their name."""
        return next(
            one for one in self.findChildren(StaffRow) if one.colleague.name == name and not one.isHidden()
        )

    def _show_rows(self) -> None:
        clear(self._rows)
        here = self._desk.worker.id
        for one in self._found:
            act = weakly(self, lambda self, which, by, one=one: self._on_act(which, by, one))
            self._rows.addWidget(StaffRow(one, self._acts(one), act, self.words, here=one.id == here))

    def _acts(self, one: Colleague) -> tuple[str, ...]:
        """What is offered: nothing that would be refused."""
        store = self._desk.store
        if one.id == self._desk.worker.id or not one.active or store.viewer:
            return ()
        confirm = (CONFIRM,) if one.id in self._confirmable else ()
        if not self._may:
            return confirm
        reset = RESET if one.state != NO_PASSPHRASE else FIRST
        return (*confirm, ROLES, *(() if store.training else (reset,)), END)

    def _on_act(self, which: str, button: ActButton, one: Colleague) -> None:
        desk = self._desk
        self._error.hide()
        if which == FIRST:
            self._background.write(
                lambda: people.first_passphrase(desk, one.id),
                *button.until_told(partial(self._on_done, one), self._fail),
            )
        elif which == CONFIRM:
            self._background.write(
                lambda: people.confirm(desk, one.id),
                *button.until_told(lambda _: self._on_done(one, ""), self._fail),
            )
        else:
            self.act.ask(which, one)

    def _on_done(self, one: Colleague, first: str) -> None:
        self._said.setText(self.words(SAVED))
        self._show_first(one.name, first)
        self.reload()
        self.changed.emit()

    def _show_first(self, name: str, first: str) -> None:
        if first:
            self._first_of = name
            self._first_about.setText(self.words(FIRST_OF, name=name))
            self.first.setText(first)
            self.first.setAccessibleName(first)
            self._first.show()
            self._written.setFocus()

    def _forget_first(self) -> None:
        self._first_of = ""
        self.first.setText("")
        self.first.setAccessibleName("")
        self._first.hide()

    def _on_add(self) -> None:
        desk, name, roles = self._desk, self.new_name.text().strip(), self.new_roles.chosen()
        language = self.words.language
        self._error.hide()

        def done(found: tuple[str, str]) -> None:
            self.new_name.clear()
            self.new_roles.choose(("caseworker",))
            self._said.setText(self.words(ADDED, name=name))
            self._show_first(name, found[1])
            self.reload()
            self.changed.emit()

        self._background.write(
            lambda: people.add(desk, name, roles, language), *self.add.until_told(done, self._fail)
        )

    def _fail(self, error: Exception) -> None:
        self._error.setText(error_text(error, self.words))
        self._error.show()
