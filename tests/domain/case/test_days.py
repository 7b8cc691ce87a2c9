# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days: what a text may mean, at a place, whatever the clock and zone of this computer."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.case.days import Days, NotADay, age_on, days_of, local_days_of, years_later

EXACT = st.dates(date(1900, 1, 1), date(2100, 12, 31))
ALL_DAYS = [date(1900, 1, 1) + timedelta(days=at) for at in range((date(2101, 1, 1) - date(1900, 1, 1)).days)]
MONTHS = {
    month: list(days) for month, days in itertools.groupby(ALL_DAYS, key=lambda one: (one.year, one.month))
}

MONTHS = {
    month: list(inside) for month, inside in itertools.groupby(ALL_DAYS, lambda one: (one.year, one.month))
}


@pytest.fixture(autouse=True, params=["UTC", "Pacific/Kiritimati", "Pacific/Niue"])
def any_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No result depends on the zone of the computer."""
    monkeypatch.setitem(os.environ, "TZ", request.param)
    if hasattr(time, "tzset"):
        time.tzset()
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


@given(EXACT)
def test_an_exact_day_is_itself(day: date) -> None:
    assert days_of(day.isoformat()) == Days(day, day)
    assert days_of(day.isoformat()).exact


@given(EXACT)
def test_a_month_is_every_day_in_it(day: date) -> None:
    found = days_of(f"{day:%Y-%m}")
    inside = MONTHS[day.year, day.month]
    assert (found.first, found.last) == (inside[0], inside[-1])


@given(st.integers(1900, 2100))
def test_a_year_is_every_day_in_it(year: int) -> None:
    assert days_of(str(year)) == Days(date(year, 1, 1), date(year, 12, 31))


FORMS = st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y"])


@given(EXACT, EXACT, FORMS, FORMS)
def test_an_interval_runs_from_the_first_reading_to_the_last(
    one: date, other: date, first: str, last: str
) -> None:
    start, end = one.strftime(first), other.strftime(last)
    whole = f"{start}/{end}"
    if days_of(end).last < days_of(start).first:
        with pytest.raises(NotADay) as caught:
            days_of(whole)
        assert caught.value.code == "reversed"
    else:
        assert days_of(whole) == Days(days_of(start).first, days_of(end).last)


@given(st.text(alphabet="0123456789-/TZ:+ ０१", max_size=24))
def test_any_other_text_is_refused_and_never_fails_otherwise(text: str) -> None:
    for read in (days_of, local_days_of):
        try:
            found: Days | NotADay = read(text)
        except NotADay as error:
            found = error
        if isinstance(found, NotADay):
            assert found.code in ("malformed", "impossible", "reversed")
            assert found.text == text
        else:
            assert found.first <= found.last
            assert text.isascii()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2022-02-30", "impossible"),
        ("2023-02-29", "impossible"),
        ("2022-13", "impossible"),
        ("2022-00-10", "impossible"),
        ("2022-10-00", "impossible"),
        ("1899-12-31", "impossible"),
        ("2101", "impossible"),
        ("2022-10-09/2022-10-03", "reversed"),
        ("2022-11/2022-10", "reversed"),
        ("", "malformed"),
        ("/", "malformed"),
        ("2022-10-03/", "malformed"),
        ("2022-1-3", "malformed"),
        ("20221003", "malformed"),
        ("03/10/2022", "malformed"),
        ("2022-10-03\n", "malformed"),
        ("２０２２-10-03", "malformed"),
        ("2022-10-03T10:00", "malformed"),
    ],
)
def test_what_is_not_a_day_says_why(text: str, code: str) -> None:
    with pytest.raises(NotADay) as caught:
        days_of(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("place", "offset"),
    [
        ("America/Tijuana", -7),
        ("America/Ciudad_Juarez", -6),
        ("America/Mexico_City", -5),
        ("America/Monterrey", -5),
        ("America/Hermosillo", -7),
        ("America/Cancun", -5),
        ("America/Panama", -5),
        ("America/Guatemala", -6),
        ("America/Caracas", -4),
        ("America/New_York", -4),
    ],
)
@pytest.mark.parametrize("hour", range(24))
def test_a_zoned_time_is_the_local_day_at_the_place(place: str, offset: int, hour: int) -> None:
    # Offsets of October 2022 as domain-facts G-10 gives them.
    local = datetime(2022, 10, 12, hour, 30, tzinfo=UTC) + timedelta(hours=offset)
    found = local_days_of(f"2022-10-12T{hour:02}:30Z", (place,))
    assert found == Days(local.date(), local.date())


def test_tapachula_keeps_the_time_of_mexico_city_and_summer_time_has_ended_in_2023() -> None:
    assert local_days_of("2022-10-12T04:30Z", ("America/Mexico_City",)).first == date(2022, 10, 11)
    assert local_days_of("2022-10-12T05:30Z", ("America/Mexico_City",)).first == date(2022, 10, 12)
    assert local_days_of("2023-07-09T05:30Z", ("America/Mexico_City",)).first == date(2023, 7, 8)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001 - the zone comes after
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["America/Tijuana", "America/Mexico_City", "Europe/Kyiv", "America/Noronha"]),
)
def test_an_instant_has_one_day_at_a_place_however_its_offset_is_written(
    clock: datetime, minutes: int, zone: str
) -> None:
    clock = clock.replace(second=0, microsecond=0)
    sign = "-" if minutes < 0 else "+"
    offset = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    instant = clock.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    found = local_days_of(f"{clock:%Y-%m-%dT%H:%M}{offset}", (zone,))
    assert found == Days(*[instant.astimezone(ZoneInfo(zone)).date()] * 2)
    assert found == local_days_of(f"{instant:%Y-%m-%dT%H:%M:%S}Z", (zone,))


def test_where_the_zones_of_a_country_disagree_both_days_are_possible() -> None:
    zones = ("America/Tijuana", "America/Mexico_City")
    assert local_days_of("2022-10-12T05:30Z", zones) == Days(date(2022, 10, 11), date(2022, 10, 12))
    assert local_days_of("2022-10-12T04:30Z", zones) == Days(date(2022, 10, 11), date(2022, 10, 11))


def test_an_instant_at_an_unknown_place_may_be_on_any_day_somewhere_on_earth() -> None:
    assert local_days_of("2022-10-12T11:00Z") == Days(date(2022, 10, 11), date(2022, 10, 13))
    assert local_days_of("2022-10-12T06:00Z") == Days(date(2022, 10, 11), date(2022, 10, 12))


@pytest.mark.parametrize(
    ("clock", "first", "last"),
    [
        ("00:00", 11, 12),
        ("00:30", 11, 12),
        ("02:59", 11, 12),
        ("03:00", 12, 12),
        ("12:00", 12, 12),
        ("20:59", 12, 12),
        ("21:00", 12, 13),
        ("23:59", 12, 13),
    ],
)
def test_a_clock_without_a_zone_near_midnight_gives_both_days(clock: str, first: int, last: int) -> None:
    found = local_days_of(f"2022-10-12T{clock}", ("America/Tijuana",))
    assert found == Days(date(2022, 10, first), date(2022, 10, last))


@pytest.mark.parametrize(
    "text", ["2022-10-12T24:00Z", "2022-10-12T23:60", "2022-10-12T10:00:60Z", "2022-10-12T10:00+15:00"]
)
def test_an_impossible_clock_is_refused(text: str) -> None:
    with pytest.raises(NotADay) as caught:
        local_days_of(text)
    assert caught.value.code == "impossible"


@given(EXACT)
def test_a_text_without_a_clock_is_the_same_at_every_place(day: date) -> None:
    for text in (day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}"):
        assert local_days_of(text, ("America/Tijuana",)) == days_of(text)


@given(st.dates(date(1900, 1, 1), date(2090, 12, 31)), st.integers(0, 10))
def test_years_later_is_the_anniversary_or_the_28th(day: date, years: int) -> None:
    found = years_later(day, years)
    assert (found.year, found.month) == (day.year + years, day.month)
    assert found.day == day.day or (day.month, day.day, found.day) == (2, 29, 28)


@given(EXACT, EXACT)
def test_age_counts_birthdays(born: date, on: date) -> None:
    if on < born:
        assert age_on(born, on) < 0 or on.year == born.year
        return
    birthdays = sum(
        (year, born.month, born.day) <= (on.year, on.month, on.day)
        for year in range(1901, 2101)
        if year > born.year
    )
    assert age_on(born, on) == birthdays


def test_a_child_of_29_february_has_its_birthday_on_1_march() -> None:
    assert age_on(date(2004, 2, 29), date(2022, 2, 28)) == 17
    assert age_on(date(2004, 2, 29), date(2022, 3, 1)) == 18


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        # UTC-6 to the end of 29 November 2022, when the clock went back an hour at midnight; UTC-7 since.
        ("2022-11-29T05:59Z", "2022-11-28"),
        ("2022-11-29T06:30Z", "2022-11-29"),
        ("2022-11-30T05:59Z", "2022-11-29"),
        ("2022-11-30T06:30Z", "2022-11-29"),
        ("2022-11-30T07:00Z", "2022-11-30"),
        ("2022-12-01T06:30Z", "2022-11-30"),
        ("2022-12-01T07:00Z", "2022-12-01"),
    ],
)
def test_ciudad_juarez_changed_its_offset_on_30_november_2022(instant: str, day: str) -> None:
    assert local_days_of(instant, ("America/Ciudad_Juarez",)) == days_of(day)
