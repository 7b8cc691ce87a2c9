# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which names are taken for one another."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.names_alike import read_alike

ALIKE = [
    ("Ana Ruiz", "ANA RUIZ"),
    ("Ana Ruiz", "ana  ruíz"),
    ("Ana Ruiz", "Ruiz, Ana"),
    ("Ana Ruiz", "Ana-Ruiz."),
    ("María José Núñez", "Mariajose Nunez"),
    ("María José Núñez", "Nuñez Mariajosé"),
    ("Seán O'Neill", "Sean ONeill"),
    ("Seán O’Neill", "Sean O Neill"),
    # Cyrillic а, е, о, р, с, х and Greek Α, Ν, ο.
    ("Ana Ruiz", "\u0410n\u0430 Ruiz"),
    ("Rosa Pérez", "R\u043es\u0430 P\u0435r\u0435z"),
    ("Carlos Paz", "\u0421arl\u043es \u0420az"),
    ("Ana Nava", "\u0391na \u039dava"),
    ("Hector Moya", "\u0397ector \u039c\u03bfya"),
    ("Olga Lima", "0lga Lima"),
    ("Lila Ibarra", "Iila lbarra"),
    ("Lila Ibarra", "1ila Ibarra"),
    ("Carmen Ruiz", "Carrnen Ruiz"),
    ("Ｒｏｓａ Ｌｉｍａ", "Rosa Lima"),
    ("Łukasz Øre", "Lukasz Ore"),
]
APART = [
    ("Ana Ruiz", "Ana Ruiz Soto"),
    ("Ana Ruiz", "Ana Ruz"),
    ("Ana Ruiz", "Anna Ruiz"),
    ("Rosa Lima", "Rosa Mila"),
    ("Luis Ortega", "Luisa Ortega"),
    ("Nora Paz", "Hora Paz"),
    ("Ana Ruiz", "Ana Ruiz (noche)"),
    ("Иван Петров", "Иван Петрова"),
    ("Ana Ruiz", ""),
    ("", ""),
    ("...", "---"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_these_read_alike(one: str, other: str) -> None:
    assert read_alike(one, other)
    assert read_alike(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_these_do_not(one: str, other: str) -> None:
    assert not read_alike(one, other)
    assert not read_alike(other, one)


LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZáéíóúüñÁÉÍÓÚÜÑ"
LOOKS = {
    "a": "\u0430\u03b1", "c": "\u0441", "e": "\u0435\u03b5", "o": "\u043e\u03bf0", "p": "\u0440\u03c1",
    "x": "\u0445\u03c7", "y": "\u0443", "A": "\u0410\u0391", "B": "\u0412\u0392", "E": "\u0415\u0395",
    "H": "\u041d\u0397", "K": "\u041a\u039a", "M": "\u041c\u039c", "O": "\u041e\u039f0", "P": "\u0420\u03a1",
    "T": "\u0422\u03a4", "X": "\u0425\u03a7", "l": "1I", "I": "l1",
}  # fmt: skip
word = st.text(LATIN, min_size=2, max_size=9)
name = st.lists(word, min_size=1, max_size=4).map(" ".join)


@given(name, st.randoms(use_true_random=False), st.booleans())
def test_who_writes_a_name_otherwise_does_not_get_past(
    one: str, chance: random.Random, together: bool
) -> None:
    words = one.split()
    chance.shuffle(words)
    other = ("" if together else chance.choice((" ", "  ", "-", ", "))).join(words)
    other = "".join(chance.choice((ch, *LOOKS.get(ch, ""))) for ch in other).replace(
        "m", chance.choice(("m", "rn"))
    )
    assert read_alike(one, other)


@given(name)
def test_a_name_reads_like_itself_in_any_case(one: str) -> None:
    for other in (one, one.upper(), one.lower(), one.title(), f"  {one}. "):
        assert read_alike(one, other)


@given(name, word)
def test_a_second_surname_tells_people_apart(one: str, surname: str) -> None:
    assert not read_alike(one, f"{one} {surname}")


@given(st.text(max_size=40), st.text(max_size=40))
def test_every_two_texts_have_one_answer_either_way(one: str, other: str) -> None:
    assert read_alike(one, other) == read_alike(other, one)
