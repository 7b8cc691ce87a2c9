# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of a programme on a day in plain words: one text for window, shell and paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseworker.domain.reasons.explain import Node
from caseworker.domain.rules.programme import (
    STEPS,
    Answer,
    Criterion,
    FactTest,
    Not,
    Programme,
    Some,
    Test,
    ValueName,
    tests_of,
)
from caseworker.domain.rules.rule_changes import RulesOn
from caseworker.domain.rules.staleness import is_stale
from caseworker.domain.rules.truth import Resolve, fact_key, resolver

from .. import N_, Words
from .reasons import blanked
from .why import ONLY_IF, asked_text, value_text

CHECKED = N_("Last checked against the sources on {day}.")
STALE = N_("Rules last checked on {day}; more than six months ago.")
HOUSE = N_("This organisation's own practice")
UNTIL_KNOWN = N_("While it is not known")
# What the dated values of the shipped programmes are called.
VALUES = {
    "cap_monthly_shared": N_("Travel authorisations a month, shared by the programmes"),
    "cap_total": N_("Travel authorisations in all"),
    "child_on_parents_passport": N_("A child may be entered in a parent's passport"),
    "crossing_first_barred_day": N_("First day on which crossing between ports bars"),
    "entry_first_barred_day": N_("First day on which entering irregularly bars"),
    "exempt_nationalities": N_("Nationalities exempt from the rule on a second nationality"),
    "goal_total": N_("Goal of the programme, people in all"),
    "income_percent": N_("Percent of the poverty guideline that the income must reach"),
    "irregular_entry_last_day": N_("Last day on which an irregular entry does not bar"),
    "mexico_last_day": N_("Last acceptable day of entry to Mexico"),
    "nationalities": N_("Nationalities that the programme covers"),
    "passport_decree": N_("Expired passports count as valid under the Venezuelan decree"),
    "sponsor_statuses": N_("Statuses that a sponsor may have"),
    "visas_for_these_countries": N_("Visas for these countries"),
    "visas_in_all": N_("Visas in all"),
}
Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class AnswerText:
    """An answer: the code of its mark, what it comes to, its sentence, and its tests as (depth, text).

    Without tests it is what is found where no answer before it holds.
    """

    mark: str
    result: str
    text: str
    tests: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CriterionText:
    """A criterion in words. `rule` is empty where the file does not word it; `applies` are tests."""

    id: str
    title: str
    rule: str
    applies: tuple[Line, ...]
    answers: tuple[AnswerText, ...]
    unknown: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulesText:
    """The rules on a day; `stale` is empty while they were checked lately, `doubts` are (text, sources)."""

    name: str
    day: str
    version: str
    cite: str
    status: str
    note: str
    checked: str
    stale: str
    steps: tuple[tuple[str, tuple[CriterionText, ...]], ...]
    doubts: tuple[tuple[str, tuple[str, ...]], ...]


def rules_text(rules: RulesOn, today: date, words: Words) -> RulesText | None:
    """The rules in words, grouped by step; None where none are in force that day."""
    programme, version = rules.programme, rules.version
    if version is None:
        return None
    steps = []
    for step in STEPS:
        found = tuple(
            criterion_text(one, rules, words) for one in rules.criteria.values() if one.step == step
        )
        if found:
            steps.append((words.label("step", step), found))
    return RulesText(
        name=said_in(programme.name, words) or programme.id,
        day=words.day(rules.on),
        version=said_in(version.title, words),
        cite=said_in(version.cite, words),
        status=words.label("status", rules.status) if rules.status else "",
        note=said_in(rules.note, words),
        checked=words(CHECKED, day=words.day(programme.checked_on)),
        stale=stale_text(programme, today, words),
        steps=tuple(steps),
        doubts=tuple(
            (said_in(one.words, words), cites_of(programme, one.sources, words))
            for one in rules.cautions.values()
        ),
    )


def stale_text(programme: Programme, today: date, words: Words) -> str:
    """That the rules were checked too long ago; empty while that is not so."""
    return stale_text_of(programme.checked_on, today, words)


def stale_text_of(checked_on: date, today: date, words: Words) -> str:
    """That rules checked on this day were checked too long ago; empty while that is not so."""
    return words(STALE, day=words.day(checked_on)) if is_stale(checked_on, today) else ""


def criterion_text(one: Criterion, rules: RulesOn, words: Words) -> CriterionText:
    """A criterion as in force that day, its dated values in place."""
    resolve = resolver(lambda name: rules.values.get(name))
    applies = tuple(_lines(one.applies, resolve, words, 1)) if one.applies else ()
    return CriterionText(
        id=one.id,
        title=said_in(one.title, words) or one.id,
        rule=blanked(said_in(one.rule, words)),
        applies=((0, words(ONLY_IF)), *applies) if applies else (),
        answers=tuple(_answer(answer, resolve, words) for answer in one.answers),
        unknown=_unknown(one, words),
        sources=cites_of(rules.programme, one.sources, words),
    )


def value_label(name: str, words: Words) -> str:
    """What a dated value is called; its name in quotes where only its file knows it."""
    return words(VALUES[name]) if name in VALUES else f'"{name}"'


def dated_value_text(name: str, value: Any, programme: Programme, words: Words) -> str:
    """A dated value in words, as the tests that use it say it."""
    fact = ""
    for criterion in programme.criteria:
        for test in tests_of(criterion):
            named = test.operand if isinstance(test.operand, tuple) else (test.operand,)
            if any(isinstance(one, ValueName) and one.name == name for one in named):
                fact = test.fact
    return value_text(fact, value, words)


def said_in(found: Mapping[str, str], words: Words) -> str:
    """The text in the language of `words`, else in English."""
    return found.get(words.language) or found.get("en", "")


def _answer(answer: Answer, resolve: Resolve, words: Words) -> AnswerText:
    mark = answer.shown_as
    result = words.label("result", mark)
    if answer.then not in ("note", "needs_review"):
        result = f"{result} ({words.label('outcome', answer.then)})"
    tests = tuple(_lines(answer.when, resolve, words, 0)) if answer.when else ()
    return AnswerText(mark, result, blanked(said_in(answer.reason, words)), tests)


def _unknown(one: Criterion, words: Words) -> str:
    if one.if_unknown == "note":
        return ""
    head = f"{words(UNTIL_KNOWN)} ({words.label('outcome', one.if_unknown)})"
    text = blanked(said_in(one.unknown, words))
    return f"{head}: {text}" if text else head


def cites_of(programme: Programme, ids: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """The citations of sources, as people read them."""
    cites = (programme.sources[one].cite for one in ids if one in programme.sources)
    # Laws and notices are cited in their own language; what is no source is said in the reader's.
    return tuple(words(one) if one == HOUSE else one for one in cites)


def _lines(test: Test, resolve: Resolve, words: Words, depth: int) -> Iterator[Line]:
    yield depth, asked_text(_node(test, resolve), words)
    for part in _parts(test):
        yield from _lines(part, resolve, words, depth + 1)


def _parts(test: Test) -> tuple[Test, ...]:
    if isinstance(test, FactTest):
        return ()
    return (test.test,) if isinstance(test, Not) else test.tests


def _node(test: Test, resolve: Resolve) -> Node:
    if isinstance(test, FactTest):
        _, params = fact_key(test, resolve)
        return Node(
            "test",
            None,
            seen=False,
            fact=test.fact,
            params=tuple(sorted(params.items())),
            operator=test.operator,
            operand=resolve(test.operand),
        )
    return Node(
        "not" if isinstance(test, Not) else "any" if isinstance(test, Some) else "all", None, seen=False
    )
