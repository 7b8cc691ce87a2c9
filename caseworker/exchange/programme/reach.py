# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers and criteria that nothing can reach, found by trying out every kind of value of their facts.

Facts are tried as if each were free of the others, so what is called unreachable is; an answer that
only their ties make unreachable is not found. Where the combinations are too many nothing is said.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from caseworker.domain.case.days import Days
from caseworker.domain.rules.compiling import NOT_KNOWN, compile_criterion
from caseworker.domain.rules.facts import KINDS, VALUES, Fact, View
from caseworker.domain.rules.programme import Criterion, FactTest, Programme, tests_of
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.domain.rules.truth import Resolve, fact_key, resolver
from caseworker.words import N_

from .faults import ProgrammeFault, said

MOST = 100_000
_OTHER = "\0other"


@dataclass(frozen=True, slots=True)
class Reach:
    """What cannot be reached, as faults, and the ids of criteria with too many combinations to say."""

    faults: tuple[ProgrammeFault, ...]
    undecided: tuple[str, ...]


@dataclass(slots=True)
class _Facts:
    """Stands for a view whose facts are all given."""

    facts: dict[str, Fact] = field(default_factory=dict)


def reach(programme: Programme, narrowed: Collection[str] = ()) -> Reach:
    """Every criterion of a programme that was read, on each day on which something changes.

    `narrowed` are the ids of those that take the answers of a shared criterion and say themselves when
    they apply: answers that are of no use there are not wrong.
    """
    faults: list[ProgrammeFault] = []
    undecided = []
    for criterion in programme.criteria:
        place = f"criterion {criterion.id}"
        reached = _reached(programme, criterion)
        if reached is None:
            undecided.append(criterion.id)
        elif not reached:
            faults.append(
                ProgrammeFault(
                    place,
                    said(N_("is never asked: what it applies to cannot be")),
                    said(N_("mend `applies`")),
                )
            )
        elif criterion.id not in narrowed:
            faults += [
                ProgrammeFault(
                    f"{place}: answer {at}",
                    said(N_("can never be reached")),
                    said(N_("an earlier answer always holds, or its own test cannot: mend or remove it")),
                )
                for at in range(1, len(criterion.answers) + 1)
                if at not in reached
            ]
    return Reach(tuple(faults), tuple(undecided))


def _reached(programme: Programme, criterion: Criterion) -> set[int] | None:
    """The answers, from 1, that some combination of values comes to; 0 where none holds but it is asked."""
    reached: set[int] = set()
    tried: set[str] = set()
    for on in _days(programme, criterion):
        resolve = _on(programme, on)
        try:
            domains = _domains(criterion, resolve)
        except NoValueInForce:
            continue
        # Days on which the values are the same give the same again.
        same = repr([(fact_key(one, resolve), resolve(one.operand)) for one in tests_of(criterion)])
        if same in tried:
            continue
        tried.add(same)
        if domains is None or math.prod(len(one) for one in domains.values()) > MOST:
            return None
        reached |= set(_answers(criterion, resolve, domains))
    return reached


def _on(programme: Programme, on: date) -> Resolve:
    return resolver(lambda name: programme.value_on(name, on))


def _days(programme: Programme, criterion: Criterion) -> Iterator[date]:
    start = criterion.span.first or programme.versions[0].span.first or date.min
    yield start
    for day in programme.boundaries():
        if day > start and criterion.span.holds(day):
            yield day


def _answers(criterion: Criterion, resolve: Resolve, domains: dict[str, list[Any]]) -> Iterator[int]:
    decide = compile_criterion(criterion, resolve)
    for values in itertools.product(*domains.values()):
        given = _Facts({key: Fact(value) for key, value in zip(domains, values, strict=True)})
        verdict = decide(cast(View, given))
        if verdict >= NOT_KNOWN:
            yield verdict + 1


def _domains(criterion: Criterion, resolve: Resolve) -> dict[str, list[Any]] | None:
    """For each fact a value of every kind that its tests can tell apart; None where there are too many."""
    asked: dict[str, list[FactTest]] = {}
    for test in tests_of(criterion):
        asked.setdefault(fact_key(test, resolve)[0], []).append(test)
    found = {}
    for key, tests in asked.items():
        domain = _domain(tests, resolve)
        if domain is None:
            return None
        found[key] = domain
    return found


def _domain(tests: list[FactTest], resolve: Resolve) -> list[Any] | None:
    fact = tests[0].fact
    kind = KINDS.get(fact, "value")
    operands = [resolve(one.operand) for one in tests]
    if kind == "number":
        points = {number + step for number in operands for step in (-1, 0, 1)}
        return [(number, number) for number in sorted(points)]
    if kind == "days":
        points = {day + timedelta(days=step) for day in operands for step in (-1, 0, 1)}
        return [Days(day, day) for day in sorted(points)]
    named = {
        one
        for operand in operands
        for one in (operand if isinstance(operand, tuple) else (operand,))
        if kind == "value" or isinstance(one, str)
    }
    if kind == "list":
        if 2 ** (len(named) + 1) > MOST:
            return None
        names = [*sorted(named), _OTHER]
        return [kept for size in range(len(names) + 1) for kept in itertools.combinations(names, size)]
    return list(VALUES[fact]) if fact in VALUES else [*named, _OTHER]
