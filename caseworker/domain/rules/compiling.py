# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criteria made into Python functions: from the facts of a view to a verdict on each criterion.

The source is generated from the tests of the programme file, with every operand passed in as a value,
never written into it; a moved day or limit gives the same source. What no test needs is not computed:
a fact is looked at when a test comes to it, and kept in the view, where reasons are read from later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any

from ..case.days import Days
from .facts import FACTS, KINDS, OF_THE_CASE, STATUS, UNKNOWN, Fact, View
from .programme import Criterion, FactTest, Not, Some, Test
from .truth import OPERATORS, Resolve, Truth, fact_key

# A verdict is the place of the answer that holds, from 0, or one of these.
NOT_KNOWN, WAITS, NOT_APPLICABLE = -1, -2, -3

Compiled = Callable[[View], Truth]
Verdict = Callable[[View], int]
Verdicts = Callable[[View], tuple[int, ...]]
# From values in the order of their keys, and the places of those that are not known.
ValueVerdicts = Callable[[list[Any], Sequence[int]], tuple[int, ...]]
_UNSEEN = object()
# How a kept value of a kind is made again from the JSON array it was kept as.
_RESTORED = {
    "list": "tuple({value})",
    "number": "tuple({value})",
    "days": "Days(day({value}[0]), day({value}[1]))",
}
# What these operators do, without a call.
_INLINE = {
    "is": "{value} == {operand}",
    "one_of": "{value} in {operand}",
    "empty": "(not {value}) is {operand}",
    "contains_any": "not {operand}.isdisjoint({value} or ())",
    "any_outside": "not {operand}.issuperset({value} or ())",
}
# Those whose operand is a set to them.
_OF_SETS = ("contains_any", "any_outside")


def compile_test(test: Test, resolve: Resolve) -> Compiled:
    """One test as a function of a view: True, False, or None for not known."""
    source = _Source(resolve)
    body = f"return {source.truth(test, set())}"
    found: Compiled = source.made([body])
    return found


def compile_criterion(criterion: Criterion, resolve: Resolve) -> Verdict:
    """One criterion as a function of a view, giving its verdict."""
    source = _Source(resolve)
    found: Verdict = source.made([*source.criterion(criterion, "r", set()), "return r"])
    return found


def compile_criteria(criteria: Sequence[Criterion], resolve: Resolve) -> Verdicts:
    """Many criteria as one function of a view, giving their verdicts in order; facts are read once."""
    found: Verdicts = _Source(resolve).together(criteria)
    return found


def compile_for_values(
    criteria: Sequence[Criterion], resolve: Resolve, keys: Sequence[str], status: str
) -> ValueVerdicts:
    """Many criteria as one function of the values of facts that were kept, under a programme's `status`.

    Raises KeyError where the criteria look at a fact that is not among `keys`.
    """
    found: ValueVerdicts = _OfValues(resolve, keys, status).together(criteria)
    return found


def asked(test: FactTest, resolve: Resolve) -> Callable[[View], Fact]:
    """The function that computes the fact of a test."""
    return _asked(*fact_key(test, resolve), test.fact)


