# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tests on facts: the operators, three-valued, and the keys under which a view keeps what was asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from ..case.days import Days
from .programme import FactTest, ValueName

Truth = bool | None
Resolve = Callable[[Any], Any]


def _is(value: Any, operand: Any) -> Truth:
    return bool(value == operand)


def _one_of(value: Any, operand: Any) -> Truth:
    return value in operand


def _contains_any(value: Any, operand: Any) -> Truth:
    return not set(value or ()).isdisjoint(operand)


def _any_outside(value: Any, operand: Any) -> Truth:
    return bool(set(value or ()).difference(operand))


def _empty(value: Any, operand: Any) -> Truth:
    return (not value) is operand


def _at_least(value: Any, operand: Any) -> Truth:
    least, most = value if isinstance(value, tuple) else (value, value)
    return True if least >= operand else False if most < operand else None


def _below(value: Any, operand: Any) -> Truth:
    found = _at_least(value, operand)
    return None if found is None else not found


def _at_most(value: Any, operand: Any) -> Truth:
    least, most = value if isinstance(value, tuple) else (value, value)
    return True if most <= operand else False if least > operand else None


def _before(value: Days, operand: date) -> Truth:
    return True if value.last < operand else False if value.first >= operand else None


def _on_or_before(value: Days, operand: date) -> Truth:
    return True if value.last <= operand else False if value.first > operand else None


def _after(value: Days, operand: date) -> Truth:
    found = _on_or_before(value, operand)
    return None if found is None else not found


def _on_or_after(value: Days, operand: date) -> Truth:
    found = _before(value, operand)
    return None if found is None else not found


OPERATORS: dict[str, Callable[[Any, Any], Truth]] = {
    "is": _is,
    "one_of": _one_of,
    "contains_any": _contains_any,
    "any_outside": _any_outside,
    "empty": _empty,
    "at_least": _at_least,
    "at_most": _at_most,
    "below": _below,
    "before": _before,
    "after": _after,
    "on_or_before": _on_or_before,
    "on_or_after": _on_or_after,
}
DAY_OPERATORS = ("before", "after", "on_or_before", "on_or_after")


def resolver(value_of: Callable[[str], Any]) -> Resolve:
    """A function that puts the value in the place of its name."""

    def resolve(operand: Any) -> Any:
        if isinstance(operand, ValueName):
            return value_of(operand.name)
        if isinstance(operand, tuple):
            flat: list[Any] = []
            for one in operand:
                found = resolve(one)
                flat.extend(found if isinstance(found, tuple) else (found,))
            return tuple(flat)
        return operand

    return resolve


def fact_key(test: FactTest, resolve: Resolve) -> tuple[str, dict[str, Any]]:
    """The key under which a view keeps the fact, and the parameters it is called with."""
    params = {name: resolve(value) for name, value in test.params}
    tail = "".join(f" {name}={value}" for name, value in sorted(params.items()))
    return test.fact + tail, params
