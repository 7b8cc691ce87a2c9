# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programmes through time: each version, status and value, one day on either side of its boundary.

The days are those of domain-facts, written again here so that a slip in a programme file is seen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from caseworker.domain.rules.programme import Span, Status
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.domain.rules.rules import rules_on
from tests.domain.examples import library

PROGRAMMES = library().programmes
DAY = timedelta(days=1)
CHNV_END: list[tuple[str, str]] = [
    ("2024-07-15", "paused"),
    ("2024-08-29", "open"),
    ("2025-01-20", "closed"),
    ("2025-03-25", "terminated"),
]
STATUSES = {
    "venezuela": [("2022-10-12", "announced"), ("2022-10-18", "open"), *CHNV_END],
    "cuba": [("2023-01-06", "open"), *CHNV_END],
    "haiti": [("2023-01-06", "open"), *CHNV_END],
    "nicaragua": [("2023-01-06", "open"), *CHNV_END],
    "uniting-for-ukraine": [("2022-04-25", "open"), ("2025-01-27", "closed")],
    "h2b-supplemental": [("2022-10-12", "announced"), ("2022-12-15", "open"), ("2023-09-16", "closed")],
    "homes-for-ukraine": [("2022-03-18", "open")],
    "cuaet": [("2022-03-17", "open"), ("2023-07-16", "closed"), ("2024-04-01", "terminated")],
    "group-of-five": [("2018-05-01", "open"), ("2024-11-29", "closed")],
    "welcome-corps": [("2023-01-19", "open"), ("2025-01-20", "paused"), ("2025-03-01", "terminated")],
}
VERSIONS = {
    "venezuela": ["2022-10-12", "2022-10-18", "2023-01-06"],
    "cuba": ["2023-01-06", "2023-04-28"],
    "haiti": ["2023-01-06", "2023-04-28"],
    "nicaragua": ["2023-01-06"],
    "uniting-for-ukraine": ["2022-04-25"],
    "h2b-supplemental": ["2022-10-12", "2022-12-15"],
    "homes-for-ukraine": ["2022-03-18", "2024-02-19"],
    "cuaet": ["2022-03-17"],
    "group-of-five": ["2018-05-01"],
    "welcome-corps": ["2023-01-19"],
}
D = date
CHNV = ("CUB", "HTI", "NIC", "VEN")
VALUES: dict[tuple[str, str], list[tuple[str, Any]]] = {
    ("venezuela", "irregular_entry_last_day"): [
        ("2022-10-12", D(2022, 10, 12)),
        ("2022-10-17", D(2022, 10, 12)),
        ("2022-10-18", D(2022, 10, 19)),
        ("2023-01-06", D(2022, 10, 19)),
    ],
    ("venezuela", "mexico_last_day"): [("2022-10-12", D(2022, 10, 11)), ("2022-10-17", D(2022, 10, 11))],
    ("venezuela", "crossing_first_barred_day"): [
        ("2022-10-17", D(2022, 10, 13)),
        ("2022-10-18", D(2022, 10, 20)),
        ("2023-01-06", D(2022, 10, 20)),
    ],
    ("venezuela", "passport_decree"): [("2022-10-17", False), ("2022-10-18", True), ("2024-01-01", True)],
    ("venezuela", "exempt_nationalities"): [("2023-01-05", ()), ("2023-01-06", CHNV)],
    ("venezuela", "cap_total"): [("2022-10-12", 24_000), ("2023-01-05", 24_000)],
    ("venezuela", "cap_monthly_shared"): [("2023-01-06", 30_000)],
    ("cuba", "irregular_entry_last_day"): [("2023-01-06", D(2023, 1, 9)), ("2024-01-01", D(2023, 1, 9))],
    ("haiti", "irregular_entry_last_day"): [("2023-01-06", D(2023, 1, 9))],
    ("nicaragua", "irregular_entry_last_day"): [("2023-01-06", D(2023, 1, 9))],
    ("cuba", "crossing_first_barred_day"): [("2023-01-06", D(2023, 1, 10))],
    ("haiti", "crossing_first_barred_day"): [("2023-01-06", D(2023, 1, 10))],
    ("nicaragua", "crossing_first_barred_day"): [("2023-01-06", D(2023, 1, 10))],
    ("cuba", "exempt_nationalities"): [("2023-01-06", CHNV)],
    ("cuba", "passport_decree"): [("2023-01-06", False)],
    ("uniting-for-ukraine", "child_on_parents_passport"): [("2022-04-25", True)],
    ("homes-for-ukraine", "residence_day"): [("2022-03-18", D(2021, 12, 31))],
    ("homes-for-ukraine", "change"): [("2022-03-18", datetime(2024, 2, 19, 15))],  # noqa: DTZ001 - a local clock
    ("cuaet", "arrive_by"): [("2022-03-17", D(2024, 3, 31))],
    ("group-of-five", "cost_by_people"): [("2018-05-01", (16500, 24800, 26700, 28700, 32300, 35500))],
    ("welcome-corps", "funds_each_more"): [("2023-09-30", 2275), ("2023-10-01", 2425)],
    ("h2b-supplemental", "nationalities"): [("2022-10-12", ("SLV", "GTM", "HND", "HTI"))],
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_programmes_are_these_and_none_was_refused() -> None:
    assert set(PROGRAMMES) == set(STATUSES)
    assert library().refused == ()


@pytest.mark.parametrize("name", STATUSES)
def test_the_status_changes_on_its_day(name: str) -> None:
    programme = PROGRAMMES[name]
    assert programme.status_on(day(STATUSES[name][0][0]) - DAY) is None
    before = None
    for since, status in STATUSES[name]:
        assert programme.status_on(day(since) - DAY) == before
        assert programme.status_on(day(since)) == status
        before = status
    assert programme.status_on(date(2099, 1, 1)) == before


@pytest.mark.parametrize("name", VERSIONS)
def test_a_version_begins_on_its_day(name: str) -> None:
    programme = PROGRAMMES[name]
    days = [day(text) for text in VERSIONS[name]]
    with pytest.raises(NoValueInForce):
        programme.version_on(days[0] - DAY)
    for at, since in enumerate(days):
        assert programme.version_on(since).span.first == since
        if at:
            assert programme.version_on(since - DAY).span.first == days[at - 1]
    assert programme.version_on(date(2099, 1, 1)).span.first == days[-1]


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_a_value_is_the_one_of_its_day(name: str, value: str) -> None:
    for on, want in VALUES[name, value]:
        assert PROGRAMMES[name].value_on(value, day(on)) == want


@pytest.mark.parametrize(
    ("name", "value", "on"),
    [
        ("venezuela", "cap_total", "2023-01-06"),
        ("venezuela", "cap_monthly_shared", "2023-01-05"),
        ("venezuela", "no_such_value", "2023-01-05"),
    ],
)
def test_no_value_in_force_is_an_error_never_a_default(name: str, value: str, on: str) -> None:
    with pytest.raises(NoValueInForce) as caught:
        PROGRAMMES[name].value_on(value, day(on))
    assert caught.value.on == day(on)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_the_rules_can_be_run_on_either_side_of_every_boundary(name: str) -> None:
    programme = PROGRAMMES[name]
    first = day(VERSIONS[name][0])
    for boundary in programme.boundaries():
        for on in (boundary - DAY, boundary, boundary + DAY):
            if on < first:
                with pytest.raises(NoValueInForce):
                    rules_on(programme, on)
            else:
                assert rules_on(programme, on).status == programme.status_on(on)


@pytest.mark.parametrize(
    ("name", "criterion", "first", "last"),
    [
        ("venezuela", "entered-mexico-before", "2022-10-12", "2022-10-17"),
        ("venezuela", "not-presented-at-land-border", "2022-10-12", "2022-10-17"),
        ("venezuela", "crossing-on-announcement-day", "2022-10-12", "2022-10-17"),
        ("venezuela", "no-irregular-entry-mexico", "2022-10-18", None),
        ("venezuela", "sponsor-kind-person-or-organisation", "2022-10-12", "2022-10-17"),
        ("venezuela", "sponsor-named-person", "2022-10-18", None),
        ("venezuela", "no-crossing-to-united-states", "2022-10-12", "2023-01-05"),
        ("venezuela", "no-crossing-or-excepted", "2023-01-06", None),
        ("cuba", "no-interdiction-at-sea", "2023-04-28", None),
        ("haiti", "no-interdiction-at-sea", "2023-04-28", None),
    ],
)
def test_a_criterion_is_asked_from_its_first_day_to_its_last(
    name: str, criterion: str, first: str, last: str | None
) -> None:
    programme = PROGRAMMES[name]

    def asked(on: date) -> bool:
        return criterion in {one.id for one in programme.criteria_on(on)}

    began = day(first)
    assert asked(began)
    if began != day(VERSIONS[name][0]):
        assert not asked(began - DAY)
    if last is None:
        assert asked(date(2099, 1, 1))
    else:
        assert asked(day(last))
        assert not asked(day(last) + DAY)


@pytest.mark.parametrize("name", ["nicaragua", "venezuela"])
def test_interdiction_at_sea_is_of_cuba_and_haiti_only(name: str) -> None:
    assert "no-interdiction-at-sea" not in {one.id for one in PROGRAMMES[name].criteria}


def test_a_span_is_inclusive_and_may_be_open() -> None:
    span = Span(date(2022, 10, 12), date(2022, 10, 17))
    assert [span.holds(date(2022, 10, on)) for on in (11, 12, 17, 18)] == [False, True, True, False]
    assert Span().holds(date(1900, 1, 1))
    assert not Span(first=date(2022, 10, 12)).holds(date(2022, 10, 11))
    assert not Span(last=date(2022, 10, 12)).holds(date(2022, 10, 13))


@pytest.mark.parametrize("name", STATUSES)
def test_the_state_of_a_day_says_since_when_and_whether_nobody_can_use_it(name: str) -> None:
    programme = PROGRAMMES[name]
    days = [(date.fromisoformat(day), status) for day, status in STATUSES[name]]
    assert programme.state_on(days[0][0] - DAY) is None
    assert programme.stopped_on(days[0][0] - DAY) is None
    for at, (first, status) in enumerate(days):
        last = days[at + 1][0] - DAY if at + 1 < len(days) else date(2030, 1, 1)
        for day in (first, last):
            found = programme.state_on(day)
            assert found is not None
            assert (found.status, found.since) == (status, first)
            stopped = programme.stopped_on(day)
            assert (stopped is not None) == (status in ("paused", "closed", "terminated"))
            assert stopped in (None, found)


def test_a_state_that_is_written_twice_lasts_since_the_first_time() -> None:
    known = PROGRAMMES["cuaet"]
    twice = replace(
        known,
        statuses=(*known.statuses, Status(date(2025, 1, 1), "terminated"), Status(date(2024, 9, 1), "open")),
    )
    third = replace(known, statuses=(*known.statuses, Status(date(2025, 1, 1), "terminated")))
    found = third.state_on(date(2026, 1, 1))
    assert found is not None
    assert found.since == date(2024, 4, 1)
    again = twice.state_on(date(2026, 1, 1))
    assert again is not None
    assert again.since == date(2025, 1, 1)
