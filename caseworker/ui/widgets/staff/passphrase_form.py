# SPDX-License-Identifier: AGPL-3.0-or-later
"""Choosing a passphrase: typed twice, after the one so far where there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...background import Background
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.label import Label
from ..plain.muted_label import muted

OLD, NEW, AGAIN = N_("Passphrase so far"), N_("New passphrase"), N_("The new passphrase again")
HINT = N_("At least 15 characters. Four or more words that have nothing to do with each other are best.")
DIFFER = N_("The two passphrases differ. Type them again.")
MISSING = N_("Type the passphrase so far, too.")


class PassphraseForm(QWidget):
    """`work` is called in the background with the passphrase so far and the new one; then `finished`."""

    finished = Signal()

    def __init__(
        self,
        background: Background,
        words: Words,
        work: Callable[[str, str], Any],
        action: str,
        *,
        asks_old: bool,
    ) -> None:
        super().__init__()
        self._background, self.words, self._work, self._action = background, words, work, action
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._lines: dict[str, QLineEdit] = {}
        self._labels: dict[str, QLabel] = {}
        for text in (*([OLD] if asks_old else []), NEW, AGAIN):
            label, line = Label(), QLineEdit()
            label.setObjectName("fieldLabel")
            label.setBuddy(line)
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setMaximumWidth(420)
            line.returnPressed.connect(weakly(self, lambda self: self.go.press()))
            self._labels[text], self._lines[text] = label, line
            column.addWidget(label)
            column.addWidget(line)
        self._hint = muted()
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        self.go = ActButton()
        self.go.acted.connect(weakly(self, lambda self: self._on_go()))
        for widget in (self._hint, self._error):
            column.addWidget(widget)
        column.addWidget(self.go)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        for text, label in self._labels.items():
            label.setText(words(text))
            self._lines[text].setAccessibleName(words(text))
        self._hint.setText(words(HINT))
        self.go.setText(words(self._action))

    def type_first(self) -> None:
        """Puts the cursor where typing begins."""
        next(iter(self._lines.values())).setFocus()

    def forget(self) -> None:
        """Lets go what was typed."""
        for line in self._lines.values():
            # Setting drops what undo would bring back; clearing does not.
            line.setText("")

    def _on_go(self) -> None:
        old = self._lines[OLD].text() if OLD in self._lines else ""
        if OLD in self._lines and not old:
            self._refuse(self.words(MISSING))
            return
        if self._lines[NEW].text() != self._lines[AGAIN].text():
            self._refuse(self.words(DIFFER))
            return
        said = [old, self._lines[NEW].text()]
        work = self._work
        self._error.hide()

        def done(_: object) -> None:
            self.forget()
            self.finished.emit()

        def failed(error: Exception) -> None:
            self._refuse(error_text(error, self.words))

        # Taken out by whoever uses it: the work outlives its end by a little.
        self._background.write(lambda: work(said.pop(0), said.pop()), *self.go.until_told(done, failed))

    def _refuse(self, text: str) -> None:
        self._error.setText(text)
        self._error.show()
