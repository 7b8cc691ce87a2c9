# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text as search sees it: what a person types without accents finds what is written with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.folding import fold


@pytest.mark.parametrize(
    ("typed", "written"),
    [("identificacion", "IDENTIFICACIÓN oficial"), ("mexico", "México"), ("peru", "Peru\u0301")],
)
def test_what_is_typed_without_accents_is_found(typed: str, written: str) -> None:
    assert fold(typed) in fold(written)


@given(st.text(), st.text())
def test_case_changes_nothing(one: str, other: str) -> None:
    assert (fold(one) == fold(other)) == (fold(fold(one)) == fold(fold(other)))
    assert fold(one.casefold()) == fold(one)
