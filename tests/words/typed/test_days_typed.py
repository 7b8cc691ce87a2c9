# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days as people type them: all that a text may mean, and nothing that it does not."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from caseworker.domain.case.days import days_of, local_days_of
from caseworker.words import LANGUAGES, SHORT_MONTHS, words_for
from caseworker.words.days_spoken import items_of, normal
from caseworker.words.typed import days_typed
from caseworker.words.typed.days_typed import Typed, read_boxes, read_days, spanning, swapped_readings
from caseworker.words.typed.days_understood import as_typed, if_written, in_doubt, understood, weekday_said

EN, ES = words_for("en"), words_for("es")
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
SEPARATORS = st.sampled_from(["/", "-", ".", " "])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10 oct 2022", "2022-10-10"),
        ("octubre 2022", "2022-10"),
        ("2022", "2022"),
        ("10/2022", "2022-10"),
        ("entre el 3 y el 9 de octubre de 2022", "2022-10-03/2022-10-09"),
        ("del 3 al 9 oct 2022", "2022-10-03/2022-10-09"),
        ("del 3 de octubre al 9 de octubre de 2022", "2022-10-03/2022-10-09"),
        ("del lunes 3 al domingo 9 de octubre de 2022", "2022-10-03/2022-10-09"),
        ("between 3 and 9 October 2022", "2022-10-03/2022-10-09"),
        ("from 3 October to 9 October 2022", "2022-10-03/2022-10-09"),
        ("Oct 3-9, 2022", "2022-10-03/2022-10-09"),
        ("Oct 3–11, 2022", "2022-10-03/2022-10-11"),
        ("octubre 3 al 9 de 2022", "2022-10-03/2022-10-09"),
        ("3-9/10/2022", "2022-10-03/2022-10-09"),
        ("10/3-9/2022", "2022-10-03/2022-10-09"),
        ("2022-10-03/2022-10-09", "2022-10-03/2022-10-09"),
        ("2022-10-03 - 2022-10-09", "2022-10-03/2022-10-09"),
        ("sept - oct 2022", "2022-09/2022-10"),
        ("28 dic 2022 al 3 ene 2023", "2022-12-28/2023-01-03"),
        ("28 dic al 3 ene 2023", "2022-12-28/2023-01-03"),
        ("October 10, 2022", "2022-10-10"),
        ("Monday, 10 October 2022", "2022-10-10"),
        ("mar 4 oct 2022", "2022-10-04"),
        ("mar 2022", "2022-03"),
        ("1º de octubre de 2022", "2022-10-01"),
        ("1ro oct. 2022", "2022-10-01"),
        ("1st of October 2022", "2022-10-01"),
        ("primero de setiembre de 2022", "2022-09-01"),
        ("5 set 2022", "2022-09-05"),
        ("5 sept 2022", "2022-09-05"),
        ("5 ene 2022", "2022-01-05"),
        ("5 dec 2022", "2022-12-05"),
        ("13/10/2022", "2022-10-13"),
        ("10/13/2022", "2022-10-13"),
        ("10/10/22", "2022-10-10"),
        ("martes 11/10/2022", "2022-10-11"),
        ("jueves 10/11/2022", "2022-11-10"),
    ],
)
def test_a_day_typed_as_people_write_it(typed: str, meant: str) -> None:
    for text in (typed, typed.upper(), f"  {typed} "):
        assert read_days(text) == Typed((meant,))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12 oct 2022 23:30", "2022-10-12T23:30"),
        ("12 oct 2022, 11:30 p.m.", "2022-10-12T23:30"),
        ("12 de octubre de 2022 a las 4:30", "2022-10-12T04:30"),
        ("12 oct 2022 12:05 am", "2022-10-12T00:05"),
        ("12 oct 2022 04:30 UTC", "2022-10-12T04:30Z"),
        ("12 oct 2022 04:30 -07:00", "2022-10-12T04:30-07:00"),
        ("2022-10-12T04:30Z", "2022-10-12T04:30Z"),
    ],
)
def test_a_time_behind_a_day(typed: str, meant: str) -> None:
    assert read_days(typed, moments=True) == Typed((meant,))
    assert read_days(typed) == Typed((), "day_with_time")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "day_malformed"),
        ("a mediados de octubre de 2022", "day_vague"),
        ("early October 2022", "day_vague"),
        ("antes del 9 de octubre de 2022", "day_open"),
        ("before 9 October 2022", "day_open"),
        ("desde el 3 de octubre de 2022", "day_open"),
        ("hasta el 9 oct 2022", "day_open"),
        ("entre el 3 y el 9", "day_incomplete"),
        ("10 oct", "day_incomplete"),
        ("10 2", "day_incomplete"),
        ("oct 22", "day_incomplete"),
        ("31 2 1990", "day_impossible"),
        ("29/02/2022", "day_impossible"),
        ("0/10/2022", "day_impossible"),
        ("3 oct 1822", "day_impossible"),
        ("del 9 oct al 3 oct 2022", "day_reversed"),
        ("10 nov al 9 oct 2022", "day_reversed"),
        ("² 10 2022", "day_malformed"),
        ("10 oct 2022 o 11 oct 2022", "day_malformed"),
        ("10 oct 2022 bus", "day_malformed"),
        ("3 y 9 oct 2022", "day_malformed"),
        ("3 - - 9 oct 2022", "day_malformed"),
        ("10 11/2022", "day_malformed"),
        ("20 22", "day_incomplete"),
        ("2 0 2 2", "day_malformed"),
        ("12 oct 2022 23:30 22:30", "day_malformed"),
        ("12 oct 2022 25:30", "day_malformed"),
        ("oct 2022 23:30", "day_malformed"),
        ("10 smarch 2022", "day_malformed"),
    ],
)
def test_what_is_no_day_says_what_is_missing(typed: str, code: str) -> None:
    assert read_days(typed, moments=True) == Typed((), code)


