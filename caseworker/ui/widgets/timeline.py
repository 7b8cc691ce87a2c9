# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timeline picture: each paper as its days, by country, the cut-off as a line, the window shaded.

`paint_timeline` draws on any painter, for the screen and for paper. Strength is shown by fill, not by
colour alone: solid primary, hatched corroborating, outlined weak.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseworker.domain.entry import EntryProof, Sighting
from caseworker.words import N_, Words

from .. import theme

LAST_DAY = N_("last acceptable day")
WINDOW = N_("entry")
EMPTY = N_("No dated evidence yet. Add a paper and it appears here.")
ITEM = N_("{paper}: {asserts} {country}, {days}.")
CUT_OFF = N_("The last acceptable day is {day}.")
LANE, LEFT, RIGHT, TOP, BOTTOM = 30.0, 120.0, 24.0, 34.0, 26.0


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """A paper on the timeline: its sighting, its name, the country it was made in."""

    sighting: Sighting
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything drawn."""

    items: tuple[TimelineItem, ...]
    proof: EntryProof
    last_day: date
    country: str


def lanes_of(timeline: Timeline) -> list[str]:
    """The countries from top to bottom, the one asked about last."""
    others = [item.country for item in timeline.items if item.country != timeline.country]
    return [*dict.fromkeys(others), timeline.country]


def sentences(timeline: Timeline, words: Words) -> list[str]:
    """The picture as a list of sentences, for those who cannot see it."""
    said = [words(CUT_OFF, day=words.day(timeline.last_day))]
    for item in sorted(timeline.items, key=lambda one: one.sighting.first):
        said.append(
            words(
                ITEM,
                paper=item.name,
                asserts=words.label("asserts", item.sighting.asserts),
                country=words.country(item.country),
                days=_days(item.sighting, words),
            )
        )
    return said


def height_of(timeline: Timeline) -> int:
    """The height that the drawing wants, in pixels."""
    rows = sum(max(_rows(timeline, lane)[1], 1) for lane in lanes_of(timeline))
    return int(TOP + BOTTOM + rows * LANE)


def paint_timeline(
    painter: QPainter, rect: QRectF, timeline: Timeline, words: Words, colours: theme.Colours
) -> dict[str, QRectF]:
    """Draws the timeline and returns where each item lies, by evidence id."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics = QFontMetricsF(painter.font())
    first, last = _range(timeline)
    left, right = rect.left() + LEFT, rect.right() - RIGHT
    days = max((last - first).days, 1)

    def x(day: date) -> float:
        return left + (right - left) * (day - first).days / days

    day_width = (right - left) / days
    bottom = rect.bottom() - BOTTOM
    _paint_window(painter, timeline, x, day_width, rect.top() + TOP, bottom, colours)
    _paint_axis(painter, first, last, x, bottom, metrics, words, colours)
    cut = x(timeline.last_day) + day_width * 0.5
    painter.setPen(QPen(QColor(colours.not_met), 2, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(cut, rect.top() + TOP - 6), QPointF(cut, bottom))
    painter.setPen(QColor(colours.not_met))
    text = f"{words(LAST_DAY)}: {words.short_day(timeline.last_day)}"
    width = metrics.horizontalAdvance(text) + 8
    at = min(max(cut - width / 2, rect.left()), rect.right() - width)
    painter.drawText(QRectF(at, rect.top(), width, TOP - 8), Qt.AlignmentFlag.AlignCenter, text)
    places: dict[str, QRectF] = {}
    y = rect.top() + TOP
    for lane in lanes_of(timeline):
        rows, count = _rows(timeline, lane)
        height = max(count, 1) * LANE
        painter.setPen(QColor(colours.border))
        painter.drawLine(QPointF(rect.left(), y + height), QPointF(right + RIGHT, y + height))
        painter.setPen(QColor(colours.text))
        name = metrics.elidedText(words.country(lane), Qt.TextElideMode.ElideRight, LEFT - 12)
        painter.drawText(QRectF(rect.left(), y, LEFT - 12, LANE), Qt.AlignmentFlag.AlignVCenter, name)
        for item, row in rows:
            box = QRectF(
                x(item.sighting.first) - day_width * 0.4,
                y + row * LANE + 6,
                max(x(item.sighting.last) - x(item.sighting.first) + day_width * 0.8, 10),
                LANE - 12,
            )
            _paint_item(painter, box, item, timeline, colours)
            places[item.sighting.id] = box
            _paint_name(painter, box, item, metrics, rect.right() - 4, colours)
        y += height
    return places


def _range(timeline: Timeline) -> tuple[date, date]:
    days = [timeline.last_day]
    for item in timeline.items:
        days += [item.sighting.first, item.sighting.last]
    first, last = min(days), max(days)
    margin = max((last - first).days // 8, 3)
    return first - timedelta(days=margin), last + timedelta(days=margin)


def _rows(timeline: Timeline, lane: str) -> tuple[list[tuple[TimelineItem, int]], int]:
    found = sorted(
        (item for item in timeline.items if item.country == lane), key=lambda item: item.sighting.first
    )
    return [(item, at) for at, item in enumerate(found)], len(found)


def _paint_window(painter, timeline, x, day_width, top, bottom, colours) -> None:  # type: ignore[no-untyped-def]
    proof = timeline.proof
    if proof.earliest is None and proof.latest is None:
        return
    first, last = _range(timeline)
    start, end = proof.earliest or first, proof.latest or last
    if start > end:
        return
    shade = QColor(colours.accent)
    shade.setAlpha(46)
    box = QRectF(x(start) - day_width * 0.5, top, x(end) - x(start) + day_width, bottom - top)
    painter.fillRect(box, shade)


def _paint_axis(painter, first, last, x, bottom, metrics, words, colours) -> None:  # type: ignore[no-untyped-def]
    painter.setPen(QColor(colours.muted))
    total = (last - first).days
    room = metrics.horizontalAdvance(words.short_day(first)) + 16
    fits = max(int((x(last) - x(first)) / room), 1)
    step = next((days for days in (1, 2, 5, 7, 14, 30, 61, 122, 365) if total / days <= fits), 730)
    day = first
    while day <= last:
        text = words.short_day(day)
        half = metrics.horizontalAdvance(text) / 2
        painter.drawLine(QPointF(x(day), bottom), QPointF(x(day), bottom + 4))
        painter.drawText(
            QRectF(x(day) - half - 2, bottom + 5, 2 * half + 4, BOTTOM - 5),
            Qt.AlignmentFlag.AlignHCenter,
            text,
        )
        day += timedelta(days=step)


def _paint_item(painter, box, item, timeline, colours) -> None:  # type: ignore[no-untyped-def]
    clash = item.sighting.id in timeline.proof.clash
    inside = item.sighting.asserts in ("entry", "present")
    colour = QColor(colours.not_met if clash else colours.met if inside else colours.not_applicable)
    painter.setPen(QPen(colour, 1.6))
    if item.sighting.tier == "primary":
        painter.setBrush(colour)
    elif item.sighting.tier == "corroborating":
        painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
    else:
        painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)


def _paint_name(painter, box, item, metrics, limit, colours) -> None:  # type: ignore[no-untyped-def]
    room, before = limit - box.right() - 6, box.left() - LEFT - 6
    width = metrics.horizontalAdvance(item.name)
    right = width <= room or room >= before
    text = metrics.elidedText(item.name, Qt.TextElideMode.ElideRight, room if right else before)
    width = metrics.horizontalAdvance(text) + 2
    at = box.right() + 6 if right else box.left() - 6 - width
    place = QRectF(at, box.top() - 2, width, box.height() + 4)
    ground = QColor(colours.base)
    ground.setAlpha(210)
    painter.fillRect(place, ground)
    painter.setPen(QColor(colours.text))
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)


