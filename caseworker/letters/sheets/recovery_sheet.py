# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recovery sheet: one page with the key that gives one person of a store a new passphrase.

It says everything in both languages: who opens the envelope is not who printed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Spacer
from reportlab.platypus import Paragraph as Text

from caseworker.letters.content import Pair
from caseworker.words import LANGUAGE_NAMES, N_, Words, words_for

from ..blocks import box, bullets, pairs, text
from ..fonts import markup
from ..styles import styles
from .sheet import Sheet, drawn_sheet

TITLE = N_("Recovery sheet")
KEEP = N_(
    "Keep this page in a sealed envelope, away from the computer, where two people you trust know of it. "
    "Whoever holds it can get into the store."
)
USE = N_("To use it: start Caseworker, and type the key into the second box of the first screen.")
CAN = N_(
    "What it can do: it sets a new passphrase for one person who works with this store. That is recorded, "
    "and everyone sees it on their first screen; until another person has confirmed it, that account cannot "
    "approve decisions."
)
CANNOT = N_(
    "What it cannot do: it shows no case and no letter, and it brings back no store that is lost. For that a "
    "copy of its whole folder is needed."
)
NEWER = N_("Once a newer sheet was made, this one opens nothing. Destroy it then.")
NO_LETTER = N_("Internal. Not a decision letter.")
KEY = N_("Recovery key")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Which store the key belongs to, and the day the sheet was made."""

    organisation: str
    site: str
    store: str
    made_on: date


def recovery_sheet(key: str, facts: SheetFacts, words: Words) -> bytes:
    """The sheet as a PDF, on A4, the language of `words` first. Calls wait for one another."""
    foot = f"Caseworker · {facts.site} · {facts.store}"
    sheet = Sheet("A4", "recovery", words(TITLE), foot, words(NO_LETTER))
    return drawn_sheet(sheet, partial(_story, key, facts, words), words)


def _story(key: str, facts: SheetFacts, words: Words, width: float) -> Iterator[Flowable]:
    others = [words_for(language) for language in LANGUAGE_NAMES if language != words.language]
    spoken = (words, *others)
    yield text(_both(TITLE, spoken), "title")
    days = dict.fromkeys(one.day(facts.made_on) for one in spoken)
    rows = [
        Pair(_both(N_("Organisation"), spoken), facts.organisation),
        Pair(_both(N_("Site"), spoken), facts.site),
        Pair(_both(N_("Store"), spoken), facts.store),
        Pair(_both(N_("Made on"), spoken), " / ".join(days)),
    ]
    table = pairs(rows, width)
    if table is not None:
        yield table
    yield Spacer(1, 10)
    yield box([text(_both(KEY, spoken), "label"), _large(key, width - 20)], width, shade=False, border=1.2)
    for one in spoken:
        yield Spacer(1, 8)
        yield text(LANGUAGE_NAMES[one.language], "heading")
        yield from bullets([one(said) for said in (USE, CAN, CANNOT, KEEP, NEWER)])


def _large(key: str, width: float) -> Flowable:
    style = styles()["title"]
    # In one line, however wide its letters are.
    size = min(style.fontSize, style.fontSize * width / stringWidth(key, style.fontName, style.fontSize))
    return Text(markup(key), style.clone("key", fontSize=size, alignment=1, spaceBefore=4))


def _both(said: str, spoken: tuple[Words, ...]) -> str:
    return " / ".join(dict.fromkeys(words(said) for words in spoken))
