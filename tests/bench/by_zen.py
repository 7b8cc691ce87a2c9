# SPDX-License-Identifier: AGPL-3.0-or-later
"""The criteria as a decision for zen-engine: one expression each, giving our verdicts.

ZEN is two-valued. What is not known is carried as "?", and truth as 1, 0 or 0.5 where tests are joined:
Kleene's `all` is the least, `any` the greatest, `not` what is left to 1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from caseworker.domain.rules.compiling import NOT_APPLICABLE, NOT_KNOWN, WAITS

from .rule_tests import Tree, inputs_of

Decide = Callable[[dict[str, Any]], Any]


def named(keys: list[str]) -> dict[str, str]:
    """A name that ZEN can say for each input."""
    return {key: f"f{at}" for at, key in enumerate(keys)}


def decision(criteria: list[dict[str, Any]], names: Mapping[str, str]) -> str:
    """The JSON of the decision: an input, an expression node, an output."""
    lines: list[dict[str, str]] = []
    for at, one in enumerate(criteria):
        said = _answers(one["answers"], at, names, lines)
        if one["applies"] is not None:
            lines.append(_line(f"t{at}", _truth(one["applies"], names)))
            said = f"$.t{at} == 1 ? ({said}) : $.t{at} == 0 ? {NOT_APPLICABLE} : {WAITS}"
        lines.append(_line(f"c{at}", said))
    nodes = [_node("in", "inputNode"), _node("rules", "expressionNode"), _node("out", "outputNode")]
    nodes[1]["content"] = {"expressions": lines}
    edges = [
        {"id": f"{one} {other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in (("in", "rules"), ("rules", "out"))
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def engine(criteria: list[dict[str, Any]], keys: list[str]) -> tuple[Decide, Decide] | None:
    """Deciding without and with a trace, from what `given` gives, or None without zen-engine."""
    try:
        import zen
    except ImportError:
        return None
    made = zen.ZenEngine().create_decision(decision(criteria, named(keys)))
    return made.evaluate, lambda facts: made.evaluate(facts, {"trace": True})


def given(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The facts of one person under the names."""
    return {names[key]: value for key, value in inputs_of(values).items()}


def verdicts_in(result: Any, count: int) -> tuple[int, ...]:
    """The verdicts in what the engine gave."""
    return tuple(int(result["result"][f"c{at}"]) for at in range(count))


def _answers(answers: list[Tree | None], at: int, names: Mapping[str, str], lines: list[Any]) -> str:
    said = str(NOT_KNOWN)
    for place in range(len(answers) - 1, -1, -1):
        when = answers[place]
        if when is None:
            said = str(place)
        elif when[0] in ("all", "any", "not"):
            lines.append(_line(f"t{at}x{place}", _truth(when, names)))
            held = f"$.t{at}x{place}"
            said = f"{held} == 1 ? {place} : {held} == 0 ? ({said}) : {NOT_KNOWN}"
        else:
            said = _ladder(when, names, str(NOT_KNOWN), str(place), f"({said})")
    return said


def _truth(tree: Tree, names: Mapping[str, str]) -> str:
    if tree[0] == "not":
        return f"1 - ({_truth(tree[1], names)})"
    if tree[0] in ("all", "any"):
        parts = ", ".join(f"({_truth(one, names)})" for one in tree[1:])
        return f"{'min' if tree[0] == 'all' else 'max'}([{parts}])"
    return _ladder(tree, names, "0.5", "1", "0")


def _ladder(tree: Tree, names: Mapping[str, str], unknown: str, true: str, false: str) -> str:
    """A test on one fact: what it gives when the fact is not known, when it holds, and when not."""
    operator, key, operand = tree
    if operator in ("at_least", "below", "before"):
        first, last = names[f"{key}[0]"], names[f"{key}[1]"]
        if operator == "at_least":
            steps = [(f"{first} >= {operand}", true), (f"{last} >= {operand}", unknown)]
        else:
            steps = [(f"{last} < {operand}", true), (f"{first} < {operand}", unknown)]
    else:
        first, said = names[key], json.dumps(operand)
        holds = {
            "is": f"{first} == {said}",
            "one_of": f"{first} in {said}",
            "contains_any": f"some({first}, # in {said})",
            "any_outside": f"some({first}, not (# in {said}))",
            "empty": f"len({first}) {'==' if operand else '!='} 0",
        }[operator]
        steps = [(holds, true)]
    steps.insert(0, (f"{first} == '?'", unknown))
    return " : ".join(f"{test} ? {value}" for test, value in steps) + f" : {false}"


def _line(key: str, value: str) -> dict[str, str]:
    return {"id": key, "key": key, "value": value}


def _node(name: str, kind: str) -> dict[str, Any]:
    return {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}}
