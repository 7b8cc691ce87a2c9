# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tests of criteria for other engines: a tree of lists, and facts as numbers, texts and lists.

A test is ["all" | "any", parts...], ["not", part] or [operator, fact key, operand]; a range or an interval
of days becomes two inputs, the key with `[0]` and `[1]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caseworker.domain.case.days import Days
from caseworker.domain.rules.facts import KINDS, UNKNOWN
from caseworker.domain.rules.programme import FactTest, Not, Some, Test
from caseworker.domain.rules.rules import Rules
from caseworker.domain.rules.truth import Resolve, fact_key

UNKNOWN_TEXT = "?"
Tree = list[Any]
RANGES = ("at_least", "at_most", "below", "before", "after", "on_or_before", "on_or_after")


def tree_of(test: Test, resolve: Resolve) -> Tree:
    """One test as lists."""
    if isinstance(test, FactTest):
        operand = resolve(test.operand)
        plain = operand.toordinal() if isinstance(operand, date) else operand
        return [test.operator, fact_key(test, resolve)[0], list(plain) if type(plain) is tuple else plain]
    if isinstance(test, Not):
        return ["not", tree_of(test.test, resolve)]
    name = "any" if isinstance(test, Some) else "all"
    return [name, *(tree_of(one, resolve) for one in test.tests)]


def criteria_of(rules: Rules) -> list[dict[str, Any]]:
    """Each criterion: `id`, `applies` (a tree or None) and `answers` (trees, None for `else`)."""
    return [
        {
            "id": one.criterion.id,
            "applies": tree_of(one.criterion.applies, one.resolve) if one.criterion.applies else None,
            "answers": [
                tree_of(answer.when, one.resolve) if answer.when else None for answer in one.criterion.answers
            ],
        }
        for one in rules.criteria
    ]


def inputs_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of one person as JSON knows them; what is not known is "?"."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        kind = KINDS.get(key.partition(" ")[0])
        if kind in ("number", "days"):
            first, last = _ends(value)
            found[f"{key}[0]"], found[f"{key}[1]"] = first, last
        elif value is UNKNOWN:
            found[key] = UNKNOWN_TEXT
        else:
            found[key] = list(value or ()) if kind == "list" else value
    return found


def _ends(value: Any) -> tuple[Any, Any]:
    if value is UNKNOWN:
        return UNKNOWN_TEXT, UNKNOWN_TEXT
    if isinstance(value, Days):
        return value.first.toordinal(), value.last.toordinal()
    least, most = value
    return least, most
