# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criteria made into functions: from what is known about an applicant to a verdict on each criterion.

A criterion is a tree of tests, and every node of it becomes a function made of the functions below it:
`_criterion` tries answers, `_several` is `all` and `any`, `_opposite` is `not`. At the leaves a value is
compared: that of a fact in a view (`_of_views`), or one that was kept (`_of_kept`). What no test needs is
not computed: a fact is looked at when a test comes to it, and stays in the view, which reasons are read from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from ..case.days import Days
from .facts import FACTS, KINDS, OF_THE_CASE, STATUS, UNKNOWN, Fact, View
from .programme import Criterion, FactTest, Not, Some, Test, tests_of
from .truth import OPERATORS, Resolve, Truth, fact_key

# A verdict is the place of the answer that holds, from 0, or one of these.
NOT_KNOWN, WAITS, NOT_APPLICABLE = -1, -2, -3

Compiled = Callable[[View], Truth]
Verdict = Callable[[View], int]
Verdicts = Callable[[View], tuple[int, ...]]
# From values in the order of their keys, and the places of those that are not known.
ValueVerdicts = Callable[[list[Any], Sequence[int]], tuple[int, ...]]
# What a test is made on: a view, or a list of kept values.
Known = Any
Holds = Callable[[Known], Truth]
# Makes the function of a test on one fact.
Leaf = Callable[[FactTest], Holds]


def compile_test(test: Test, resolve: Resolve) -> Compiled:
    """One test as a function of a view: True, False, or None for not known."""
    return _test(test, _of_views(resolve))


def compile_criterion(criterion: Criterion, resolve: Resolve) -> Verdict:
    """One criterion as a function of a view, giving its verdict."""
    return _criterion(criterion, _of_views(resolve))


def compile_criteria(criteria: Sequence[Criterion], resolve: Resolve) -> Verdicts:
    """Many criteria as one function of a view, giving their verdicts in order."""
    each = [compile_criterion(one, resolve) for one in criteria]
    return lambda view: tuple([verdict(view) for verdict in each])


def compile_for_values(
    criteria: Sequence[Criterion], resolve: Resolve, keys: Sequence[str], status: str
) -> ValueVerdicts:
    """Many criteria as one function of the values of facts that were kept, under a programme's `status`.

    Raises KeyError where the criteria look at a fact that is not among `keys`.
    """
    # The status is not kept: it stands behind the values.
    places = {key: at for at, key in enumerate((*keys, STATUS))}
    leaf = _of_kept(resolve, places)
    each = [_criterion(one, leaf) for one in criteria]
    looked_at = {fact_key(test, resolve)[0]: test.fact for one in criteria for test in tests_of(one)}
    arrays = [(places[key], KINDS[fact]) for key, fact in looked_at.items() if fact in KINDS]

    def verdicts(values: list[Any], unknown: Sequence[int]) -> tuple[int, ...]:
        known = [*values, status]
        for at in unknown:
            known[at] = UNKNOWN
        for at, kind in arrays:
            if isinstance(known[at], list):
                known[at] = _from_array(known[at], kind)
        return tuple([verdict(known) for verdict in each])

    return verdicts


def asked(test: FactTest, resolve: Resolve) -> Callable[[View], Fact]:
    """The function that computes the fact of a test."""
    return _asked(*fact_key(test, resolve), test.fact)


def _criterion(criterion: Criterion, leaf: Leaf) -> Callable[[Known], int]:
    """Answers are tried in order; one of which it is not known whether it holds ends the trying."""
    applies = _test(criterion.applies, leaf) if criterion.applies is not None else None
    answers, otherwise = [], NOT_KNOWN
    for place, answer in enumerate(criterion.answers):
        if answer.when is None:
            otherwise = place
            break
        answers.append((place, _test(answer.when, leaf)))

    def verdict(known: Known) -> int:
        if applies is not None:
            applied = applies(known)
            if not applied:
                return WAITS if applied is None else NOT_APPLICABLE
        for place, holds in answers:
            found = holds(known)
            if found:
                return place
            if found is None:
                return NOT_KNOWN
        return otherwise

    return verdict


def _test(test: Test, leaf: Leaf) -> Holds:
    if isinstance(test, FactTest):
        return leaf(test)
    if isinstance(test, Not):
        return _opposite(_test(test.test, leaf))
    return _several([_test(one, leaf) for one in test.tests], ending=isinstance(test, Some))


def _several(tests: Sequence[Holds], *, ending: bool) -> Holds:
    """Kleene's logic: False ends an `all`, True ends an `any`, and else what is not known leaves it so."""

    def several(known: Known) -> Truth:
        found: Truth = not ending
        for holds in tests:
            one = holds(known)
            if one is ending:
                return ending
            if one is None:
                found = None
        return found

    return several


def _opposite(holds: Holds) -> Holds:
    def opposite(known: Known) -> Truth:
        found = holds(known)
        return None if found is None else not found

    return opposite


def _of_views(resolve: Resolve) -> Leaf:
    """Tests on facts of a view, each computed when it is first looked at."""

    def leaf(test: FactTest) -> Holds:
        key, params = fact_key(test, resolve)
        compute = _asked(key, params, test.fact)
        holds, operand = OPERATORS[test.operator], resolve(test.operand)

        def first_look(view: View) -> Fact:
            fact = view.facts[key] = compute(view)
            return fact

        def equal(view: View) -> Truth:
            value = (view.facts.get(key) or first_look(view)).value
            return None if value is UNKNOWN else value == operand

        def compared(view: View) -> Truth:
            value = (view.facts.get(key) or first_look(view)).value
            return None if value is UNKNOWN else holds(value, operand)

        # Two of three tests are `is`: a call less here, and all verdicts together take a fifth less.
        return equal if test.operator == "is" else compared

    return leaf


def _of_kept(resolve: Resolve, places: dict[str, int]) -> Leaf:
    """Tests on values in a list, at these places by the key of the fact."""

    def leaf(test: FactTest) -> Holds:
        at = places[fact_key(test, resolve)[0]]
        holds, operand = OPERATORS[test.operator], resolve(test.operand)

        def equal(values: list[Any]) -> Truth:
            value = values[at]
            return None if value is UNKNOWN else value == operand

        def compared(values: list[Any]) -> Truth:
            value = values[at]
            return None if value is UNKNOWN else holds(value, operand)

        return equal if test.operator == "is" else compared

    return leaf


def _from_array(kept: list[Any], kind: str) -> Any:
    """A value made again from the JSON array that it was kept as."""
    return Days(*map(date.fromisoformat, kept)) if kind == "days" else tuple(kept)


def _asked(key: str, params: dict[str, Any], fact: str) -> Callable[[View], Fact]:
    """The function that computes a fact, once for all applicants where it comes out the same."""
    function: Callable[[View], Fact] = FACTS[fact]
    if params:
        function = partial(function, **params)
    if fact not in OF_THE_CASE:
        return function

    def shared(view: View) -> Fact:
        found: Fact | None = view.common.get(key)
        if found is None:
            found = view.common[key] = function(view)
        return found

    return shared
