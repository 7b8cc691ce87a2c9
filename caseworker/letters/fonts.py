# SPDX-License-Identifier: AGPL-3.0-or-later
"""The typefaces of a letter, and which characters they can draw."""

import unicodedata
from functools import lru_cache
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from caseworker.letters.content import LetterContent, words
from caseworker.paths import resource

REGULAR, BOLD, ITALIC = "Caseworker", "Caseworker-Bold", "Caseworker-Italic"
FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf", ITALIC: "NotoSans-Italic.ttf"}
NOT_DRAWABLE = "\ufffd"  # a filled diamond with a question mark: seen, and seen to be no letter


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Register the typefaces, once, and return the code points that all of them can draw."""
    able: set[int] | None = None
    for name, file in FILES.items():
        font = TTFont(name, str(resource("fonts", file)))
        pdfmetrics.registerFont(font)
        points = set(font.face.charToGlyph)
        able = points if able is None else able & points
    return frozenset(point for point in able or () if point >= 32)


def _shown(text: str) -> str:
    """Return the characters that are meant to be seen, composed where that gives one glyph."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    # Format characters (joiners, direction marks) have no picture of their own; drawn, they could only
    # turn a line round and make it read otherwise than it is stored.
    return "".join(c for c in composed if unicodedata.category(c) != "Cf")


def missing_in(text: str) -> set[str]:
    """Return the characters of `text` that cannot be drawn, and the mark that stands for a lost one."""
    able = drawable()
    return {c for c in _shown(text) if c == NOT_DRAWABLE or (ord(c) not in able and c != "\n")}


def missing_glyphs(content: LetterContent) -> set[str]:
    """Return the characters of a letter that its typefaces cannot draw; they appear as a marked gap."""
    return set().union(*(missing_in(text) for text in words(content)))


def literal(text: str) -> str:
    """Return `text` with every character that cannot be drawn replaced by a visible mark."""
    able = drawable()
    return "".join(c if c == "\n" or ord(c) in able else NOT_DRAWABLE for c in _shown(text))


def markup(text: str) -> str:
    """Return `text` such that a paragraph draws it literally, line breaks included."""
    return escape(literal(text)).replace("\n", "<br/>")
