# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is dropped or pasted, as files to be added: files from a folder, or a picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from caseworker.words import N_, Words

from ...models.file_adder import Brought

PASTED = N_("Pasted picture")


def holds_files(mime: QMimeData) -> bool:
    """Whether there is a file of this computer or a picture in it."""
    return mime.hasImage() or any(one.isLocalFile() for one in mime.urls())


def brought_in(mime: QMimeData, words: Words) -> list[Brought]:
    """The files, or else the picture."""
    paths = [Path(one.toLocalFile()) for one in mime.urls() if one.isLocalFile()]
    if paths:
        return [Brought(one.name, one) for one in paths]
    image = mime.imageData() if mime.hasImage() else None
    # QPixmap and QImage both may be there; only an image may go to another thread.
    found = image if isinstance(image, QImage) else image.toImage() if image is not None else QImage()
    return [] if found.isNull() else [Brought(words(PASTED), found)]


class PasteCatcher(QObject):
    """Watches the keys of one widget, that with the focus, for the pasting of files and pictures.

    Text stays with the fields: they get what is pasted where there is text, and no file, in it.
    """

    pasted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watched: QWidget | None = None

    def watch(self, widget: QWidget | None) -> None:
        """Watches this widget instead of the last."""
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._on_gone)
        self._watched = widget
        if widget is not None:
            widget.installEventFilter(self)
            widget.destroyed.connect(self._on_gone)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
            and self._for_us(watched)
        ):
            self.pasted.emit()
            return True
        return False

    def _for_us(self, watched: QObject) -> bool:
        mime = QGuiApplication.clipboard().mimeData()
        if mime is None or not holds_files(mime):
            return False
        types_text = isinstance(watched, QLineEdit | QPlainTextEdit | QTextEdit)
        return not (types_text and mime.hasText() and not mime.hasUrls())

    def _on_gone(self) -> None:
        self._watched = None
