# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.store.cases.folding import fold, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("José Núñez", "jose nunez"),
        ("Jose\u0301 Nu\u0301n\u0303ez", "jose nunez"),
        ("STRAẞE Straße", "strasse strasse"),
        ("Łódź Øre Đorđe Æsir", "lodz ore dorde aesir"),
        ("ШЕВЧЕНКО Ґалаґан Їжак", "шевченко ґалаґан іжак"),
        ("Désir Saint-Fleur", "desir saint-fleur"),
        ("مُحَمَّد", "محمد"),
        ("İstanbul ISPARTA", "istanbul isparta"),
    ],
)
def test_case_and_accents_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_leave_out_signs() -> None:
    assert words("TIJ-2022-000042, «O'Neill» *\" --") == ["tij", "2022", "000042", "o", "neill"]
    assert words(" -- \x00 ") == []
