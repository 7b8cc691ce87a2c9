# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame of papers for staff: page, file facts, and a foot of two lines with the number of the page."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from caseworker.drawing.paper import Paper
from caseworker.words import N_, Words

from ..fonts import BOLD, REGULAR, literal
from ..page import SIZES, SMALL, PagedCanvas, draw_rule, fitted
from ..render import REPORTLAB_COMMENT, one_at_a_time
from ..styles import BOTTOM, INK, QUIET, SIDE, TOP


@dataclass(frozen=True, slots=True)
class Sheet:
    """What frames a paper: `kind` is written into the file's first bytes, `title` into its facts (anybody
    sees it: no names), `said` is the quiet line of the foot, `mark` the one below, bold where it warns."""

    paper: Paper
    kind: str
    title: str
    said: str
    mark: str
    warns: bool = True
    landscape: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        width, height = SIZES[self.paper]
        return (height, width) if self.landscape else (width, height)


def drawn_sheet(sheet: Sheet, story: Callable[[float], Iterable[Flowable]], words: Words) -> bytes:
    """The paper as a PDF; `story` gives what stands on it for a width in points.

    The same paper gives the same bytes. Calls wait for one another.
    """
    with one_at_a_time:
        return _drawn(sheet, story, words)


def _drawn(sheet: Sheet, story: Callable[[float], Iterable[Flowable]], words: Words) -> bytes:
    page_width, page_height = sheet.size
    width = page_width - 2 * SIDE
    frame = Frame(SIDE, BOTTOM, width, page_height - TOP - BOTTOM, 0, 0, 0, 0, id="page")
    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=sheet.size,
        pageTemplates=[PageTemplate(id="page", frames=[frame])],
        title=literal(sheet.title),
        author="Caseworker",
        subject="",
        creator="Caseworker",
        lang=words.language,
        displayDocTitle=True,
        invariant=1,
    )
    foot = partial(_foot, sheet=sheet, words=words)
    document.build(list(story(width)), canvasmaker=partial(PagedCanvas, foot=foot))
    head = f" caseworker {sheet.kind}".encode().ljust(len(REPORTLAB_COMMENT) - 1) + b"\n"
    return out.getvalue().replace(REPORTLAB_COMMENT, head, 1)


def _foot(canvas: Canvas, page: int, pages: int, *, sheet: Sheet, words: Words) -> None:
    width, _ = sheet.size
    canvas.saveState()
    draw_rule(canvas, 16.5 * mm, width)
    canvas.setFillColor(QUIET)
    canvas.setFont(REGULAR, SMALL)
    count = words(N_("Page {page} of {pages}"), page=page, pages=pages)
    canvas.drawRightString(width - SIDE, 12 * mm, count)
    room = width - 2 * SIDE - stringWidth(count, REGULAR, SMALL) - 12
    canvas.drawString(SIDE, 12 * mm, fitted(sheet.said, REGULAR, SMALL, room))
    font = BOLD if sheet.warns else REGULAR
    if sheet.warns:
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, SMALL)
    canvas.drawString(SIDE, 8 * mm, fitted(sheet.mark, font, SMALL, width - 2 * SIDE))
    canvas.restoreState()
