# SPDX-License-Identifier: AGPL-3.0-or-later
"""The card of the settings that names the folder of the scanner. A setting of this computer alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from caseworker.services.desk import Desk
from caseworker.this_computer import remember, remembered
from caseworker.words import N_, Words

from ...background import Background
from ...models.scanner_watch import FOLDER
from ...weakly import weakly
from ..plain.elided_label import ElidedLabel
from ..plain.label import Label
from ..plain.muted_label import muted

TITLE = N_("Scanner folder")
WHAT = N_(
    "Choose the folder into which the scanner saves. While a case is open, new photos, scans and PDFs there "
    "are offered below the page; nothing is added and nothing deleted by itself."
)
HINT = N_(
    "What lies in that folder is not encrypted: anyone who uses this computer can read it until it is "
    "deleted."
)
CHOOSE, STOP = N_("Choose the folder…"), N_("Stop watching")
CHOOSE_TITLE = N_("Choose the folder of the scanner")
WATCHED, NONE = N_("Watched: {folder}"), N_("No folder is watched.")
OURS = N_(
    "This folder belongs to the program itself. Nothing was changed. Choose the folder into which the "
    "scanner saves."
)
NOT_KEPT = N_(
    "This computer does not allow settings to be kept. Nothing was changed. Ask whoever looks after the "
    "computer."
)


class ScannerCard(QFrame):
    """Shows, sets and clears the folder. Cases that are opened from then on are told of its files."""

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self._desk, self._background, self._words = desk, background, words
        self._fault = ""
        self.setObjectName("card")
        self.setMaximumWidth(760)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        self._title = Label()
        self._title.setObjectName("group")
        self._what, self._hint = muted(), muted()
        self.said = ElidedLabel()
        self.wrong = Label()
        self.wrong.setObjectName("error")
        self.wrong.setWordWrap(True)
        for label in (self._title, self._what, self._hint, self.said, self.wrong):
            column.addWidget(label)
        row = QHBoxLayout()
        self.choose, self.stop = QPushButton(), QPushButton()
        self.choose.clicked.connect(self._on_choose)
        self.stop.clicked.connect(weakly(self, lambda self: self._keep("")))
        row.addWidget(self.choose)
        row.addWidget(self.stop)
        row.addStretch()
        column.addLayout(row)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self._title.setText(words(TITLE))
        self._what.setText(words(WHAT))
        self._hint.setText(words(HINT))
        self.choose.setText(words(CHOOSE))
        self.stop.setText(words(STOP))
        self._show()

    def _show(self) -> None:
        words, folder = self._words, remembered(FOLDER, "")
        self.said.setText(words(WATCHED, folder=folder) if folder else words(NONE))
        self.stop.setVisible(bool(folder))
        self.wrong.setText(words(self._fault) if self._fault else "")
        self.wrong.setVisible(bool(self._fault))

    def _on_choose(self) -> None:
        start = remembered(FOLDER, "")
        chosen = QFileDialog.getExistingDirectory(self, self._words(CHOOSE_TITLE), start)
        if chosen:
            self._keep(chosen)

    def _keep(self, folder: str) -> None:
        store = self._desk.store.folder

        def work() -> str:
            if folder and _within(Path(folder), store):
                return OURS
            return "" if remember(FOLDER, folder) else NOT_KEPT

        def done(fault: str) -> None:
            self._fault = fault
            self._show()
            if self.stop.isHidden():
                self.choose.setFocus()

        self._background.read(work, done)


def _within(folder: Path, store: Path) -> bool:
    try:
        return folder.resolve().is_relative_to(store.resolve())
    except OSError:
        return False
