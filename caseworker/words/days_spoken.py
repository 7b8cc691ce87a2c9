# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words that days are made of, in English and Spanish together: months, weekdays, from and to."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from . import ALSO, LANGUAGES, words_for

_ORDINAL = re.compile(r"(?<!\d)(\d{1,2})\.?(?:[ºª°]|(?:ero|ro|do|er|st|nd|rd|th|o|a)(?![a-z]))\.?", re.ASCII)
_ITEM = re.compile(r"[0-9]+|[a-z]+|\S", re.ASCII)
_DASHES = str.maketrans({dash: "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"})

# Said around a day without changing it.
_NO_MATTER = "de del of the el los las la dia dias day days on in en mes month ano year"
_FIRST = frozenset(("primero", "first"))
_KINDS = {
    **dict.fromkeys(("entre", "between"), "between"),
    **dict.fromkeys(("desde", "from"), "from"),
    **dict.fromkeys(("a", "al", "to", "hasta", "until", "till", "through", "thru"), "to"),
    **dict.fromkeys(("y", "e", "and", "&"), "and"),
}
_VAGUE = (
    "mediados mediado principio principios inicio inicios comienzo comienzos fin fines final finales mid "
    "middle early late beginning start end about around circa aprox aproximadamente approx approximately "
    "alrededor hacia cerca mas menos like quizas maybe perhaps creo ~ ? some algun algunos unos"
)
_OPEN = "antes before despues after since partir onwards earlier later by previo"


@dataclass(frozen=True, slots=True)
class Item:
    """One word, number or mark. `number` is the number, the month (1 to 12) or the weekday (Monday is 0).

    `other` is the weekday that the name of a month may be as well.
    """

    kind: str
    number: int = 0
    shape: str = ""
    other: int | None = None


def normal(text: str) -> str:
    """Small letters without accents, one kind of dash and of blank; 1º as 1."""
    parts = unicodedata.normalize("NFD", text.translate(_DASHES).casefold())
    plain = "".join(ch for ch in parts if not unicodedata.combining(ch))
    return _ORDINAL.sub(r"\1", " ".join(plain.split()))


def items_of(text: str) -> list[Item] | str:
    """The items of a normal text, or the fault code where one of them has no place in a day."""
    found: list[Item] = []
    pieces = list(_ITEM.finditer(text))
    words = {piece[0] for piece in pieces}
    around = _NO_MATTER.split()
    if words & set(_VAGUE.split()):
        return "day_vague"
    if words & set(_OPEN.split()):
        return "day_open"
    for at, piece in enumerate(pieces):
        word = piece[0]
        inside = 0 < at < len(pieces) - 1 and pieces[at + 1][0].isdigit() and pieces[at - 1][0].isdigit()
        if word == "," or (word == "." and not inside) or word in around:
            continue
        item = Item(word) if word in "/-." else _word(word)
        if item is None:
            return "day_malformed"
        found.append(item)
    return found or "day_malformed"


def month_of(text: str) -> int | None:
    """The month that a number or a name means, in any language."""
    word = normal(text).rstrip(".")
    if re.fullmatch(r"\d{1,2}", word, re.ASCII):
        return int(word) if 1 <= int(word) <= 12 else None
    return _months().get(word)


def plain_number(text: str) -> int | None:
    """A day of a month typed alone: 3, 3rd, 1º, primero."""
    word = normal(text)
    if word in _FIRST:
        return 1
    return int(word) if re.fullmatch(r"\d{1,2}", word, re.ASCII) else None


def _word(word: str) -> Item | None:
    if word.isascii() and word.isdigit():
        shape = {1: "n", 2: "n", 4: "Y"}.get(len(word))
        return Item("number", int(word), shape) if shape else None
    if word in _FIRST:
        return Item("number", 1, "n")
    if word in _KINDS:
        return Item(_KINDS[word])
    month, weekday = _months().get(word), _weekdays().get(word)
    if month is not None:
        return Item("month", month, "M", weekday)
    return Item("weekday", weekday) if weekday is not None else None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Names of months and their beginnings of three letters and more."""
    wide = [
        (normal(words_for(language).month(number)), number)
        for number in range(1, 13)
        for language in LANGUAGES
    ]
    wide += [(name, number) for number, name in ALSO.items()]
    return {name[:size]: number for name, number in wide for size in range(3, len(name) + 1)}


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, int]:
    """Names of weekdays and their beginnings of three letters and more."""
    found = {}
    for language in LANGUAGES:
        names = words_for(language).locale.days["stand-alone"]["wide"]
        for number, name in names.items():
            plain = normal(name)
            found.update({plain[:size]: number for size in range(3, len(plain) + 1)})
    return found
