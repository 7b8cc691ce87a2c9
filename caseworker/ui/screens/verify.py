# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verify a letter: drop or choose the PDF, or paste the text of its code; no network is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QHideEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.checked_letter import Checked
from caseworker.domain.errors import AttachmentRefused
from caseworker.services.desk import Desk
from caseworker.services.letter import verifying
from caseworker.words import N_, Words
from caseworker.words.checked_letter import TRAINING, checked_with, groups, in_force, means, title, unread
from caseworker.words.errors import error_text, os_reason

from .. import theme
from ..background import Background
from ..widgets.evidence.drop_veil import DropVeil
from ..widgets.plain.clearing import clear
from ..widgets.plain.label import Label
from ..widgets.plain.muted_label import muted

EXPLAIN = N_(
    "Drop the PDF of a letter here, choose it, or paste the text of its code. It is checked on this computer."
)
DROP = N_("Let go to check this letter")
THE_CODE, THE_TEXT = N_("the code you pasted"), N_("the text you typed")
FILES = "PDF, JPEG, PNG (*.pdf *.jpg *.jpeg *.png)"
WIDEST = 760
# A code comes at once, or quickly letter by letter from a hand scanner; it is checked once it stands still.
STILL_MS = 250


class VerifyScreen(QWidget):
    """What was checked stands above the answer; as soon as something else is chosen or typed, both go."""

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self.desk, self._background, self.words = desk, background, words
        # What was checked: the name of a file, or a text for the catalogue; and what came of it.
        self._what = ""
        self._answer: Checked | Exception | None = None
        self._turn = 0
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        self._title = Label()
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
        # A file that is let go above it is one for this screen, and not its path as a text.
        self._code.setAcceptDrops(False)
        self._code.textChanged.connect(self._on_typed)
        self._code.returnPressed.connect(self._on_code)
        row.addWidget(self._choose)
        row.addWidget(self._code)
        row.addStretch()
        column.addLayout(row)
        self._checking = muted()
        column.addWidget(self._checking)
        self._make_card()
        # Several letters on one file have more to say than a small screen is high.
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget()
        page.setObjectName("page")
        # The height of the card is asked for its own width, not for that of the page.
        across, inner = QHBoxLayout(page), QWidget()
        across.setContentsMargins(0, 0, 0, 0)
        inner.setMaximumWidth(WIDEST)
        across.addWidget(inner, 1)
        across.addStretch()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._card)
        inside.addStretch()
        scroll.setWidget(page)
        column.addWidget(scroll, 1)
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(STILL_MS)
        self._still.timeout.connect(self._on_code)
        self._veil = DropVeil(self)
        self.set_words(words)

    def _make_card(self) -> None:
        self._card = QFrame()
        self._card.setObjectName("card")
        self._card.setMaximumWidth(WIDEST)
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(16, 12, 16, 12)
        self._checked = muted()
        inner.addWidget(self._checked)
        line = QHBoxLayout()
        self._mark, self._state = Label(), Label()
        self._state.setObjectName("heading")
        self._state.setWordWrap(True)
        line.addWidget(self._mark)
        line.addWidget(self._state, 1)
        inner.addLayout(line)
        self._means = Label()
        self._means.setWordWrap(True)
        inner.addWidget(self._means)
        self._used = muted()
        inner.addWidget(self._used)
        self._rows = QGridLayout()
        self._rows.setColumnStretch(1, 1)
        self._rows.setHorizontalSpacing(16)
        self._row = 0
        inner.addLayout(self._rows)
        self._training = muted()
        inner.addWidget(self._training)
        self._card.hide()

    def set_words(self, words: Words) -> None:
        self.words = words
        self._title.setText(words(N_("Verify a letter")))
        self._explain.setText(words(EXPLAIN))
        self._choose.setText(words(N_("Choose a PDF…")))
        self._code.setPlaceholderText(words(N_("Text of the code")))
        self._code.setAccessibleName(words(N_("Text of the code")))
        if self._answer is not None:
            self._show(self._answer)

    def check_file(self, path: Path) -> None:
        """Checks a file in the background."""
        self._code.blockSignals(True)
        self._code.clear()
        self._code.blockSignals(False)
        self._check(path.name, lambda: verifying.verify_file_here(self.desk, path))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # A letter may be revoked meanwhile: nobody comes back to an answer of before.
        if not event.spontaneous():
            self._code.blockSignals(True)
            self._code.clear()
            self._code.blockSignals(False)
            self._clear()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            self._veil.show_text(self.words(DROP))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.check_file(Path(local[0]))

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.words(N_("Choose a letter")), "", FILES)
        if chosen:
            self.check_file(Path(chosen))

    def _on_typed(self) -> None:
        self._clear()
        self._still.start()

    def _on_code(self) -> None:
        self._still.stop()
        text = self._code.text()
        if text.strip():
            what = THE_CODE if verifying.is_code(text) else THE_TEXT
            self._check(what, lambda: verifying.verify_text_here(self.desk, text))

    def _check(self, what: str, work: Callable[[], Checked]) -> None:
        self._clear()
        self._what = what
        self._checking.setText(self.words(N_("Checking {name}…"), name=self._named()))
        turn = self._turn

        def answered(found: Checked | Exception) -> None:
            # What was asked before something else was chosen or typed is not answered any more.
            if turn == self._turn:
                self._show(found)

        self._background.read(work, answered, answered)

    def _clear(self) -> None:
        self._turn += 1
        self._still.stop()
        self._answer = None
        self._checking.setText("")
        self._card.hide()

    def _named(self) -> str:
        return self.words(self._what) if self._what in (THE_CODE, THE_TEXT) else self._what

    def _show(self, found: Checked | Exception) -> None:
        words = self.words
        self._answer = found
        self._checking.setText("")
        self._checked.setText(words(N_("Checked: {name}"), name=self._named()))
        clear(self._rows)
        self._row = 0
        if isinstance(found, Exception):
            self._checked.setText(self._named())
            mark, state, explained = "not_known", words(N_("Not checked")), _why_not(found, words)
            letters: tuple[Checked, ...] = ()
            used, training = "", False
        else:
            mark, state, explained = _mark(found), title(found, words), means(found, words)
            letters = (found, *found.also)
            used, training = " ".join(checked_with(found, words)), any(one.training for one in letters)
        self._mark.setPixmap(theme.mark_pixmap(mark, 24))
        self._state.setText(state)
        self._means.setText(explained)
        self._used.setText(used)
        self._used.setVisible(bool(used))
        for one in letters:
            self._add_letter(one, alone=len(letters) == 1)
        self._training.setVisible(training)
        self._training.setText(words(TRAINING))
        spoken = " ".join([self._checked.text(), f"{state}.", explained])
        self._card.setAccessibleName(spoken)
        self._card.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    def _add_letter(self, found: Checked, *, alone: bool) -> None:
        """What the seal of one letter says, and whether that is in force."""
        words = self.words
        if not alone and found.number:
            self._add_line(Label(f"{found.number}: {title(found, words)}"), "group")
        printed = verifying.printed(found, self.desk.library.programmes, words)
        for heading, rows in groups(found, printed, words):
            self._add_line(Label(heading), "fieldLabel")
            for label, value in rows:
                name, text = muted(label), Label(value)
                name.setWordWrap(False)
                text.setWordWrap(True)
                self._rows.addWidget(name, self._row, 0, Qt.AlignmentFlag.AlignTop)
                self._rows.addWidget(text, self._row, 1)
                self._row += 1
        standing = in_force(found, words, self.desk.today())
        if standing:
            self._add_line(Label(standing), "muted")

    def _add_line(self, label: Label, name: str) -> None:
        label.setObjectName(name)
        label.setWordWrap(True)
        self._rows.addWidget(label, self._row, 0, 1, 2)
        self._row += 1


def _mark(found: Checked) -> str:
    return "not_a_letter" if found.paper in ("recovery", "sheet") else found.state


def _why_not(error: Exception, words: Words) -> str:
    if isinstance(error, OSError):
        said = N_("The file cannot be read ({reason}). Nothing was changed. Choose it again.")
        return words(said, reason=os_reason(error, words))
    if isinstance(error, AttachmentRefused):
        return unread(error, words)
    return error_text(error, words)
