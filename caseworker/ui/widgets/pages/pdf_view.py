# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of a PDF as pictures, drawn by PDFium from memory; the text beside them for screen readers."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from caseworker.words import N_, Words

from ..plain.label import Label

PAGE = N_("Page {page} of {pages}")
# PDFium is not safe in two threads at once.
_pdfium = threading.Lock()


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page as 32-bit pixels, and its text."""

    width: int
    height: int
    pixels: bytes
    text: str


def draw_pages(pdf: bytes, width: int) -> list[PdfPage]:
    """Draws every page `width` pixels wide. Runs in any thread."""
    import pypdfium2

    pages = []
    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for page in document:
                scale = width / page.get_width()
                bitmap = page.render(scale=scale, rev_byteorder=False, force_bitmap_format=4)
                textpage = page.get_textpage()
                text = textpage.get_text_bounded()
                textpage.close()
                pages.append(PdfPage(bitmap.width, bitmap.height, bytes(bitmap.buffer), text))
                bitmap.close()
                page.close()
        finally:
            document.close()
    return pages


class PdfView(QScrollArea):
    """Pages one below another."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_pages(self, pages: list[PdfPage], words: Words) -> None:
        """Shows the pages; the place is kept where it can be."""
        at = self.verticalScrollBar().value()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setSpacing(12)
        for number, page in enumerate(pages, start=1):
            image = QImage(page.pixels, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32)
            label = Label()
            label.setPixmap(QPixmap.fromImage(image))
            label.setStyleSheet("border: 1px solid #888;")
            label.setAccessibleName(f"{words(PAGE, page=number, pages=len(pages))}. {page.text}")
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.setWidget(holder)
        self.verticalScrollBar().setValue(at)
        text = "\n".join(page.text for page in pages)
        self.setAccessibleName(words(N_("Preview of the letter")))
        self.setAccessibleDescription(text)
