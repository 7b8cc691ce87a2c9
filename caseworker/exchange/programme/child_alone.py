# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules under which a child alone would get a decision letter, found before anybody puts them in force.

A child alone is tried at every age, on each day on which something changes, with nothing else known: the
note has to follow whatever the rest of the case is. Rules that say nothing of what follows for a child
are in order, since the case alone decides then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from caseworker.domain.case.child import FULL_AGE, NOBODY
from caseworker.domain.reasons.protection import says_what_follows
from caseworker.domain.rules.facts import STATUS, UNKNOWN, Fact, View
from caseworker.domain.rules.programme import NOTE, Programme, tests_of
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.domain.rules.rules import CompiledCriterion, rules_on
from caseworker.domain.rules.truth import fact_key
from caseworker.words import N_

from .faults import ProgrammeFault, said

_CARE, _AGE = "applicant.accompanied_by", "applicant.age"


class _Known(dict[str, Fact]):
    """Facts by key: a few that are given, and every other one not known."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key) or Fact(UNKNOWN)


@dataclass(slots=True)
class _Child:
    """Stands for the view of a child of whom nothing is known but age and that nobody is there."""

    facts: _Known = field(default_factory=_Known)


def child_faults(programme: Programme) -> tuple[ProgrammeFault, ...]:
    """For each criterion that says what follows for a child, where it leaves out a child alone."""
    found: dict[str, ProgrammeFault] = {}
    for on in _days(programme):
        rules = rules_on(programme, on)
        said_here = [one for one in rules.criteria if says_what_follows(one.criterion)]
        if not said_here:
            continue
        age = next((age for age in range(FULL_AGE) if not _has_note(said_here, age, rules.status)), None)
        place = f"criterion {said_here[0].criterion.id}"
        if age is not None and place not in found:
            found[place] = ProgrammeFault(
                place,
                said(
                    N_("on {day} a child of {age} with nobody gets a letter, not the note"), day=on, age=age
                ),
                said(
                    N_('give the answer for {fact} "nobody", at every age below {limit}: follows = "{note}"'),
                    note=NOTE,
                    fact=_CARE,
                    limit=FULL_AGE,
                ),
            )
    return tuple(found.values())


def _days(programme: Programme) -> Iterator[date]:
    """Each day on which something changes, as long as there are rules that can be run."""
    for day in programme.boundaries():
        try:
            rules_on(programme, day)
        except NoValueInForce:
            continue
        yield day


def _has_note(criteria: Sequence[CompiledCriterion], age: int, status: str) -> bool:
    given = {STATUS: status, _CARE: NOBODY, _AGE: (age, age)}
    child = _Child()
    for one in criteria:
        for test in tests_of(one.criterion):
            if test.fact in given:
                child.facts[fact_key(test, one.resolve)[0]] = Fact(given[test.fact])
    answers = [one.ruling(one.verdict(cast(View, child))).answer for one in criteria]
    return any(answer is not None and answer.follows == NOTE for answer in answers)
