# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programmes changed in one small place each: what its situations must notice.

Moved by one day, both ways: versions, statuses, values, spans of criteria, days that are values or stand
in tests. Dropped: each criterion, and each word of a list. Moved by one: amounts, ages, group sizes,
counts; percentages by the step given. Turned: yes and no. What no criterion reads (a cap) is left alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from .programme import (
    All,
    Answer,
    Criterion,
    DatedValue,
    FactTest,
    Not,
    Programme,
    Some,
    Span,
    Test,
    ValueName,
    Version,
    tests_of,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A programme with one change: where (`place`, as in the file) and what (`change`).

    `touched` are the places in `programme.criteria` whose findings may differ, `near` a day by which
    the change is seen.
    """

    place: str
    change: str
    programme: Programme
    touched: frozenset[int] = frozenset()
    near: date | None = None

    @property
    def name(self) -> str:
        """Place and change in one, by which a situation file may speak of it."""
        return f"{self.place}: {self.change}"


def mutants(programme: Programme, percent_step: float = 1) -> Iterator[Mutant]:
    """Every mutant; a percentage moves by `percent_step`."""
    yield from _opening(programme)
    yield from _versions(programme)
    yield from _statuses(programme)
    for name in sorted({one.name for one in programme.values}):
        if readers := _readers(programme, name):
            yield from _value_boundaries(programme, name, readers)
            yield from _value_contents(programme, name, readers, percent_step)
    for at, criterion in enumerate(programme.criteria):
        yield from _criterion(programme, at, criterion, percent_step)


def _opening(programme: Programme) -> Iterator[Mutant]:
    # Rules and status begin together: either alone a day early would change nothing.
    first = programme.versions[0].span.first
    if first is None or not programme.statuses or programme.statuses[0].since != first:
        return
    version = replace(programme.versions[0], span=Span(first - DAY, programme.versions[0].span.last))
    status = replace(programme.statuses[0], since=first - DAY)
    changed = replace(
        programme,
        versions=(version, *programme.versions[1:]),
        statuses=(status, *programme.statuses[1:]),
    )
    yield Mutant(f"version {first}", _moved(first, -DAY), changed, near=first - DAY)


def _versions(programme: Programme) -> Iterator[Mutant]:
    for at, step, spans in _boundaries([one.span for one in programme.versions]):
        if step == -DAY and at == programme.versions[0].span.first:
            continue
        moved: list[Version] = [
            replace(one, span=span) for one, span in zip(programme.versions, spans, strict=True)
        ]
        changed = replace(programme, versions=tuple(moved))
        yield Mutant(f"version {at}", _moved(at, step), changed, near=min(at, at + step))


def _statuses(programme: Programme) -> Iterator[Mutant]:
    for at, status in enumerate(programme.statuses):
        for step in (DAY, -DAY):
            if step == -DAY and status.since == programme.versions[0].span.first:
                continue
            moved = [*programme.statuses]
            moved[at] = replace(status, since=status.since + step)
            yield Mutant(
                f"status {status.since}",
                _moved(status.since, step),
                replace(programme, statuses=tuple(moved)),
                near=min(status.since, status.since + step),
            )


def _value_boundaries(programme: Programme, name: str, readers: frozenset[int]) -> Iterator[Mutant]:
    own = [one for one in programme.values if one.name == name]
    for at, step, spans in _boundaries([one.span for one in own]):
        moved = iter([replace(one, span=span) for one, span in zip(own, spans, strict=True)])
        values = tuple(next(moved) if one.name == name else one for one in programme.values)
        changed = replace(programme, values=values)
        yield Mutant(f"value {name}", _moved(at, step), changed, readers, min(at, at + step))


def _value_contents(
    programme: Programme, name: str, readers: frozenset[int], percent_step: float
) -> Iterator[Mutant]:
    percent = any(
        key == PERCENT and operand == ValueName(name)
        for at in readers
        for test in tests_of(programme.criteria[at])
        for key, operand in test.params
    )
    for at, value in enumerate(programme.values):
        if value.name != name:
            continue
        for change, found in _near(value.value, percent_step if percent else 1):
            values: list[DatedValue] = [*programme.values]
            values[at] = replace(value, value=found)
            near = value.span.first or programme.versions[0].span.first
            yield Mutant(f"value {name}", change, replace(programme, values=tuple(values)), readers, near)


def _criterion(programme: Programme, at: int, criterion: Criterion, percent_step: float) -> Iterator[Mutant]:
    place = f"criterion {criterion.id}"
    touched = frozenset((at,))

    def with_this(*changed: Criterion) -> Programme:
        return replace(
            programme, criteria=(*programme.criteria[:at], *changed, *programme.criteria[at + 1 :])
        )

    yield Mutant(place, "-", with_this(), touched, criterion.span.first)
    for day, step, (span,) in _boundaries([criterion.span]):
        near = min(day, day + step)
        yield Mutant(place, _moved(day, step), with_this(replace(criterion, span=span)), touched, near)
    if criterion.applies is not None:
        for change, test in _tests(criterion.applies, percent_step):
            changed = replace(criterion, applies=test)
            yield Mutant(f"{place}: applies", change, with_this(changed), touched)
    for number, answer in enumerate(criterion.answers):
        for change, test in _tests(answer.when, percent_step) if answer.when is not None else ():
            answers: list[Answer] = [*criterion.answers]
            answers[number] = replace(answer, when=test)
            changed = replace(criterion, answers=tuple(answers))
            yield Mutant(f"{place}: answer {number + 1}: when", change, with_this(changed), touched)


def _boundaries(spans: list[Span]) -> Iterator[tuple[date, timedelta, list[Span]]]:
    """Each first day of something, or day after its end, with the spans when it is moved.

    Where one span begins as another ends, both edges move together: neither gap nor overlap.
    """
    firsts = {span.first for span in spans if span.first}
    after = {span.last + DAY for span in spans if span.last}
    for day, step in itertools.product(sorted(firsts | after), (DAY, -DAY)):
        moved = [
            Span(
                span.first + step if span.first == day else span.first,
                span.last + step if span.last is not None and span.last + DAY == day else span.last,
            )
            for span in spans
        ]
        yield day, step, moved


def _readers(programme: Programme, name: str) -> frozenset[int]:
    """The places of the criteria that read a value."""
    return frozenset(
        at
        for at, criterion in enumerate(programme.criteria)
        if any(
            _names(operand, name)
            for test in tests_of(criterion)
            for operand in (test.operand, *(one for _, one in test.params))
        )
    )


def _names(operand: Any, name: str) -> bool:
    if isinstance(operand, tuple):
        return any(_names(one, name) for one in operand)
    return isinstance(operand, ValueName) and operand.name == name


def _tests(test: Test, percent_step: float) -> Iterator[tuple[str, Test]]:
    """The test with each of its days and numbers moved, one at a time."""
    if isinstance(test, Not):
        for change, inner in _tests(test.test, percent_step):
            yield change, Not(inner)
    elif isinstance(test, All | Some):
        for at, part in enumerate(test.tests):
            for change, inner in _tests(part, percent_step):
                yield change, type(test)((*test.tests[:at], inner, *test.tests[at + 1 :]))
    else:
        yield from _fact_tests(test, percent_step)


def _fact_tests(test: FactTest, percent_step: float) -> Iterator[tuple[str, Test]]:
    for change, found in _near(test.operand, 1):
        yield f"{test.fact}: {test.operator}: {change}", replace(test, operand=found)
    for at, (key, value) in enumerate(test.params):
        for change, found in _near(value, percent_step if key == PERCENT else 1):
            params = (*test.params[:at], (key, found), *test.params[at + 1 :])
            yield f"{test.fact}: {key}: {change}", replace(test, params=params)


def _near(value: Any, step: float) -> Iterator[tuple[str, Any]]:
    """What lies next to a day, a time or a number, the other of yes and no, lists changed in one place."""
    if isinstance(value, datetime):
        for by in (DAY, -DAY, MINUTE, -MINUTE):
            yield f"{value} -> {value + by}", value + by
    elif isinstance(value, date):
        for by in (DAY, -DAY):
            yield _moved(value, by), value + by
    elif isinstance(value, int | float) and not isinstance(value, bool):
        for amount in (step, -step):
            yield f"{value} -> {value + amount:g}", value + amount
    elif isinstance(value, bool):
        yield f"{value} -> {not value}", not value
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            if isinstance(one, str):
                yield f"[{at}] without {one}", (*value[:at], *value[at + 1 :])
            for change, found in _near(one, step):
                yield f"[{at}] {change}", (*value[:at], found, *value[at + 1 :])


def _moved(day: date, step: timedelta) -> str:
    return f"{day} -> {day + step}"
