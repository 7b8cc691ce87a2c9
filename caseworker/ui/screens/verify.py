# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verify a letter: drop or choose the PDF, or paste the text of its code; no network is used."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from caseworker.services import letter as letters
from caseworker.services.desk import Desk
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from .. import theme
from ..background import Background
from ..widgets.muted_label import muted

EXPLAIN = N_(
    "Drop the PDF of a letter here, choose it, or paste the text of its code. It is checked on this computer."
)
MEANS = {
    "genuine": N_("Every word is as our office issued it."),
    "draft": N_("It carries no seal: it was never issued."),
    "altered": N_("Something was changed, added or cut off since our office issued it. Do not rely on it."),
    "superseded": N_("It is genuine, but a later letter replaced it. Ask for the newer one."),
    "not_ours": N_("It does not carry our seal. Ask the organisation named on it."),
}
LARGEST = 20_000_000


class VerifyScreen(QWidget):
    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self.desk, self._background, self.words = desk, background, words
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        self._title = QLabel()
        self._title.setObjectName("title")
        self._explain = muted()
        column.addWidget(self._title)
        column.addWidget(self._explain)
        row = QHBoxLayout()
        self._choose = QPushButton()
        self._choose.setObjectName("primary")
        self._choose.clicked.connect(self._on_choose)
        self._code = QLineEdit()
        self._code.setMaximumWidth(420)
        self._code.returnPressed.connect(self._on_code)
        row.addWidget(self._choose)
        row.addWidget(self._code)
        row.addStretch()
        column.addLayout(row)
        self._card = QFrame()
        self._card.setObjectName("card")
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(16, 12, 16, 12)
        line = QHBoxLayout()
        self._mark, self._state = QLabel(), QLabel()
        self._state.setObjectName("heading")
        line.addWidget(self._mark)
        line.addWidget(self._state, 1)
        inner.addLayout(line)
        self._means = QLabel()
        self._means.setWordWrap(True)
        inner.addWidget(self._means)
        self._said = muted()
        inner.addWidget(self._said)
        self._card.hide()
        column.addWidget(self._card)
        column.addStretch()
        self._found: letters.Checked | None = None
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self.words = words
        self._title.setText(words(N_("Verify a letter")))
        self._explain.setText(words(EXPLAIN))
        self._choose.setText(words(N_("Choose a PDF…")))
        self._code.setPlaceholderText(words(N_("Text of the code")))
        self._code.setAccessibleName(words(N_("Text of the code")))
        if self._found is not None:
            self._show(self._found)

    def check_file(self, path: Path) -> None:
        """Checks a file in the background."""

        def work() -> letters.Checked:
            with path.open("rb") as file:
                return letters.verify_here(self.desk, file.read(LARGEST))

        self._background.read(work, self._show, self._failed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls()[:1]:
            if url.isLocalFile():
                self.check_file(Path(url.toLocalFile()))

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.words(N_("Choose a letter")), "", "PDF (*.pdf)")
        if chosen:
            self.check_file(Path(chosen))

    def _on_code(self) -> None:
        data = self._code.text().encode("utf-8", "replace")
        if data:
            self._background.read(lambda: letters.verify_here(self.desk, data), self._show, self._failed)

    def _show(self, found: letters.Checked) -> None:
        words = self.words
        self._found = found
        self._card.show()
        self._mark.setPixmap(theme.mark_pixmap("draft" if found.state == "superseded" else found.state, 24))
        label = words.label("letter_state" if found.state == "superseded" else "verification", found.state)
        self._state.setText(label)
        self._means.setText(words(MEANS[found.state]))
        said = []
        if found.number:
            day = words.day_text(found.issued_on)
            said.append(
                words(
                    N_("Letter {number} of {issuer}, issued on {day}"),
                    number=found.number,
                    issuer=found.issuer,
                    day=day,
                )
            )
            said.append(
                words(
                    N_("Case {number}, for {initials}, born in {year}"),
                    number=found.case_number,
                    initials=found.initials,
                    year=found.birth_year or "…",
                )
            )
        if found.training:
            said.append(words(N_("It was issued from a training store: it is not about a real person.")))
        self._said.setText("\n".join(said))
        self._card.setAccessibleName(f"{label}. {words(MEANS[found.state])}")
        self._state.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _failed(self, error: Exception) -> None:
        self._card.show()
        self._mark.setPixmap(theme.mark_pixmap("altered", 24))
        self._state.setText(error_text(error, self.words))
        self._means.setText("")
        self._said.setText("")