class _Source:
    """The lines of one function. `seen` are the places of the facts that were read on any way there."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._facts: dict[str, int] = {}
        self._given: list[Any] = []
        self._temporary = 0

    def together(self, criteria: Sequence[Criterion]) -> Any:
        """The function of many criteria."""
        seen, lines = set[int](), list[str]()
        for at, criterion in enumerate(criteria):
            lines += self.criterion(criterion, f"r{at}", seen)
        results = "".join(f"r{at}, " for at in range(len(criteria)))
        return self.made([*lines, f"return ({results})"])

    def criterion(self, criterion: Criterion, result: str, seen: set[int]) -> list[str]:
        """Lines that put the verdict on a criterion into the variable `result`."""
        lines = ["while True:"]
        if criterion.applies is not None:
            lines.append(f" t = {self.truth(criterion.applies, seen)}")
            lines.append(" if t is not True:")
            lines.append(f"  {result} = {NOT_APPLICABLE} if t is False else {WAITS}")
            lines.append("  break")
            seen = set(seen)
        for at, answer in enumerate(criterion.answers):
            if answer.when is None:
                lines += [f" {result} = {at}", " break"]
                return lines
            lines.append(f" t = {self.truth(answer.when, seen)}")
            lines += [" if t:", f"  {result} = {at}", "  break"]
            lines += [" if t is None:", f"  {result} = {NOT_KNOWN}", "  break"]
            # What a later answer reads is read only where those before it do not hold.
            seen = set(seen)
        return [*lines, f" {result} = {NOT_KNOWN}", " break"]

    def truth(self, test: Test, seen: set[int]) -> str:
        """An expression for a test; False ends an `all`, True ends an `any`, as in Kleene's logic."""
        if isinstance(test, FactTest):
            return self._fact_test(test, seen)
        if isinstance(test, Not):
            name = self._name()
            return f"(None if ({name} := {self.truth(test.test, seen)}) is None else not {name})"
        ending = isinstance(test, Some)
        names, text, closing = [], "", ""
        for at, part in enumerate(test.tests):
            names.append(self._name())
            # Only the first part is always come to.
            found = self.truth(part, seen if at == 0 else set(seen))
            text += f"({ending} if ({names[-1]} := {found}) is {ending} else "
            closing += ")"
        doubt = " or ".join(f"{name} is None" for name in names)
        rest = f"(None if {doubt} else {not ending})" if doubt else f"{not ending}"
        return text + rest + closing

    def made(self, body: list[str]) -> Any:
        """The function."""
        unseen = [f"v{at} = " for at in self._facts.values()]
        head = [
            "get, keep = view.facts.get, view.facts.setdefault",
            *(["".join(unseen) + "UNSEEN"] if unseen else []),
        ]
        names = "".join(f"{name}, " for name in self._names())
        lines = ["def make(given, UNKNOWN, UNSEEN):", *([f" {names} = given"] if names else [])]
        lines += [" def function(view):", *(f"  {line}" for line in (*head, *body)), " return function"]
        return _compiled("\n".join(lines))(tuple(self._given), UNKNOWN, _UNSEEN)

    def _fact_test(self, test: FactTest, seen: set[int]) -> str:
        value = self._value(test, seen)
        return self._compared(test, value, f"v{self._facts[fact_key(test, self._resolve)[0]]}")

    def _compared(self, test: FactTest, value: str, again: str = "") -> str:
        """A value against the operand of a test; `again` is the value once it was read."""
        operand, again = self._resolve(test.operand), again or value
        operand = self._give(frozenset(operand) if test.operator in _OF_SETS else operand)
        known = _INLINE.get(test.operator, "").format(value=again, operand=operand)
        if not known:
            known = f"{self._give(OPERATORS[test.operator])}({again}, {operand})"
        return f"(None if {value} is UNKNOWN else {known})"

    def _value(self, test: FactTest, seen: set[int]) -> str:
        key, params = fact_key(test, self._resolve)
        at = self._facts.get(key)
        if at is None:
            at = self._facts[key] = len(self._given)
            self._given += [key, _asked(key, params, test.fact)]
        if at in seen:
            return f"v{at}"
        seen.add(at)
        found = f"(f if (f := get(c{at})) is not None else keep(c{at}, c{at + 1}(view)))"
        read = f"(v{at} := {found}.value)"
        return f"(v{at} if v{at} is not UNSEEN else {read})"

    def _give(self, value: Any) -> str:
        self._given.append(value)
        return f"c{len(self._given) - 1}"

    def _name(self) -> str:
        self._temporary += 1
        return f"t{self._temporary}"

    def _names(self) -> list[str]:
        return [f"c{at}" for at in range(len(self._given))]


class _OfValues(_Source):
    """The lines of a function that gets values in the order of `keys` as they were kept."""

    def __init__(self, resolve: Resolve, keys: Sequence[str], status: str) -> None:
        super().__init__(resolve)
        self._places = {key: at for at, key in enumerate(keys)}
        self._status = status
        self._used: dict[int, str] = {}

    def made(self, body: list[str]) -> Any:
        """The function."""
        values = "".join(f"v{at}, " for at in range(len(self._places)))
        head = ["for at in unknown:", " values[at] = UNKNOWN", *([f"{values} = values"] if values else [])]
        for at, kind in sorted(self._used.items()):
            if kind in _RESTORED:
                head.append(f"if v{at}.__class__ is list:")
                head.append(f" v{at} = {_RESTORED[kind].format(value=f'v{at}')}")
        names = "".join(f"{name}, " for name in self._names())
        lines = ["def make(given, UNKNOWN, Days, day):", *([f" {names} = given"] if names else [])]
        lines.append(" def function(values, unknown):")
        lines += [*(f"  {line}" for line in (*head, *body)), " return function"]
        return _compiled("\n".join(lines))(tuple(self._given), UNKNOWN, Days, date.fromisoformat)

    def _fact_test(self, test: FactTest, seen: set[int]) -> str:
        return self._compared(test, self._value(test, seen))

    def _value(self, test: FactTest, seen: set[int]) -> str:
        if test.fact == STATUS:
            return self._give(self._status)
        at = self._places[fact_key(test, self._resolve)[0]]
        self._used[at] = KINDS.get(test.fact, "")
        return f"v{at}"


def _asked(key: str, params: dict[str, Any], fact: str) -> Callable[[View], Fact]:
    """The function that computes a fact, once for all applicants where it comes out the same."""
    function: Callable[[View], Fact] = FACTS[fact]
    if params:
        function = partial(function, **params)
    if fact not in OF_THE_CASE:
        return function

    def shared(view: View) -> Fact:
        found: Fact | None = view.common.get(key)
        if found is None:
            found = view.common[key] = function(view)
        return found

    return shared


@lru_cache(maxsize=512)
def _compiled(source: str) -> Callable[..., Any]:
    space: dict[str, Any] = {}
    # Nothing of a programme file stands in the source: only numbered names and the words above.
    exec(compile(source, "<criteria>", "exec"), space)  # noqa: S102
    made: Callable[..., Any] = space["make"]
    return made
