# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the facts of a case came to, kept beside it: changed rules decide from them without the document.

Only values are kept, in the order of the rules' keys: enough for outcomes and stations, not for reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..case.case import Case
from ..case.days import Days
from ..flow import Begun, begun
from .assess import ApplicantAssessment, Assessment
from .facts import UNKNOWN
from .reference import NoValueInForce
from .rules import Rules, Sum

Decider = Callable[[Sequence[Any]], tuple[Sum, ...]]
# What a kept value may be besides an array of these.
_PLAIN = frozenset((str, bool, int, type(None)))


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """The values under `keys`; `row` is a JSON array.

    The row: programme, reference day, ids of the applicants, whether the notice was given, whether the
    sponsor and the entry were begun, then for each applicant the values, and the places of those that
    are not known.
    """

    keys: tuple[str, ...]
    row: list[Any]


def kept_facts(case: Case, assessment: Assessment | None) -> KeptFacts | None:
    """The facts of an assessed case, or None where they cannot be kept: nothing was assessed, or a fact
    has no value in force."""
    if assessment is None or not assessment.applicants:
        return None
    rules, so_far = assessment.applicants[0].rules, begun(case)
    try:
        people = [_values(one, rules) for one in assessment.applicants]
    except NoValueInForce:
        return None
    if None in people:
        return None
    row = [
        assessment.programme.id,
        assessment.on.isoformat(),
        list(so_far.people),
        so_far.notice_given,
        so_far.sponsor,
        so_far.entry,
        people,
    ]
    return KeptFacts(tuple(rules.questions), row)


def begun_in(row: Sequence[Any]) -> Begun:
    """What was begun, from a kept row."""
    _, _, people, notice_given, sponsor, entry, _ = row
    return Begun(tuple(people), notice_given, sponsor, entry)


def decider(rules: Rules, keys: tuple[str, ...]) -> Decider | None:
    """A function that tells what these rules decide for each applicant, in the order of the assessment,
    from a row kept under these keys.

    None where the rules ask for a fact that was not kept.
    """
    verdicts, sum_of = rules.verdicts_of(keys), rules.sum_of
    if verdicts is None:
        return None
    return lambda row: tuple([sum_of(verdicts(values, unknown)) for values, unknown in row[6]])


def day_of(row: Sequence[Any]) -> date:
    """The reference day of a kept row."""
    return date.fromisoformat(row[1])


def _values(one: ApplicantAssessment, rules: Rules) -> list[Any] | None:
    values: list[Any] = []
    unknown: list[int] = []
    view, looked_at = one.view, one.view.facts.get
    for at, (key, ask) in enumerate(rules.questions.items()):
        # What is asked here must not count as looked at: reasons would name it.
        value = (looked_at(key) or ask(view)).value
        if type(value) in _PLAIN:
            values.append(value)
        elif value is UNKNOWN:
            unknown.append(at)
            values.append(None)
        elif isinstance(value, Days):
            values.append([value.first.isoformat(), value.last.isoformat()])
        elif isinstance(value, tuple):
            values.append(list(value))
        else:
            return None
    return [values, unknown]
