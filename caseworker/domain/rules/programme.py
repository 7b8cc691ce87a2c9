# SPDX-License-Identifier: AGPL-3.0-or-later
"""A programme: its versions and status through time, and the criteria in force on a day.

Criteria are trees of `all`, `any` and `not` over tests on named facts, from a closed list of
operators. There is no expression language. Logic is Kleene's: what is not known makes a test
neither true nor false.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from typing import Any

from .reference import NoValueInForce

STEPS = ("intake", "sponsor", "entry", "eligibility")
RESULTS = ("met", "not_met", "not_known", "not_applicable")
CONSEQUENCES = ("note", "more_evidence_needed", "needs_review", "not_eligible", "closed")
STATUSES = ("announced", "open", "paused", "closed", "terminated")
REFERRING = ("announced", "open", "paused")
# What nobody can use for now, and what is over.
OVER = ("closed", "terminated")
STOPPED = ("paused", *OVER)
# What may follow for a child: a note to those who protect children, and no letter; their contact beside one.
NOTE, CONTACT = FOLLOWS = ("child_protection_note", "child_protection_contact")
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FactTest:
    """A test on one fact: `operand` and `params` may be names of dated values until compiled."""

    fact: str
    params: tuple[tuple[str, Any], ...]
    operator: str
    operand: Any


@dataclass(frozen=True, slots=True)
class All:
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """True where any of the tests is (`any` in the file)."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Not:
    test: Test


Test = FactTest | All | Some | Not


@dataclass(frozen=True, slots=True)
class ValueName:
    """Stands for the programme's dated value of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """The inclusive days `first..last` on which something is in force; open ends are None."""

    first: date | None = None
    last: date | None = None

    def holds(self, on: date) -> bool:
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


def shown_as(result: str, then: str) -> str:
    """How a result is shown: `needs_review` where a colleague has to look first, else as it is."""
    return "needs_review" if then == "needs_review" else result


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing a criterion may find: `when` it holds, with what result, code and consequence.

    `letter` is the reason as letters give it, where the plain one holds other people's data; `follows` what
    is done for a child, one of FOLLOWS.
    """

    when: Test | None
    result: str
    then: str
    code: str | None
    reason: Words
    referral: str | None = None
    refer_elsewhere: bool = False
    letter: Words = field(default_factory=dict)
    follows: str = ""

    @property
    def shown_as(self) -> str:
        """The result as people are shown it."""
        return shown_as(self.result, self.then)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a programme, as in force during `span`.

    `applies` says when it is asked at all, `answers` are tried in order, `if_unknown` what follows
    while it is not known, `proofs` the evidence types that can prove it. Red flags are kept out of
    letters by `in_letters`.
    """

    id: str
    step: str
    span: Span
    title: Words
    answers: tuple[Answer, ...]
    sources: tuple[str, ...]
    applies: Test | None = None
    unknown: Words = field(default_factory=dict)
    if_unknown: str = "more_evidence_needed"
    proofs: tuple[str, ...] = ()
    cure: Words = field(default_factory=dict)
    cure_letter: Words = field(default_factory=dict)
    in_letters: bool = True
    rule: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Version:
    """The rules from one day on, with their title and citation."""

    span: Span
    title: Words
    cite: Words


@dataclass(frozen=True, slots=True)
class Status:
    """What holds from a day on; `published` is the month or year where no day was, which is then assumed."""

    since: date
    status: str
    note: Words = field(default_factory=dict)
    published: str = ""


@dataclass(frozen=True, slots=True)
class DatedValue:
    name: str
    span: Span
    value: Any
    source: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """A sentence for staff and letters where published rules conflict or are silent."""

    id: str
    span: Span
    words: Words
    when: Test | None = None
    sources: tuple[str, ...] = ()
    letter: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """A citation: `cite` for people, `confidence` high, medium or low where it is from memory."""

    id: str
    cite: str
    seen: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """One scheme through time, as its file states it; `digest` is the SHA-256 of what was read."""

    id: str
    kind: str
    name: Words
    versions: tuple[Version, ...]
    statuses: tuple[Status, ...]
    values: tuple[DatedValue, ...]
    criteria: tuple[Criterion, ...]
    cautions: tuple[Caution, ...]
    sources: Mapping[str, Source]
    checked_on: date
    digest: str = ""
    countries_first: tuple[str, ...] = ()
    country: str = ""
    next: tuple[Words, ...] = ()

    def version_on(self, on: date) -> Version:
        """The version in force that day. Raises NoValueInForce."""
        for version in self.versions:
            if version.span.holds(on):
                return version
        raise NoValueInForce(self.id, on)

    def status_on(self, on: date) -> str | None:
        """The status that day, or None before the first."""
        found = self.state_on(on)
        return found.status if found is not None else None

    def state_on(self, on: date) -> Status | None:
        """The status that day, with the day since which it is so, or None before the first."""
        past = sorted((one for one in self.statuses if one.since <= on), key=lambda one: one.since)
        if not past:
            return None
        now = past[-1]
        *_, first = takewhile(lambda one: one.status == now.status, reversed(past))
        return replace(now, since=first.since, published=first.published)

    def opens_after(self, on: date) -> date | None:
        """The first day after `on` from which requests are taken, where that is known."""
        return min(
            (one.since for one in self.statuses if one.since > on and one.status == "open"), default=None
        )

    def stopped_on(self, on: date) -> Status | None:
        """The state that day where nobody can use the programme for now, or any more; else None."""
        found = self.state_on(on)
        return found if found is not None and found.status in STOPPED else None

    def value_on(self, name: str, on: date) -> Any:
        """The dated value that day. Raises NoValueInForce."""
        for value in self.values:
            if value.name == name and value.span.holds(on):
                return value.value
        raise NoValueInForce(f"{self.id}: {name}", on)

    def criteria_on(self, on: date) -> tuple[Criterion, ...]:
        return tuple(one for one in self.criteria if one.span.holds(on))

    def cautions_on(self, on: date) -> tuple[Caution, ...]:
        return tuple(one for one in self.cautions if one.span.holds(on))

    def boundaries(self) -> tuple[date, ...]:
        """Every day on which something starts, or has just ended, in order."""
        days: set[date] = {status.since for status in self.statuses}
        for dated in (self.versions, self.values, self.criteria, self.cautions):
            for one in dated:
                days.update(_edges(one.span))
        return tuple(sorted(days))


def tests_in(test: Test | None) -> list[FactTest]:
    """Every fact test in the tree, in order."""
    if test is None:
        return []
    if isinstance(test, FactTest):
        return [test]
    if isinstance(test, Not):
        return tests_in(test.test)
    return [one for part in test.tests for one in tests_in(part)]


def tests_of(criterion: Criterion) -> list[FactTest]:
    """Every fact test that the criterion may make."""
    found = tests_in(criterion.applies)
    for answer in criterion.answers:
        found += tests_in(answer.when)
    return found


def _edges(span: Span) -> list[date]:
    last = span.last
    return [
        day for day in (span.first, None if last is None else date.fromordinal(last.toordinal() + 1)) if day
    ]
