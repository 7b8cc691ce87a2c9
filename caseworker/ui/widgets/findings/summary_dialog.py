# SPDX-License-Identifier: AGPL-3.0-or-later
"""The summary of a case, seen before it is printed or saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QPushButton, QVBoxLayout, QWidget

from caseworker.private_files import write_private
from caseworker.services import settings
from caseworker.services.summary import note_printed, summary_here
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...models.case_editor import CaseEditor
from ...printing import NO_PRINTER, print_pdf
from ...weakly import weakly
from ..pages.pdf_view import PdfPage, PdfView, draw_pages
from ..plain.act_button import ActButton
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label
from ..plain.muted_label import muted

TITLE = N_("Case summary")
FOR_STAFF = N_("For staff. It names people and reasons: do not hand it out.")
PREVIEW = N_("Preview of the summary")
WIDTH = 640


class SummaryDialog(QDialog):
    """Made in the background for the case as it stands; the language is that of the window."""

    def __init__(self, editor: CaseEditor, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.editor, self.words = editor, words
        self.setWindowTitle(words(TITLE))
        self.resize(760, 680)
        self.pdf: bytes | None = None
        column = QVBoxLayout(self)
        bar = QWidget()
        row = FlowLayout(bar, spacing=8)
        self.paper = QComboBox()
        self.paper.addItem("A4", "A4")
        self.paper.addItem(words(N_("Letter")), "Letter")
        self.paper.setAccessibleName(words(N_("Paper")))
        self.paper.currentIndexChanged.connect(weakly(self, lambda self, _: self._make()))
        self.print = ActButton(words(N_("Print…")))
        self.save = ActButton(words(N_("Save as PDF…")))
        close = QPushButton(words(N_("Close")))
        self.print.setObjectName("primary")
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print.press)
        for button in (self.print, self.save, close):
            button.setAutoDefault(False)
        self.print.acted.connect(self._on_print)
        self.save.acted.connect(self._on_save)
        close.clicked.connect(self.reject)
        for part in (Label(words(N_("Paper"))), self.paper, self.print, self.save, close):
            row.addWidget(part)
        column.addWidget(bar)
        column.addWidget(muted(words(FOR_STAFF)))
        self.view = PdfView()
        column.addWidget(self.view, 1)
        self.said = muted()
        column.addWidget(self.said)
        self._asked = 0
        self._enable(False)
        editor.read(lambda: settings.office(editor.desk).paper, self._set_paper)

    def _set_paper(self, paper: str) -> None:
        with QSignalBlocker(self.paper):
            self.paper.setCurrentIndex(max(self.paper.findData(paper), 0))
        self._make()

    def _enable(self, there: bool) -> None:
        self.print.setEnabled(there)
        self.save.setEnabled(there)

    def _make(self) -> None:
        editor, words, paper = self.editor, self.words, self.paper.currentData()
        desk, document, determinations = editor.desk, editor.document, editor.determinations
        self._asked += 1
        asked = self._asked
        self._enable(False)
        self.said.setText(words(N_("Making the summary…")))

        def work() -> tuple[bytes, list[PdfPage]]:
            pdf = summary_here(desk, document, determinations, paper, words)
            return pdf, draw_pages(pdf, WIDTH)

        def done(found: tuple[bytes, list[PdfPage]]) -> None:
            if asked != self._asked:
                return
            self.pdf = found[0]
            self.view.show_pages(found[1], words)
            self.view.setAccessibleName(words(PREVIEW))
            self.said.setText("")
            self._enable(True)

        editor.read(work, done, self._failed)

    def _failed(self, error: Exception) -> None:
        self.said.setText(error_text(error, self.words))

    def _on_print(self) -> None:
        if self.pdf is not None:
            said = print_pdf(self, self.pdf, self.words, self.words(TITLE))
            self.said.setText(said)
            self._note(said)

    def _note(self, said: str) -> None:
        editor = self.editor
        if said and said != self.words(NO_PRINTER):
            editor.work(lambda: note_printed(editor.desk, editor.case_id), lambda _: None, self._failed)

    def _on_save(self) -> None:
        title = self.words(N_("Save the summary as PDF"))
        chosen, _ = QFileDialog.getSaveFileName(self, title, "summary.pdf", "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Writes the PDF that is shown to a file, in the background."""
        pdf, editor = self.pdf, self.editor
        if pdf is None:
            return

        def work() -> None:
            write_private(path, pdf)
            note_printed(editor.desk, editor.case_id)

        def done(_: Any) -> None:
            self.said.setText(self.words(N_("Saved as a file.")))

        editor.work(work, done, self._failed)
