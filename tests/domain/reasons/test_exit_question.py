# SPDX-License-Identifier: AGPL-3.0-or-later
"""The exit that is worth asking about: it lies between the records that clash, and would settle them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from caseworker.domain.case.days import Days, days_of
from caseworker.domain.entry.proof import prove_entry
from caseworker.domain.reasons.exit_question import ExitQuestion, days_between, exit_question
from caseworker.domain.rules.assess import ApplicantAssessment
from tests.domain.entry.test_proof_by_days import read, sets
from tests.domain.examples import base, case_of, library


def assessed(evidence: list[dict[str, Any]], **applicant: Any) -> ApplicantAssessment:
    found = {key: value for key, value in base().items() if not key.startswith("expected")}
    found["evidence"] = [{"id": f"e{at}", **one} for at, one in enumerate(evidence)]
    found["applicants"][0].update(applicant)
    case = case_of(found)
    on = case.reference_day()
    assert on is not None
    assert isinstance(case.programme, str)
    return library().assess(case, case.programme, on).of(case.people()[0].id)


BUS = {"type": "bus_ticket_named", "on": "2022-10-09"}
PANAMA = {"type": "panama_snm_record", "on": "2022-10-14"}
OCTOBER = Days(date(2022, 10, 9), date(2022, 10, 14))


def test_the_days_between_the_papers_are_asked_about() -> None:
    one = assessed([{"type": "shelter_register_extract", "on": "2022-10-08"}, BUS, PANAMA])
    assert one.entries()["MEX"].proof == "contradictory"
    assert exit_question(one, "MEX") == ExitQuestion("MEX", OCTOBER, ("proved_after",))


@pytest.mark.parametrize("on", ["2022-10-09", "2022-10-12", "2022-10-14", "2022-10-09/2022-10-14"])
def test_an_answer_within_them_settles_it(on: str) -> None:
    one = assessed([BUS, PANAMA], exits_declared=[{"country": "MEX", "on": on}])
    assert one.entries()["MEX"].proof == "proved_after"
    assert exit_question(one, "MEX") is None


def test_an_exit_before_them_explains_nothing_and_they_are_asked_about_again() -> None:
    one = assessed([BUS, PANAMA], exits_declared=[{"country": "MEX", "on": "2022-10-01"}])
    found = exit_question(one, "MEX")
    assert found is not None
    assert found.between == OCTOBER


@pytest.mark.parametrize(
    "evidence", [[], [BUS], [{"type": "panama_snm_record", "on": "2022-10-01"}, BUS], [PANAMA]]
)
def test_nobody_is_asked_where_nothing_clashes(evidence: list[dict[str, Any]]) -> None:
    assert exit_question(assessed(evidence), "MEX") is None


def test_nobody_is_asked_where_the_result_is_the_same_either_way() -> None:
    early = [
        {"type": "comar_constancia", "on": "2022-10-03"},
        {"type": "comar_constancia", "on": "2022-10-09"},
    ]
    one = assessed([*early, {"type": "panama_snm_record", "on": "2022-10-06"}])
    assert one.entries()["MEX"].flags == ("conflict_immaterial",)
    assert exit_question(one, "MEX") is None


def test_nobody_is_asked_about_a_country_that_the_rules_do_not_ask_about() -> None:
    assert exit_question(assessed([BUS, PANAMA]), "CAN") is None


def test_an_exit_between_any_records_that_clash_ends_the_contradiction() -> None:
    asked = 0
    for _, country, found, cut_off, exits in sets(0):
        items = [read()[country][one.written.id] for one in found]
        proof = prove_entry(items, cut_off, exits)
        between = days_between(proof, [one for one in items if one.id in proof.clash])
        assert (between is not None) == bool(proof.clash)
        if between is None:
            continue
        asked += 1
        for day in (between.first, between.last):
            settled = prove_entry(items, cut_off, [*exits, days_of(day.isoformat())])
            assert settled.clash == ()
    assert asked > 1_000
