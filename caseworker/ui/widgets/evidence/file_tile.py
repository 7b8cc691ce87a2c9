# SPDX-License-Identifier: AGPL-3.0-or-later
"""One attached file: a small picture that opens it, its name, its size and pages, a way to take it off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from caseworker.services.evidence.papers import Attachment
from caseworker.words import N_, Words
from caseworker.words.errors import error_text
from caseworker.words.files import marked_text, pages_text, size_text

from ... import theme
from ..plain.act_button import ActButton
from ..plain.elided_label import ElidedLabel
from ..plain.muted_label import muted

WIDTH, PICTURE = 148, 112
LEAST_MARK = 6
NO_NAME = N_("File without a name")
NOT_HELD = N_("The file itself is not in this store.")
OPEN = N_("Open {name}")
TAKE_OFF = N_("Remove")
TAKE_OFF_NAMED = N_("Remove {name}")


class FileTile(QFrame):
    """Emits `opened` and `removed`."""

    opened = Signal()
    removed = Signal()

    def __init__(self, sha256: str, words: Words) -> None:
        super().__init__()
        self.sha256, self._words = sha256, words
        self.setFixedWidth(WIDTH)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.picture = QPushButton()
        self.picture.setIconSize(QSize(PICTURE, PICTURE))
        self.picture.setFixedHeight(PICTURE + 18)
        self.picture.clicked.connect(self.opened)
        self._name = ElidedLabel()
        self._facts = muted()
        self.remove = ActButton(words(TAKE_OFF))
        self.remove.setObjectName("link")
        self.remove.acted.connect(self.removed)
        column.addWidget(self.picture)
        column.addWidget(self._name)
        column.addWidget(self._facts)
        column.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        self._shown: Attachment | None = None
        self._pages = 0
        self._marked: tuple[int, ...] = ()
        self._page: QPixmap | None = None
        self._boxes: tuple[QRectF, ...] = ()
        self._show_names()

    def sizeHint(self) -> QSize:
        # A row of tiles asks for sizes, not for heights at a width.
        return QSize(WIDTH, self._column.totalHeightForWidth(WIDTH))

    def show_file(self, found: Attachment) -> None:
        """Shows what the store knows of it."""
        self._shown = found
        self.picture.setEnabled(found.held)
        self._show_names()

    def show_picture(self, picture: bytes, pages: int) -> None:
        """Shows its small picture (a JPEG) and how many pages it has."""
        pixmap = QPixmap()
        pixmap.loadFromData(picture, "JPEG")
        self._pages, self._page = pages, pixmap
        self._draw()
        self._show_names()

    def show_error(self, error: Exception) -> None:
        """Says that it cannot be shown."""
        self._page = None
        self.picture.setIcon(QIcon(theme.mark_pixmap("problem", 32)))
        self.picture.setToolTip(error_text(error, self._words))
        self._facts.setText(error_text(error, self._words))

    def show_marks(self, pages: tuple[int, ...], boxes: Sequence[QRectF]) -> None:
        """Says on which pages something is marked, and draws the marks of the page in the picture.

        `boxes` are in fractions of the upright page, which the picture shows whichever way the page was
        turned to mark it.
        """
        self._marked = pages
        if self._boxes != tuple(boxes):
            self._boxes = tuple(boxes)
            self._draw()
        self._show_names()

    def _draw(self) -> None:
        if self._page is not None:
            self.picture.setIcon(QIcon(marked_picture(self._page, self._boxes, self.devicePixelRatioF())))

    def _show_names(self) -> None:
        words, found = self._words, self._shown
        name = (found.name if found else "") or words(NO_NAME)
        self._name.setText(name)
        facts = []
        if found is not None and not found.held:
            facts.append(words(NOT_HELD))
        elif found is not None:
            if self._pages:
                facts.append(pages_text(self._pages, words))
            facts.append(size_text(found.size, words))
        if self._marked:
            facts.append(marked_text(self._marked, words))
        self._facts.setText(" · ".join(facts))
        self.updateGeometry()
        self.picture.setAccessibleName(words(OPEN, name=name))
        self.picture.setAccessibleDescription(self._facts.text())
        self.remove.setAccessibleName(words(TAKE_OFF_NAMED, name=name))


def marked_picture(page: QPixmap, boxes: Sequence[QRectF], ratio: float) -> QPixmap:
    """The small picture of a page with an outline around each box, for a screen of that pixel ratio."""
    if page.isNull():
        return page
    room = QSize(PICTURE, PICTURE) * ratio
    smooth = Qt.TransformationMode.SmoothTransformation
    room = room.boundedTo(page.size())  # a small one is not blown up
    drawn = page.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    drawn.setDevicePixelRatio(ratio)
    size = drawn.deviceIndependentSize()
    inside = QRectF(2, 2, size.width() - 4, size.height() - 4)
    painter = QPainter(drawn)
    for box in boxes:
        wide, high = (
            max(box.width() * size.width(), LEAST_MARK),
            max(box.height() * size.height(), LEAST_MARK),
        )
        left = min(box.x() * size.width(), inside.right() - LEAST_MARK)
        top = min(box.y() * size.height(), inside.bottom() - LEAST_MARK)
        shown = QRectF(left, top, wide, high) & inside
        # Dark within white, in either palette: paper is as bright at night, and a photo may be dark.
        for colour, width in (("white", 4), (theme.LIGHT.not_met, 2)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRect(shown)
    painter.end()
    return drawn


def waiting_picture() -> QIcon:
    """An empty sheet, until the small picture is there."""
    pixmap = QPixmap(PICTURE, PICTURE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.colours_now().border), 2))
    painter.drawRoundedRect(QRectF(PICTURE * 0.2, 6, PICTURE * 0.6, PICTURE - 12), 4, 4)
    painter.end()
    return QIcon(pixmap)
