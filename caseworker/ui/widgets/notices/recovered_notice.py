# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody sees on Start after the recovery key was used, until somebody else confirmed it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from caseworker.services.desk import Desk
from caseworker.services.staff import people
from caseworker.services.staff.people import Recovered
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...background import Background
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.clearing import clear
from ..plain.label import Label, on_button
from ..plain.muted_label import muted

SAID = N_("The passphrase of {name} was set anew with the recovery key on {day}.")
ASK = N_(
    "Until somebody else confirms it, this account cannot approve. Confirm only if you know from {name} in "
    "person that it was them; if not, tell an administrator and keep the sheet safe."
)
OWN = N_("Until a colleague confirms it, you cannot approve. Ask them in person.")
WAITS = N_(
    "Until it is confirmed, this account cannot approve. A colleague whose own passphrase is in order "
    "confirms it."
)
CONFIRM = N_("Confirm for {name}")


class RecoveredNotice(QFrame):
    """Hidden while nobody waits to be confirmed."""

    def __init__(self, desk: Desk, background: Background) -> None:
        super().__init__()
        self._desk, self._background = desk, background
        self.setObjectName("notice")
        self._column = QVBoxLayout(self)
        self._found: tuple[Recovered, ...] = ()
        self._words: Words | None = None
        self.confirms: dict[str, ActButton] = {}
        self.hide()

    def show_recovered(self, found: tuple[Recovered, ...], words: Words) -> None:
        """Shows these, each with what can be done."""
        self._found, self._words = found, words
        clear(self._column)
        self.confirms.clear()
        self.setVisible(bool(found))
        for one in found:
            day = words.day(datetime.fromisoformat(one.recovered_at).date())
            text = Label(words(SAID, name=one.name, day=day))
            text.setWordWrap(True)
            about = muted()
            here = one.id == self._desk.worker.id
            about.setText(words(ASK if one.may_confirm else OWN if here else WAITS, name=one.name))
            self._column.addWidget(text)
            self._column.addWidget(about)
            if one.may_confirm and not self._desk.store.viewer:
                button = ActButton(on_button(words(CONFIRM, name=one.name)))
                button.acted.connect(weakly(self, lambda self, at=one.id: self._on_confirm(at)))
                self.confirms[one.id] = button
                self._column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)

    def _on_confirm(self, staff_id: str) -> None:
        desk = self._desk

        def work() -> tuple[Recovered, ...]:
            people.confirm(desk, staff_id)
            return people.recovered(desk)

        def done(found: tuple[Recovered, ...]) -> None:
            if self._words is not None:
                self.show_recovered(found, self._words)

        self._background.write(work, *self.confirms[staff_id].until_told(done, self._fail))

    def _fail(self, error: Exception) -> None:
        if self._words is not None:
            said = Label(error_text(error, self._words))
            said.setObjectName("error")
            said.setWordWrap(True)
            self._column.addWidget(said)
