# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running situations: failures by what was told, and what nothing reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseworker.services.programmes.situations import Coverage, run, situations_beside
from tests.domain.examples import library
from tests.programmes.test_situations import FILES

CUAET = FILES["cuaet"]
BY_TITLE = {one.title: one for one in CUAET.situations}


def cover(*situations: Any, never: dict[str, str] | None = None) -> Coverage:
    found = replace(CUAET, situations=situations, never=CUAET.never if never is None else never)
    return run(library().programmes["cuaet"], found, library().reference, library().programmes)


def test_all_as_told_is_no_failure() -> None:
    found = cover(*CUAET.situations)
    assert (found.failures, found.codes, found.answers, found.criteria) == ((), (), (), ())


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "needs_review"},
        {"outcome": "no rules"},
        {"codes": frozenset()},
        {"referrals": frozenset({"child-protection"})},
        {"rules_from": date(2022, 3, 18)},
        {"status": "paused"},
        {"finds": {"nationality": "not_met"}},
        {"finds": {"nationality": "(not in force)"}},
        {"finds": {"no-such-criterion": "met"}},
    ],
)
def test_each_thing_told_is_compared(changes: dict[str, Any]) -> None:
    right = BY_TITLE["The first day"]
    (failure,) = cover(right, replace(right, **changes)).failures
    assert failure.came_out.agrees(failure.told) is False
    assert (failure.came_out.outcome, failure.came_out.codes) == ("eligible", {"SUP_NOT_REQUIRED"})


def test_what_is_told_and_right_agrees() -> None:
    right = BY_TITLE["The first day"]
    told = replace(
        right,
        rules_from=date(2022, 3, 17),
        status="open",
        finds={"nationality": "met", "minor-cared-for": "not_applicable", "other": "(not in force)"},
    )
    assert cover(told).failures == ()


def test_codes_answers_and_criteria_that_nothing_reaches_are_named() -> None:
    found = cover(BY_TITLE["The first day"])
    assert "ARRIVAL_TOO_LATE" in found.codes
    assert "SUP_NOT_REQUIRED" not in found.codes
    assert ("arrival", 2) in found.answers
    assert ("arrival", 1) not in found.answers
    assert "PROGRAMME_PAUSED" not in found.codes
    assert "PROGRAMME_PAUSED" in cover(never={}).codes
    assert set(cover().criteria) == {one.id for one in library().programmes["cuaet"].criteria}


def test_an_answer_may_be_excused_by_its_place_or_its_code() -> None:
    one = BY_TITLE["The first day"]
    bare = {*cover(one, never={}).answers}
    assert bare - {*cover(one, never={"programme-open/3": "why"}).answers} == {("programme-open", 3)}
    assert bare - {*cover(one, never={"ARRIVAL_TOO_LATE": "why"}).answers} == {("arrival", 2)}


def test_situations_lie_beside_the_file_or_in_the_checkout(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    assert situations_beside(file, "atlantis") is None
    checkout = situations_beside(file, "cuaet")
    assert checkout is not None
    assert checkout.name == "cuaet.toml"
    beside = tmp_path / "cuaet.situations.toml"
    beside.write_text("", encoding="utf-8")
    assert situations_beside(file, "cuaet") == beside
