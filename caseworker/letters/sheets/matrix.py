# SPDX-License-Identifier: AGPL-3.0-or-later
"""What proves what on paper, for staff: conditions down, papers across, on landscape pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Spacer, Table
from reportlab.platypus import Paragraph as Text

from caseworker.drawing.paper import Paper
from caseworker.letters.blocks import pairs, text
from caseworker.letters.content import Pair
from caseworker.letters.shapes import MarkedWords, draw_mark
from caseworker.letters.sheets.sheet import Sheet, drawn_sheet
from caseworker.letters.styles import INK, RULE, SHADE
from caseworker.words import N_, Words
from caseworker.words.rules.matrix import BACKED, MARKS, ColumnText, MatrixText, RowText

TITLE = N_("What proves what")
TRAINING = N_("Training: invented people")
INTERNAL = N_("Internal: for staff only, not to be handed out")
FIRST, LAST = 62 * mm, 46 * mm
NARROWEST, WIDEST, HEAD = 8 * mm, 18 * mm, 44 * mm
UPRIGHT = 0.85
MARK = 8


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page says besides the matrix."""

    paper: Paper
    applicant: str
    case_number: str
    programme: str
    on: str
    outcome: str
    printed: str
    by: str
    training: bool


def matrix_page(matrix: MatrixText, facts: PageFacts, words: Words) -> bytes:
    """The page as a PDF. The same matrix gives the same bytes. Calls wait for one another."""
    printed = words(
        N_("Case {number}, {name}. Printed on {day} by {by}."),
        number=facts.case_number,
        name=facts.applicant,
        day=facts.printed,
        by=facts.by,
    )
    mark = f"{words(INTERNAL)} · {words(TRAINING)}" if facts.training else words(INTERNAL)
    sheet = Sheet(facts.paper, "matrix", words(TITLE), printed, mark, landscape=True)
    return drawn_sheet(sheet, partial(_story, matrix, facts, words), words)


def _story(matrix: MatrixText, facts: PageFacts, words: Words, width: float) -> Iterator[Flowable]:
    yield text(words(TITLE), "title")
    rows = [
        Pair(words(N_("Applicant")), facts.applicant),
        Pair(words(N_("Case number")), facts.case_number),
        Pair(words(N_("Programme")), facts.programme),
        Pair(words(N_("Reference day")), facts.on),
        Pair(words(N_("Assessment")), facts.outcome),
    ]
    table = pairs([row for row in rows if row.value], width, columns=3)
    if table is not None:
        yield table
    yield _legend(words, width)
    yield Spacer(1, 5)
    # Where one page is not wide enough, the columns are shared out evenly.
    count = max(len(matrix.columns), 1)
    pages = -(-count // int((width - FIRST - LAST) // NARROWEST))
    room = -(-count // pages)
    for start in range(0, count, room):
        if start:
            yield PageBreak()
        yield _table(matrix, start, min(start + room, len(matrix.columns)), words, width)


def _legend(words: Words, width: float) -> Table:
    """What each mark means, in one row."""
    said = [(mark, words(meaning)) for mark, meaning in MARKS.items() if mark]
    cells = [[_MarkedText(mark, text(meaning, "small")) for mark, meaning in said]]
    look: list[Any] = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(cells, colWidths=[width / len(said)] * len(said), style=look)


def _table(matrix: MatrixText, start: int, end: int, words: Words, width: float) -> Table:
    columns = matrix.columns[start:end]
    each = min(max((width - FIRST - LAST) / max(len(columns), 1), NARROWEST), WIDEST)
    last = width - FIRST - each * len(columns)
    heads: list[Any] = [_Upright(one, each) for one in columns]
    cells: list[list[Any]] = [[text(words(N_("Condition")), "head"), *heads, text(words(BACKED), "head")]]
    look: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("LEFTPADDING", (1, 0), (-2, -1), 0),
        ("RIGHTPADDING", (1, 0), (-2, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
        ("LINEAFTER", (0, 0), (-2, -1), 0.25, RULE),
    ]
    for step, rows in matrix.groups:
        at = len(cells)
        cells.append([text(step, "head"), *[""] * (len(columns) + 1)])
        look += [("BACKGROUND", (0, at), (-1, at), SHADE), ("SPAN", (0, at), (-1, at))]
        # The name of a station does not stand alone at the foot of a page.
        look.append(("NOSPLIT", (0, at), (0, min(at + 1, at + len(rows)))))
        cells += [_row(one, start, end) for one in rows]
    return Table(cells, colWidths=[FIRST, *[each] * len(columns), last], repeatRows=1, style=look)


def _row(one: RowText, start: int, end: int) -> list[Any]:
    style = "cell_bold" if one.state == "wanting" else "value"
    return [
        MarkedWords(one.mark, text(one.title, "small")),
        *[_Mark(mark) if mark else "" for mark in one.cells[start:end]],
        text(one.backed, style if one.state == "wanting" else "small") if one.backed else "",
    ]


class _Mark(Flowable):
    """The mark of a cell, in the middle of it."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self.height = MARK

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        return width, MARK

    def draw(self) -> None:
        draw_cell_mark(self.canv, self.code, (self.width - MARK) / 2, 0, MARK)


class _MarkedText(Flowable):
    """A mark of the legend with its meaning."""

    def __init__(self, code: str, said: Text) -> None:
        super().__init__()
        self.code, self.said = code, said

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _, tall = self.said.wrap(width - MARK - 6, height)
        self.width, self.height = width, max(tall, MARK)
        return width, self.height

    def draw(self) -> None:
        draw_cell_mark(self.canv, self.code, 0, self.height - MARK - 2, MARK)
        self.said.drawOn(self.canv, MARK + 5, self.height - self.said.height)


class _Upright(Flowable):
    """The name of a column, read from below, with its day beside it."""

    def __init__(self, column: ColumnText, room: float) -> None:
        super().__init__()
        self.said = text(f"{column.name}, {column.day}" if column.day else column.name, "small")
        self.room = room

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = self.room, HEAD
        return self.room, HEAD

    def draw(self) -> None:
        # What does not fit is written smaller, never cut; narrower letters need fewer lines.
        scale = UPRIGHT
        _, tall = self.said.wrap((HEAD - 4) / scale, ENOUGH)
        while tall * scale > self.room - 2:
            scale *= 0.95
            _, tall = self.said.wrap((HEAD - 4) / scale, ENOUGH)
        self.canv.saveState()
        self.canv.rotate(90)
        self.canv.translate(2, -(self.room + tall * scale) / 2)
        self.canv.scale(scale, scale)
        self.said.drawOn(self.canv, 0, 0)
        self.canv.restoreState()


ENOUGH = 10_000.0


def draw_cell_mark(canvas: Canvas, code: str, x: float, y: float, size: float) -> None:
    """Draws a mark of the matrix in a square; each differs in outline, for photocopies."""
    known = {"proves": "met", "against": "not_met", "contradicts": "needs_review"}
    if code in known:
        draw_mark(canvas, known[code], x, y, size)
        return
    canvas.saveState()
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(size * 0.11)
    if code == "tied":
        canvas.circle(x + size / 2, y + size / 2, size * 0.46, stroke=1, fill=0)
        path = canvas.beginPath()
        path.moveTo(x + 0.28 * size, y + 0.5 * size)
        path.lineTo(x + 0.45 * size, y + 0.32 * size)
        path.lineTo(x + 0.74 * size, y + 0.67 * size)
        canvas.drawPath(path, stroke=1, fill=0)
    else:
        canvas.circle(x + size / 2, y + size / 2, size * 0.16, stroke=1, fill=0)
    canvas.restoreState()
