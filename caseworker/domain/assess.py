# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing: programme and facts give findings, findings give the outcome. Nothing is changed.

One run yields the outcome and its reasons. Sentences are made when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .applicant import Applicant
from .case import Case
from .deciding import (
    NOT_APPLICABLE,
    WAITS,
    Compiled,
    Verdict,
    Verdicts,
    compile_criteria,
    compile_criterion,
    compile_test,
)
from .entry import EntryProof
from .facts import UNKNOWN, Fact, View
from .facts.travel import entry_of
from .fields import NOT_ASKED, listed
from .programme import REFERRING, Answer, Caution, Criterion, Programme, Version, tests_of
from .reference import NoValueInForce, Reference
from .truth import Resolve, fact_key, resolver

FORMAT = "caseworker/assessment@1"
OUTCOMES = ("eligible", "more_evidence_needed", "needs_review", "not_eligible", "closed")
_RANK = {name: rank for rank, name in enumerate(("note", *OUTCOMES[1:]))}
# How many different sums of verdicts are kept; a programme meets a few hundred.
_SUMS_KEPT = 4096


@dataclass(slots=True, eq=False)
class Finding:
    """What one criterion came to for one applicant.

    `waits` is true where it is not even known yet whether the criterion is asked at all.
    """

    criterion: Criterion
    result: str
    answer: Answer | None
    view: View
    keys: tuple[str, ...]
    waits: bool = False

    @property
    def code(self) -> str | None:
        return self.answer.code if self.answer else None

    @property
    def then(self) -> str:
        """The consequence that this finding has."""
        if self.answer is not None:
            return self.answer.then
        return self.criterion.if_unknown if self.result == "not_known" else "note"

    def facts(self) -> dict[str, Fact]:
        """The facts that were looked at, by key."""
        return {key: self.view.facts[key] for key in self.keys if key in self.view.facts}

    def evidence(self) -> tuple[str, ...]:
        """The ids of the evidence used, each once."""
        return tuple(dict.fromkeys(one for fact in self.facts().values() for one in fact.evidence))

    def missing(self) -> tuple[str, ...]:
        """The document paths of the facts that are not known."""
        facts = self.facts().values()
        return tuple(dict.fromkeys(path for fact in facts if fact.value is UNKNOWN for path in fact.paths))

    def paths(self) -> tuple[str, ...]:
        """The document paths that this finding was read from or waits for."""
        return tuple(dict.fromkeys(path for fact in self.facts().values() for path in fact.paths))

    def details(self) -> dict[str, Any]:
        """Figures and names for the sentence, raw."""
        out: dict[str, Any] = {}
        for fact in self.facts().values():
            out.update(fact.details)
        return out

    def words(self) -> Mapping[str, str]:
        """The templates of the reason, by language."""
        if self.answer is not None:
            return self.answer.reason
        return self.criterion.unknown if self.result == "not_known" else {}


