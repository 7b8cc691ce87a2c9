# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the office: whether some letters may go out without a second person."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout

from caseworker.services import settings
from caseworker.services.desk import Desk
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...background import Background
from ...weakly import weakly
from ..plain.label import Label
from ..plain.muted_label import muted

TITLE = N_("Letters without a second person")
EXPLAIN = N_(
    "Not eligible, needs review and every decision that departs from the assessment always need a second "
    "person. Others may go out alone only where this is allowed: with a reason, marked on the letter, and on "
    "every supervisor's Start until one has looked."
)
ALLOW = N_("Allow letters without a second person, with a reason")
NOT_YOURS = N_("An administrator changes this.")
SAVED = N_("Saved.")


class AloneCard(QFrame):
    """One check box; what it says is saved at once."""

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setMaximumWidth(760)
        self._desk, self._background, self._words = desk, background, words
        self._may = "office" in desk.permitted() and not desk.store.viewer
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        self._title = Label()
        self._title.setObjectName("group")
        self._title.setWordWrap(True)
        self._explain, self._said = muted(), muted()
        self.allow = QCheckBox()
        self.allow.setEnabled(False)
        self.allow.toggled.connect(weakly(self, lambda self, on: self._on_allow(on)))
        for part in (self._title, self._explain, self.allow, self._said):
            column.addWidget(part)
        self.set_words(words)
        background.read(lambda: settings.alone_allowed(desk), self._show)

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self._title.setText(words(TITLE))
        self._explain.setText(words(EXPLAIN))
        self.allow.setText(words(ALLOW))
        self._said.setText("" if self._may else words(NOT_YOURS))

    def _show(self, allowed: bool) -> None:
        with QSignalBlocker(self.allow):
            self.allow.setChecked(allowed)
        self.allow.setEnabled(self._may)

    def _on_allow(self, on: bool) -> None:
        desk = self._desk
        self.allow.setEnabled(False)

        def done(_: object) -> None:
            self.allow.setEnabled(True)
            self._said.setText(self._words(SAVED))

        def failed(error: Exception) -> None:
            self._show(not on)
            self._said.setText(error_text(error, self._words))

        self._background.write(lambda: settings.allow_alone(desk, allowed=on), done, failed)
