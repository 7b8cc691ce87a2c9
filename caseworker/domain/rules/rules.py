# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules: a programme's criteria as in force on a day, compiled; verdicts, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .compiling import (
    NOT_APPLICABLE,
    WAITS,
    Compiled,
    ValueVerdicts,
    Verdict,
    Verdicts,
    asked,
    compile_criteria,
    compile_criterion,
    compile_for_values,
    compile_test,
)
from .facts import STATUS, Fact, View
from .finding import Finding, Ruling
from .programme import NOTE, Caution, Criterion, Programme, Version, tests_of
from .reference import NoValueInForce
from .truth import Resolve, fact_key, resolver

OUTCOMES = ("eligible", "more_evidence_needed", "needs_review", "not_eligible", "closed")
# Of a programme that was closed nobody meets the conditions, and there is nothing to bring.
_OF_CLOSED = ("needs_review", "not_eligible", "closed")
_RANK = {name: rank for rank, name in enumerate(("note", *OUTCOMES[1:]))}
# How many different sums of verdicts are kept; a programme meets a few hundred.
_SUMS_KEPT = 4096


def may_be_decided(assessed: str) -> tuple[str, ...]:
    """The outcomes that a person may decide where the assessment came to this one.

    Whether a programme was closed on a day is no judgement: the rules say it.
    """
    return tuple(one for one in OUTCOMES if (one in _OF_CLOSED if assessed == "closed" else one != "closed"))


@dataclass(slots=True, eq=False)
class CompiledCriterion:
    """A criterion as in force on one day, with the keys of the facts it may look at."""

    criterion: Criterion
    resolve: Resolve
    keys: tuple[str, ...]
    _verdict: Verdict | None = None
    _rulings: dict[int, Ruling] = field(default_factory=dict)

    def verdict(self, view: View) -> int:
        """Which of its answers holds in a view; see `compiling`."""
        if self._verdict is None:
            self._verdict = compile_criterion(self.criterion, self.resolve)
        return self._verdict(view)

    def ruling(self, verdict: int) -> Ruling:
        """What a verdict comes to; made once for each."""
        found = self._rulings.get(verdict)
        if found is None:
            found = self._rulings[verdict] = self._ruling(verdict)
        return found

    def _ruling(self, verdict: int) -> Ruling:
        if verdict >= 0:
            answer = self.criterion.answers[verdict]
            return Ruling(self.criterion, answer.result, answer, self.keys, answer.then)
        if verdict == NOT_APPLICABLE:
            return Ruling(self.criterion, "not_applicable", None, self.keys, "note")
        then = self.criterion.if_unknown
        return Ruling(self.criterion, "not_known", None, self.keys, then, waits=verdict == WAITS)


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """What the verdicts on all criteria add up to; `alone` for a child whom nobody accompanies."""

    rulings: tuple[Ruling, ...]
    outcome: str
    codes: tuple[str, ...]
    referrals: tuple[str, ...]
    refer_elsewhere: bool
    problems: frozenset[str]
    waiting: frozenset[str]
    alone: bool = False


