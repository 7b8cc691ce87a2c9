# SPDX-License-Identifier: AGPL-3.0-or-later
"""What would settle an open finding, and what would have to be different for a negative one.

Every set of steps is tried by the very rules that made the finding, on a view in which the steps are
taken. Sets are minimal: none holds another that does the same. The search only goes where a finding is
stuck: a step on a fact that the run did not look at cannot change what it found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ..case.days import Days
from ..case.evidence import Evidence, EvidenceType
from ..case.fields import listed
from ..rules.assess import ApplicantAssessment
from ..rules.facts import KINDS, UNKNOWN, Fact, View
from ..rules.finding import Finding
from ..rules.programme import REFERRING, FactTest, tests_of
from ..rules.reference import NoValueInForce
from ..rules.rules import Rules, find, rules_on
from ..rules.truth import Resolve, fact_key, resolver

MOST_STEPS = 3
MOST_PAPERS = 2
MOST_CHANGES = 2
ASKING = 1  # a question costs less than any paper
YEARS_AHEAD = 6
OTHER = "(another)"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question answered so: the fact with its parameters, the answer, and where it is written."""

    fact: str
    params: tuple[tuple[str, Any], ...]
    value: Any
    paths: tuple[str, ...]
    key: str

    @property
    def effort(self) -> int:
        return ASKING


@dataclass(frozen=True, slots=True)
class Paper:
    """A piece of evidence of a kind, made in `place`, dated `on` or earlier in the same stay."""

    kind: EvidenceType
    place: str
    on: date

    @property
    def effort(self) -> int:
        return self.kind.effort

    @property
    def key(self) -> str:
        return f"paper {self.kind.id}"


Step = Ask | Paper


@dataclass(frozen=True, slots=True)
class Remedy:
    """Steps that settle a finding together; `effort` adds up: 1 a question, a paper 1 (at hand) to 5."""

    steps: tuple[Step, ...]

    @property
    def effort(self) -> int:
        return sum(step.effort for step in self.steps)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(step.key for step in self.steps)


def cheapest_proofs(
    one: ApplicantAssessment, finding: Finding, most_papers: int = MOST_PAPERS
) -> tuple[Remedy, ...]:
    """The minimal sets of answers and papers after which an open finding would be met, easiest first."""
    test = _Trial(one, finding)

    def steps_from(view: View, taken: tuple[Step, ...]) -> Iterator[Step]:
        yield from test.questions(view, known=False)
        if sum(isinstance(step, Paper) for step in taken) < most_papers:
            yield from test.papers()

    return _minimal(_search(test, steps_from, MOST_STEPS))


def counterfactuals(one: ApplicantAssessment, finding: Finding) -> tuple[Remedy, ...]:
    """The minimal changes of facts, known ones too, with which a negative finding would be met."""
    test = _Trial(one, finding)
    return _minimal(_search(test, lambda view, _: test.questions(view, known=True), MOST_CHANGES))


def met_from(one: ApplicantAssessment, finding: Finding) -> date | None:
    """The first later day on which the finding would be met with the facts as they are, or None.

    Looks `YEARS_AHEAD` years ahead, under the rules of each day, while the programme takes requests.
    """
    programme, start = one.rules.programme, one.view.on
    rules: Rules | None = None
    turns = set(programme.boundaries())
    for ahead in range(1, YEARS_AHEAD * 366):
        day = start + timedelta(days=ahead)
        if rules is None or day in turns:
            try:
                rules = rules_on(programme, day)
            except NoValueInForce:
                return None
        if rules.status not in REFERRING:
            continue
        compiled = next((it for it in rules.criteria if it.criterion.id == finding.criterion.id), None)
        if compiled is None:
            continue
        view = View(one.view.case, one.view.applicant, day, one.view.reference, rules.status)
        if find(compiled, view).result == "met":
            return day
    return None


def taken(one: ApplicantAssessment, finding: Finding, steps: Iterable[Step]) -> Finding:
    """The finding as it would be with the steps taken."""
    return _Trial(one, finding).finding(tuple(steps))


