# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a finding is what it is: the tree read afterwards says what the run itself decided."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseworker.domain.reasons.explain import Node, Why, why
from caseworker.domain.rules.assess import ApplicantAssessment
from caseworker.domain.rules.facts import UNKNOWN
from tests.domain.examples import CASES, GONE, base, case_of, changed, document, library, places


def people(found: Any) -> list[ApplicantAssessment]:
    case = case_of(found)
    on = case.reference_day()
    assert on is not None
    return list(library().assess(case, found["programme"], on).applicants)


def agrees(one: ApplicantAssessment) -> None:
    for finding in one.findings:
        found = why(one, finding)
        if finding.waits:
            assert found.applies is not None
            assert found.applies.truth is None
            assert found.tried == ()
        elif finding.result == "not_applicable" and finding.answer is None:
            assert found.applies is not None
            assert found.applies.truth is False
        else:
            *before, last = found.tried
            assert all(tried.truth is False for tried in before)
            if finding.answer is None:
                assert last.truth is None
            else:
                assert last.answer is finding.answer
                assert last.truth is True
        for node in found.leaves():
            assert (node.truth is None) or node.seen
            if node.seen and node.value is UNKNOWN:
                assert node.truth is None
                assert node.paths
            whole_of(node)


def whole_of(node: Node) -> None:
    assert node.kind == "test"
    assert node.parts == ()
    assert node.fact
    assert node.operator


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_tree_says_what_the_run_decided(path: Path) -> None:
    for one in people(document(path)):
        agrees(one)


FOUND = [document(path) for path in CASES]


@settings(max_examples=150)
@given(data=st.data())
def test_the_tree_says_it_whatever_is_left_unsaid(data: st.DataObject) -> None:
    found = copy.deepcopy(data.draw(st.sampled_from(FOUND)))
    found.pop("expected", None)
    inside = re.compile(r"(applicants\[\d+\]|sponsor)\.(?!id$)")
    open_places = [place for place in places(found) if inside.match(place)]
    for place in data.draw(st.lists(st.sampled_from(open_places), max_size=4, unique=True)):
        try:
            found = changed(found, place, GONE)
        except (KeyError, IndexError, TypeError):
            continue
    for one in people(found):
        agrees(one)


def of(one: ApplicantAssessment, criterion: str) -> Why:
    return why(one, next(finding for finding in one.findings if finding.criterion.id == criterion))


def test_a_test_names_value_and_paper() -> None:
    (one,) = people(base())
    leaves = of(one, "entered-mexico-before").leaves()
    leaf = next(node for node in leaves if node.fact == "entry.proof" and node.truth is True)
    assert (leaf.fact, leaf.operator, leaf.operand) == ("entry.proof", "is", "proved_before")
    assert leaf.value == "proved_before"
    assert leaf.named == ("mexico_last_day",)
    assert leaf.evidence
    assert leaf.paths == ("evidence",)


def test_what_the_run_did_not_need_is_said_to_be_unseen() -> None:
    (one,) = people(changed(base(), "sponsor.kind", "organisation"))
    leaves = list(of(one, "sponsor-kind-person-or-organisation").leaves())
    assert any(not node.seen for node in leaves) or len(leaves) == 2


def test_an_absent_answer_is_not_known_and_says_where_it_would_stand() -> None:
    (one,) = people(changed(base(), "applicants[0].vaccinations_attested", GONE))
    found = of(one, "vaccinations")
    (leaf,) = found.leaves()
    assert (leaf.truth, leaf.seen, leaf.value) == (None, True, UNKNOWN)
    assert leaf.paths == ("applicants/a1/vaccinations_attested",)
