# SPDX-License-Identifier: AGPL-3.0-or-later
"""One page as a picture: drawn at any size, turned by quarters, with the marks on it and a new one drawn.

Marks are rectangles in fractions of the upright page, whichever way it is turned on the screen.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ... import theme

WHOLE = QRectF(0, 0, 1, 1)
FIRST = QRectF(0.3, 0.4, 0.4, 0.2)
STEP, LEAST = 0.01, 0.01
CLICK = 6
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PageCanvas(QWidget):
    """`marked` carries a new rectangle; `drawing_changed` whether one is being drawn by keys."""

    marked = Signal(QRectF)
    drawing_changed = Signal(bool)
    zoom_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._image = QImage()
        self._ratio = 1.3
        self._width = 300
        self._quarters = 0
        self._marks: tuple[QRectF, ...] = ()
        self._drawn: QRectF | None = None
        self._pressed: QPointF | None = None
        self._by_keys = False

    @property
    def quarters(self) -> int:
        """By how many quarters the page is turned clockwise, 0 to 3."""
        return self._quarters

    @property
    def drawn(self) -> QRectF | None:
        """The rectangle that is being drawn."""
        return self._drawn

    @property
    def drawing(self) -> bool:
        """Whether a rectangle is being drawn by keys."""
        return self._by_keys

    def show_image(self, image: QImage) -> None:
        """Shows the page; a null image is an empty sheet, until the page is there."""
        self._image = image
        if not image.isNull():
            self._ratio = image.height() / max(image.width(), 1)
        self._fit()

    def show_marks(self, marks: Sequence[QRectF]) -> None:
        """Shows these rectangles on the page."""
        self._marks = tuple(marks)
        self.update()

    def turn(self, quarters: int) -> None:
        """Turns the page to so many quarters clockwise."""
        self._quarters = quarters % 4
        self._fit()

    def fitting(self, room: QSize) -> int:
        """The width of the upright page, in pixels, at which the whole page has room."""
        wide, high = (room.height(), room.width()) if self._quarters % 2 else (room.width(), room.height())
        return max(32, min(wide, int(high / self._ratio)))

    def set_page_width(self, width: int) -> None:
        """Draws the upright page so many pixels wide."""
        self._width = width
        self._fit()

    def begin(self) -> None:
        """Begins a rectangle in the middle, which the arrow keys move and, with Shift, size."""
        self._drawn = QRectF(FIRST)
        self._by_keys = True
        self.setFocus()
        self.drawing_changed.emit(True)
        self.update()

    def give_up(self) -> None:
        """Draws no rectangle any more."""
        self._drawn, self._pressed = None, None
        if self._by_keys:
            self._by_keys = False
            self.drawing_changed.emit(False)
        self.update()

    def keep(self) -> None:
        """Makes the rectangle that is being drawn a mark."""
        drawn = self._drawn
        self.give_up()
        if drawn is not None:
            self.marked.emit(drawn)

    def transform(self) -> QTransform:
        """From fractions of the upright page to pixels of this widget."""
        wide, high = self._width, self._width * self._ratio
        found = QTransform()
        found.translate(*((0, 0), (high, 0), (wide, high), (0, wide))[self._quarters])
        found.rotate(90 * self._quarters)
        found.scale(wide, high)
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if self._drawn is None or not self._by_keys:
            super().keyPressEvent(event)
        elif arrow is not None:
            self._move(arrow, size=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.keep()
        elif event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._image.isNull():
            self.give_up()
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        far = event.position() - self._pressed
        if self._drawn is None and abs(far.x()) < CLICK and abs(far.y()) < CLICK:
            return
        back = self.transform().inverted()[0]
        box = back.mapRect(QRectF(self._pressed, event.position()).normalized()) & WHOLE
        self._drawn = box if not box.isEmpty() else None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if self._drawn is not None and not self._by_keys:
            if min(self._drawn.width(), self._drawn.height()) < LEAST / 4:
                self.give_up()
            else:
                self.keep()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom_wanted.emit(1 if event.angleDelta().y() > 0 else -1)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.colours_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.save()
        painter.setTransform(self.transform(), combine=True)
        painter.fillRect(WHOLE, QColor("white"))
        if not self._image.isNull():
            painter.drawImage(WHOLE, self._image)
        painter.restore()
        for mark in self._marks:
            self._draw_mark(painter, mark, QColor(colours.not_met), Qt.PenStyle.SolidLine)
        if self._drawn is not None:
            self._draw_mark(painter, self._drawn, QColor(colours.accent), Qt.PenStyle.DashLine)
        pen = QPen(QColor(colours.accent if self.hasFocus() else colours.border), 4 if self.hasFocus() else 2)
        painter.setPen(pen)
        painter.drawRect(self.rect())

    def _draw_mark(self, painter: QPainter, box: QRectF, colour: QColor, style: Qt.PenStyle) -> None:
        shown = self.transform().mapRect(box)
        # White around the line: it is seen on dark pages too.
        painter.setPen(QPen(QColor("white"), 5))
        painter.drawRect(shown)
        painter.setPen(QPen(colour, 3, style))
        painter.drawRect(shown)

    def _move(self, arrow: tuple[int, int], *, size: bool) -> None:
        assert self._drawn is not None  # noqa: S101 - keys move it only then
        turned = QTransform().rotate(90 * self._quarters)
        shown = turned.mapRect(self._drawn)
        far = QPointF(arrow[0] * STEP, arrow[1] * STEP)
        if size:
            shown.setBottomRight(shown.bottomRight() + far)
        else:
            shown.translate(far)
        box = turned.inverted()[0].mapRect(shown)
        if min(box.width(), box.height()) >= LEAST and WHOLE.adjusted(-1e-9, -1e-9, 1e-9, 1e-9).contains(box):
            self._drawn = box
            self.update()

    def _fit(self) -> None:
        wide, high = self._width, max(1, round(self._width * self._ratio))
        self.setFixedSize(*((high, wide) if self._quarters % 2 else (wide, high)))
        self.update()