class _Trial:
    """One criterion, run on views in which steps have been taken."""

    def __init__(self, one: ApplicantAssessment, finding: Finding) -> None:
        self._view = one.view
        self._compiled = next(it for it in one.rules.criteria if it.criterion is finding.criterion)
        resolve = resolver(lambda name: one.rules.programme.value_on(name, one.view.on))
        self._values: dict[str, tuple[FactTest, tuple[tuple[str, Any], ...], list[Any]]] = {}
        self._countries: dict[str, date] = {}
        for test in tests_of(finding.criterion):
            key, params = fact_key(test, resolve)
            known = self._values.setdefault(key, (test, tuple(sorted(params.items())), []))
            known[2].extend(_answers(test, resolve))
            if test.fact == "entry.proof":
                self._countries[params["country"]] = params["by"]
        self._papers: list[Paper] | None = None

    def view(self, steps: tuple[Step, ...]) -> View:
        """The view with the steps taken; what does not rest on papers is not read again."""
        view = self._view
        papers = [step for step in steps if isinstance(step, Paper)]
        case = view.case
        if papers:
            new = tuple(_evidence(step, at, view.applicant.id) for at, step in enumerate(papers))
            case = replace(case, evidence=(*listed(case.evidence), *new))
        found = View(case, view.applicant, view.on, view.reference, view.status)
        for key, fact in view.facts.items():
            if not papers or "evidence" not in fact.paths:
                found.facts[key] = fact
        for step in steps:
            if isinstance(step, Ask):
                found.facts[step.key] = Fact(step.value, step.paths)
        return found

    def finding(self, steps: tuple[Step, ...]) -> Finding:
        return find(self._compiled, self.view(steps))

    def questions(self, view: View, *, known: bool) -> Iterator[Ask]:
        """Other answers to what this view was asked: to what is not known, or to anything."""
        for key, (test, params, values) in self._values.items():
            fact = view.facts.get(key)
            if fact is None or (fact.value is not UNKNOWN and not known):
                continue
            if not known and "evidence" in fact.paths:
                continue
            for value in _each_once(values):
                if value != fact.value:
                    yield Ask(test.fact, params, value, fact.paths, key)

    def papers(self) -> list[Paper]:
        """Papers that count, of every country that the criterion asks about, dated on its last day."""
        if self._papers is None:
            self._papers = [
                Paper(kind, country, by)
                for country, by in self._countries.items()
                for kind in sorted(self._view.reference.evidence_types.values(), key=_easiest)
                if kind.tier != "weak" and _places(kind, country)
            ]
        return self._papers


def _search(
    test: _Trial, steps_from: Callable[[View, tuple[Step, ...]], Iterable[Step]], most: int
) -> list[tuple[Step, ...]]:
    found: list[tuple[Step, ...]] = []
    settled: list[frozenset[str]] = []
    seen: set[frozenset[Step]] = set()
    edge: list[tuple[Step, ...]] = [()]
    for size in range(most + 1):
        grown: list[tuple[Step, ...]] = []
        for steps in edge:
            view = test.view(steps)
            result = find(test._compiled, view).result
            if result == "met":
                found.append(steps)
                settled.append(frozenset(step.key for step in steps))
            elif size < most:
                keys = {step.key for step in steps}
                for step in steps_from(view, steps):
                    more = frozenset((*steps, step))
                    if step.key not in keys and more not in seen:
                        seen.add(more)
                        grown.append((*steps, step))
        # What holds a set that settles already is not minimal, whatever else is in it.
        edge = [steps for steps in grown if not any(done <= {step.key for step in steps} for done in settled)]
    return found


def _minimal(found: list[tuple[Step, ...]]) -> tuple[Remedy, ...]:
    remedies: dict[frozenset[str], Remedy] = {}
    for steps in found:
        one = Remedy(steps)
        remedies.setdefault(one.keys, one)
    kept = [one for keys, one in remedies.items() if not any(other < keys for other in remedies)]
    return tuple(sorted(kept, key=lambda one: (one.effort, len(one.steps), sorted(one.keys))))


def _answers(test: FactTest, resolve: Resolve) -> Iterator[Any]:
    """Values of the fact on either side of the test."""
    operand = resolve(test.operand)
    kind = KINDS.get(test.fact, "value")
    if kind == "list":
        yield ()
        if isinstance(operand, tuple):
            yield from ((one,) for one in operand)
        yield (OTHER,)
    elif kind == "number":
        yield from ((operand, operand), (operand - 1, operand - 1), (operand + 1, operand + 1))
    elif kind == "days":
        for days in (0, -1, 1):
            day = operand + timedelta(days=days)
            yield Days(day, day)
    elif isinstance(operand, bool):
        yield from (operand, not operand)
    elif isinstance(operand, tuple):
        yield from (*operand, OTHER)
    else:
        yield from (operand, OTHER)


def _each_once(values: list[Any]) -> list[Any]:
    out: list[Any] = []
    for value in values:
        if value not in out:
            out.append(value)
    return out


def _evidence(paper: Paper, at: int, applicant_id: str) -> Evidence:
    return Evidence(
        id=f"{OTHER} {at}",
        about=(applicant_id,),
        type=paper.kind.id,
        place=paper.place,
        on=paper.on.isoformat(),
    )


def _places(kind: EvidenceType, country: str) -> bool:
    # A record that asserts absence is one of its own country: there it places the person.
    return (kind.asserts in ("entry", "present") and kind.place in ("", country)) or kind.place == country


def _easiest(kind: EvidenceType) -> tuple[int, str]:
    return (kind.effort, kind.id)
