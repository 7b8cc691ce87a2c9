# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules: one assessment with reasons beside hand-written Python, zen-engine and OpenFisca; whole registers.

`python -m tests.bench.rules [ROUNDS] [CASES] [MILLION]`; 0 cases leaves registers out, MILLION is how many
assessments from facts are made in one go. zen-engine is taken from PYTHONPATH, OpenFisca from the interpreter
named in OPENFISCA_PYTHON; without them their lines are left out. All times are those of the processor: other
work on the machine counts little.
"""

from __future__ import annotations

import dataclasses
import gc
import itertools
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from caseworker.domain.rules.assess import ApplicantAssessment, assess_applicant
from caseworker.domain.rules.facts import UNKNOWN, Fact, View
from caseworker.domain.rules.rules import Rules
from caseworker.services.programmes.library import Library, load_library

from . import by_openfisca, by_zen, hand_written
from .hand_written import ON
from .reassessing import report
from .rounds import machine, rounds, table
from .rule_cases import PROGRAMME, Person, changed, disagreement, people
from .rule_tests import criteria_of, inputs_of

MORE = 600
AGAIN = 20
HAND = "by hand: reasons"
ASKED_AGAIN = "applicant.vaccinations_attested"


def checked(library: Library, more: int = MORE) -> tuple[Rules, list[Person], list[Person]]:
    """The rules, the people, and `more` with changed facts.

    Raises AssertionError where the hand-written rules differ from ours.
    """
    rules = library.rules(PROGRAMME, ON)
    known = people(library)
    others = changed(known, rules, more)
    for one in (*known, *others):
        wrong = disagreement(one, library, rules)
        assert not wrong, f"{one.case.number} {one.applicant.id}: {wrong}"
    return rules, known, others


def each(act: Callable[[Any], object], items: Iterable[Any], again: int = AGAIN) -> Callable[[], float]:
    """A way that acts on every item `again` times and tells the seconds for one."""
    given = list(items)

    def way() -> float:
        begun = time.process_time()
        for _ in range(again):
            for one in given:
                act(one)
        return (time.process_time() - begun) / again / len(given)

    return way


def ours(library: Library, rules: Rules, known: list[Person]) -> dict[str, Callable[[], float]]:
    """Our ways, and those by hand."""
    views = [one.view(library) for one in known]
    values = [one.values() for one in known]
    others = tuple(library.programmes.values())

    def summed(view: View) -> ApplicantAssessment:
        verdicts = rules.verdicts(view)
        found = rules.sum_of(verdicts)
        return ApplicantAssessment(
            view.applicant, found.outcome, verdicts, found.codes, found.referrals, view, rules
        )

    def what_if(one: Person) -> object:
        facts = {**one.facts, ASKED_AGAIN: Fact(False)}
        return summed(View(one.case, one.applicant, ON, library.reference, "open", facts))

    def what_if_field(one: Person) -> object:
        applicant = dataclasses.replace(one.applicant, vaccinations_attested=False)
        return assess_applicant(one.case, applicant, rules, ON, library.reference, others)

    return {
        HAND: each(hand_written.verdicts, values),
        "by hand: reasons, outcome, codes": each(hand_written.decided, values),
        "ours: verdicts": each(rules.verdicts, views),
        "ours: verdicts, outcome, codes": each(summed, views),
        "ours: and a finding for each criterion": each(lambda view: summed(view).findings, views),
        "ours: and the facts of each finding": each(
            lambda view: [one.facts() for one in summed(view).findings], views
        ),
        "ours: what if one fact were another": each(what_if, known),
        "ours: facts computed, outcome, codes": each(
            lambda one: assess_applicant(one.case, one.applicant, rules, ON, library.reference, others), known
        ),
        "ours: what if one field were another, facts computed": each(what_if_field, known),
    }


def zen(rules: Rules, known: list[Person], others: list[Person], library: Library) -> dict[str, Any]:
    """The ways of zen-engine, none without it; prints where it differs."""
    criteria, keys = criteria_of(rules), list(inputs_of(known[0].values()))
    engine = by_zen.engine(criteria, keys)
    if engine is None:
        return {}
    plain, traced = engine
    names = by_zen.named(keys)
    found = [
        by_zen.verdicts_in(plain(by_zen.given(one.values(), names)), len(criteria)) for one in known + others
    ]
    print(differing("zen-engine", rules, found, known + others, library))
    given = [by_zen.given(one.values(), names) for one in known]

    def own_clock() -> float:
        said = [str(plain(one)["performance"]) for one in given]
        return statistics.median(_seconds(text) for text in said)

    return {
        "zen-engine: verdicts": each(plain, given, 1),
        "zen-engine: verdicts with its trace": each(traced, given, 1),
        "zen-engine: verdicts, by the time it states itself": own_clock,
    }


def differing(
    name: str, rules: Rules, found: Iterable[Iterable[int]], of: list[Person], library: Library
) -> str:
    """One line on how many people another engine decides otherwise, and in which criteria."""
    wrong, where = 0, set()
    for one, verdicts in zip(of, found, strict=True):
        right = rules.verdicts(one.view(library))
        said = tuple(verdicts)
        wrong += right != said
        where |= {rule.criterion.id for rule, a, b in zip(rules.criteria, right, said, strict=True) if a != b}
    return f"{name}: other verdicts than ours for {wrong} of {len(of)} people {sorted(where) or ''}".rstrip()


def in_one_go(library: Library, rules: Rules, of: list[Person], count: int) -> float:
    """Seconds for `count` assessments (verdicts, outcome, codes) from facts in memory."""
    views = list(itertools.islice(itertools.cycle([one.view(library) for one in of]), count))
    begun = time.process_time()
    for view in views:
        rules.sum_of(rules.verdicts(view))
    return time.process_time() - begun


def main(count: int = 15, cases: int = 24_000, million: int = 1_000_000) -> None:
    """Checks, measures, prints."""
    library = load_library()
    rules, known, others = checked(library)
    unknown = statistics.mean(
        sum(fact.value is UNKNOWN for fact in one.facts.values()) / len(one.facts) for one in known
    )
    print(f"{machine()}; {count} rounds; {len(rules.criteria)} criteria, {len(known[0].facts)} facts")
    print(
        f"{len(known)} people, {unknown:.0%} of their facts unknown; {len(others)} more with changed facts\n"
    )
    print(f"by hand: agrees with ours on all {len(known) + len(others)}")
    ways = ours(library, rules, known) | zen(rules, known, others, library)
    # As the program does once it has loaded everything: what stays is not looked through for garbage.
    gc.collect()
    gc.freeze()
    found = rounds(ways, count, told=True)
    print(f"\n{table(found, HAND, 'us')}\n")
    away = by_openfisca.measured(
        os.environ.get("OPENFISCA_PYTHON", ""), criteria_of(rules), known + others, len(known), count
    )
    if away is not None:
        print(differing("openfisca-core", rules, away["verdicts"], known + others, library))
        print(f"\n{table(away['seconds'], next(iter(away['seconds'])), 'us')}\n")
    if million:
        spent = in_one_go(library, rules, known + others, million)
        print(f"{million:,} assessments from facts in memory: {spent:.1f} s")
    if cases:
        print(f"\n{report(cases, library)}")


def _seconds(text: str) -> float:
    for unit, size in (("ns", 1e-9), ("µs", 1e-6), ("ms", 1e-3), ("s", 1.0)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * size
    raise ValueError(text)


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