@dataclass(slots=True, eq=False)
class Rules:
    """A programme's criteria as in force on the day `on` and on all days like it, ready to run.

    `run` gives all verdicts; it is compiled at the first use. `one_by_one` shares what was compiled for other
    rules.
    """

    programme: Programme
    version: Version
    on: date
    status: str
    criteria: tuple[CompiledCriterion, ...]
    cautions: tuple[tuple[Caution, Compiled | None], ...]
    entry_days: tuple[tuple[str, date], ...]
    run: Verdicts | None = None
    _sums: dict[tuple[int, ...], Sum] = field(default_factory=dict)
    _of_values: dict[tuple[str, ...], ValueVerdicts | None] = field(default_factory=dict)
    _questions: dict[str, Callable[[View], Fact]] | None = None

    @property
    def questions(self) -> Mapping[str, Callable[[View], Fact]]:
        """The functions of all facts that the criteria may look at, by key: all but the status, which
        rules know."""
        if self._questions is None:
            self._questions = {}
            for one in self.criteria:
                for test in tests_of(one.criterion):
                    if test.fact != STATUS:
                        key = fact_key(test, one.resolve)[0]
                        self._questions.setdefault(key, asked(test, one.resolve))
        return self._questions

    def asks(self, fact: str) -> bool:
        """Whether any criterion may look at the fact."""
        return any(key.partition(" ")[0] == fact for one in self.criteria for key in one.keys)

    def verdicts(self, view: View) -> tuple[int, ...]:
        """Which answer of each criterion holds in a view."""
        if self.run is None:
            self.run = compile_criteria([one.criterion for one in self.criteria], self._resolve())
        return self.run(view)

    def verdicts_of(self, keys: tuple[str, ...]) -> ValueVerdicts | None:
        """A function that gives all verdicts from values kept under these keys, or None if one is wanting."""
        if keys not in self._of_values:
            criteria = [one.criterion for one in self.criteria]
            try:
                self._of_values[keys] = compile_for_values(criteria, self._resolve(), keys, self.status)
            except KeyError:
                self._of_values[keys] = None
        return self._of_values[keys]

    def _resolve(self) -> Resolve:
        return _values_on(self.programme, self.on)

    def sum_of(self, verdicts: tuple[int, ...]) -> Sum:
        """What these verdicts add up to; the same verdicts are added up once."""
        found = self._sums.get(verdicts)
        if found is None:
            if len(self._sums) >= _SUMS_KEPT:
                self._sums.clear()
            found = self._sums[verdicts] = _sum(self.criteria, verdicts)
        return found


def rules_on(programme: Programme, on: date) -> Rules:
    """The rules in force that day. Raises NoValueInForce where there are none."""
    version = programme.version_on(on)
    status = programme.status_on(on)
    if status is None:
        raise NoValueInForce(f"{programme.id}: status", on)
    resolve = _values_on(programme, on)
    compiled = []
    days: dict[str, date] = {}
    for criterion in programme.criteria_on(on):
        tests = [fact_key(test, resolve) for test in tests_of(criterion)]
        for test, (_, params) in zip(tests_of(criterion), tests, strict=True):
            if test.fact == "entry.proof":
                days.setdefault(params["country"], params["by"])
        compiled.append(CompiledCriterion(criterion, resolve, tuple(dict.fromkeys(key for key, _ in tests))))
    cautions = tuple(
        (one, compile_test(one.when, resolve) if one.when else None) for one in programme.cautions_on(on)
    )
    return Rules(programme, version, on, status, tuple(compiled), cautions, tuple(sorted(days.items())))


def _values_on(programme: Programme, on: date) -> Resolve:
    return resolver(lambda name: programme.value_on(name, on))


def one_by_one(criteria: Sequence[CompiledCriterion]) -> Verdicts:
    """The verdicts on each criterion by its own function, which may be shared with other rules."""
    return lambda view: tuple(one.verdict(view) for one in criteria)


def find(one: CompiledCriterion, view: View) -> Finding:
    """What one criterion comes to in a view."""
    return Finding(one.ruling(one.verdict(view)), view)


def _sum(criteria: tuple[CompiledCriterion, ...], verdicts: tuple[int, ...]) -> Sum:
    rank, codes, referrals, elsewhere = 0, set[str](), set[str](), False
    problems, waiting = set[str](), set[str]()
    rulings = tuple(one.ruling(verdict) for one, verdict in zip(criteria, verdicts, strict=True))
    for one in rulings:
        if one.answer is not None:
            if one.answer.code:
                codes.add(one.answer.code)
            if one.answer.referral:
                referrals.add(one.answer.referral)
            elsewhere = elsewhere or one.answer.refer_elsewhere
        rank = max(rank, _RANK[one.then])
        if one.then == "needs_review" or (one.answer is not None and one.result == "not_met"):
            problems.add(one.criterion.step)
        if one.then == "more_evidence_needed":
            waiting.add(one.criterion.step)
    return Sum(
        rulings,
        OUTCOMES[rank],
        tuple(sorted(codes)),
        tuple(sorted(referrals)),
        elsewhere,
        frozenset(problems),
        frozenset(waiting),
        any(one.answer is not None and one.answer.follows == NOTE for one in rulings),
    )
