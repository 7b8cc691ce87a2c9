# SPDX-License-Identifier: AGPL-3.0-or-later
"""A box for machine-readable lines that takes pictures too: pasted, or dropped as a picture or a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QPlainTextEdit


class MrzBox(QPlainTextEdit):
    """`picture_given` carries a QImage, `file_given` a Path; text is typed, pasted or scanned as ever."""

    picture_given = Signal(object)
    file_given = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setMaximumHeight(76)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or bool(_file_in(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        path = _file_in(source)
        if path:
            self.file_given.emit(Path(path))
        elif source.hasImage():
            picture = source.imageData()
            if isinstance(picture, QImage):
                self.picture_given.emit(picture)
        else:
            super().insertFromMimeData(source)


def _file_in(source: QMimeData) -> str:
    return next((url.toLocalFile() for url in source.urls() if url.isLocalFile()), "")
