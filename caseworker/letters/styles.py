# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sizes, colours and paragraph styles of a letter: few, calm, and readable in a bad photocopy."""

from functools import lru_cache
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from caseworker.letters.fonts import BOLD, REGULAR, drawable

INK = HexColor("#111111")
QUIET = HexColor("#444444")  # 9.7:1 on white
RULE = HexColor("#9a9a9a")
SHADE = HexColor("#f1f1f1")
ACROSS = HexColor("#e9e9e9")  # the word across a draft; text stays readable over it

DEEPEST = 7  # tests inside tests, of which a rule seldom has more than three
SIDE = 20 * mm
TOP = 18 * mm
TOP_LATER = 24 * mm
BOTTOM = 22 * mm


@lru_cache(maxsize=1)
def styles() -> dict[str, ParagraphStyle]:
    """Return the paragraph styles by name."""
    drawable()  # registers the typefaces, which a style looks up by name

    def style(
        name: str,
        size: float,
        leading: float,
        font: str = REGULAR,
        color: Color = INK,
        before: float = 0,
        after: float = 0,
        **more: Any,
    ) -> ParagraphStyle:
        return ParagraphStyle(
            name,
            fontName=font,
            fontSize=size,
            leading=leading,
            textColor=color,
            spaceBefore=before,
            spaceAfter=after,
            allowWidows=0,
            allowOrphans=0,
            bulletFontName=REGULAR,
            bulletFontSize=size,
            **more,
        )

    made = [
        style("body", 11, 15, after=5),
        style("bullet", 11, 15, after=3, leftIndent=13, bulletIndent=2),
        style("heading", 12.5, 16, BOLD, before=11, after=4),
        style("title", 17, 21, BOLD, before=10, after=7),
        style("sender", 13, 16, BOLD),
        style("small", 9.5, 12.5, color=QUIET),
        style("address", 11, 14.5),
        style("date", 11, 14.5, alignment=2),
        style("label", 9.5, 13, color=QUIET),
        style("value", 10.5, 13.5),
        style("statement", 11.5, 15.5, BOLD),
        style("result", 13.5, 18, BOLD),
        style("notice", 11, 15),
        style("head", 9.5, 12.5, BOLD),
        style("cell", 10.5, 13.5),
        style("cell_bold", 10.5, 13.5, BOLD),
        style("evidence", 9.5, 12.5, color=QUIET, leftIndent=9, bulletIndent=1, before=1),
    ]
    made += [
        style(f"test{depth}", 9.5, 12.5, color=QUIET, leftIndent=9 * (depth + 1), bulletIndent=9 * depth)
        for depth in range(DEEPEST + 1)
    ]
    return {each.name: each for each in made}
