# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing: programme and facts give verdicts, verdicts give the outcome. Nothing is changed.

One run yields the outcome and its reasons. Sentences are made when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Any

from ..case.applicant import Applicant
from ..case.case import Case
from ..case.fields import NOT_ASKED, listed
from ..entry.proof import EntryProof
from .facts import View
from .facts.borders import entry_of
from .finding import Finding
from .programme import REFERRING, Caution, Programme, Version
from .reference import Reference
from .rules import Rules

FORMAT = "caseworker/assessment@1"


@dataclass(slots=True, eq=False)
class ApplicantAssessment:
    """The outcome for one applicant and every code; the findings behind it are made when first read.

    `verdicts` say for each criterion which answer holds, as `compiling` gives them.
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
            rulings = self.rules.sum_of(self.verdicts).rulings
            self._findings = tuple(map(Finding, rulings, repeat(self.view)))
        return self._findings

    @property
    def problems(self) -> frozenset[str]:
        """The stations with a criterion that is not met, or that somebody has to look into."""
        return self.rules.sum_of(self.verdicts).problems

    @property
    def waiting(self) -> frozenset[str]:
        """The stations with a criterion that waits for evidence or an answer."""
        return self.rules.sum_of(self.verdicts).waiting

    @property
    def alone(self) -> bool:
        """Whether the person was a child alone on the reference day; `follows_on` asks of another day."""
        return self.rules.sum_of(self.verdicts).alone

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


def assess(
    case: Case,
    rules: Rules,
    on: date,
    reference: Reference,
    others: Collection[Programme] = (),
) -> Assessment:
    """The assessment of every applicant of the case on `on`.

    `others` are the programmes that a person of another nationality may be referred to; they are looked
    at only where somebody is.
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
    others: Collection[Programme] = (),
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


def _fitting(
    applicant: Applicant, programme: Programme, others: Collection[Programme], on: date
) -> list[str]:
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


def resting_on(assessment: ApplicantAssessment, evidence: Collection[str]) -> tuple[str, ...]:
    """The ids of the criteria whose finding for this applicant used any of these evidence items."""
    wanted = set(evidence)
    return tuple(one.criterion.id for one in assessment.findings if wanted & set(one.evidence()))
