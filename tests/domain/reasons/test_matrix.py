# SPDX-License-Identifier: AGPL-3.0-or-later
"""What shows each condition: papers and records for what papers can show, the person's word for the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseworker.domain.case.sponsor import SPONSOR_DOCUMENTS
from caseworker.domain.reasons.grounds import DOCUMENTS, GROUNDS, SHOWN_BY, Ground
from caseworker.domain.reasons.matrix import MARKS, Matrix, Row, backing_document, matrix_of
from caseworker.domain.rules.facts import FACTS
from tests.domain.examples import CASES, GONE, base, case_of, changed, document, library

AFTER = {"id": "late", "about": ["a1"], "type": "passport_entry_stamp_mx", "place": "MEX", "on": "2022-10-25"}


def matrix(found: Any, who: int = 0) -> Matrix:
    case = case_of(found)
    on = case.reference_day()
    assert on is not None
    return matrix_of(library().assess(case, found["programme"], on).applicants[who])


def row(found: Any, criterion: str) -> Row:
    got = matrix(found).row(criterion)
    assert got is not None
    return got


def mark(found: Any, criterion: str, kind: str, which: str = "") -> str:
    got = matrix(found)
    at = next(at for at, one in enumerate(got.columns) if one.ground == Ground(kind, which))
    return row(found, criterion).cells[at]


def wanting(found: Any) -> list[str]:
    return [one.criterion for one in matrix(found).wanting()]


def test_the_table_says_of_every_fact_what_shows_it() -> None:
    assert set(SHOWN_BY) == set(FACTS)
    assert {kind for kinds in SHOWN_BY.values() for kind in kinds} <= set(GROUNDS)
    assert {code for codes in DOCUMENTS.values() for code in codes} <= set(SPONSOR_DOCUMENTS)


def test_an_ordinary_complete_case_waits_for_nothing() -> None:
    assert wanting(base()) == []
    assert row(base(), "passport").grounds() == (Ground("passport", "a1"),)
    assert row(base(), "sponsor-means").grounds()[0].kind == "document"
    assert row(base(), "sponsor-reached").grounds() == (Ground("call"),)
    assert row(base(), "no-removal-order").grounds() == (Ground("statement"),)
    assert row(base(), "programme-open").grounds() == (Ground("given"),)


@pytest.mark.parametrize(
    ("place", "value", "criteria", "path"),
    [
        ("applicants[0].passport.number", GONE, ["nationality", "passport"], "passport/number"),
        ("applicants[0].passport.number", "", ["nationality", "passport"], "passport/number"),
        ("applicants[0].passport.country", "COL", ["nationality"], "passport/country"),
        ("sponsor.documents_seen", ["identity", "us_status"], ["sponsor-means"], "sponsor/documents_seen"),
        ("sponsor.documents_seen", ["identity", "income"], ["sponsor-status"], "sponsor/documents_seen"),
    ],
)
def test_what_nobody_saw_does_not_show_it(place: str, value: Any, criteria: list[str], path: str) -> None:
    found = changed(base(), place, value)
    assert wanting(found) == criteria
    for one in criteria:
        assert any(lack.path.endswith(path) for lack in row(found, one).lacking)


def test_without_a_day_of_the_interview_nobody_said_anything() -> None:
    found = changed(base(), "opened_on", GONE)
    assert "no-removal-order" in wanting(found)
    assert "passport" not in wanting(found)


def test_a_paper_tied_by_hand_shows_the_condition() -> None:
    found = changed(base(), "applicants[0].passport.number", GONE)
    found = changed(found, "evidence[0].shows", ["nationality", "passport"])
    assert wanting(found) == []
    which = found["evidence"][0]["id"]
    assert mark(found, "passport", "paper", which) == "tied"
    assert row(found, "passport").tied == (which,)
    assert Ground("paper", which) in row(found, "passport").grounds()


def test_a_paper_of_somebody_else_is_no_column() -> None:
    found = document(next(one for one in CASES if one.stem == "S75"))
    for who, person in enumerate(found["applicants"]):
        papers = {one.item.id for one in matrix(found, who).columns if one.item}
        assert papers == {one["id"] for one in found["evidence"] if person["id"] in one["about"]}


def test_papers_that_prove_the_entry_and_those_that_decide_nothing() -> None:
    criterion = "no-irregular-entry-mexico"
    found = changed(base(), "assess_on", "2022-11-02")
    assert row(found, criterion).finding.result == "met"
    assert "proves" in row(found, criterion).cells
    told = {"id": "told", "about": ["a1"], "type": "self_declaration", "place": "MEX", "on": "2022-10-01"}
    found = changed(found, f"evidence[{len(found['evidence'])}]", told)
    assert mark(found, criterion, "paper", "told") == "seen"
    assert mark(found, "passport", "paper", "told") == ""


def test_papers_that_contradict_each_other_are_marked_and_settle_nothing() -> None:
    criterion = "no-irregular-entry-mexico"
    found = changed(base(), "assess_on", "2022-11-02")
    found = changed(found, f"evidence[{len(found['evidence'])}]", {**AFTER, "shows": [criterion]})
    assert mark(found, criterion, "paper", "late") == "contradicts"
    assert row(found, criterion).tied == ()


def test_papers_that_show_that_it_is_not_met() -> None:
    criterion = "no-irregular-entry-mexico"
    found = changed(changed(base(), "assess_on", "2022-11-02"), "evidence", [AFTER])
    found = changed(found, "applicants[0].entry_manner", {"MEX": "irregular"})
    assert row(found, criterion).finding.result == "not_met"
    assert mark(found, criterion, "paper", "late") == "against"


def test_a_passport_of_another_country_contradicts_the_nationality() -> None:
    found = changed(base(), "applicants[0].passport.country", "COL")
    assert mark(found, "nationality", "passport", "a1") == "contradicts"


def test_where_the_programme_is_closed_nobody_has_to_prove_anything() -> None:
    found = changed(changed(base(), "assess_on", "2025-02-01"), "applicants[0].passport.number", GONE)
    assert matrix(found).one.outcome == "closed"
    assert any(one.wanting for one in matrix(found).rows)
    assert wanting(found) == []


def test_what_it_rests_on_is_plain_and_names_each_met_condition() -> None:
    found = matrix(base())
    frozen = backing_document(found)
    assert list(frozen) == [one.criterion for one in found.rows if one.finding.result == "met"]
    assert frozen["passport"] == {
        "shown": {"applicant.passport": [["passport", "a1"]]},
        "lacking": [],
        "tied": [],
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_example_is_marked_in_every_cell(path: Path) -> None:
    found = document(path)
    for who in range(len(found["applicants"])):
        got = matrix(found, who)
        assert len(got.rows) == len(got.one.findings)
        for one in got.rows:
            assert len(one.cells) == len(got.columns)
            assert set(one.cells) <= set(MARKS)
            if one.finding.result == "not_applicable":
                assert not any(one.cells)
                assert one.lacking == ()
        assert all(one.finding.result == "met" for one in got.wanting())


@settings(max_examples=40)
@given(st.data())
def test_tying_a_paper_never_makes_a_condition_wait(data: st.DataObject) -> None:
    found = document(data.draw(st.sampled_from(CASES)))
    items = found.get("evidence") or []
    before = matrix(found)
    chosen = data.draw(st.lists(st.sampled_from([one.criterion for one in before.rows]), unique=True))
    tied = {**found, "evidence": [*items, {"id": "more", "shows": chosen}]}
    after = matrix(tied)
    assert {one.criterion for one in after.wanting()} == {one.criterion for one in before.wanting()} - {
        *chosen
    }
    assert [one.finding.result for one in after.rows] == [one.finding.result for one in before.rows]
