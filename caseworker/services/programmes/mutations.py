# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the situations of a programme notice every small change of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from caseworker.domain.rules.assess import assess_applicant
from caseworker.domain.rules.finding import Finding
from caseworker.domain.rules.mutants import Mutant, mutants
from caseworker.domain.rules.programme import Criterion, Programme
from caseworker.domain.rules.reference import NoValueInForce, Reference
from caseworker.domain.rules.rules import CompiledCriterion, Rules, one_by_one, rules_on
from caseworker.exchange.situations import NO_RULES, Situation, Situations

from .situations import come_out, compiled, told

_Gist = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class MutationRun:
    """How many mutants there were, and those that no situation noticed and the file does not explain."""

    count: int
    survivors: tuple[Mutant, ...]


def mutate(
    programme: Programme, found: Situations, reference: Reference, others: Mapping[str, Programme]
) -> MutationRun:
    """Runs every mutant until a situation comes out otherwise than told.

    Situations that fail as things stand notice nothing: mend them first.
    """
    run = _Run(programme, found, reference, {**others, programme.id: programme})
    every = list(mutants(programme, run.percent_step()))
    asked = [one for one in every if one.name not in found.same]
    return MutationRun(len(every), tuple(one for one in asked if not run.notices(one)))


class _Run:
    """The situations as they come out now, and what is compiled, kept for all mutants."""

    def __init__(
        self, programme: Programme, found: Situations, reference: Reference, others: Mapping[str, Programme]
    ) -> None:
        self.programme = programme
        self.reference = reference
        self.others = list(others.values())
        self.rules_of = compiled(programme)
        self.now: list[tuple[Situation, dict[int, _Gist]]] = []
        self.limits: list[float] = []
        for one in found.situations:
            result, findings = come_out(one, self.rules_of, reference, self.others)
            if result.agrees(told(one)):
                self.now.append((one, {id(each.criterion): _gist(each) for each in findings}))
                self.limits += [each.details()["limit"] for each in findings if "limit" in each.details()]

    def percent_step(self) -> float:
        """The step of a percentage of 100 that moves the means test of the first situation by a dollar."""
        return 100 / self.limits[0] if self.limits else 1

    def notices(self, mutant: Mutant) -> bool:
        """Whether some situation comes out otherwise; those nearest to the change are asked first."""
        near = mutant.near
        order = sorted(self.now, key=lambda one: abs(one[0].on - near)) if near else self.now
        return any(self.differs(mutant, one, gists) for one, gists in order)

    def differs(self, mutant: Mutant, one: Situation, gists: Mapping[int, _Gist]) -> bool:
        try:
            rules, fresh = self.rules(mutant, one.on)
        except NoValueInForce:
            return one.outcome != NO_RULES
        if one.outcome == NO_RULES:
            return True
        before = self.rules_of(one.on)
        if (rules.version.span, rules.status) == (before.version.span, before.status):
            touched = [self.programme.criteria[at] for at in sorted(mutant.touched)]
            then = [gists[id(each)] for each in touched if id(each) in gists]
            person = one.case.applicant(one.applicant)
            now = assess_applicant(one.case, person, fresh, one.on, self.reference).findings
            if then == [_gist(each) for each in now]:
                return False
        result, _ = come_out(one, lambda _: rules, self.reference, self.others)
        return not result.agrees(told(one))

    def rules(self, mutant: Mutant, on: date) -> tuple[Rules, Rules]:
        """The mutant's rules that day, and of them only what is new; the rest was compiled before."""
        programme = mutant.programme
        version, status = programme.version_on(on), programme.status_on(on)
        if status is None:
            raise NoValueInForce(f"{programme.id}: status", on)
        touched = {id(self.programme.criteria[at]) for at in mutant.touched}
        try:
            before = {id(one.criterion): one for one in self.rules_of(on).criteria}
        except NoValueInForce:
            before = {}
        whole: list[CompiledCriterion] = []
        fresh: list[CompiledCriterion] = []
        for criterion in programme.criteria_on(on):
            known = before.get(id(criterion)) if id(criterion) not in touched else None
            if known is None:
                (known,) = rules_on(_only(programme, criterion), on).criteria
                fresh.append(known)
            whole.append(known)

        def of(criteria: list[CompiledCriterion]) -> Rules:
            return Rules(programme, version, on, status, tuple(criteria), (), (), run=one_by_one(criteria))

        return of(whole), of(fresh)


def _only(programme: Programme, criterion: Criterion) -> Programme:
    return replace(programme, criteria=(criterion,), cautions=())


def _gist(finding: Finding) -> _Gist:
    answer = finding.answer
    referral = (answer.referral, answer.refer_elsewhere) if answer else ()
    return (finding.result, finding.code, finding.then, referral)
