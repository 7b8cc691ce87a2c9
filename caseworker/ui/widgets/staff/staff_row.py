# SPDX-License-Identifier: AGPL-3.0-or-later
"""One colleague under Settings: who it is, what they may do, what their account lacks, what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseworker.services.staff.people import Colleague
from caseworker.words import N_, Words
from caseworker.words.roles import roles_text

from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.label import Label

ROLES, FIRST, RESET, CONFIRM, END = "roles", "first", "reset", "confirm", "end"
ACTS = {
    ROLES: N_("Change roles…"),
    FIRST: N_("Make a first passphrase"),
    RESET: N_("Reset the passphrase…"),
    CONFIRM: N_("Confirm"),
    END: N_("End the account…"),
}
STATES = {
    "first": N_("First passphrase not yet replaced"),
    "no_passphrase": N_("No passphrase yet"),
    "recovered": N_("Recovered, not confirmed: cannot approve"),
    "inactive": N_("Not active any more"),
}
YOU = N_("{name} (you)")


class StaffRow(QWidget):
    """`acts` are those offered; `act` is told which was chosen, and by what button."""

    def __init__(
        self,
        one: Colleague,
        acts: tuple[str, ...],
        act: Callable[[str, ActButton], None],
        words: Words,
        *,
        here: bool,
    ) -> None:
        super().__init__()
        self.colleague = one
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        name = Label(words(YOU, name=one.name) if here else one.name)
        name.setObjectName("fieldLabel")
        said = [roles_text(one.roles, words), words(STATES[one.state]) if one.state in STATES else ""]
        about = Label(" \u00b7 ".join(part for part in said if part))
        for label in (name, about):
            label.setWordWrap(True)
            column.addWidget(label)
        self.buttons: dict[str, ActButton] = {}
        row = QHBoxLayout()
        row.setSpacing(12)
        for which in acts:
            button = ActButton(words(ACTS[which]))
            button.setObjectName("link")
            button.setAccessibleName(f"{words(ACTS[which])} {one.name}")
            button.acted.connect(weakly(self, lambda self, which=which: act(which, self.buttons[which])))
            self.buttons[which] = button
            row.addWidget(button)
        row.addStretch()
        if acts:
            column.addLayout(row)