@dataclass(slots=True, eq=False)
class ApplicantAssessment:
    """The outcome for one applicant and every code; the findings behind it are made when first read.

    `verdicts` say for each criterion which answer holds, as `deciding` gives them.
    """

    applicant: Applicant
    outcome: str
    verdicts: tuple[int, ...]
    codes: tuple[str, ...]
    referrals: tuple[str, ...]
    view: View
    rules: Rules
    _findings: tuple[Finding, ...] | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What each criterion came to, in the order of the rules."""
        if self._findings is None:
            pairs = zip(self.rules.criteria, self.verdicts, strict=True)
            self._findings = tuple(_finding(one, verdict, self.view) for one, verdict in pairs)
        return self._findings

    @property
    def problems(self) -> frozenset[str]:
        """The stations with a criterion that is not met, or that somebody has to look into."""
        return self.rules.sum_of(self.verdicts).problems

    @property
    def waiting(self) -> frozenset[str]:
        """The stations with a criterion that waits for evidence or an answer."""
        return self.rules.sum_of(self.verdicts).waiting

    def entries(self) -> dict[str, EntryProof]:
        """The entry proof for each country that the rules ask about."""
        return {country: entry_of(self.view, country, by) for country, by in self.rules.entry_days}

    def entries_at_issue(self) -> dict[str, EntryProof]:
        """Those of the countries where the person is, or where a record that counts places them."""
        here = self.applicant.located_in
        return {at: one for at, one in self.entries().items() if at == here or one.latest is not None}

    def cautions(self) -> tuple[Caution, ...]:
        """The cautions that bear on this applicant."""
        return tuple(one for one, test in self.rules.cautions if test is None or test(self.view) is True)

    def open_findings(self) -> tuple[Finding, ...]:
        """The findings that more evidence or another answer could settle now, none where all is over.

        Those that wait for another answer first are left out: nobody is asked too early.
        """
        if self.outcome == "closed":
            return ()
        return tuple(one for one in self.findings if one.then == "more_evidence_needed" and not one.waits)


@dataclass(slots=True, eq=False)
class Assessment:
    """The assessment of a case on a day, under the rules in force that day."""

    programme: Programme
    version: Version
    on: date
    status: str
    applicants: tuple[ApplicantAssessment, ...]

    def of(self, applicant_id: str) -> ApplicantAssessment:
        """The assessment of one applicant. Raises KeyError."""
        for one in self.applicants:
            if one.applicant.id == applicant_id:
                return one
        raise KeyError(applicant_id)


@dataclass(slots=True, eq=False)
class CompiledCriterion:
    """A criterion as in force on one day, with the keys of the facts it may look at."""

    criterion: Criterion
    resolve: Resolve
    keys: tuple[str, ...]
    _verdict: Verdict | None = None

    def verdict(self, view: View) -> int:
        """Which of its answers holds in a view; see `deciding`."""
        if self._verdict is None:
            self._verdict = compile_criterion(self.criterion, self.resolve)
        return self._verdict(view)


@dataclass(frozen=True, slots=True)
class _Sum:
    """What the verdicts on all criteria add up to."""

    outcome: str
    codes: tuple[str, ...]
    referrals: tuple[str, ...]
    refer_elsewhere: bool
    problems: frozenset[str]
    waiting: frozenset[str]


@dataclass(slots=True, eq=False)
class Rules:
    """A programme's criteria as in force on the day `on` and on all days like it, ready to run.

    `run` gives all verdicts; it is compiled as one function at the first use. `one_by_one` is for rules
    that run once or twice.
    """

    programme: Programme
    version: Version
    on: date
    status: str
    criteria: tuple[CompiledCriterion, ...]
    cautions: tuple[tuple[Caution, Compiled | None], ...]
    entry_days: tuple[tuple[str, date], ...]
    run: Verdicts | None = None
    _sums: dict[tuple[int, ...], _Sum] = field(default_factory=dict)

    def asks(self, fact: str) -> bool:
        """Whether any criterion may look at the fact."""
        return any(key.partition(" ")[0] == fact for one in self.criteria for key in one.keys)

    def verdicts(self, view: View) -> tuple[int, ...]:
        """Which answer of each criterion holds in a view."""
        if self.run is None:
            resolve = resolver(lambda name: self.programme.value_on(name, self.on))
            self.run = compile_criteria([one.criterion for one in self.criteria], resolve)
        return self.run(view)

    def sum_of(self, verdicts: tuple[int, ...]) -> _Sum:
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
    resolve = resolver(lambda name: programme.value_on(name, on))
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


def one_by_one(criteria: Sequence[CompiledCriterion]) -> Verdicts:
    """The verdicts on each criterion by its own function, which may be shared with other rules."""
    return lambda view: tuple(one.verdict(view) for one in criteria)


def assess(
    case: Case,
    rules: Rules,
    on: date,
    reference: Reference,
    others: Sequence[Programme] = (),
) -> Assessment:
    """The assessment of every applicant of the case on `on`.

    `others` are the programmes that a person of another nationality may be referred to.
    """
    common: dict[Any, Any] = {}
    people = tuple(assess_applicant(case, one, rules, on, reference, others, common) for one in case.people())
    return Assessment(rules.programme, rules.version, on, rules.status, people)


def assess_applicant(
    case: Case,
    applicant: Applicant,
    rules: Rules,
    on: date,
    reference: Reference,
    others: Sequence[Programme] = (),
    common: dict[Any, Any] | None = None,
) -> ApplicantAssessment:
    """All findings for one applicant; `common` is shared with the other applicants of the assessment."""
    view = View(case, applicant, on, reference, rules.status, common={} if common is None else common)
    verdicts = rules.verdicts(view)
    found = rules.sum_of(verdicts)
    referrals = found.referrals
    if found.refer_elsewhere:
        referrals = tuple(sorted({*referrals, *_fitting(applicant, rules.programme, others, on)}))
    return ApplicantAssessment(applicant, found.outcome, verdicts, found.codes, referrals, view, rules)


def find(one: CompiledCriterion, view: View) -> Finding:
    """What one criterion comes to in a view."""
    return _finding(one, one.verdict(view), view)


def _finding(one: CompiledCriterion, verdict: int, view: View) -> Finding:
    if verdict >= 0:
        answer = one.criterion.answers[verdict]
        return Finding(one.criterion, answer.result, answer, view, one.keys)
    result = "not_applicable" if verdict == NOT_APPLICABLE else "not_known"
    return Finding(one.criterion, result, None, view, one.keys, waits=verdict == WAITS)


def _sum(criteria: tuple[CompiledCriterion, ...], verdicts: tuple[int, ...]) -> _Sum:
    rank, codes, referrals, elsewhere = 0, set[str](), set[str](), False
    problems, waiting = set[str](), set[str]()
    for one, verdict in zip(criteria, verdicts, strict=True):
        answer = one.criterion.answers[verdict] if verdict >= 0 else None
        if answer is not None:
            then = answer.then
            if answer.code:
                codes.add(answer.code)
            if answer.referral:
                referrals.add(answer.referral)
            elsewhere = elsewhere or answer.refer_elsewhere
        else:
            then = "note" if verdict == NOT_APPLICABLE else one.criterion.if_unknown
        rank = max(rank, _RANK[then])
        if then == "needs_review" or (answer is not None and answer.result == "not_met"):
            problems.add(one.criterion.step)
        if then == "more_evidence_needed":
            waiting.add(one.criterion.step)
    return _Sum(
        OUTCOMES[rank],
        tuple(sorted(codes)),
        tuple(sorted(referrals)),
        elsewhere,
        frozenset(problems),
        frozenset(waiting),
    )


def _fitting(applicant: Applicant, programme: Programme, others: Sequence[Programme], on: date) -> list[str]:
    held = set(listed(applicant.nationalities)) if applicant.nationalities is not NOT_ASKED else set()
    fitting = []
    for other in others:
        if other.id == programme.id or other.status_on(on) not in REFERRING:
            continue
        covered = {
            one
            for value in other.values
            if value.name == "nationalities" and value.span.holds(on)
            for one in value.value
        }
        if held & covered:
            fitting.append(other.id)
    return fitting
