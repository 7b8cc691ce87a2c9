# SPDX-License-Identifier: AGPL-3.0-or-later
"""The printed page of the matrix: the very PDF, on either paper, to save or print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton, QVBoxLayout, QWidget

from caseworker.drawing.paper import PAPERS
from caseworker.private_files import write_private
from caseworker.services import matrix_page, settings
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...models.case_editor import CaseEditor
from ...printing import print_pdf
from ...weakly import weakly
from ..pages.pdf_view import PdfPage, PdfView, draw_pages
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label
from ..plain.muted_label import muted

INTERNAL = N_("For staff only: it names the applicant and what is missing. Do not hand it out.")
NARROWEST, WIDEST = 420, 1100


class MatrixPreview(QWidget):
    """Shows the page of the chosen applicant as the case stands."""

    def __init__(self, editor: CaseEditor, words: Words) -> None:
        super().__init__()
        self._editor, self._words = editor, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        bar = QWidget()
        row = FlowLayout(bar, spacing=8)
        self._label, self._paper = Label(), QComboBox()
        for paper in PAPERS:
            self._paper.addItem(paper, paper)
        self._paper.currentIndexChanged.connect(weakly(self, lambda self, _: self.draw()))
        self.save, self.print = QPushButton(), QPushButton()
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)
        for part in (self._label, self._paper, self.print, self.save):
            row.addWidget(part)
        column.addWidget(bar)
        self._note = muted()
        column.addWidget(self._note)
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._error)
        self._view = PdfView()
        self._view.setMinimumHeight(360)
        column.addWidget(self._view, 1)
        self._said = muted()
        column.addWidget(self._said)
        self.pdf: bytes | None = None
        self._asked: Any = None
        self._asked_of: Any = None
        self.set_words(words)
        editor.read(lambda: settings.office(editor.desk).paper, self._set_paper)

    def set_words(self, words: Words) -> None:
        """Speaks another language; the page follows."""
        self._words = words
        self._label.setText(words(N_("Paper")))
        self._paper.setAccessibleName(words(N_("Paper")))
        self._paper.setItemText(1, words(N_("Letter")))
        self.save.setText(words(N_("Save as PDF…")))
        self.print.setText(words(N_("Print…")))
        self._note.setText(words(INTERNAL))
        self._name()
        self.draw()

    def draw(self) -> None:
        """Makes the page in the background, where something changed since the last time."""
        editor, words, paper = self._editor, self._words, self._paper.currentData()
        if not self.isVisible() or not editor.applicant_id:
            return
        width = min(max(self._view.viewport().width() - 40, NARROWEST), WIDEST)
        document, who, waivers, desk = editor.document, editor.applicant_id, editor.waivers, editor.desk
        key = (who, waivers, words.language, paper, width)
        # The document is kept: another one might come to lie at the same address.
        if key == self._asked and document is self._asked_of:
            return
        self._asked, self._asked_of = key, document
        self._said.setText(words(N_("Making the page…")))

        def work() -> tuple[bytes, list[PdfPage]]:
            pdf = matrix_page.page(desk, document, who, waivers, words, paper)
            return pdf, draw_pages(pdf, width)

        def done(found: tuple[bytes, list[PdfPage]]) -> None:
            if key == self._asked and document is self._asked_of:
                self.pdf = found[0]
                self._view.show_pages(found[1], words)
                self._name()
                self._said.setText("")
                self._error.hide()

        def failed(error: Exception) -> None:
            self.pdf = None
            self._said.setText("")
            self._error.setText(error_text(error, self._words))
            self._error.show()

        editor.read(work, done, failed)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.draw()

    def save_to(self, path: Path) -> None:
        """Writes the page that is shown to a file, in the background."""
        pdf, words = self.pdf, self._words
        if pdf is None:
            return

        def failed(error: Exception) -> None:
            self._error.setText(error_text(error, words))
            self._error.show()

        self._editor.read(
            lambda: write_private(path, pdf),
            lambda _: self._said.setText(words(N_("Saved as a file."))),
            failed,
        )

    def _set_paper(self, paper: str) -> None:
        with QSignalBlocker(self._paper):
            self._paper.setCurrentIndex(max(self._paper.findData(paper), 0))
        self.draw()

    def _name(self) -> None:
        self._view.setAccessibleName(self._words(N_("Preview of the page")))

    def _on_save(self) -> None:
        if self.pdf is None:
            return
        # A neutral name: others see it.
        title = self._words(N_("Save the page as PDF"))
        chosen, _ = QFileDialog.getSaveFileName(self, title, "matrix.pdf", "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def _on_print(self) -> None:
        if self.pdf is not None:
            self._said.setText(print_pdf(self, self.pdf, self._words))
