# SPDX-License-Identifier: AGPL-3.0-or-later
"""Machine-readable zones: the specimens of ICAO 9303, check digits, repairs that are only offered."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.mrz import NotMrz, check_digit, lines_of, read_mrz, repaired

TODAY = date(2026, 3, 5)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
MRV_A = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
MRV_B = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        (TD3, "TD3", "L898902C3"),
        (TD2, "TD2", "D23145890"),
        (TD1, "TD1", "D23145890"),
        (MRV_A, "MRV-A", "L8988901C"),
        (MRV_B, "MRV-B", "L8988901C"),
    ],
)
def test_the_specimens_are_read(text: str, kind: str, number: str) -> None:
    reading = read_mrz(text, TODAY)
    assert (reading.format, reading.number, reading.sound) == (kind, number, True)
    assert (reading.surnames, reading.given_names, reading.sex) == ("ERIKSSON", "ANNA MARIA", "female")


def test_germany_is_known_by_its_code_of_one_letter() -> None:
    for text in (TD3, TD2, TD1, MRV_A):
        reading = read_mrz(text.replace("<UTO", "<D<<").replace("UTO", "D<<").replace("XXX", "D<<"), TODAY)
        assert (reading.issued_by, reading.nationality) == ("DEU", "DEU")


def test_days_are_put_into_their_century() -> None:
    reading = read_mrz(TD3, TODAY)
    assert (reading.born_on, reading.expires_on) == (date(1974, 8, 12), date(2012, 4, 15))
    assert read_mrz(MRV_A, TODAY).born_on == date(1940, 9, 7)


@pytest.mark.parametrize("text", [TD3, TD2, TD1])
def test_one_long_line_blanks_and_small_letters_are_the_same(text: str) -> None:
    typed = " ".join(text.replace("\n", "").lower())
    assert lines_of(typed) == lines_of(text)


@pytest.mark.parametrize("text", ["", "abc", TD3[:-1], TD3.replace("ANNA", "ÁNNA"), "P<UTO\n\n"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(NotMrz):
        read_mrz(text, TODAY)


def test_a_letter_for_a_zero_is_offered_and_never_applied() -> None:
    wrong = TD3.replace("7408122F", "74O8122F")
    assert not read_mrz(wrong, TODAY).sound
    offered = repaired(wrong, TODAY)
    assert offered is not None
    assert offered.lines == lines_of(TD3)
    assert repaired(TD3, TODAY) is None


def test_a_wrong_digit_is_no_lookalike() -> None:
    assert repaired(TD3.replace("740812", "740813"), TODAY) is None


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", min_size=9, max_size=9), st.data())
def test_a_changed_character_of_another_value_changes_the_digit_or_is_a_multiple_of_ten(
    number: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, 8))
    other = data.draw(st.sampled_from("0123456789").filter(lambda ch: ch != number[at]))
    changed = number[:at] + other + number[at + 1 :]

    def value(ch: str) -> int:
        return 0 if ch == "<" else int(ch) if ch.isdigit() else ord(ch) - 55

    same = (value(number[at]) - value(other)) % 10 == 0
    assert (check_digit(number) == check_digit(changed)) is same


@given(st.text(max_size=120))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        read_mrz(text, TODAY)
    except NotMrz:
        return
