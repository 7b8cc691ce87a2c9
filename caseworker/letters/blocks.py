# SPDX-License-Identifier: AGPL-3.0-or-later
"""The blocks of a letter as things that flow over pages."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table
from reportlab.platypus import Paragraph as Text

from caseworker.letters.content import (
    Block,
    Bullets,
    CriteriaTable,
    CriterionRow,
    KeyValue,
    Notice,
    Pair,
    Paragraph,
    Section,
    Signature,
    Signatures,
)
from caseworker.letters.fonts import markup
from caseworker.letters.shapes import MarkedWords
from caseworker.letters.styles import INK, RULE, SHADE, styles

ENDLESS = 100_000.0  # points; to measure without a page


class _Words(Text):
    """A paragraph that breaks its lines once: tables ask for the height of a cell three times over."""

    _broken: tuple[float, tuple[float, float]] | None = None

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        # Where a split is not possible, ReportLab takes the lines away again.
        if self._broken is None or self._broken[0] != availWidth or not hasattr(self, "blPara"):
            self._broken = (availWidth, super().wrap(availWidth, availHeight))
        return self._broken[1]


def text(words: str, style: str) -> Text:
    """Return plain words as a paragraph in one of the styles."""
    return _Words(markup(words), styles()[style])


def box(inside: Sequence[Flowable], width: float, *, shade: bool, border: float) -> Table:
    """Return flowables in a frame; what is longer than a page goes on in a frame on the next."""
    look: list[Any] = [
        ("BOX", (0, 0), (-1, -1), border, INK),
        ("LEFTPADDING", (0, 0), (-1, -1), 9),
        ("RIGHTPADDING", (0, 0), (-1, -1), 9),
        ("TOPPADDING", (0, 0), (-1, -1), 6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
    ]
    if shade:
        look.append(("BACKGROUND", (0, 0), (-1, -1), SHADE))
    return Table([[list(inside)]], colWidths=[width], style=look, splitInRow=1, spaceBefore=5, spaceAfter=7)


def bullets(items: Sequence[str]) -> list[Flowable]:
    return [Text(markup(item), styles()["bullet"], bulletText="\u2022") for item in items]


def pairs(rows: Sequence[Pair], width: float, *, columns: int = 1) -> Table | None:
    """Return labels and values, `columns` pairs side by side; None if there are none."""
    if not rows:
        return None
    each = width / columns
    label = min(each * 0.4, 42 * mm)
    lines = []
    for start in range(0, len(rows), columns):
        part = list(rows[start : start + columns])
        part += [Pair("", "")] * (columns - len(part))
        lines.append([cell for row in part for cell in (text(row.label, "label"), text(row.value, "value"))])
    look: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
    widths = [label, each - label] * columns
    return Table(lines, colWidths=widths, style=look, spaceAfter=4, splitInRow=1)


def _finding(row: CriterionRow) -> list[Any]:
    # As many paragraphs as texts, so that a long row can go on over a page.
    reason: list[Flowable] = [text(row.reason, "cell")] if row.reason else []
    reason += [text(line, "evidence") for line in row.evidence if line]
    return [
        text(row.criterion, "cell"),
        MarkedWords(row.result_code, text(row.result, "cell_bold")),
        reason or "",
    ]


def criteria(table: CriteriaTable, width: float) -> Table:
    """Return the findings: only lines between rows; the headers come again on each page."""
    cells: list[list[Any]] = [[text(word, "head") for word in table.headers]]
    cells += [_finding(row) for row in table.rows]
    look: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
    ]
    share = (0.29, 0.20, 0.51)
    return Table(
        cells,
        colWidths=[width * part for part in share],
        repeatRows=1,
        style=look,
        splitInRow=1,
        spaceBefore=2,
        spaceAfter=8,
    )


def _signer(row: Signature) -> list[Any]:
    return [text(row.role, "label"), text(row.name, "value"), text(row.date, "value")]


def signatures(rows: Sequence[Signature], width: float) -> Table:
    """Return one line to sign on for each person, with room for a pen above it."""
    cells: list[list[Any]] = []
    look: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    for number, row in enumerate(rows):
        cells += [["", "", ""], _signer(row)]
        look.append(("LINEABOVE", (0, 2 * number + 1), (1, 2 * number + 1), 0.7, INK))
        look.append(("NOSPLIT", (0, 2 * number), (-1, 2 * number + 1)))
    heights = [11 * mm, None] * len(rows)
    return Table(cells, colWidths=[width * 0.31, width * 0.37, width * 0.32], rowHeights=heights, style=look)


def block_flow(block: Block, width: float) -> list[Flowable]:
    """Return the flowables of one block for a column of `width` points."""
    match block:
        case Paragraph(words):
            return [text(words, "body")] if words else []
        case Bullets(items):
            return bullets(items)
        case KeyValue(rows):
            table = pairs(rows, width)
            return [table] if table else []
        case Notice(words):
            return [box([text(words, "notice")], width, shade=True, border=0.8)]
        case CriteriaTable():
            return [criteria(block, width)] if block.rows else []
        case Signatures(signers):
            return [signatures(signers, width)] if signers else []


def _first_height(flow: Sequence[Flowable], width: float) -> float:
    """Return the height of what must stand under a heading: four lines, or the first rows of a table."""
    if not flow:
        return 0.0
    first = flow[0]
    _, height = first.wrap(width, ENDLESS)
    if isinstance(first, Table):
        rows = getattr(first, "_rowHeights", [])
        return float(sum(rows[: 1 + getattr(first, "repeatRows", 0)]))
    # Four lines can be parted as two and two; fewer would leave one alone and push the rest on.
    return float(min(height, 4 * 15))


def section_flow(section: Section, width: float, frame_height: float) -> Iterator[Flowable]:
    """Yield a section; its heading stays on the page of what it heads."""
    flow = [part for block in section.blocks for part in block_flow(block, width)]
    if any(isinstance(block, Signatures) for block in section.blocks):
        heading = [text(section.heading, "heading")] if section.heading else []
        yield KeepTogether([*heading, *flow])
        return
    if section.heading:
        heading_text = text(section.heading, "heading")
        _, tall = heading_text.wrap(width, ENDLESS)
        style = styles()["heading"]
        need = tall + style.spaceBefore + style.spaceAfter + _first_height(flow, width) + 4
        yield CondPageBreak(min(need, frame_height * 0.6))
        yield heading_text
    yield from flow


def letter_sections(sections: Sequence[Section], width: float, frame_height: float) -> list[Flowable]:
    flow: Callable[[Section], Iterator[Flowable]] = partial(
        section_flow, width=width, frame_height=frame_height
    )
    return [part for section in sections for part in flow(section)] + [Spacer(1, 4)]
