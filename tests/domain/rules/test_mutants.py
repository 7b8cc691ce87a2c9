# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mutants: which changes of a programme are made, each alone, and none that means nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from caseworker.domain.rules.mutants import Mutant, mutants
from caseworker.domain.rules.programme import Programme
from tests.domain.examples import library

PROGRAMMES = library().programmes


def made(name: str) -> list[Mutant]:
    return list(mutants(PROGRAMMES[name], 0.5))


def changes(name: str, place: str) -> set[str]:
    return {one.change for one in made(name) if one.place == place}


@pytest.mark.parametrize("name", PROGRAMMES)
def test_each_mutant_is_another_programme_and_told_apart(name: str) -> None:
    found = made(name)
    assert all(one.programme != PROGRAMMES[name] for one in found)
    # A criterion of two spans, or two tests of one answer, may have two mutants of one name.
    assert max(Counter((one.place, one.change) for one in found).values()) <= 3
    assert all(at < len(PROGRAMMES[name].criteria) for one in found for at in one.touched)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_criterion_is_dropped_once(name: str) -> None:
    dropped = [one.place for one in made(name) if one.change == "-"]
    assert sorted(dropped) == sorted(f"criterion {one.id}" for one in PROGRAMMES[name].criteria)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_status_and_version_moves_both_ways(name: str) -> None:
    programme: Programme = PROGRAMMES[name]
    first = programme.versions[0].span.first
    for status in programme.statuses:
        place = "version" if status.since == first else "status"
        moved = changes(name, f"status {status.since}") | changes(name, f"{place} {status.since}")
        assert len(moved) == 2, status
    for version in programme.versions:
        assert len(changes(name, f"version {version.span.first}")) == 2


def test_values_move_by_a_day_a_minute_a_dollar_and_percentages_by_their_step() -> None:
    assert changes("cuaet", "value arrive_by") == {"2024-03-31 -> 2024-04-01", "2024-03-31 -> 2024-03-30"}
    assert changes("group-of-five", "value cost_each_more") == {"2700 -> 2701", "2700 -> 2699"}
    assert changes("group-of-five", "value group_size") == {"5 -> 6", "5 -> 4"}
    assert len(changes("group-of-five", "value cost_by_people")) == 12
    assert changes("venezuela", "value income_percent") == {"100 -> 100.5", "100 -> 99.5"}
    assert changes("homes-for-ukraine", "value change") == {
        "2024-02-19 15:00:00 -> 2024-02-20 15:00:00",
        "2024-02-19 15:00:00 -> 2024-02-18 15:00:00",
        "2024-02-19 15:00:00 -> 2024-02-19 15:01:00",
        "2024-02-19 15:00:00 -> 2024-02-19 14:59:00",
    }


def test_both_edges_of_a_boundary_move_together() -> None:
    moved = [
        one.programme
        for one in made("venezuela")
        if one.place == "value irregular_entry_last_day" and one.change == "2022-10-18 -> 2022-10-19"
    ]
    (programme,) = moved
    assert programme.value_on("irregular_entry_last_day", date(2022, 10, 18)) == date(2022, 10, 12)
    assert programme.value_on("irregular_entry_last_day", date(2022, 10, 19)) == date(2022, 10, 19)


def test_a_cap_decides_nothing_and_is_left_alone() -> None:
    assert changes("venezuela", "value cap_total") == set()
    assert changes("h2b-supplemental", "value visas_in_all") == set()


def test_lists_lose_a_word_and_yes_turns_to_no() -> None:
    assert changes("h2b-supplemental", "value nationalities") == {
        f"[{at}] without {one}" for at, one in enumerate(("SLV", "GTM", "HND", "HTI"))
    }
    assert changes("uniting-for-ukraine", "value child_on_parents_passport") == {"True -> False"}
    assert changes("cuba", "criterion minor-accompanied: answer 1: when") == {
        "applicant.accompanied_by: one_of: [0] without parent",
        "applicant.accompanied_by: one_of: [1] without legal_guardian",
    }


def test_days_and_numbers_in_tests_move() -> None:
    assert changes("cuba", "criterion no-interdiction-at-sea: answer 1: when") == {
        "us_border.interdicted_at_sea: is: True -> False",
        "us_border.interdicted_at_sea: first: 2023-04-28 -> 2023-04-29",
        "us_border.interdicted_at_sea: first: 2023-04-28 -> 2023-04-27",
    }
    assert changes("cuba", "criterion sponsor-not-serial: answer 1: when") == {
        "sponsor.people_supported: at_least: 20 -> 21",
        "sponsor.people_supported: at_least: 20 -> 19",
    }
    assert changes("cuba", "criterion minor-accompanied: applies") == {
        "applicant.age: below: 18 -> 19",
        "applicant.age: below: 18 -> 17",
    }
