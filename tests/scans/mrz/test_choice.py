# SPDX-License-Identifier: AGPL-3.0-or-later
"""Choosing by check digits: near alternatives only, two as near are none, and what no digit can tell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from caseworker.scans.mrz.choice import choose
from caseworker.scans.mrz.templates import CHARACTERS
from tests.domain.test_mrz import MRV_A, MRV_B, TD1, TD2, TD3


def scored(text: str) -> NDArray[np.float64]:
    """Cells that are clearly what the text says."""
    whole = text.replace("\n", "")
    score = np.full((len(whole), len(CHARACTERS)), 0.4)
    score[np.arange(len(whole)), [CHARACTERS.index(one) for one in whole]] = 0.95
    return score


def test_what_is_clear_is_read_and_sound() -> None:
    for kind, text in {"TD3": TD3, "TD2": TD2, "TD1": TD1, "MRV-A": MRV_A, "MRV-B": MRV_B}.items():
        chosen = choose(kind, scored(text))
        assert ("\n".join(chosen.lines), chosen.sound, chosen.certain) == (text, True, True)
        assert min(chosen.margins) > 0.5


def test_a_near_alternative_is_taken_where_the_digits_ask_for_it() -> None:
    score = scored(TD3)
    score[44, CHARACTERS.index("E")] = 0.98  # the number begins with an L
    chosen = choose("TD3", score)
    assert ("\n".join(chosen.lines), chosen.sound) == (TD3, True)
    assert chosen.margins[44] < 0


def test_a_far_one_is_not() -> None:
    score = scored(TD3)
    score[44, CHARACTERS.index("L")] = 0.9
    score[44, CHARACTERS.index("E")] = 0.95
    chosen = choose("TD3", score)
    assert not chosen.sound
    assert chosen.lines[1].startswith("E8")


def test_two_ways_as_near_are_none() -> None:
    score = scored(TD3)
    score[44, CHARACTERS.index("L")] = 0.94  # 21
    score[44, CHARACTERS.index("1")] = 0.94  # 1: the same to the check digit
    score[44, CHARACTERS.index("E")] = 0.95
    assert not choose("TD3", score).sound


def test_what_the_digits_cannot_tell_is_not_certain() -> None:
    score = scored(TD3)
    zero = TD3.replace("\n", "").index("0", 44)
    score[zero, CHARACTERS.index("U")] = 0.945
    assert choose("TD3", score).sound
    assert not choose("TD3", score).certain
    names = scored(TD3)
    names[6, CHARACTERS.index("B")] = 0.945
    assert not choose("TD3", names).certain


def test_a_letter_never_stands_in_a_date() -> None:
    score = scored(TD3)
    score[44 + 13 : 44 + 19, CHARACTERS.index("Z")] = 1.0
    assert "\n".join(choose("TD3", score).lines) == TD3
