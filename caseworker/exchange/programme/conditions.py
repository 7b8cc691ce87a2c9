# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tests of a programme file: trees of all, any, not, and single tests on facts."""

from __future__ import annotations

import inspect
from difflib import get_close_matches
from typing import Any

from caseworker.domain.case.sponsor import CURRENCIES
from caseworker.domain.rules.facts import FACTS
from caseworker.domain.rules.programme import All, FactTest, Not, Some, Test, ValueName
from caseworker.domain.rules.truth import OPERATORS
from caseworker.words import N_

from .check import parameters_of
from .faults import TEST_WRITTEN, said
from .parts import PartReader


class ConditionReader(PartReader):
    """Reads tests; one that cannot be read stands as an empty one, beside its fault."""

    def test(self, found: Any, place: str) -> Test:
        if not isinstance(found, dict):
            self.fault(place, said(N_("is not a test")), said(TEST_WRITTEN))
            return All(())
        if set(found) in ({"all"}, {"any"}):
            key = next(iter(found))
            parts = tuple(self.test(one, place) for one in found[key])
            return All(parts) if key == "all" else Some(parts)
        if set(found) == {"not"}:
            return Not(self.test(found["not"], place))
        return self.fact_test(found, place)

    def fact_test(self, found: dict[str, Any], place: str) -> Test:
        name = found.get("fact")
        if name not in FACTS:
            near = get_close_matches(str(name), FACTS, n=1)
            self.fault(
                place,
                said(N_("unknown fact {name!r}"), name=name),
                said(N_("did you mean {near!r}?"), near=near[0]) if near else said(N_("see FACTS")),
            )
            return All(())
        operators = [key for key in found if key in OPERATORS]
        if len(operators) != 1:
            self.fault(
                place,
                said(N_("{name} has no single operator"), name=name),
                said(N_("use one of {known}"), known=", ".join(OPERATORS)),
            )
            return All(())
        parameters = parameters_of(str(name))
        takes = list(parameters)[1:]
        params = []
        for key, value in found.items():
            if key in ("fact", operators[0]):
                continue
            if key not in takes:
                self.fault(
                    place,
                    said(N_("{name} takes no {key!r}"), name=name, key=key),
                    said(N_("it takes {what}"), what=", ".join(takes) or said(N_("nothing"))),
                )
            if key == "currency":
                self.check_currency(value, f"{place}: {key}")
                params.append((key, value))
            else:
                params.append((key, self.operand(value, f"{place}: {key}")))
        needed = [
            key
            for key, parameter in parameters.items()
            if parameter.default is inspect.Parameter.empty and key != "view"
        ]
        for key in needed:
            if key not in found:
                self.fault(
                    place,
                    said(N_("{name} needs {key!r}"), name=name, key=key),
                    said(N_("add {what}"), what=f"{key} = ..."),
                )
        return FactTest(
            name, tuple(params), operators[0], self.operand(found[operators[0]], f"{place}: {operators[0]}")
        )

    def operand(self, value: Any, place: str) -> Any:
        if isinstance(value, str) and value.startswith("$"):
            if value[1:] not in self.value_names:
                self.fault(
                    place,
                    said(N_("unknown value {name!r}"), name=value),
                    said(N_("add a [[value]] of that name")),
                )
            return ValueName(value[1:])
        if isinstance(value, list):
            return tuple(self.operand(one, place) for one in value)
        self.check_countries(value, place)
        return value

    def check_currency(self, value: Any, place: str) -> None:
        if value not in CURRENCIES:
            self.fault(
                place,
                said(N_("unknown currency {name!r}"), name=value),
                said(N_("use one of {known}"), known=", ".join(CURRENCIES)),
            )