def test_a_weekday_that_does_not_fit_is_told() -> None:
    found = read_days("martes 10 de octubre de 2022")
    assert (found.fault, found.weekdays) == ("day_weekday", (date(2022, 10, 10),))
    assert weekday_said(date(2022, 10, 10), EN) == "10 October 2022 was a Monday"


def months_first(day: date) -> str:
    return f"{day:%Y}-{day.day:02d}-{day.month:02d}"


@given(DAYS, SEPARATORS, st.booleans())
def test_the_readings_of_numbers_are_both_or_one(day: date, mark: str, short: bool) -> None:
    assume(not short or (day.year >= 2000 and day.year < 2100))
    year = f"{day.year % 100:02d}" if short else f"{day.year}"
    for numbers in ((day.day, day.month), (day.month, day.day)):
        found = set(read_days(mark.join((*map(str, numbers), year))).readings)
        swapped = {months_first(day)} if day.day <= 12 else set()
        assert found == {day.isoformat()} | swapped


def styles(day: date, language: str) -> list[str]:
    words = words_for(language)
    long, short = words.month(day.month), SHORT_MONTHS[language].split()[day.month - 1]
    weekday = words.locale.days["stand-alone"]["wide"][day.weekday()]
    return [
        day.isoformat(),
        words.day(day),
        words.short_day(day),
        f"{weekday} {words.day(day)}",
        f"{weekday[:3]} {day.day} {short} {day.year}",
        f"{long} {day.day}, {day.year}",
        f"{short}. {day.day} {day.year}",
        f"{day.day}-{short}-{day.year}",
        f"{day.day}º de {long} del {day.year}",
        f"{day.year} {short} {day.day}",
    ]


@given(DAYS, st.sampled_from(LANGUAGES), st.integers(0, 9))
def test_every_way_of_writing_a_day_is_read_back(day: date, language: str, style: int) -> None:
    assert read_days(styles(day, language)[style]) == Typed((day.isoformat(),))


@given(DAYS, st.integers(1, 60), st.sampled_from(LANGUAGES), st.integers(0, 9))
def test_every_way_of_writing_an_interval_is_read_back(
    first: date, length: int, language: str, style: int
) -> None:
    last = first + timedelta(length)
    assume(last.year <= 2100)
    start, end = styles(first, language)[style], styles(last, language)[style]
    meant = Typed((f"{first}/{last}",))
    for text in (f"del {start} al {end}", f"entre {start} y {end}", f"between {start} and {end}"):
        assert read_days(text) == meant
    assert read_days(f"{start} - {end}") == meant


@given(DAYS, DAYS, st.times(), st.sampled_from(LANGUAGES))
def test_what_stands_in_the_box_is_read_back(one: date, other: date, clock: time, language: str) -> None:
    assume(one != other)
    for value in (
        f"{min(one, other)}/{max(one, other)}",
        f"{one}T{clock:%H:%M}",
        "2022-10/2022-11",
        "2022-10-12T04:30Z",
    ):
        assert read_days(as_typed(value, words_for(language)), moments=True) == Typed((value,))


@given(DAYS, st.sampled_from(LANGUAGES))
def test_a_month_is_read_back(day: date, language: str) -> None:
    month = words_for(language).month(day.month)
    for text in (f"{month} {day.year}", f"{month} de {day.year}", f"{day.month}/{day.year}", f"{day:%Y-%m}"):
        assert read_days(text) == Typed((f"{day:%Y-%m}",))


