# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether two names read alike, so that nobody is taken for somebody else in a list of colleagues.

What counts is the look on a screen or on paper: case, accents, spaces, punctuation and the order of words do
not matter, nor which of two letters that look the same was typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import permutations

from .folding import fold
from .said import says_something

# What a letter looks like, once by its small form and once by its capital: of the Greek nu one is a v, the
# other an N.
_CYRILLIC = dict(zip("авгезкмнопрстухѕіјԁӏԛԝѵһ", "abre3kmhonpctyxsijdlqwvh", strict=True))
_GREEK = dict(zip("αβγεζηικμνορτυχω", "abyeznikuvoptuxw", strict=True))
_SMALL = _CYRILLIC | _GREEK
_CAPITAL = _SMALL | dict(zip("гһηνυμγ", "rhhnymr", strict=True))
# One stroke: a one, a small L, a capital i, a bar. Taking m for r and n keeps it the same beside any letter.
_ALIKE = {"0": "o", "1": "l", "|": "l", "i": "l", "m": "rn"}
_INSIDE = "'\u2019\u02bc`\u00b4"
_MOST_WORDS = 6


def read_alike(one: str, other: str) -> bool:
    """Whether somebody could take one name for the other. A name without a letter is like none."""
    return any(_same(_words(one, looks), _words(other, looks)) for looks in (_SMALL, _CAPITAL))


def one_alphabet(name: str) -> bool:
    """Whether all letters of a name are of one alphabet, as names are: a mixture looks like another name."""
    found = {
        unicodedata.name(ch, "").split(" ")[0]
        for ch in unicodedata.normalize("NFKD", name)
        if ch.isalpha() and not unicodedata.name(ch, "").startswith("MODIFIER")
    }
    return len(found) <= 1


def _words(name: str, looks: dict[str, str]) -> list[str]:
    plain = "".join(looks.get(ch, ch) for ch in fold("".join(_drawn(ch) for ch in name)))
    seen = "".join(_ALIKE.get(ch, ch) for ch in plain)
    apart = "".join(ch if _is_read(ch) else "" if ch in _INSIDE else " " for ch in seen)
    return apart.split()


def _drawn(ch: str) -> str:
    """What a letter is drawn as, where Unicode takes it for another: small capitals, the script a."""
    if ch in "\u0251\u0252":
        return "a"
    before, _, letter = unicodedata.name(ch, "").rpartition("LATIN LETTER SMALL CAPITAL ")
    return letter.lower() if not before and len(letter) == 1 else ch


def _is_read(ch: str) -> bool:
    return unicodedata.category(ch) not in ("Lm", "Nl") and says_something(ch)


def _same(one: list[str], other: list[str]) -> bool:
    if not one or sorted("".join(one)) != sorted("".join(other)):
        return False
    if sorted(one) == sorted(other):
        return True
    # María José and Mariajosé: the same letters, with other spaces between them.
    return "".join(other) in _orders(one) or "".join(one) in _orders(other)


def _orders(words: list[str]) -> Iterator[str]:
    """The words run together in every order; of many words only as they stand."""
    orders = permutations(words) if len(words) <= _MOST_WORDS else [words]
    return ("".join(order) for order in orders)
