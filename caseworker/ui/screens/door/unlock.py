# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before the window: making a store the first time, with its recovery sheet; unlocking it later."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.errors import CaseworkerError, ReadOnlyStore, Refused
from caseworker.domain.passphrases import weakness
from caseworker.words import LANGUAGE_NAMES, N_, Words, words_for
from caseworker.words.errors import error_text

from ... import qt_words
from ...background import Background
from ...weakly import weakly
from ...widgets.plain.act_button import ActButton
from ...widgets.plain.clearing import clear
from ...widgets.plain.label import Label
from ...widgets.plain.muted_label import muted
from ...widgets.staff.recovery_step import RecoveryStep

TITLE = "Caseworker"
TRAINING = N_("This is a training store. The people in it are invented, and it opens without a passphrase.")
CHECKING = N_(
    "The program did not end properly last time. Before it opens, everything in the store is checked: a few "
    "seconds, with many thousands of cases a minute or more."
)
ALMOST = N_("The store is made. One thing remains.")
RESUMED = N_(
    "The recovery sheet of this store was never printed or saved. Here is a new one; an older one opens "
    "nothing."
)
WAIT = N_("{action} (in {seconds} s)")


class UnlockScreen(QWidget):
    """Asks for a passphrase, or makes a store. `opened` carries what the work returned; whoever unlocks emits
    `checking`, from any thread, where the whole store is checked first.

    `unlock(passphrase, recovery)` and `create(values)` run in the background and return the open store and
    its recovery key where a sheet with it is due, else an empty text: nothing is `opened` before `sheet_kept`
    was told of that. `view` opens it for reading only; without `unlock` being possible a button offers that.
    A `training` store asks for nothing.
    """

    opened = Signal(object)
    checking = Signal()
    language_chosen = Signal(str)

    def __init__(
        self,
        words: Words,
        *,
        exists: bool,
        unlock: Callable[[str, str | None], tuple[Any, str]],
        create: Callable[[dict[str, str]], tuple[Any, str]],
        sheet: Callable[[str, Words], bytes],
        sheet_kept: Callable[[], None],
        view: Callable[[str, str | None], tuple[Any, str]] | None = None,
        training: bool = False,
    ) -> None:
        super().__init__()
        self.words, self._exists = words, exists
        self._unlock, self._create, self._view = unlock, create, view
        self._sheet, self._sheet_kept = sheet, sheet_kept
        self._training = training
        self.background = Background(self)
        self.setWindowTitle(TITLE)
        self.resize(760, 640)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(40, 24, 40, 24)
        row = QHBoxLayout()
        self._title = Label()
        self._title.setObjectName("title")
        self._language = QComboBox()
        for code, name in LANGUAGE_NAMES.items():
            self._language.addItem(name, code)
        self._language.setCurrentIndex(max(self._language.findData(words.language), 0))
        self._language.currentIndexChanged.connect(
            weakly(self, lambda self, at: self.set_words(words_for(self._language.itemData(at))))
        )
        row.addWidget(self._title)
        row.addStretch()
        row.addWidget(self._language)
        outer.addLayout(row)
        self._explain = muted()
        outer.addWidget(self._explain)
        card = QFrame()
        card.setObjectName("card")
        self._form = QVBoxLayout(card)
        self._form.setContentsMargins(20, 16, 20, 20)
        outer.addWidget(card)
        self._labels: list[tuple[QLabel, str]] = []
        self._lines: dict[str, QLineEdit] = {}
        if exists and training:
            pass
        elif exists:
            self._line("passphrase", N_("Passphrase"), secret=True)
            self._line("recovery", N_("Or the recovery key from the sealed envelope"))
        else:
            self._line("name", N_("Your name"))
            self._line("organisation", N_("Name of the organisation"))
            self._line("site", N_("Site code, 2 to 5 letters, such as TIJ"))
            self._line(
                "passphrase", N_("Passphrase: at least 15 characters, several words are best"), secret=True
            )
            self._line("again", N_("The passphrase again"), secret=True)
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._form.addWidget(self._error)
        self._go = ActButton()
        self._go.setObjectName("primary")
        self._go.setDefault(True)
        self._go.acted.connect(weakly(self, lambda self: self._on_go()))
        self._form.addWidget(self._go)
        self._look = ActButton()
        self._look.acted.connect(self._on_look)
        self._look.hide()
        self._form.addWidget(self._look)
        outer.addStretch()
        self._store: Any = None
        self.step: RecoveryStep | None = None
        self._seconds = 0
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        # The usual timer may be a twentieth early, and who tries then has to wait again.
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(weakly(self, lambda self: self._count_down()))
        self.checking.connect(self._on_checking)
        self.set_words(words)
        next(iter(self._lines.values()), self._go).setFocus()

    def set_words(self, words: Words) -> None:
        self.words = words
        qt_words.speak(words.language)
        self.language_chosen.emit(words.language)
        self._title.setText(TITLE)
        self._explain_this()
        for label, text in self._labels:
            label.setText(words(text))
        for name, line in self._lines.items():
            line.setAccessibleName(words(dict((key, text) for key, text in self._texts())[name]))
        self._language.setAccessibleName(words(N_("Language of the window")))
        self._go.setText(self._go_text())
        self._look.setText(words(N_("Open for reading only")))

    def _explain_this(self) -> None:
        words = self.words
        self._explain.setText(
            words(TRAINING)
            if self._exists and self._training
            else words(N_("Unlock the store of this computer."))
            if self._exists
            else words(
                N_(
                    "Make the store of this computer. Everything in it is encrypted; only your "
                    "passphrase and the recovery key open it."
                )
            )
        )

    def again(self) -> None:
        """As it was before anything was opened, after a store was locked."""
        for line in self._lines.values():
            line.clear()
        self._store = None
        self._explain_this()
        self._error.setText("")
        self._look.hide()
        self._count_down()
        self.show()
        next(iter(self._lines.values()), self._go).setFocus()

    def _go_text(self) -> str:
        if not self._exists:
            return self.words(N_("Make the store"))
        return self.words(N_("Open the training store") if self._training else N_("Unlock"))

    def _texts(self) -> list[tuple[str, str]]:
        return list(zip(self._lines, (text for _, text in self._labels), strict=False))

    def _line(self, key: str, label: str, *, secret: bool = False) -> None:
        text, line = Label(), QLineEdit()
        text.setObjectName("fieldLabel")
        text.setWordWrap(True)
        text.setBuddy(line)
        if secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        line.returnPressed.connect(weakly(self, lambda self: self._go.press()))
        self._labels.append((text, label))
        self._lines[key] = line
        self._form.addWidget(text)
        self._form.addWidget(line)

    def _on_look(self) -> None:
        if self._view is not None:
            self._on_go(self._view)

    def _on_go(self, unlock: Callable[[str, str | None], Any] | None = None) -> None:
        if self._go.acting:
            return
        unlock = unlock or self._unlock
        said = {key: line.text() for key, line in self._lines.items()}
        wrong = "" if self._exists else self._wrong(said)
        if wrong:
            self._error.setText(wrong)
            return
        self._error.setText("")
        self._go.setText(self.words(N_("One moment…")))
        if self._exists:
            # Taken out by whoever uses it: the work outlives its end by a little.
            self.background.read(
                lambda: unlock(said.pop("passphrase", ""), said.pop("recovery", "").strip() or None),
                *self._go.until_told(self._on_open, self._on_failed),
            )
        else:
            said.pop("again")
            said["site"] = said["site"].strip().upper()
            told = self._go.until_told(self._on_open, self._on_failed)
            self.background.read(lambda: self._create(said), *told)

    def _wrong(self, said: dict[str, str]) -> str:
        words = self.words
        if not said["name"].strip() or not said["organisation"].strip():
            return words(
                N_("Your name and the organisation's are needed: they stand in letters and records.")
            )
        if not re.fullmatch(r"[A-Za-z]{2,5}", said["site"].strip()):
            return words(N_("The site code needs 2 to 5 letters, such as TIJ."))
        if why := weakness(said["passphrase"], (said["organisation"], said["site"], said["name"])):
            return error_text(Refused(why), words)
        if said["passphrase"] != said["again"]:
            return words(N_("The two passphrases differ. Type them again."))
        return ""

    def _on_open(self, found: tuple[Any, str]) -> None:
        self._store, key = found
        self._forget()
        if key:
            self._show_sheet(key)
        else:
            self.opened.emit(self._store)

    def _forget(self) -> None:
        """Lets go what was typed in secret."""
        for line in self._lines.values():
            # Setting drops what undo would bring back; clearing does not.
            line.setText("")

    def _on_checking(self) -> None:
        self._explain.setText(self.words(CHECKING))

    def _on_failed(self, error: Exception) -> None:
        self._explain_this()
        self._error.setText(error_text(error, self.words))
        # Only where reading is all that is left: without anything typed anew it opens then.
        unfinished = isinstance(error, ReadOnlyStore) and not error.details.get("part")
        self._look.setVisible(self._view is not None and unfinished)
        details = error.details if isinstance(error, CaseworkerError) else {}
        self._seconds = int(details.get("wait") or details.get("seconds") or 0)
        self._count_down()

    def _count_down(self) -> None:
        """Says on the button how long the next attempt has to wait, and lets it through then."""
        self._go.setEnabled(not self._seconds)
        self._go.setText(self._go_text())
        if self._seconds:
            self._go.setText(self.words(WAIT, action=self._go_text(), seconds=self._seconds))
            self._seconds -= 1
            self._clock.start(1000)

    def _show_sheet(self, key: str) -> None:
        words = self.words
        self._lines.clear()
        self._labels.clear()
        clear(self._form)
        self._language.hide()
        self._explain.setText(words(RESUMED if self._exists else ALMOST))
        sheet = self._sheet
        self.step = RecoveryStep(key, lambda: sheet(key, words), self.background, words)
        self.step.finished.connect(weakly(self, lambda self: self._on_sheet()))
        self._form.addWidget(self.step)

    def _on_sheet(self) -> None:
        step = self.step
        if step is not None:
            told = weakly(self, lambda self, _: self.opened.emit(self._store))
            self.background.read(self._sheet_kept, *step.go.until_told(told, step.fail))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.background.wait(3000)
        super().closeEvent(event)
