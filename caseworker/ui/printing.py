# SPDX-License-Identifier: AGPL-3.0-or-later
"""Printing a PDF: the dialog chooses, the file itself goes to the queue where there is `lp`, else its pixels.

The title of a job is neutral: it is visible to everybody at the printer.
"""

from __future__ import annotations

import shutil
import subprocess

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from caseworker.words import N_, Words

from .widgets.pages.pdf_view import draw_pages

JOB = N_("Letter")
NO_PRINTER = N_("No printer is set up on this computer. Save it as PDF instead.")
SENT = N_("Sent to the printer.")


def print_pdf(parent: QWidget, pdf: bytes, words: Words, job: str = "") -> str:
    """Asks for a printer and prints. Returns what to tell the person, or an empty text."""
    if not QPrinterInfo.availablePrinterNames():
        return words(NO_PRINTER)
    title = job or words(JOB)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
    dialog.deleteLater()
    if not accepted:
        return ""
    lp = shutil.which("lp")
    if lp and printer.outputFormat() == QPrinter.OutputFormat.NativeFormat and printer.printerName():
        copies = str(max(printer.copyCount(), 1))
        command = [lp, "-d", printer.printerName(), "-t", title, "-n", copies, "-o", "fit-to-page", "-"]
        done = subprocess.run(command, input=pdf, capture_output=True, check=False)  # noqa: S603
        if done.returncode == 0:
            return words(SENT)
    paint_pages(printer, pdf)
    return words(SENT)


def paint_pages(printer: QPrinter, pdf: bytes) -> None:
    """Prints the pages as pictures."""
    width = min(printer.width(), 2400)
    painter = QPainter(printer)
    for number, page in enumerate(draw_pages(pdf, width)):
        if number:
            printer.newPage()
        image = QImage(page.pixels, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32)
        height = printer.width() * page.height // page.width
        painter.drawImage(QRect(0, 0, printer.width(), height), image)
    painter.end()
