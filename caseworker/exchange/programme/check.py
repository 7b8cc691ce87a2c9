# SPDX-License-Identifier: AGPL-3.0-or-later
"""What would fail only when a programme is run, found when it is read: operands, templates, statuses, ids."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from string import Formatter
from typing import Any

from caseworker.domain.rules.facts import DETAILS, FACTS, KINDS
from caseworker.domain.rules.programme import (
    Criterion,
    FactTest,
    Programme,
    Span,
    ValueName,
    Words,
    tests_in,
    tests_of,
)
from caseworker.domain.rules.reference import Reference
from caseworker.domain.rules.truth import DAY_OPERATORS
from caseworker.words import N_

from .faults import ProgrammeFault, said

# What each operator compares with, and the kind of fact it can be asked of.
_OPERANDS: dict[str, tuple[str, str]] = {
    "is": (N_("one value"), "value"),
    "one_of": (N_("a list"), "value"),
    "contains_any": (N_("a list"), "list"),
    "any_outside": (N_("a list"), "list"),
    "empty": (N_("true or false"), "list"),
    "at_least": (N_("a number"), "number"),
    "at_most": (N_("a number"), "number"),
    "below": (N_("a number"), "number"),
    **dict.fromkeys(DAY_OPERATORS, (N_("a day"), "days")),
}
_PARAMETERS = {
    "str": N_("text"),
    "date": "a day",
    "int": "a number",
    "bool": "true or false",
    "datetime": N_("a day and a time"),
    "tuple[str": "a list",
    "tuple[int": N_("a list of numbers"),
}


def run_faults(programme: Programme, reference: Reference) -> list[ProgrammeFault]:
    """Everything in a programme that reads well and would fail, or mislead, when it is run."""
    found = [*_timeline(programme), *_repeated(programme), *_never_in_force(programme)]
    for criterion in programme.criteria:
        place = f"criterion {criterion.id}"
        for test in tests_of(criterion):
            found += _test(programme, test, place)
        found += _templates(criterion, place)
        found += _proofs(criterion, place, reference)
        found += _follows(criterion, place)
    for caution in programme.cautions:
        for test in tests_in(caution.when):
            found += _test(programme, test, f"caution {caution.id}: when")
    return found


@functools.cache
def parameters_of(fact: str) -> Mapping[str, inspect.Parameter]:
    """The parameters that a fact takes, the view first."""
    return inspect.signature(FACTS[fact]).parameters


def _timeline(programme: Programme) -> Iterator[ProgrammeFault]:
    if not programme.versions:
        yield ProgrammeFault(
            "version",
            said(N_("there is none")),
            said(N_("add a {what} with its first day"), what="[[version]]"),
        )
    days = sorted(status.since for status in programme.statuses)
    if not days:
        yield ProgrammeFault(
            "status",
            said(N_("there is none")),
            said(N_("add a {what} with its first day"), what="[[status]]"),
        )
    for one, after in itertools.pairwise(days):
        if one == after:
            yield ProgrammeFault(
                "status", said(N_("two begin on {day}"), day=one), said(N_("give each its own day"))
            )
    first = min((one.span.first or date.min for one in programme.versions), default=None)
    if days and first is not None and days[0] > first:
        yield ProgrammeFault(
            "status", said(N_("there is none on {day}"), day=first), said(N_("begin with the first version"))
        )


def _never_in_force(programme: Programme) -> Iterator[ProgrammeFault]:
    first = min((one.span.first or date.min for one in programme.versions), default=date.min)
    last = max((one.span.last or date.max for one in programme.versions), default=date.max)
    dated = [
        *((f"value {one.name}", one.span) for one in programme.values),
        *((f"criterion {one.id}", one.span) for one in programme.criteria),
        *((f"caution {one.id}", one.span) for one in programme.cautions),
    ]
    for place, span in dated:
        if not _overlap(span, Span(first, last)):
            yield ProgrammeFault(
                place,
                said(N_("is never in force: no version is then")),
                said(N_("mend its days, or those of the versions")),
            )


def _proofs(criterion: Criterion, place: str, reference: Reference) -> Iterator[ProgrammeFault]:
    """Evidence types among the proofs that can prove nothing here."""
    asked = {
        value
        for test in tests_of(criterion)
        if test.fact.startswith("entry.")
        for name, value in test.params
        if name == "country" and isinstance(value, str)
    }
    for name in criterion.proofs:
        kind = reference.evidence_types[name]
        if kind.asserts == "none":
            fault = said(N_("{name} proves nothing"), name=name)
        elif kind.tier == "weak":
            fault = said(N_("{name} is too weak to prove anything"), name=name)
        elif asked and kind.place not in ("", *asked):
            fault = said(
                N_("{name} is made in {place}, not in {asked}"),
                name=name,
                place=kind.place,
                asked=", ".join(sorted(asked)),
            )
        else:
            continue
        yield ProgrammeFault(place, fault, said(N_("take it out of the proofs")))


def _follows(criterion: Criterion, place: str) -> Iterator[ProgrammeFault]:
    """What follows for a child stands where a child was found without the care that is asked for."""
    for at, answer in enumerate(criterion.answers, start=1):
        if not answer.follows:
            continue
        here = f"{place}: answer {at}"
        if answer.result in ("met", "not_applicable"):
            yield ProgrammeFault(
                here,
                said(N_("{name} follows, although nothing is wrong"), name=answer.follows),
                said(N_("say it where the child is without parent or guardian")),
            )
        if not any(test.fact == "applicant.accompanied_by" for test in tests_of(criterion)):
            yield ProgrammeFault(
                here,
                said(N_("{name} follows, but nothing asks who is with the child"), name=answer.follows),
                said(N_("say it in the criterion that tests {fact}"), fact="applicant.accompanied_by"),
            )


def _repeated(programme: Programme) -> Iterator[ProgrammeFault]:
    for one, other in itertools.combinations(programme.criteria, 2):
        if one.id == other.id and _overlap(one.span, other.span):
            yield ProgrammeFault(
                f"criterion {one.id}",
                said(N_("is there twice at a time")),
                said(N_("give one another id, or other days")),
            )


def _overlap(one: Span, other: Span) -> bool:
    first = max(one.first or date.min, other.first or date.min)
    return first <= min(one.last or date.max, other.last or date.max)


def _test(programme: Programme, test: FactTest, place: str) -> Iterator[ProgrammeFault]:
    wanted, asked_of = _OPERANDS[test.operator]
    kind = KINDS.get(test.fact, "value")
    if kind != asked_of:
        yield ProgrammeFault(
            place,
            said(N_("{operator} cannot be asked of {fact}"), operator=test.operator, fact=test.fact),
            said(N_("use an operator for a {kind}"), kind=kind),
        )
    elif not all(_fits(wanted, one) for one in _meanings(programme, test.operand)):
        yield ProgrammeFault(
            place,
            said(
                N_("{fact}: {operator} needs {wanted}"),
                fact=test.fact,
                operator=test.operator,
                wanted=said(wanted),
            ),
            said(N_("give {wanted}"), wanted=said(wanted)),
        )
    takes = parameters_of(test.fact)
    for name, value in test.params:
        if name not in takes:
            continue
        needs = _PARAMETERS[str(takes[name].annotation).partition(",")[0].partition(" ")[0]]
        if not all(_fits(needs, one) for one in _meanings(programme, value)):
            yield ProgrammeFault(
                place,
                said(N_("{fact}: {name} is not {wanted}"), fact=test.fact, name=name, wanted=said(needs)),
                said(N_("give {wanted}"), wanted=said(needs)),
            )


def _meanings(programme: Programme, operand: Any) -> list[Any]:
    """What an operand may stand for: itself, or each of the dated values of its name."""
    if isinstance(operand, ValueName):
        return [one.value for one in programme.values if one.name == operand.name]
    return [operand]


def _fits(wanted: str, value: Any) -> bool:
    if wanted == "a list":
        return isinstance(value, tuple) and all(isinstance(one, str | ValueName) for one in value)
    if wanted == "a list of numbers":
        return isinstance(value, tuple) and bool(value) and all(_fits("a number", one) for one in value)
    if wanted == "a day and a time":
        return isinstance(value, datetime) and value.tzinfo is None
    if wanted == "true or false":
        return isinstance(value, bool)
    if wanted == "a number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if wanted == "a day":
        return type(value) is date
    if wanted == "text":
        return isinstance(value, str)
    return isinstance(value, str | bool | int | float)


def _templates(criterion: Criterion, place: str) -> Iterator[ProgrammeFault]:
    written: list[tuple[str, Words]] = [
        ("unknown", criterion.unknown),
        ("cure", criterion.cure),
        ("cure_letter", criterion.cure_letter),
    ]
    for at, answer in enumerate(criterion.answers, start=1):
        written += [(f"answer {at}: reason", answer.reason), (f"answer {at}: letter", answer.letter)]
    for name, words in written:
        for language, text in words.items():
            if not _can_be_filled(text):
                yield ProgrammeFault(
                    f"{place}: {name}.{language}",
                    said(N_("names a figure that no fact gives")),
                    said(N_("use {{name}} with one of {known}"), known=", ".join(sorted(DETAILS))),
                )


def _can_be_filled(text: str) -> bool:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return False
    return all(
        name is None or (name in DETAILS and not turn and (not form or _is_noun(form)))
        for _, name, form, turn in parts
    )


def _is_noun(form: str) -> bool:
    """Whether it is the noun for one and that for many: `person|people`."""
    return form.count("|") == 1 and all(part.strip() == part != "" for part in form.split("|"))
