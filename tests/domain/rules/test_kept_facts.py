# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept facts decide as the document does, under the same and under changed rules, or say that they cannot."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseworker.domain.case.case import Case
from caseworker.domain.flow import begun, stations, stations_of
from caseworker.domain.rules import programme
from caseworker.domain.rules.assess import assess
from caseworker.domain.rules.compiling import compile_for_values
from caseworker.domain.rules.facts import EDITION, FACTS, UNKNOWN, View
from caseworker.domain.rules.kept_facts import begun_in, day_of, decider, kept_facts
from caseworker.domain.rules.mutants import Mutant, mutants
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.domain.rules.rules import Rules, rules_on
from caseworker.domain.rules.truth import fact_key
from tests.domain.case.test_document import cases
from tests.domain.examples import CASES, case_of, document, library
from tests.domain.rules.test_compiling import CRITERIA, PLAIN, verdict_of
from tests.domain.rules.test_truth import FIELDS, view

PROGRAMMES = sorted(library().programmes)
BY = {"country": "MEX", "by": date(2022, 10, 12)}
THERE = {"country": "MEX"}
FROM = {"first": date(2022, 10, 12)}
GIVEN: dict[str, dict[str, Any]] = {
    "case.asked": {"at": datetime.fromisoformat("2024-02-19T15:00")},
    "applicant.passport": {"decree": True, "child_on_parents": True},
    "applicant.principal_has_nationality": {"countries": ("VEN",)},
    "applicant.other_nationalities": {"besides": ("VEN",)},
    "applicant.resident_on": {"country": "UKR", "on": date(2022, 2, 11)},
    **dict.fromkeys(("entry.proof", "entry.latest", "entry.sighted_after"), BY),
    **dict.fromkeys(("entry.at_issue", "entry.manner", "entry.manner_shown"), THERE),
    **dict.fromkeys(("us_border.crossed_between_ports", "us_border.presented_at_port"), FROM),
    "us_border.interdicted_at_sea": FROM,
    "us_border.crossing_excepted": {**FROM, "ended_by": ("voluntary_departure",), "times": 1},
    "us_border.returned": {**FROM, "country": "MEX", "under": "title_42"},
    "us_border.removal_order": {"years": 5, "within": True},
    "sponsor.income": {"percent": 100},
    "sponsor.members": {"statuses": ("citizen",), "age": 18},
    "sponsor.members_lacking": {"check": "background"},
    "sponsor.funds": {"currency": "USD", "by_people": (2275,), "each_more": 2275},
}
FOUND = "a7b3c2db8649ef187e8110df2dbf4e703f86b498f5d17973bee5fd409c780700"
MUTANTS = list(mutants(library().programmes["venezuela"], 0.5))


def decided_both_ways(case: Case, rules: Rules, on: date) -> None:
    """Asserts that the facts of a case, written and read again, decide as the case does."""
    assessment = assess(case, rules, on, library().reference)
    looked_at = [dict(one.view.facts) for one in assessment.applicants]
    kept = kept_facts(case, assessment)
    if kept is None:
        return
    assert [one.view.facts for one in assessment.applicants] == looked_at
    row = json.loads(json.dumps(kept.row))
    assert (row[0], day_of(row), begun_in(row)) == (rules.programme.id, on, begun(case))
    decide = decider(rules, kept.keys)
    assert decide is not None
    sums = decide(row)
    assert [one.outcome for one in sums] == [one.outcome for one in assessment.applicants]
    assert [one.rulings for one in sums] == [
        tuple(finding.ruling for finding in one.findings) for one in assessment.applicants
    ]
    assert stations_of(begun_in(row), sums, (), ()) == stations(case, assessment)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_the_examples_are_decided_from_their_facts_as_from_their_documents(name: str) -> None:
    for path in CASES:
        case = case_of(document(path))
        on = case.reference_day()
        assert on is not None
        try:
            rules = library().rules(name, on)
        except NoValueInForce:
            continue
        decided_both_ways(case, rules, on)


@settings(max_examples=60)
@given(cases(), st.sampled_from(PROGRAMMES))
def test_any_case_is_decided_from_its_facts_as_from_its_document(found: Any, name: str) -> None:
    case = case_of(found)
    on = case.reference_day()
    if on is not None and case.applicants:
        try:
            rules = library().rules(name, on)
        except NoValueInForce:
            return
        decided_both_ways(case, rules, on)


@settings(max_examples=40)
@given(st.sampled_from(MUTANTS), st.sampled_from(CASES))
def test_changed_rules_decide_from_facts_that_were_kept_before_or_say_that_they_cannot(
    mutant: Mutant, path: Any
) -> None:
    case = case_of(document(path))
    on = case.reference_day()
    assert on is not None
    kept = kept_facts(case, assess(case, library().rules("venezuela", on), on, library().reference))
    assert kept is not None
    try:
        changed = rules_on(mutant.programme, on)
    except NoValueInForce:
        return
    decide = decider(changed, kept.keys)
    if decide is None:
        assert set(changed.questions) - set(kept.keys)
        return
    right = assess(case, changed, on, library().reference)
    sums = decide(json.loads(json.dumps(kept.row)))
    assert [(one.outcome, one.codes) for one in sums] == [
        (one.outcome, one.codes) for one in right.applicants
    ]


@settings(max_examples=200)
@given(
    st.lists(CRITERIA, max_size=4),
    st.fixed_dictionaries(FIELDS),
    st.sets(st.sampled_from(sorted(FIELDS))),
    st.randoms(),
)
def test_any_criteria_come_out_of_values_as_out_of_a_view(
    criteria: list[Any], fields: dict[str, Any], unknown: set[str], chance: Any
) -> None:
    at = view(**{name: value for name, value in fields.items() if name not in unknown})
    facts = {}
    for criterion in criteria:
        for test in programme.tests_of(criterion):
            key, params = fact_key(test, PLAIN)
            facts[key] = FACTS[test.fact](at, **params).value
    keys = list(facts)
    chance.shuffle(keys)
    plain = [list(value) if isinstance(value := facts[key], tuple) else value for key in keys]
    places = [place for place, key in enumerate(keys) if facts[key] is UNKNOWN]
    values = [None if value is UNKNOWN else value for value in plain]
    run = compile_for_values(criteria, PLAIN, keys, "open")
    assert run(values, places) == tuple(verdict_of(one, at, PLAIN) for one in criteria)


def test_rules_that_ask_for_a_fact_that_was_not_kept_do_not_decide() -> None:
    rules = library().rules("venezuela", date(2022, 10, 20))
    keys = tuple(rules.questions)
    assert decider(rules, keys) is not None
    assert decider(rules, (*keys, "another")) is not None
    assert decider(rules, keys[1:]) is None


def test_the_edition_of_facts_is_raised_when_a_fact_comes_out_otherwise() -> None:
    """Stores keep values of facts under their edition: where this fails, raise `facts.EDITION`, and put the
    digest that it shows in FOUND."""
    digest = hashlib.sha256()
    for path in CASES:
        case = case_of(document(path))
        on = case.reference_day()
        assert on is not None
        for person in case.people():
            at = View(case, person, on, library().reference)
            found = {name: str(FACTS[name](at, **GIVEN.get(name, {})).value) for name in sorted(FACTS)}
            digest.update(json.dumps([path.stem, person.id, found]).encode())
    assert (EDITION, digest.hexdigest()) == (
        2,
        "a7b3c2db8649ef187e8110df2dbf4e703f86b498f5d17973bee5fd409c780700",
    )
