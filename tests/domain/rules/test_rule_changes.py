# SPDX-License-Identifier: AGPL-3.0-or-later
"""What differs between two days: nothing on the same day, everything on both sides of a boundary."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.rules.rule_changes import RuleChange, changes_between, in_force
from caseworker.domain.rules.staleness import STALE_AFTER, is_stale

from ..examples import library

PROGRAMMES = tuple(library().programmes.values())
DAYS = st.dates(date(2022, 1, 1), date(2026, 12, 31))


def between(programme_id: str, first: str, last: str) -> dict[tuple[str, str], RuleChange]:
    programme = library().programmes[programme_id]
    found = changes_between(
        in_force(programme, date.fromisoformat(first)), in_force(programme, date.fromisoformat(last))
    )
    return {(one.kind, one.id): one for one in found}


@given(st.sampled_from(PROGRAMMES), DAYS)
def test_a_day_does_not_differ_from_itself(programme: object, on: date) -> None:
    rules = in_force(programme, on)  # type: ignore[arg-type]
    assert changes_between(rules, rules) == ()


@given(st.sampled_from(PROGRAMMES), DAYS, DAYS)
def test_the_other_way_round_everything_is_the_other_way_round(
    programme: object, one: date, other: date
) -> None:
    first, last = in_force(programme, one), in_force(programme, other)  # type: ignore[arg-type]
    there, back = changes_between(first, last), changes_between(last, first)
    assert {(c.kind, c.id): (c.before, c.after) for c in there} == {
        (c.kind, c.id): (c.after, c.before) for c in back
    }


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.id)
def test_between_two_boundaries_nothing_changes(programme: object) -> None:
    days = programme.boundaries()  # type: ignore[attr-defined]
    for start, after in itertools.pairwise(days):
        last = after - timedelta(days=1)
        assert changes_between(in_force(programme, start), in_force(programme, last)) == ()  # type: ignore[arg-type]


def test_the_notice_of_october_2022() -> None:
    found = between("venezuela", "2022-10-17", "2022-10-18")
    assert (found["status", ""].before, found["status", ""].after) == ("announced", "open")
    value = found["value", "irregular_entry_last_day"]
    assert (value.before, value.after, value.what) == (date(2022, 10, 12), date(2022, 10, 19), "changed")
    assert found["criterion", "entered-mexico-before"].what == "ended"
    assert ("value", "nationalities") not in found


def test_before_the_first_rules_everything_begins() -> None:
    found = between("venezuela", "2022-10-01", "2022-10-12")
    assert {one.what for one in found.values()} == {"began"}
    assert {"version", "status", "value", "criterion"} <= {kind for kind, _ in found}


@given(DAYS, st.integers(-400, 400))
def test_rules_are_stale_after_180_days_and_no_sooner(checked: date, days: int) -> None:
    assert STALE_AFTER.days == 180
    assert is_stale(checked, checked + timedelta(days=days)) == (days > 180)