def _days(sighting: Sighting, words: Words) -> str:
    first, last = words.day(sighting.first), words.day(sighting.last)
    return first if first == last else words("between {first} and {last}", first=first, last=last)


class TimelineView(QWidget):
    """The timeline on screen; a click on an item names its evidence."""

    item_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._timeline: Timeline | None = None
        self._words: Words | None = None
        self._places: dict[str, QRectF] = {}
        self.setMinimumHeight(90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_timeline(self, timeline: Timeline | None, words: Words) -> None:
        """Shows the timeline, or says that there is none yet."""
        self._timeline, self._words = timeline, words
        self.setFixedHeight(height_of(timeline) if timeline else 60)
        text = " ".join(sentences(timeline, words)) if timeline else words(EMPTY)
        self.setAccessibleName(text)
        self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._words is None:
            return
        colours = theme.colours_now()
        if self._timeline is None:
            painter.setPen(QColor(colours.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words(EMPTY))
            return
        self._places = paint_timeline(painter, QRectF(self.rect()), self._timeline, self._words, colours)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for item_id, box in self._places.items():
            if box.adjusted(-4, -6, 140, 6).contains(event.position()):
                self.item_opened.emit(item_id)
                return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = any(box.adjusted(-2, -4, 2, 4).contains(event.position()) for box in self._places.values())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
