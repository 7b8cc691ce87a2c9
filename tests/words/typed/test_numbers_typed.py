# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers as people write them: understood to the cent, or refused, and never changed by a factor."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from caseworker.words import words_for
from caseworker.words.typed.numbers_typed import (
    DOLLARS,
    MOST_MONEY,
    amount_said,
    number_shown,
    read_amount,
    read_count,
)

LANGUAGES = ("en", "es")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        *(
            (text, 52000.5)
            for text in (
                *("52000.5", "52000,5", "52,000.50", "52.000,50", "52 000,50", "52'000.50", "52’000,5"),
                *("$52,000.50", "US$ 52,000.50", "USD 52000.50", "52000.50 USD", "52,000.5 dollars"),
                *("52\u00a0000,50", "52\u202f000,50", "52\u2009000.50", " 52000.50 ", "\u200f52000.50"),
                *("５２０００．５", "５２，０００．５０", "٥٢٠٠٠٫٥", "٥٢٬٠٠٠٫٥٠", "۵۲۰۰۰.۵", "५२०००.५०"),
            )
        ),
        *((text, 52000) for text in ("52000", "52,000", "52.000", "52 000", "52'000", "$52,000", "52000.")),
        *((text, 1500.5) for text in ("1500.5", "1500,50", "1,500.5", "1.500,5")),
        *((text, 1500) for text in ("1.500", "1,500", "1 500", "1500")),
        *((text, 52.5) for text in ("52,5", "52.5", "52,50")),
        ("0", 0),
        ("0,50", 0.5),
        (".5", 0.5),
        ("1.234.567", 1234567),
        ("1 234 567,89", 1234567.89),
        ("1000000000000", 10**12),
    ],
)
def test_what_people_write_is_understood(typed: str, amount: float) -> None:
    found = read_amount(typed, DOLLARS)
    assert found == amount
    assert isinstance(found, int) == float(amount).is_integer()


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            " ",
            "$",
            "USD",
            "52²",
            "²",
            "½",
            "1½",
            "Ⅻ",
            "①",
            "1e5",
            "1E5",
            "-5",
            "−5",
            "(5)",
            "+5",
            "0x10",
        ),
        *(
            "1" + "0" * 30,
            "NaN",
            "nan",
            "inf",
            "Infinity",
            "five",
            "52k",
            "52 mil",
            "5%",
            "€5",
            "MXN 5",
            "£5",
        ),
        *(
            "52.000.50",
            "1.23.456",
            "1,23,456",
            "5 5",
            "52 00",
            "1''000",
            "1.000'000",
            "52,,5",
            "52..5",
            "0.500",
        ),
        *(
            "1.2345",
            "52000.500",
            "1 234.567",
            "$5$",
            "$5 USD",
            "5\x005",
            "5\n\x1b5",
            "1_000",
            "5d5",
            "1000000000001",
        ),
        *("9" * 5000, ",", ".", "5 . 5"),
    ],
)
def test_all_else_is_refused(typed: str) -> None:
    assert read_amount(typed, DOLLARS) is None
    assert read_count(typed) is None


def test_a_sign_of_money_stands_only_where_it_is_the_one() -> None:
    assert read_amount("$5") is None
    assert read_count("$5") is None


@pytest.mark.parametrize(
    ("typed", "least", "count"),
    [
        ("4", 1, 4),
        ("４", 1, 4),
        ("٤", 1, 4),
        ("1", 1, 1),
        ("0", 1, None),
        ("0", 0, 0),
        ("4.5", 0, None),
        ("10,000", 0, 10_000),
        ("10001", 0, None),
    ],
)
def test_a_count_is_whole_and_within_reason(typed: str, least: int, count: int | None) -> None:
    assert read_count(typed, least) == count


@pytest.mark.parametrize("language", LANGUAGES)
@given(cents=st.integers(0, MOST_MONEY * 100))
def test_what_is_shown_is_understood_again(language: str, cents: int) -> None:
    amount = float(Decimal(cents) / 100)
    words = words_for(language)
    shown = number_shown(amount, words)
    assert read_amount(shown) == amount
    assert amount_said(amount, words).startswith(shown)


@given(text=st.text(max_size=70) | st.text("0123456789.,' $USD²½٥٫٬５e-+kx\u00a0\u202f", max_size=24))
@example("٫5")
@example("5٫")
@example("9,9,9")
def test_no_text_raises_and_none_is_changed_by_a_factor(text: str) -> None:
    for found in (read_amount(text, DOLLARS), read_count(text)):
        if found is None:
            continue
        assert 0 <= found <= MOST_MONEY
        # The very digits of the text, in their order, up to zeros at the ends.
        digits = "".join(str(unicodedata.decimal(one)) for one in text if one.isdecimal())
        said = re.sub(r"\D", "", f"{Decimal(str(found)):.2f}")
        assert said.strip("0") == digits.strip("0")
        # Where a mark stands with one or two digits behind it, these are cents.
        mark = re.search(r"[.,٫．，](\d{1,2})\D*$", text)
        if mark:
            cents = "".join(str(unicodedata.decimal(one)) for one in mark[1]).ljust(2, "0")
            assert f"{Decimal(str(found)):.2f}"[-2:] == cents


def test_what_was_understood_is_said_in_the_language_of_the_window() -> None:
    assert amount_said(52000.5, words_for("en")) == "52,000.50 US dollars"
    assert amount_said(1, words_for("en")) == "1 US dollar"
    assert amount_said(52000.5, words_for("es")).endswith("dólares estadounidenses")
