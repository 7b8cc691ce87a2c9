# SPDX-License-Identifier: AGPL-3.0-or-later
"""A photo's own word is offered as a day and a country, and only where both are certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.case.days import local_days_of
from caseworker.domain.outlines import MARGIN_KM, Outlines, country_at
from caseworker.scans.answers import Examined, PhotoFacts
from caseworker.services.evidence.photo import PhotoAssertion, assertion_from_photo


def seen(
    taken: str | None = None, offset: str | None = None, place: tuple[float, float] | None = None
) -> PhotoAssertion | None:
    latitude, longitude = place or (None, None)
    photo = PhotoFacts(taken, offset, latitude, longitude)
    return assertion_from_photo(Examined("image/jpeg", 1, ((9, 9),), (), photo))


def test_a_moment_is_written_as_a_case_file_writes_it() -> None:
    assert seen("2022-10-12T04:30:11") == PhotoAssertion("2022-10-12T04:30", None)
    assert seen("2022-10-12T04:30:11", "-07:00") == PhotoAssertion("2022-10-12T04:30-07:00", None)
    zoned = seen("2022-10-12T23:30:11", "-07:00")
    assert zoned is not None
    assert zoned.on is not None
    assert str(local_days_of(zoned.on, ("America/Tijuana",)).first) == "2022-10-12"


def test_nothing_is_offered_where_nothing_was_written() -> None:
    assert assertion_from_photo(Examined("image/jpeg", 1, ((9, 9),))) is None
    assert seen("0001-01-01T00:00:00") is None
    assert seen(place=(15.0, -95.0)) is None


@pytest.mark.parametrize(
    ("where", "place", "country"),
    [
        ("Tapachula", (14.905, -92.263), "MEX"),
        ("Ciudad Hidalgo, on the river", (14.68, -92.15), None),
        ("Tijuana, at the fence", (32.533, -117.02), None),
        ("Tijuana, south", (32.44, -117.0), "MEX"),
        ("Mexico City", (19.43, -99.13), "MEX"),
        ("Ciudad Juárez, at the bridge", (31.74, -106.48), None),
        ("Bajo Chiquito", (8.3, -77.6), "PAN"),
        ("Metetí", (8.5, -77.97), "PAN"),
        ("Capurganá", (8.63, -77.35), None),
        ("Guatemala City", (14.63, -90.51), "GTM"),
        ("San Diego", (32.80, -117.1), "USA"),
        ("Bogotá", (4.7, -74.07), "COL"),
        ("Cúcuta, at the bridge", (7.82, -72.45), None),
        ("Caracas", (10.49, -66.9), "VEN"),
        ("Tegucigalpa", (14.08, -87.2), "HND"),
        ("Managua", (12.13, -86.25), "NIC"),
        ("San José", (9.93, -84.08), "CRI"),
        ("Havana", (23.13, -82.38), None),
        ("Belmopan", (17.25, -88.77), None),
        ("Quito", (-0.2, -78.5), None),
    ],
)
def test_a_country_is_named_only_away_from_its_borders(
    where: str, place: tuple[float, float], country: str | None
) -> None:
    said = seen("2022-10-12T04:30:11", place=place)
    assert said is not None
    assert said.place == country, where


SQUARES = Outlines(
    {
        "AAA": [[0, 0, 1000, 0, 1000, 1000, 0, 1000, 0, 0]],
        "BBB": [[1000, 0, 2000, 0, 2000, 1000, 1000, 1000]],
    },
    [[1000, 0, 1000, 1000]],
)


@given(st.floats(-1, 3), st.floats(-1, 2))
def test_two_squares_are_told_apart_by_arithmetic(longitude: float, latitude: float) -> None:
    found = country_at(SQUARES, latitude, longitude)
    km = abs(longitude - 1) * 111.2
    if found is not None:
        assert 0 <= latitude <= 1
        assert found == ("AAA" if longitude < 1 else "BBB")
        assert km > MARGIN_KM * 0.99
    elif 0 < latitude < 1 and 0 < longitude < 2:
        assert km < MARGIN_KM * 1.01


@pytest.mark.parametrize("place", [(float("nan"), 0.0), (0.0, float("inf"))])
def test_no_number_is_no_place(place: tuple[float, float]) -> None:
    assert country_at(SQUARES, *place) is None
