# SPDX-License-Identifier: AGPL-3.0-or-later
"""What would settle a finding: every set does, none is larger than it need be, none is missed."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from caseworker.domain.reasons.remedies import (
    Ask,
    Paper,
    Step,
    _Trial,
    cheapest_proofs,
    counterfactuals,
    met_from,
    taken,
)
from caseworker.domain.rules.assess import ApplicantAssessment
from caseworker.domain.rules.finding import Finding
from tests.domain.examples import CASES, GONE, base, case_of, changed, document, library

KINDS = ("passport_entry_stamp_mx", "comar_constancia", "bus_ticket_named", "shelter_register_extract")


def people(found: Any) -> list[ApplicantAssessment]:
    case = case_of(found)
    on = case.reference_day()
    assert on is not None
    return list(library().assess(case, found["programme"], on).applicants)


def whole_space(one: ApplicantAssessment, finding: Finding) -> list[Step]:
    """Every step there is, whether or not the run is stuck there: the search may not look at it."""
    trial = _Trial(one, finding)
    asks: list[Step] = []
    for key, (test, params, values) in trial._values.items():
        fact = one.view.facts.get(key)
        paths = fact.paths if fact else ()
        if test.fact.startswith("entry.") and "manner" not in test.fact:
            continue
        if fact is not None and fact.known:
            continue
        asks += [
            Ask(test.fact, params, value, paths, key)
            for at, value in enumerate(values)
            if value not in values[:at]
        ]
    return [*asks, *(paper for paper in trial.papers() if paper.kind.id in KINDS)]


def brute(one: ApplicantAssessment, finding: Finding, most: int) -> set[frozenset[str]]:
    space = whole_space(one, finding)
    settled: set[frozenset[str]] = set()
    for size in range(most + 1):
        for steps in itertools.combinations(space, size):
            keys = frozenset(step.key for step in steps)
            if len(keys) < size or any(done <= keys for done in settled):
                continue
            if taken(one, finding, steps).result == "met":
                settled.add(keys)
    return {keys for keys in settled if not any(other < keys for other in settled)}


OPEN = [path for path in CASES if document(path)["expected"]["outcome"] == "more_evidence_needed"]
BARRED = [path for path in CASES if document(path)["expected"]["outcome"] == "not_eligible"]


@pytest.mark.parametrize("path", OPEN, ids=lambda path: path.stem)
def test_what_would_settle_does_and_nothing_less_would(path: Path) -> None:
    for one in people(document(path)):
        for finding in one.open_findings():
            for remedy in cheapest_proofs(one, finding):
                assert taken(one, finding, remedy.steps).result == "met"
                for fewer in itertools.combinations(remedy.steps, len(remedy.steps) - 1):
                    assert taken(one, finding, fewer).result != "met"


@pytest.mark.parametrize("path", OPEN, ids=lambda path: path.stem)
def test_the_search_misses_nothing_that_trying_everything_finds(path: Path) -> None:
    for one in people(document(path)):
        for finding in one.open_findings():
            found = {
                remedy.keys
                for remedy in cheapest_proofs(one, finding)
                if len(remedy.steps) <= 2
                and all(isinstance(s, Ask) or s.kind.id in KINDS for s in remedy.steps)
            }
            assert found == brute(one, finding, 2)


@pytest.mark.parametrize("path", BARRED, ids=lambda path: path.stem)
def test_what_would_have_to_be_different_flips_the_finding(path: Path) -> None:
    flipped = 0
    for one in people(document(path)):
        for finding in one.findings:
            if finding.then == "not_eligible":
                found = counterfactuals(one, finding)
                assert found, finding.criterion.id
                assert all(taken(one, finding, remedy.steps).result == "met" for remedy in found)
                flipped += 1
    assert flipped


def test_the_easiest_comes_first_and_a_question_before_any_paper() -> None:
    found = changed(base(), "evidence", [])
    (one,) = people(found)
    finding = next(f for f in one.open_findings() if f.criterion.step == "entry")
    remedies = cheapest_proofs(one, finding)
    assert [remedy.effort for remedy in remedies] == sorted(remedy.effort for remedy in remedies)
    (first,) = remedies[0].steps
    assert isinstance(first, Paper)
    assert first.kind.id == "passport_entry_stamp_mx"
    assert first.on == date(2022, 10, 11)


def test_the_paper_named_settles_the_case_when_it_is_really_added() -> None:
    found = changed(base(), "evidence", [])
    (one,) = people(found)
    finding = next(f for f in one.open_findings() if f.criterion.step == "entry")
    for remedy in cheapest_proofs(one, finding):
        items = [
            {"id": f"n{at}", "about": ["a1"], "type": step.kind.id, "place": step.place, "on": str(step.on)}
            for at, step in enumerate(remedy.steps)
            if isinstance(step, Paper)
        ]
        (after,) = people(changed(found, "evidence", items))
        assert after.outcome == "eligible"


def test_a_question_that_nobody_asked_is_what_settles_it() -> None:
    (one,) = people(changed(base(), "applicants[0].vaccinations_attested", GONE))
    (finding,) = one.open_findings()
    ((step,),) = [remedy.steps for remedy in cheapest_proofs(one, finding)]
    assert isinstance(step, Ask)
    assert step.paths == ("applicants/a1/vaccinations_attested",)
    assert step.value is True


def test_a_removal_order_lapses_on_a_day_that_can_be_named() -> None:
    found = changed(base(), "applicants[0].removal_orders", ["2018-03-01"])
    found = changed(found, "assess_on", "2022-10-20")
    (one,) = people(found)
    finding = next(f for f in one.findings if f.code == "REMOVAL_ORDER_WITHIN_5Y")
    on = met_from(one, finding)
    assert on == date(2023, 3, 1)
    for day, met in ((on, True), (on - timedelta(days=1), False)):
        (then,) = people(changed(found, "assess_on", day.isoformat()))
        again = next(f for f in then.findings if f.criterion.id == finding.criterion.id)
        assert (again.result == "met") is met


def test_what_time_does_not_mend_has_no_such_day() -> None:
    (one,) = people(changed(base(), "applicants[0].nationalities", ["COL"]))
    finding = next(f for f in one.findings if f.code == "NAT_NOT_COVERED")
    assert met_from(one, finding) is None
