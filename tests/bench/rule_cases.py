# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules are measured on: people of the venezuela cases, their facts, and facts changed at random."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.case.case import Case
from caseworker.domain.case.document import read_case
from caseworker.domain.rules.facts import FACTS, UNKNOWN, VALUES, Fact, View
from caseworker.domain.rules.programme import tests_of
from caseworker.domain.rules.rules import Rules, find
from caseworker.domain.rules.truth import fact_key
from caseworker.services.programmes.library import Library
from caseworker.services.training import training_cases

from .hand_written import ON, decided
from .hand_written_parts import Reason

PROGRAMME = "venezuela"
CASES = Path(__file__).resolve().parents[1] / "fixtures" / "cases"
CHANGED = (0.1, 0.25, 0.5)


@dataclass(frozen=True, slots=True)
class Person:
    """One applicant of one case, with every fact of the rules computed."""

    case: Case
    applicant: Applicant
    facts: dict[str, Fact]

    def values(self) -> dict[str, Any]:
        """The plain values by the key of the fact."""
        return {key: fact.value for key, fact in self.facts.items()}

    def view(self, library: Library, *, known: bool = True) -> View:
        """A view that knows all facts already, or none."""
        facts = dict(self.facts) if known else {}
        return View(self.case, self.applicant, ON, library.reference, "open", facts)


def asked_facts(rules: Rules) -> dict[str, tuple[str, dict[str, Any]]]:
    """Key -> (fact, parameters) of every fact that the rules may look at, in their order."""
    found = {}
    for one in rules.criteria:
        for test in tests_of(one.criterion):
            key, params = fact_key(test, one.resolve)
            found[key] = (test.fact, params)
    return found


def people(library: Library) -> list[Person]:
    """Every applicant of the venezuela cases among fixtures and training cases."""
    asked = asked_facts(library.rules(PROGRAMME, ON))
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.json"))]
    documents += training_cases()
    found = []
    for document in documents:
        if document.get("programme") != PROGRAMME:
            continue
        said = {key: value for key, value in document.items() if key not in ("expected", "x_determined")}
        case = read_case(said, library.reference.vocabulary())
        for applicant in case.people():
            view = View(case, applicant, ON, library.reference, "open")
            facts = {key: FACTS[name](view, **params) for key, (name, params) in asked.items()}
            found.append(Person(case, applicant, facts))
    return found


def changed(known: Sequence[Person], rules: Rules, count: int, seed: int = 20221020) -> list[Person]:
    """People with some facts changed at random to what others have, to any known value, or to UNKNOWN."""
    chance = random.Random(seed)
    pools: dict[str, list[Any]] = {}
    for key, (name, _) in asked_facts(rules).items():
        pool = [*VALUES.get(name, ()), *(one.facts[key].value for one in known), UNKNOWN]
        pools[key] = list({repr(value): value for value in pool}.values())
    for name, others in _MORE.items():
        pools[name] += others
    found = []
    for _ in range(count):
        base, share = chance.choice(known), chance.choice(CHANGED)
        facts = {
            key: Fact(chance.choice(pools[key])) if chance.random() < share else fact
            for key, fact in base.facts.items()
        }
        found.append(Person(base.case, base.applicant, facts))
    return found


def disagreement(one: Person, library: Library, rules: Rules) -> str:
    """Where the hand-written rules and ours differ on a person, or an empty text."""
    view = one.view(library)
    verdicts = rules.verdicts(view)
    summed = rules.sum_of(verdicts)
    outcome, codes, reasons = decided(one.values())
    if (outcome, tuple(codes)) != (summed.outcome, summed.codes):
        return f"{outcome} {codes} by hand, {summed.outcome} {summed.codes} by the rules"
    for criterion, reason in zip(rules.criteria, reasons, strict=True):
        finding = find(criterion, view)
        ours = (finding.criterion.id, finding.result, finding.then, finding.code)
        if ours != reason[:4]:
            return f"{reason} by hand, {ours} by the rules"
        if wrong := _looked_at(one, reason, criterion.keys):
            return wrong
    return ""


def _looked_at(one: Person, reason: Reason, keys: tuple[str, ...]) -> str:
    names, values = reason[4:]
    said = dict(zip(names, values, strict=True))
    strange = set(said) - set(keys)
    false = [key for key, value in said.items() if one.facts[key].value is not value and key not in strange]
    if strange or false or not said:
        return f"{reason[0]}: looked at {strange or false or 'nothing'}"
    return ""


# Values that no fixture has and that make the rules' rarer answers.
_MORE: dict[str, list[Any]] = {
    "applicant.age": [(17, 18), (20, 21), (5, 5)],
    "applicant.relation": ["spouse", "child", "parent", None],
    "applicant.nationalities": [(), None, ("COL",), ("COL", "VEN")],
    "applicant.permanent_resident_of": [("PAN",), ("VEN",), None],
    "applicant.refugee_in": [("PAN",), None],
    "applicant.located_in": ["USA", "MEX", "PAN", None],
    "applicant.accompanied_by": ["other_adult", "legal_guardian", "nobody"],
    "applicant.travels_with_principal": [True, False, None],
    "sponsor.documents_missing": [("income",)],
    "sponsor.identifiers_misshapen": [("ssn",)],
    "sponsor.kind": ["organisation", "group", "individual"],
    "sponsor.us_status": ["not_recorded", "none", "parolee"],
    "sponsor.people_supported": [(19, 20), (20, 20)],
    "sponsor.present": [UNKNOWN, False],
}
