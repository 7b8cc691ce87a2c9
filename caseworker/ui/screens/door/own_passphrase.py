# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before the window, once: a new colleague replaces their first passphrase by their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from caseworker.words import N_, Words

from ...background import Background
from ...widgets.staff.before_card import before_card
from ...widgets.staff.passphrase_form import PassphraseForm

TITLE = N_("Your own passphrase")
ABOUT = N_(
    "{name}, you came in with a passphrase that somebody else knows. Choose your own now; only then is "
    "anything shown. It opens the store and stands for you when you approve: tell it to nobody."
)
SET = N_("Set my passphrase")


class OwnPassphraseScreen(QWidget):
    """`work` sets it, from the one so far and the new one; then `finished`."""

    finished = Signal()

    def __init__(self, name: str, work: Callable[[str, str], Any], words: Words) -> None:
        super().__init__()
        self.background = Background(self)
        column = before_card(self, words(TITLE), words(ABOUT, name=name))
        self.form = PassphraseForm(self.background, words, work, SET, asks_old=True)
        self.form.go.setObjectName("primary")
        self.form.finished.connect(self.finished)
        column.addWidget(self.form)
        self.form.type_first()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.background.wait(3000)
        super().closeEvent(event)
