# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timeline picture on screen: paints what `timeline_layout` laid out, and lets papers be opened.

Strength is shown by fill, not by colour alone: solid primary, hatched corroborating, outlined weak.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QBrush,
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from caseworker.domain.entry.timeline import Timeline
from caseworker.drawing.timeline_layout import lay_out
from caseworker.drawing.timeline_picture import Bar, Box, Label, Metrics, Picture, Spot, Stroke
from caseworker.words import N_, Words
from caseworker.words.timeline import sentences

from ... import theme

EMPTY = N_("No dated evidence yet. Add a paper and it appears here.")
NAME = N_("Timeline picture. Arrow keys go from paper to paper, Enter opens one.")
ROLES = {
    "inside": "met",
    "elsewhere": "not_applicable",
    "clash": "not_met",
    "set_aside": "border",
    "exit": "needs_review",
    "cut_off": "not_met",
    "window": "accent",
    "stay": "accent",
    "border": "border",
    "muted": "muted",
    "text": "text",
}
FORTH = (Qt.Key.Key_Right, Qt.Key.Key_Down)
BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)


def metrics_of(font: QFont, words: Words) -> Metrics:
    """How texts are measured in a typeface of Qt."""
    bold = QFont(font)
    bold.setBold(True)
    plain, heavy = QFontMetricsF(font), QFontMetricsF(bold)
    return Metrics(
        plain.height(),
        lambda text, strong: (heavy if strong else plain).horizontalAdvance(text),
        words.short_day,
    )


def paint(painter: QPainter, picture: Picture, colours: theme.Colours) -> None:
    """Paints a picture at the origin of the painter, in its own font."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shade = QColor(colours.accent)
    shade.setAlpha(40)
    for box in picture.shades:
        painter.fillRect(_rect(box), shade)
    for stroke in picture.strokes:
        _paint_stroke(painter, stroke, colours)
    for bar in picture.bars:
        _paint_bar(painter, bar, colours)
    for label in picture.labels:
        _paint_label(painter, label, colours)


def _paint_stroke(painter: QPainter, stroke: Stroke, colours: theme.Colours) -> None:
    colour = QColor(getattr(colours, ROLES[stroke.role]))
    width = 2.0 if stroke.style in ("thick", "dashed") else 1.0
    style = {"dashed": Qt.PenStyle.DashLine, "dotted": Qt.PenStyle.DotLine}.get(
        stroke.style, Qt.PenStyle.SolidLine
    )
    painter.setPen(QPen(colour, width, style, Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF(stroke.x1, stroke.y1), QPointF(stroke.x2, stroke.y2))


def _paint_bar(painter: QPainter, bar: Bar, colours: theme.Colours) -> None:
    colour = QColor(getattr(colours, ROLES[bar.role]))
    if bar.role == "set_aside":
        colour = QColor(colours.muted)
    box = _rect(bar.box)
    painter.fillRect(box, QColor(colours.base))
    painter.setPen(QPen(colour, 1.6))
    if bar.struck:
        painter.setPen(QPen(colour, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    elif bar.fill == "solid":
        painter.setBrush(colour)
    elif bar.fill == "hatched":
        painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
    else:
        painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    if bar.struck:
        middle = box.center().y()
        painter.drawLine(QPointF(box.left() - 3, middle), QPointF(box.right() + 3, middle))
    if bar.edge:
        at = box.left() if bar.edge == "entry" else box.right()
        painter.setPen(QPen(colour, 3))
        painter.drawLine(QPointF(at, box.top() - 3), QPointF(at, box.bottom() + 3))


def _paint_label(painter: QPainter, label: Label, colours: theme.Colours) -> None:
    font = QFont(painter.font())
    box = _rect(label.box)
    if label.boxed:
        ground = QColor(colours.base)
        ground.setAlpha(235)
        painter.fillRect(box, ground)
    painter.save()
    font.setBold(label.bold)
    painter.setFont(font)
    painter.setPen(QColor(getattr(colours, ROLES[label.role])))
    align = Qt.AlignmentFlag.AlignHCenter if label.centred else Qt.AlignmentFlag.AlignLeft
    flags = int(align | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextDontClip)
    painter.drawText(box, flags, label.text)
    painter.restore()


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


class TimelineView(QWidget):
    """The timeline on screen; a click or Enter on a paper names its evidence."""

    item_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._timeline: Timeline | None = None
        self._words: Words | None = None
        self._picture: Picture | None = None
        self._current = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    @property
    def current(self) -> str:
        """The evidence that the keyboard is on, or an empty text."""
        return self._current

    def show_timeline(self, timeline: Timeline | None, words: Words) -> None:
        """Shows the timeline, or says that there is none yet."""
        self._timeline, self._words = timeline, words
        if timeline is None or self._current not in [one.id for one in timeline.items]:
            self._current = ""
        can_move = timeline is not None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_move else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(words(NAME if can_move else EMPTY))
        self.setAccessibleDescription(" ".join(sentences(timeline, words)) if timeline else "")
        self._lay_out()

    def picture(self) -> Picture | None:
        """What is painted now."""
        return self._picture

    def sizeHint(self) -> QSize:
        return QSize(640, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        if self._timeline is None or self._words is None:
            self._picture = None
            self.setFixedHeight(int(QFontMetricsF(self.font()).height() * 3))
        else:
            metrics = metrics_of(self.font(), self._words)
            self._picture = lay_out(self._timeline, float(max(self.width(), 300)), metrics)
            self.setFixedHeight(int(self._picture.height) + 2)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._words is None:
            return
        painter = QPainter(self)
        colours = theme.colours_now()
        if self._picture is None:
            painter.setPen(QColor(colours.muted))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect(), flags, self._words(EMPTY))
            return
        paint(painter, self._picture, colours)
        spot = self._spot(self._current)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = _rect(spot.whole).adjusted(-5, -4, 5, 4) if spot else QRectF(self.rect())
            painter.drawRoundedRect(box.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1)), 4, 4)

    def _spot(self, item_id: str) -> Spot | None:
        spots = self._picture.spots if self._picture else []
        return next((one for one in spots if one.id == item_id), None)

    def _at(self, place: QPointF) -> Spot | None:
        spots = self._picture.spots if self._picture else []
        return next((one for one in spots if _rect(one.whole).adjusted(-3, -4, 3, 4).contains(place)), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, spots = event.key(), self._picture.spots if self._picture else []
        at = next((number for number, one in enumerate(spots) if one.id == self._current), -1)
        if key in FORTH and spots:
            self._go(spots[min(at + 1, len(spots) - 1)])
        elif key in BACK and spots:
            self._go(spots[max(at - 1, 0)])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and spots:
            self._go(spots[0 if key == Qt.Key.Key_Home else -1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current:
            QToolTip.hideText()
            self.item_opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _go(self, spot: Spot) -> None:
        self._current = spot.id
        below = _rect(spot.whole).bottomLeft().toPoint()
        QToolTip.showText(self.mapToGlobal(below), spot.sentence, self)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spot.sentence))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._current = ""
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._at(event.position())
        if spot is not None:
            self.item_opened.emit(spot.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            spot = self._at(QPointF(event.pos()))
            if spot is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), spot.sentence, self)
            return True
        return super().event(event)
