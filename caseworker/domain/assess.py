# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing: programme and facts give findings, findings give the outcome. Nothing is changed.

One run yields the outcome and its reasons. Sentences are made when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .applicant import Applicant
from .case import Case
from .entry import EntryProof
from .facts import UNKNOWN, Fact, View
from .facts.travel import entry_of
from .fields import NOT_ASKED, listed
from .programme import REFERRING, Answer, Caution, Criterion, Programme, Version, tests_of
from .reference import NoValueInForce, Reference
from .truth import Compiled, compile_test, fact_key, resolver

FORMAT = "caseworker/assessment@1"
OUTCOMES = ("eligible", "more_evidence_needed", "needs_review", "not_eligible", "closed")
_RANK = {name: rank for rank, name in enumerate(("note", *OUTCOMES[1:]))}
_OUTCOME_OF_RANK = OUTCOMES


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
    """All findings for one applicant, the outcome they add up to, and every code."""

    applicant: Applicant
    outcome: str
    findings: tuple[Finding, ...]
    codes: tuple[str, ...]
    referrals: tuple[str, ...]
    view: View
    rules: Rules

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
    """A criterion as in force on one day: its tests as functions, the keys of the facts they may look at."""

    criterion: Criterion
    applies: Compiled | None
    answers: tuple[tuple[Compiled | None, Answer], ...]
    keys: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Rules:
    """A programme's criteria as in force on one day, ready to run."""

    programme: Programme
    version: Version
    status: str
    criteria: tuple[CompiledCriterion, ...]
    cautions: tuple[tuple[Caution, Compiled | None], ...]
    entry_days: tuple[tuple[str, date], ...]


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
        compiled.append(
            CompiledCriterion(
                criterion,
                compile_test(criterion.applies, resolve) if criterion.applies else None,
                tuple(
                    (compile_test(one.when, resolve) if one.when else None, one) for one in criterion.answers
                ),
                tuple(dict.fromkeys(key for key, _ in tests)),
            )
        )
    cautions = tuple(
        (one, compile_test(one.when, resolve) if one.when else None) for one in programme.cautions_on(on)
    )
    return Rules(programme, version, status, tuple(compiled), cautions, tuple(sorted(days.items())))


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
    people = tuple(assess_applicant(case, one, rules, on, reference, others) for one in case.people())
    return Assessment(rules.programme, rules.version, on, rules.status, people)


def assess_applicant(
    case: Case,
    applicant: Applicant,
    rules: Rules,
    on: date,
    reference: Reference,
    others: Sequence[Programme] = (),
) -> ApplicantAssessment:
    """All findings for one applicant."""
    view = View(case, applicant, on, reference, rules.status)
    findings = []
    codes: set[str] = set()
    referrals: set[str] = set()
    rank = 0
    for one in rules.criteria:
        finding = find(one, view)
        findings.append(finding)
        answer = finding.answer
        if answer is None:
            if finding.result == "not_known":
                rank = max(rank, _RANK[one.criterion.if_unknown])
        else:
            if answer.then != "note":
                rank = max(rank, _RANK[answer.then])
            if answer.code:
                codes.add(answer.code)
            if answer.referral:
                referrals.add(answer.referral)
            if answer.refer_elsewhere:
                referrals.update(_fitting(applicant, rules.programme, others, on))
    return ApplicantAssessment(
        applicant,
        _OUTCOME_OF_RANK[rank],
        tuple(findings),
        tuple(sorted(codes)),
        tuple(sorted(referrals)),
        view,
        rules,
    )


def find(one: CompiledCriterion, view: View) -> Finding:
    """What one criterion comes to in a view."""
    if one.applies is not None:
        applies = one.applies(view)
        if applies is not True:
            if applies is False:
                return Finding(one.criterion, "not_applicable", None, view, one.keys)
            return Finding(one.criterion, "not_known", None, view, one.keys, waits=True)
    for test, answer in one.answers:
        found = True if test is None else test(view)
        if found is None:
            break
        if found:
            return Finding(one.criterion, answer.result, answer, view, one.keys)
    return Finding(one.criterion, "not_known", None, view, one.keys)


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
