# SPDX-License-Identifier: AGPL-3.0-or-later
"""The criteria for OpenFisca: facts as numbers in columns, run by `openfisca_child` in another interpreter.

OpenFisca has no lists and no third truth: a test on a list is given as its truth (1, 0, 0.5), texts as
numbers, and truth is carried as a number in the formulas.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from caseworker.domain.rules.facts import UNKNOWN
from caseworker.domain.rules.truth import OPERATORS

from .rule_cases import Person
from .rule_tests import UNKNOWN_TEXT, Tree, inputs_of

ROOT = Path(__file__).resolve().parents[2]
UNKNOWN_NUMBER = -9
LISTS = ("contains_any", "any_outside", "empty")
RANGES = ("at_least", "below", "before")


def measured(
    interpreter: str, criteria: list[dict[str, Any]], people: list[Person], size: int, rounds: int
) -> dict[str, Any] | None:
    """`verdicts` of all `people` and `seconds` a person by way, timed on the first `size` of them.

    None where the interpreter is missing or has no OpenFisca.
    """
    work = _Work(criteria, people)
    said = work.said() | {
        "measured": size,
        "rounds": rounds,
        "values": [one.values() for one in people[:size]],
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "work"
        file.write_bytes(pickle.dumps(said))
        command = [interpreter, "-P", "-W", "ignore", "-m", "tests.bench.openfisca_child", str(file)]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                check=False,
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        except OSError:
            return None
    if done.returncode:
        print(done.stderr.decode(errors="replace")[-2000:])
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class _Work:
    """Inputs by name with their kind, the criteria in those names, and a row of numbers for each person."""

    def __init__(self, criteria: list[dict[str, Any]], people: list[Person]) -> None:
        self._inputs: dict[str, str] = {}
        self._makers: dict[str, Callable[[dict[str, Any]], Any]] = {}
        self._numbers: dict[Any, int] = {UNKNOWN_TEXT: UNKNOWN_NUMBER, None: -1, False: 0, True: 1}
        self._names: dict[str, str] = {}
        self._criteria = [
            {
                "applies": self._tree(one["applies"]) if one["applies"] else None,
                "answers": [self._tree(answer) if answer else None for answer in one["answers"]],
            }
            for one in criteria
        ]
        self._people = people

    def said(self) -> dict[str, Any]:
        """What the child reads."""
        rows = []
        for one in self._people:
            values = one.values()
            flat = {"values": values, **inputs_of(values)}
            rows.append({name: make(flat) for name, make in self._makers.items()})
        return {
            "unknown": UNKNOWN_NUMBER,
            "inputs": self._inputs,
            "criteria": self._criteria,
            "people": rows,
        }

    def _tree(self, tree: Tree) -> Tree:
        if tree[0] in ("all", "any", "not"):
            return [tree[0], *(self._tree(one) for one in tree[1:])]
        operator, key, operand = tree
        if operator in LISTS:
            return ["given", self._input(f"{operator} {key} {operand}", "truth", _truth_of(*tree))]
        if operator in RANGES:
            ends = [
                self._input(f"{key}[{end}]", "number", self._number_of(f"{key}[{end}]")) for end in (0, 1)
            ]
            return [operator, *ends, operand]
        name = self._input(key, "number", self._number_of(key))
        return [
            operator,
            name,
            None,
            [self._number(one) for one in operand] if operator == "one_of" else self._number(operand),
        ]

    def _input(self, key: str, kind: str, make: Callable[[dict[str, Any]], Any]) -> str:
        name = self._names.setdefault(key, f"input_{len(self._names)}")
        self._inputs[name], self._makers[name] = kind, make
        return name

    def _number_of(self, key: str) -> Callable[[dict[str, Any]], int]:
        return lambda flat: self._number(flat[key])

    def _number(self, value: Any) -> int:
        if type(value) is int:
            return value
        return self._numbers.setdefault(value, len(self._numbers) + 1000)


def _truth_of(operator: str, key: str, operand: Any) -> Callable[[dict[str, Any]], float]:
    def make(flat: dict[str, Any]) -> float:
        value = flat["values"][key]
        return 0.5 if value is UNKNOWN else float(bool(OPERATORS[operator](value, operand)))

    return make
