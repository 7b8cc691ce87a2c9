# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page carries: the short header, the footer, and the word across a draft."""

from collections.abc import Callable
from math import atan2, degrees, hypot
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from caseworker.drawing.paper import Paper
from caseworker.letters.content import LetterContent
from caseworker.letters.fonts import BOLD, REGULAR, literal
from caseworker.letters.styles import ACROSS, INK, QUIET, RULE, SIDE

SIZES: dict[Paper, tuple[float, float]] = {"A4": A4, "Letter": LETTER}
SMALL = 8.5


def fitted(text: str, font: str, size: float, width: float) -> str:
    """Return `text` on one line, shortened with an ellipsis if it is wider than `width` points."""
    line = " ".join(literal(text).split())
    if stringWidth(line, font, size) <= width:
        return line
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if stringWidth(line[:middle].rstrip() + "\u2026", font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return line[:low].rstrip() + "\u2026"


def state_words(content: LetterContent) -> str:
    """Return the words that mark a page: draft, training, both, or none."""
    footer = content.footer
    said = [footer.draft] if content.state == "draft" else []
    said += [footer.training] if content.training else []
    return " \u00b7 ".join(word for word in said if word)


def draw_under(canvas: Canvas, content: LetterContent, page: int) -> None:
    """Draw what lies under the text: the word across, and from page 2 on the short header."""
    width, height = SIZES[content.paper]
    canvas.saveState()
    if word := literal(state_words(content)):
        size = min(110.0, 100 * 0.72 * hypot(width, height) / stringWidth(word, BOLD, 100))
        canvas.setFillColor(ACROSS)
        canvas.setFont(BOLD, size)
        canvas.translate(width / 2, height / 2)
        canvas.rotate(degrees(atan2(height, width)))
        canvas.drawCentredString(0, -size * 0.35, word)
    canvas.restoreState()
    if page == 1:
        return
    canvas.saveState()
    top = height - 15 * mm
    half = (width - 2 * SIDE) / 2 - 6
    header = content.short_header or f"{content.case_number} \u00b7 {content.number}"
    canvas.setFillColor(QUIET)
    canvas.setFont(REGULAR, SMALL)
    canvas.drawString(SIDE, top, fitted(content.letterhead.name, REGULAR, SMALL, half))
    canvas.setFont(BOLD, SMALL)
    canvas.drawRightString(width - SIDE, top, fitted(header, BOLD, SMALL, half))
    draw_rule(canvas, top - 5, width)
    canvas.restoreState()


def draw_rule(canvas: Canvas, y: float, width: float) -> None:
    """Draw a thin line across the page at height `y`."""
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, y, width - SIDE, y)


def draw_footer(canvas: Canvas, content: LetterContent, page: int, pages: int) -> None:
    """Draw the foot of a page, once the number of pages is known."""
    width, _ = SIZES[content.paper]
    words = content.footer
    canvas.saveState()
    draw_rule(canvas, 16.5 * mm, width)
    canvas.setFillColor(QUIET)
    count = fitted(
        words.page.replace("{page}", str(page)).replace("{pages}", str(pages)), REGULAR, SMALL, 60 * mm
    )
    taken = stringWidth(count, REGULAR, SMALL) + 12
    canvas.setFont(REGULAR, SMALL)
    canvas.drawRightString(width - SIDE, 12 * mm, count)
    left = fitted(words.rules_checked, REGULAR, SMALL, width - 2 * SIDE - taken)
    canvas.drawString(SIDE, 12 * mm, left)
    if state := state_words(content):
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, SMALL)
        canvas.drawString(SIDE, 8 * mm, fitted(state, BOLD, SMALL, width - 2 * SIDE))
    canvas.restoreState()


class PagedCanvas(Canvas):
    """A canvas that keeps its pages back until it knows how many there are, then has `foot` draw on each."""

    def __init__(self, *arguments: Any, foot: Callable[[Canvas, int, int], None], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._foot = foot
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        pages = len(self._kept)
        for number, state in enumerate(self._kept, start=1):
            self.__dict__.update(state)
            self._foot(self, number, pages)
            super().showPage()
        super().save()


class LetterCanvas(PagedCanvas):
    """The canvas of a letter."""

    def __init__(self, *arguments: Any, content: LetterContent, **more: Any) -> None:
        def foot(canvas: Canvas, page: int, pages: int) -> None:
            draw_footer(canvas, content, page, pages)

        super().__init__(*arguments, foot=foot, **more)
