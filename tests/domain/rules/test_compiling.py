# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compiled functions against a plain interpreter of the same trees, written here and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseworker.domain.rules.compiling import (
    NOT_APPLICABLE,
    NOT_KNOWN,
    WAITS,
    compile_criteria,
    compile_criterion,
    compile_test,
)
from caseworker.domain.rules.facts import FACTS, UNKNOWN, View
from caseworker.domain.rules.programme import All, Answer, Criterion, FactTest, Not, Span, Test
from caseworker.domain.rules.rules import one_by_one, rules_on
from caseworker.domain.rules.truth import OPERATORS, Resolve, fact_key, resolver
from tests.domain.examples import CASES, case_of, document, library
from tests.domain.rules.test_truth import FIELDS, TREES, view

PLAIN = resolver(dict[str, Any]().__getitem__)


def read_off(test: Test, at: View, resolve: Resolve) -> bool | None:
    """The test, interpreted node by node."""
    if isinstance(test, FactTest):
        key, params = fact_key(test, resolve)
        fact = (
            at.facts.setdefault(key, FACTS[test.fact](at, **params)) if key not in at.facts else at.facts[key]
        )
        return None if fact.value is UNKNOWN else OPERATORS[test.operator](fact.value, resolve(test.operand))
    if isinstance(test, Not):
        inner = read_off(test.test, at, resolve)
        return None if inner is None else not inner
    ending = not isinstance(test, All)
    found: list[bool | None] = []
    for part in test.tests:
        found.append(read_off(part, at, resolve))
        if found[-1] is ending:
            return ending
    return None if None in found else not ending


def verdict_of(criterion: Criterion, at: View, resolve: Resolve) -> int:
    """The verdict, by the words of the format: answers in order, what is not known stops them."""
    if criterion.applies is not None:
        applies = read_off(criterion.applies, at, resolve)
        if applies is not True:
            return WAITS if applies is None else NOT_APPLICABLE
    for place, answer in enumerate(criterion.answers):
        found = True if answer.when is None else read_off(answer.when, at, resolve)
        if found is None:
            return NOT_KNOWN
        if found:
            return place
    return NOT_KNOWN


def answer(when: Test | None) -> Answer:
    return Answer(when, "met", "note", None, {"en": "."})


CRITERIA = st.builds(
    lambda applies, answers, last: Criterion(
        "one", "intake", Span(), {"en": "."}, tuple(map(answer, [*answers, *last])), (), applies=applies
    ),
    st.none() | TREES,
    st.lists(TREES, max_size=4),
    st.sampled_from([[], [None]]),
)


@settings(max_examples=300)
@given(
    st.lists(CRITERIA, max_size=4),
    st.fixed_dictionaries(FIELDS),
    st.sets(st.sampled_from(sorted(FIELDS))),
)
def test_compiled_criteria_say_what_their_trees_say_and_look_at_no_more(
    criteria: list[Criterion], fields: dict[str, Any], unknown: set[str]
) -> None:
    known = {name: value for name, value in fields.items() if name not in unknown}
    plain, together, apart = view(**known), view(**known), view(**known)
    want = tuple(verdict_of(one, plain, PLAIN) for one in criteria)
    assert compile_criteria(criteria, PLAIN)(together) == want
    assert tuple(compile_criterion(one, PLAIN)(apart) for one in criteria) == want
    # What is never looked at is never asked about, and an explanation says so.
    assert set(together.facts) == set(apart.facts) == set(plain.facts)


@settings(max_examples=300)
@given(TREES, st.fixed_dictionaries(FIELDS), st.sets(st.sampled_from(sorted(FIELDS))))
def test_a_compiled_test_says_what_its_tree_says(
    tree: Test, fields: dict[str, Any], unknown: set[str]
) -> None:
    known = {name: value for name, value in fields.items() if name not in unknown}
    assert compile_test(tree, PLAIN)(view(**known)) is read_off(tree, view(**known), PLAIN)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_examples_come_out_as_their_trees_say(path: Any) -> None:
    case = case_of(document(path))
    on = case.reference_day()
    assert isinstance(on, date)
    programme = library().programmes[str(case.programme)]
    rules = rules_on(programme, on)
    resolve = resolver(lambda name: programme.value_on(name, on))
    for person in case.people():
        views = [View(case, person, on, library().reference, rules.status) for _ in range(3)]
        want = tuple(verdict_of(one.criterion, views[0], resolve) for one in rules.criteria)
        assert rules.verdicts(views[1]) == want
        assert one_by_one(rules.criteria)(views[2]) == want
        assert set(views[0].facts) == set(views[1].facts) == set(views[2].facts)


def test_operands_are_never_run() -> None:
    hostile = FactTest("applicant.located_in", (), "is", "MEX') or __import__('os').abort() or ('")
    assert compile_test(hostile, PLAIN)(view(located_in="MEX")) is False
