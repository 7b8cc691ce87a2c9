# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timeline picture on paper: the very layout of the screen, painted with ReportLab."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import Color, HexColor, white
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from caseworker.domain.entry.timeline import Timeline
from caseworker.drawing.timeline_layout import lay_out
from caseworker.drawing.timeline_picture import Bar, Label, Metrics, Picture, Stroke
from caseworker.letters.fonts import BOLD, REGULAR, literal
from caseworker.letters.styles import INK, QUIET, RULE
from caseworker.words import Words

SIZE, LINE = 8.5, 11.0
SHADE = HexColor("#e2e8f0")
COLOURS: dict[str, Color] = {
    "inside": HexColor("#1a6a38"),
    "elsewhere": HexColor("#5a6470"),
    "clash": HexColor("#b0231b"),
    "set_aside": QUIET,
    "exit": HexColor("#673b9e"),
    "cut_off": HexColor("#b0231b"),
    "window": HexColor("#1b5a9e"),
    "stay": HexColor("#1b5a9e"),
    "border": RULE,
    "muted": QUIET,
    "text": INK,
}
DASHES: dict[str, tuple[float, ...]] = {"dashed": (4, 2.5), "dotted": (1, 1.5)}
HATCH = 3.0
TALLEST = 560.0  # points; what is taller is drawn smaller, so that it fits on a page


def metrics_of(words: Words) -> Metrics:
    """How texts are measured in the typeface of the letters."""
    return Metrics(
        LINE, lambda text, bold: stringWidth(literal(text), BOLD if bold else REGULAR, SIZE), words.short_day
    )


class TimelinePicture(Flowable):
    """A timeline in the width of the column; never split over pages."""

    def __init__(self, timeline: Timeline, words: Words) -> None:
        super().__init__()
        self._timeline, self._words = timeline, words
        self._picture: Picture | None = None
        self._scale, self._tall = 1.0, 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._picture = lay_out(self._timeline, width, metrics_of(self._words))
        self._scale = min(1.0, TALLEST / self._picture.height)
        self.width, self.height = width, self._picture.height * self._scale
        return width, self.height

    def draw(self) -> None:
        if self._picture is None:
            return
        canvas, picture = self.canv, self._picture
        self._tall = picture.height
        canvas.saveState()
        canvas.scale(self._scale, self._scale)
        canvas.setFillColor(SHADE)
        for box in picture.shades:
            canvas.rect(box.x, self._tall - box.bottom, box.width, box.height, stroke=0, fill=1)
        for stroke in picture.strokes:
            self._stroke(canvas, stroke)
        for bar in picture.bars:
            self._bar(canvas, bar)
        for label in picture.labels:
            self._label(canvas, label)
        canvas.restoreState()

    def _stroke(self, canvas: Canvas, stroke: Stroke) -> None:
        canvas.setStrokeColor(COLOURS[stroke.role])
        canvas.setLineWidth(1.4 if stroke.style in ("thick", "dashed") else 0.6)
        canvas.setDash(*_dash(stroke.style))
        canvas.line(stroke.x1, self._tall - stroke.y1, stroke.x2, self._tall - stroke.y2)
        canvas.setDash()

    def _bar(self, canvas: Canvas, bar: Bar) -> None:
        colour, box = COLOURS[bar.role], bar.box
        x, y = box.x, self._tall - box.bottom
        fill = "outlined" if bar.struck else bar.fill
        canvas.setStrokeColor(colour)
        canvas.setFillColor(colour if fill == "solid" else white)
        canvas.setLineWidth(0.9)
        if fill == "outlined" and not bar.struck:
            canvas.setDash(*_dash("dotted"))
        canvas.roundRect(x, y, box.width, box.height, 2, stroke=1, fill=1)
        canvas.setDash()
        if fill == "hatched":
            canvas.saveState()
            inside = canvas.beginPath()
            inside.roundRect(x, y, box.width, box.height, 2)
            canvas.clipPath(inside, stroke=0, fill=0)
            canvas.setLineWidth(0.6)
            at = x - box.height
            while at < box.right:
                canvas.line(at, y, at + box.height, y + box.height)
                at += HATCH
            canvas.restoreState()
        if bar.struck:
            canvas.line(x - 3, y + box.height / 2, box.right + 3, y + box.height / 2)
        if bar.edge:
            at = x if bar.edge == "entry" else box.right
            canvas.setLineWidth(2.2)
            canvas.line(at, y - 2, at, y + box.height + 2)

    def _label(self, canvas: Canvas, label: Label) -> None:
        font, box = BOLD if label.bold else REGULAR, label.box
        y = self._tall - box.bottom
        if label.boxed:
            canvas.setFillColor(white)
            canvas.rect(box.x - 1, y, box.width + 1, box.height, stroke=0, fill=1)
        canvas.setFillColor(COLOURS[label.role])
        canvas.setFont(font, SIZE)
        baseline = y + box.height * 0.27
        if label.centred:
            canvas.drawCentredString(box.x + box.width / 2, baseline, literal(label.text))
        else:
            canvas.drawString(box.x, baseline, literal(label.text))


def _dash(style: str) -> tuple[Any, ...]:
    return (list(DASHES[style]), 0) if style in DASHES else ([], 0)
