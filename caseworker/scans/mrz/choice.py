# SPDX-License-Identifier: AGPL-3.0-or-later
"""Choosing the characters: what each cell is most like, and what the check digits say about it.

Where they disagree, cells that are nearly as like another character are changed, the nearest first. Few are
tried: with one digit in ten right by chance, many tries would find agreement in anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np

from caseworker.domain import mrz

from .frame import Floats
from .layout import alphabets, guarded
from .templates import CHARACTERS

# Less alike than the best by no more: may be meant. At 0.06 and more, forged digits were read as mended.
_NEAR = 0.04
_TOGETHER = 0.07  # the same, of all changes together
_CLOSE = 0.02  # two agreeing readings as near as this: neither is taken
_CHANGED = 2  # cells changed at most
_TRIED = 8  # alternatives considered
_DOUBT = 0.015  # nearer than this to a character that no check digit tells apart: not sure
_CAPITAL_O = 0.02  # a letter O in a number is rarer than a zero and looks like one
# Check digits do not depend on the day of reading, only the centuries of the dates do.
_SOME_DAY = date(2000, 1, 1)
_VALUES = np.array([0 if ch == "<" else int(ch, 36) for ch in CHARACTERS])


@dataclass(frozen=True, slots=True)
class Chosen:
    """The lines; by cell, how far it is from the next best, and its likeness; whether the digits agree.

    `certain` is whether no cell is nearly as like a character that the check digits could not tell from it.
    """

    lines: tuple[str, ...]
    margins: tuple[float, ...]
    scores: tuple[float, ...]
    sound: bool
    certain: bool


def choose(kind: str, score: Floats) -> Chosen:
    """The likeliest reading as a zone of `kind`; `score` is [cell, character as in CHARACTERS]."""
    allowed = _allowed(kind, score)
    order = np.argsort(-allowed, axis=1)
    cells = np.arange(len(allowed))
    best = allowed[cells, order[:, 0]]
    margins = best - allowed[cells, order[:, 1]]
    letters = [CHARACTERS[at] for at in order[:, 0]]
    changes = _agreeing(kind, letters, allowed, order)
    sound = changes is not None
    for cell, character in changes or ():
        letters[cell] = character
        # It was not the likeliest: how far it was behind says how far from sure this cell is.
        margins[cell] = -(best[cell] - allowed[cell, CHARACTERS.index(character)])
    return Chosen(
        _lines(kind, letters),
        tuple(float(one) for one in margins),
        tuple(float(one) for one in best),
        sound,
        _certain(kind, letters, allowed),
    )


def _certain(kind: str, letters: list[str], allowed: Floats) -> bool:
    """Whether each cell stands clear of all that is allowed there and gives the same check digit, if any.

    0, A, K, U and the filler are all the same to it (their values differ by tens), and to names it is blind.
    """
    at = np.array([CHARACTERS.index(letter) for letter in letters])
    cells = np.arange(len(at))
    under_check = np.zeros(len(at), bool)
    under_check[list(guarded(kind))] = True
    told_apart = under_check[:, None] & ((_VALUES[at][:, None] - _VALUES) % 10 != 0)
    rivals = np.where(told_apart, -2.0, allowed)
    rivals[cells, at] = -2.0
    return bool((allowed[cells, at] - rivals.max(axis=1)).min() >= _DOUBT)


def _allowed(kind: str, score: Floats) -> Floats:
    """The scores, with what may not stand in a cell out of reach."""
    may = np.array([[ch in alphabet for ch in CHARACTERS] for alphabet in alphabets(kind)])
    found = np.where(may, score, -2.0)
    mixed = np.array(["0" in alphabet and "O" in alphabet for alphabet in alphabets(kind)])
    found[mixed, CHARACTERS.index("O")] -= _CAPITAL_O
    return found


def _agreeing(
    kind: str, letters: list[str], allowed: Floats, order: np.ndarray[tuple[int, ...], np.dtype[np.intp]]
) -> tuple[tuple[int, str], ...] | None:
    """The cells to change so that every check digit agrees: none, a few, or None where it cannot be had."""
    if _sound(kind, letters):
        return ()
    near = []
    for cell in guarded(kind):
        top = allowed[cell, order[cell, 0]]
        for at in order[cell, 1:4]:
            cost = float(top - allowed[cell, at])
            if cost <= _NEAR:
                near.append((cost, cell, CHARACTERS[at]))
    near = sorted(near)[:_TRIED]
    ways = []
    for count in range(1, _CHANGED + 1):
        for way in combinations(near, count):
            cost = sum(one[0] for one in way)
            if cost <= _TOGETHER and len({one[1] for one in way}) == count:
                ways.append((cost, way))
    found: tuple[float, tuple[tuple[int, str], ...]] | None = None
    for cost, way in sorted(ways):
        if found is not None and cost > found[0] + _CLOSE:
            break
        tried = letters.copy()
        for _, cell, character in way:
            tried[cell] = character
        if _sound(kind, tried):
            if found is not None:
                return None
            found = (cost, tuple((cell, character) for _, cell, character in way))
    return found[1] if found else None


def _lines(kind: str, letters: list[str]) -> tuple[str, ...]:
    count = {"TD1": 30, "TD2": 36, "MRV-B": 36}.get(kind, 44)
    whole = "".join(letters)
    return tuple(whole[at : at + count] for at in range(0, len(whole), count))


def _sound(kind: str, letters: list[str]) -> bool:
    return mrz.read_mrz("\n".join(_lines(kind, letters)), _SOME_DAY).sound
