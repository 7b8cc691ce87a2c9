# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a text that a Spanish reader sees holds English."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

import dev
from caseworker.services.programmes.library import load_library
from caseworker.words import LANGUAGE_NAMES

from . import catalogue

# Fewer letters than this beside its blanks, and a text could be anything.
TELLING = 8
# Words that no Spanish sentence holds.
WORDS = re.compile(r"\b(the|and|of|with|this|that|was|were|is|are|not|to|from|has|have)\b", re.IGNORECASE)


def is_english(text: str) -> bool:
    """Whether the text, or a part of it, is an English text of the catalogue, or holds an English word.

    What is quoted in the language of its source, the names of laws and notices, is let pass.
    """
    plain, patterns = _texts()
    parts = _pieces(text)
    if parts & plain or any(patterns.fullmatch(part) for part in parts):
        return True
    for cite in _quoted():
        text = text.replace(cite, "")
    return WORDS.search(text) is not None


def _pieces(text: str) -> set[str]:
    """The text, and the parts that it may have been put together from."""
    parts = re.split(r"[\n·;|]|: |\. |, |<[^>]*>", text)
    return {part.strip(" +•⚠=.") for part in (*parts, text)} | {text, re.sub(r"^[\d+•]+\s+", "", text)}


@cache
def _texts() -> tuple[frozenset[str], re.Pattern[str]]:
    """The English texts whose Spanish differs: those without blanks, and those with, as one pattern."""
    plain, patterns = set(), []
    for one in catalogue.read(dev.LOCALE / "es.po", "es"):
        pairs = zip(one.id, one.string, strict=True) if isinstance(one.id, tuple) else [(one.id, one.string)]
        for original, text in pairs:
            if not original or original == text or "%(" in original:
                continue
            parts = [(part, name) for part, name, _, _ in Formatter().parse(original)]
            if all(name is None for _, name in parts):
                plain.add(original)
            elif sum(ch.isalpha() for part, _ in parts for ch in part) >= TELLING:
                blanks = (re.escape(part) + (".+" if name is not None else "") for part, name in parts)
                patterns.append("".join(blanks))
    # It is the name of the program, too.
    plain.discard("Caseworker")
    # A language is named by itself where it is chosen.
    plain -= set(LANGUAGE_NAMES.values())
    return frozenset(plain), re.compile("|".join(patterns), re.DOTALL)


@cache
def _quoted() -> tuple[str, ...]:
    library = load_library()
    found = {one.cite for one in library.reference.guidelines}
    for programme in library.programmes.values():
        found |= {source.cite for source in programme.sources.values()}
        found |= {one.cite.get("es") or one.cite["en"] for one in programme.versions}
    return tuple(sorted(found, key=len, reverse=True))
