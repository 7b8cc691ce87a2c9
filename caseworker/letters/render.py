# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drawing: the finished words of a letter become the bytes of a PDF. The same words give the same bytes."""

import io
import threading
from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Spacer,
    Table,
)

from caseworker.letters.blocks import box, letter_sections, pairs, text
from caseworker.letters.content import LetterContent, Letterhead
from caseworker.letters.fonts import literal
from caseworker.letters.logo import read_logo
from caseworker.letters.page import SIZES, LetterCanvas, draw_under
from caseworker.letters.shapes import OUTCOME_MARKS, MarkedWords, SealCode
from caseworker.letters.styles import BOTTOM, INK, SIDE, TOP, TOP_LATER

LOGO_WIDTH, LOGO_HEIGHT = 42 * mm, 20 * mm
NO_PADDING = [(side + "PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]

# ReportLab's paragraph parser is one object for the whole process.
one_at_a_time = threading.Lock()

REPORTLAB_COMMENT = b" ReportLab Generated PDF document (opensource)\n"


def head_comment(state: str) -> bytes:
    """Return the comment at the head of our files; it says what they are even when their end is gone."""
    return f" caseworker letter {state}".encode().ljust(len(REPORTLAB_COMMENT) - 1) + b"\n"


def _letterhead(head: Letterhead, width: float) -> list[Flowable]:
    lines: list[Flowable] = [text(head.name, "sender")]
    lines += [text(line, "small") for line in (*head.address, head.contact) if line]
    look: list[Any] = [*NO_PADDING, ("VALIGN", (0, 0), (-1, -1), "TOP")]
    if head.logo is None:
        table = Table([[lines]], colWidths=[width], style=look, splitInRow=1)
    else:
        picture = read_logo(head.logo)
        scale = min(LOGO_WIDTH / picture.width, LOGO_HEIGHT / picture.height)
        size = (picture.width * scale, picture.height * scale)
        file = io.BytesIO()
        picture.save(file, "PNG")
        image = Image(file, width=size[0], height=size[1], hAlign="LEFT")
        left = size[0] + 6 * mm
        table = Table([[image, lines]], colWidths=[left, width - left], style=look, splitInRow=1)
    table.setStyle([("LINEBELOW", (0, -1), (-1, -1), 0.9, INK), ("BOTTOMPADDING", (0, -1), (-1, -1), 7)])
    return [table, Spacer(1, 12)]


def _opening(content: LetterContent, width: float) -> list[Flowable]:
    look = [*NO_PADDING, ("VALIGN", (0, 0), (-1, -1), "TOP")]
    to = [text(line, "address") for line in content.addressee if line]
    address = Table(
        [[to or "", text(content.issued_on, "date")]],
        colWidths=[width - 58 * mm, 58 * mm],
        style=look,
        splitInRow=1,
    )
    result = MarkedWords(
        OUTCOME_MARKS.get(content.result_kind, "not_known"), text(content.result, "result"), size=13
    )
    flow: list[Flowable] = [address, Spacer(1, 6), text(content.title, "title")]
    facts = pairs(content.facts, width)
    if facts:
        flow += [facts, Spacer(1, 3)]
    flow += [box([text(content.statement, "statement")], width, shade=False, border=1.4), Spacer(1, 4)]
    return [*flow, result, Spacer(1, 4)]


def _proof(content: LetterContent, width: float) -> list[Flowable]:
    """How to check an issued letter, beside its code; nothing for a draft."""
    if not content.seal:
        return []
    code = SealCode(content.seal)
    number = text(content.number, "cell_bold")
    table = Table(
        [[[text(content.footer.verify, "value"), Spacer(1, 6), number], code]],
        colWidths=[width - code.width, code.width],
        style=[*NO_PADDING, ("VALIGN", (0, 0), (0, 0), "MIDDLE"), ("RIGHTPADDING", (0, 0), (0, 0), 10)],
    )
    return [KeepTogether([Spacer(1, 8), table])]


def render(content: LetterContent) -> bytes:
    """Return the letter as a PDF file. Raises `LogoRefused` for a logo that cannot be used.

    Characters no typeface has are drawn as a visible mark (see `fonts.missing_glyphs`). May be called
    from any thread; calls wait for one another.
    """
    with one_at_a_time:
        return _render(content)


def _render(content: LetterContent) -> bytes:
    page_width, page_height = SIZES[content.paper]
    width = page_width - 2 * SIDE

    def template(name: str, top: float) -> PageTemplate:
        frame = Frame(SIDE, BOTTOM, width, page_height - top - BOTTOM, 0, 0, 0, 0, id=name)
        return PageTemplate(
            id=name, frames=[frame], onPage=lambda canvas, doc: draw_under(canvas, content, doc.page)
        )

    frame_height = page_height - TOP_LATER - BOTTOM
    story: list[Flowable] = [NextPageTemplate("later")]
    story += _letterhead(content.letterhead, width)
    story += _opening(content, width)
    story += letter_sections(content.sections, width, frame_height)
    story += _proof(content, width)

    out = io.BytesIO()
    name = literal(content.number) or "Letter"
    document = BaseDocTemplate(
        out,
        pagesize=(page_width, page_height),
        pageTemplates=[template("first", TOP), template("later", TOP_LATER)],
        title=name,  # never a person's name: it is shown on the window of any reader
        author=literal(content.letterhead.name),
        subject="",
        creator="Caseworker",
        keywords=[f"caseworker-letter-{content.state}"],
        lang=content.language,
        displayDocTitle=True,
        invariant=1,
    )
    document.build(story, canvasmaker=partial(LetterCanvas, content=content))
    return out.getvalue().replace(REPORTLAB_COMMENT, head_comment(content.state), 1)