SOME = "3 9 10 31 2022 22 oct octubre mar martes lunes de del al entre y from - / . , : 23:30 pm º foo a"
PIECES = st.lists(st.sampled_from(SOME.split()))


@given(st.one_of(st.text(), PIECES.map(" ".join), PIECES.map("".join)), st.booleans())
def test_any_text_is_read_or_refused(text: str, moments: bool) -> None:
    found = read_days(text, moments=moments, born_by=date(2022, 10, 1))
    assert bool(found.readings) != bool(found.fault)
    for reading in found.readings:
        local_days_of(reading)
        for words in (EN, ES):
            assert understood(reading, words)
    if found.readings:
        whole = local_days_of(found.text)
        for reading in found.readings:
            days = local_days_of(reading)
            assert whole.first <= days.first
            assert days.last <= whole.last


@given(DAYS, st.text(st.characters(categories=["L"]), min_size=4), st.booleans())
def test_a_text_with_leftovers_is_no_day(day: date, word: str, before: bool) -> None:
    assume(items_of(normal(f"3 {word}")) == "day_malformed")
    text = EN.day(day)
    assert not read_days(f"{word} {text}" if before else f"{text} {word}").readings


def test_a_birth_in_two_digits_may_be_of_either_century() -> None:
    found = read_days("10/11/22", born_by=date(2022, 11, 1)).readings
    assert set(found) == {"1922-11-10", "2022-10-11", "1922-10-11"}
    assert read_days("13/11/85", born_by=date(2022, 11, 1)).readings == ("1985-11-13",)


@pytest.mark.parametrize(
    ("boxes", "meant"),
    [
        (("3", "10", "2022"), "2022-10-03"),
        (("1º", "octubre", "2022"), "2022-10-01"),
        (("primero", "Oct.", "2022"), "2022-10-01"),
        (("", "oct", "2022"), "2022-10"),
        (("", "", "2022"), "2022"),
    ],
)
def test_boxes_leave_no_doubt(boxes: tuple[str, str, str], meant: str) -> None:
    assert read_boxes(*boxes) == Typed((meant,))


@pytest.mark.parametrize(
    ("boxes", "code"),
    [
        (("3", "10", ""), "day_incomplete"),
        (("3", "", "2022"), "day_incomplete"),
        (("31", "2", "2022"), "day_impossible"),
        (("0", "2", "2022"), "day_impossible"),
        (("3", "13", "2022"), "day_malformed"),
        (("x", "10", "2022"), "day_malformed"),
        (("3", "10", "22"), "day_malformed"),
    ],
)
def test_boxes_that_are_no_day(boxes: tuple[str, str, str], code: str) -> None:
    assert read_boxes(*boxes) == Typed((), code)


@given(DAYS)
def test_an_interval_between_swapped_days_offers_both(day: date) -> None:
    both = read_days(f"{day.day}/{day.month}/{day.year}").readings
    assert set(swapped_readings(spanning(both))) == (set(both) if len(both) > 1 else set())


@pytest.mark.parametrize(
    "text", [None, "2022-10", "2022-10-03/2022-10-09", "2022-10/2022-11", "2022-10-10/2022-10-10"]
)
def test_any_other_value_offers_nothing(text: object) -> None:
    assert swapped_readings(text) == ()


def test_what_was_understood_is_said() -> None:
    both = read_days("10/11/2022").readings
    assert in_doubt(both, EN, both_count=True) == (
        "10 November 2022 or 11 October 2022: until you choose, both days count"
    )
    assert in_doubt(both, EN, both_count=False) == "10 November 2022 or 11 October 2022: which one?"
    assert if_written("2022-10-11/2022-11-10", EN).endswith("If the paper says 11/10/2022, choose:")
    assert understood("2022-10-12T12:00", EN) == "12 October 2022, 12:00 local time"
    near = understood("2022-10-12T23:30", EN)
    assert "12 October 2022 and 13 October 2022 both count" in near
    assert understood("2022-10-12T04:30-07:00", EN).startswith("12 October 2022, 04:30 UTC-07:00")
    assert days_of("2022-10").exact is False


@pytest.mark.parametrize(
    "text",
    ["del 3 al " * 3_500, "1/" * 16_000, "-" * 32_000, "<" * 3_000_000],
    ids=["words", "slashes", "hyphens", "3 MB"],
)
def test_a_page_pasted_by_mistake_is_no_day_and_is_not_looked_through(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days_typed, "normal", lambda _: pytest.fail("it was looked through"))
    monkeypatch.setattr(days_typed, "month_of", lambda _: pytest.fail("it was looked through"))
    assert days_typed.read_days(text).fault == "day_malformed"
    assert days_typed.read_boxes("1", text, "2022").fault == "day_malformed"
