# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the timeline picture is made of, whoever paints it: bars, lines, texts, and texts that fit.

Lengths are in the unit of the caller, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Metrics:
    """The typeface of whoever paints: height of a line, width of a text (bold or not), a day in words."""

    line: float
    measure: Callable[[str, bool], float]
    day: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Bar:
    """A paper's days. `fill` is solid, hatched or outlined; `edge` marks the `entry` or `exit` it asserts."""

    box: Box
    fill: str
    role: str
    edge: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line. `style` is thin, thick, dashed (thick) or dotted (thin)."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: str
    style: str = "thin"


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text in its box, from the left or centred; `boxed` ones hide what is under them."""

    box: Box
    text: str
    role: str
    bold: bool = False
    centred: bool = False
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a paper can be pointed at: its bar and its name."""

    id: str
    bar: Box
    whole: Box
    sentence: str


@dataclass(slots=True)
class Picture:
    """What to paint, in this order: shades, strokes, bars, labels."""

    width: float
    height: float = 0.0
    shades: list[Box] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)


def elided(text: str, room: float, metrics: Metrics, *, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis; empty where not even that fits."""
    if metrics.measure(text, bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if metrics.measure(text[:middle].rstrip() + "…", bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low else ""


def wrapped(text: str, room: float, metrics: Metrics) -> list[str]:
    """The text in lines that fit, broken between words; a word too long for a line is shortened."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.measure(longer, False) <= room:
            lines[-1] = longer
        else:
            lines.append(elided(word, room, metrics))
    return lines
