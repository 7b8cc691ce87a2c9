# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three-valued logic: Kleene's tables, and what more knowledge may and may not change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.case.case import FORMAT, Case
from caseworker.domain.case.days import Days
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.rules.compiling import compile_test
from caseworker.domain.rules.facts import View
from caseworker.domain.rules.programme import All, FactTest, Not, Some, Test, ValueName
from caseworker.domain.rules.truth import OPERATORS, resolver
from tests.domain.examples import library

ON = date(2022, 10, 14)
VACCINATED = FactTest("applicant.vaccinations_attested", (), "is", True)
TRAVELS = FactTest("applicant.travels_with_principal", (), "is", True)
U = None


def view(**fields: Any) -> View:
    person = Applicant(id="a1", **fields)
    return View(Case(format=FORMAT, applicants=(person,)), person, ON, library().reference)


def truth(test: Test, **fields: Any) -> bool | None:
    return compile_test(test, resolver(dict[str, Any]().__getitem__))(view(**fields))


def two(first: bool | None, second: bool | None) -> dict[str, Any]:
    return {
        "vaccinations_attested": NOT_ASKED if first is None else first,
        "travels_with_principal": NOT_ASKED if second is None else second,
    }


@pytest.mark.parametrize(
    ("first", "second", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, U, U, True),
        (False, True, False, True),
        (False, False, False, False),
        (False, U, False, U),
        (U, True, U, True),
        (U, False, False, U),
        (U, U, U, U),
    ],
)
def test_all_and_any_follow_kleene(
    first: bool | None, second: bool | None, both: bool | None, either: bool | None
) -> None:
    fields = two(first, second)
    assert truth(All((VACCINATED, TRAVELS)), **fields) is both
    assert truth(Some((VACCINATED, TRAVELS)), **fields) is either
    assert truth(Not(All((VACCINATED, TRAVELS))), **fields) is (None if both is None else not both)


def test_nothing_holds_of_all_and_not_of_any() -> None:
    assert truth(All(())) is True
    assert truth(Some(())) is False
    assert truth(Not(VACCINATED)) is None


LEAVES = st.sampled_from(
    [
        VACCINATED,
        TRAVELS,
        FactTest("applicant.located_in", (), "one_of", ("MEX", "GTM")),
        FactTest("applicant.relation", (), "is", "child"),
        FactTest("applicant.age", (), "below", 18),
        FactTest("applicant.age", (), "at_least", 21),
        FactTest("applicant.unmarried", (), "is", True),
        FactTest("applicant.nationalities", (), "contains_any", ("VEN",)),
        FactTest("applicant.permanent_resident_of", (), "any_outside", ("VEN", "CUB")),
        FactTest("applicant.refugee_in", (), "empty", True),
        FactTest("applicant.passport", (("decree", True),), "one_of", ("valid", "valid_by_decree")),
        FactTest("us_border.removal_order", (("years", 5), ("within", True)), "is", True),
        FactTest("us_border.crossed_between_ports", (("first", date(2022, 10, 13)),), "is", True),
        FactTest("us_border.interdicted_at_sea", (("first", date(2023, 4, 28)),), "is", False),
    ]
)
TREES: st.SearchStrategy[Test] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda found: All(tuple(found))),
        st.lists(inner, max_size=3).map(lambda found: Some(tuple(found))),
        inner.map(Not),
    ),
    max_leaves=8,
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "vaccinations_attested": st.booleans(),
    "travels_with_principal": st.booleans(),
    "located_in": st.sampled_from(["MEX", "GTM", "USA"]),
    "relation": st.sampled_from(["child", "spouse"]),
    "born_on": st.sampled_from(["1990-05-14", "2004", "2004-10", "2004-10-14", "2015", "2001-10/2001-11"]),
    "marital_status": st.sampled_from(["single", "married"]),
    "nationalities": st.sampled_from([("VEN",), ("COL",), ("VEN", "COL"), ()]),
    "permanent_resident_of": st.sampled_from([(), ("CUB",), ("ESP",)]),
    "refugee_in": st.sampled_from([(), ("MEX",)]),
    "removal_orders": st.sampled_from([(), ("2018-03-01",), ("2017-10",), ("2017",), ("2010", "2021")]),
    "sea_interdictions": st.sampled_from([(), ("2023-04-27",), ("2023-04",), ("2023-04-28",)]),
}


@settings(max_examples=500)
@given(TREES, st.fixed_dictionaries(FIELDS), st.sets(st.sampled_from(sorted(FIELDS))))
def test_what_becomes_known_never_changes_what_was_settled(
    tree: Test, fields: dict[str, Any], unknown: set[str]
) -> None:
    # Below the age of 14 nobody is asked, and unmarried is taken as known: see facts.applicant.unmarried.
    assume((fields["born_on"], fields["marital_status"]) != ("2015", "married"))
    before = truth(tree, **{name: value for name, value in fields.items() if name not in unknown})
    after = truth(tree, **fields)
    assert before is None or before is after


@settings(max_examples=300)
@given(
    TREES,
    st.fixed_dictionaries(FIELDS),
    st.sampled_from([("2022", "2022-10-07"), ("2004", "2004-10-15"), ("2004", "2004-10-14")]),
)
def test_a_more_exact_birthday_never_changes_what_was_settled(
    tree: Test, fields: dict[str, Any], days: tuple[str, str]
) -> None:
    rough, exact = days
    before = truth(tree, **{**fields, "born_on": rough})
    after = truth(tree, **{**fields, "born_on": exact})
    assert before is None or before is after


D = date
OCTOBER = Days(D(2022, 10, 1), D(2022, 10, 31))


@pytest.mark.parametrize(
    ("operator", "value", "operand", "want"),
    [
        ("before", OCTOBER, D(2022, 11, 1), True),
        ("before", OCTOBER, D(2022, 10, 31), None),
        ("before", OCTOBER, D(2022, 10, 2), None),
        ("before", OCTOBER, D(2022, 10, 1), False),
        ("on_or_before", OCTOBER, D(2022, 10, 31), True),
        ("on_or_before", OCTOBER, D(2022, 10, 1), None),
        ("on_or_before", OCTOBER, D(2022, 9, 30), False),
        ("after", OCTOBER, D(2022, 9, 30), True),
        ("after", OCTOBER, D(2022, 10, 1), None),
        ("after", OCTOBER, D(2022, 10, 31), False),
        ("on_or_after", OCTOBER, D(2022, 10, 1), True),
        ("on_or_after", OCTOBER, D(2022, 10, 2), None),
        ("on_or_after", OCTOBER, D(2022, 11, 1), False),
        ("at_least", (17, 18), 17, True),
        ("at_least", (17, 18), 18, None),
        ("at_least", (17, 18), 19, False),
        ("at_least", 20, 20, True),
        ("below", (17, 18), 19, True),
        ("below", (17, 18), 18, None),
        ("below", (17, 18), 17, False),
        ("at_most", (17, 18), 18, True),
        ("at_most", (17, 18), 17, None),
        ("at_most", (17, 18), 16, False),
        ("is", "MEX", "MEX", True),
        ("is", None, "MEX", False),
        ("one_of", "GTM", ("MEX", "USA"), False),
        ("contains_any", ("VEN", "COL"), ("COL",), True),
        ("contains_any", None, ("COL",), False),
        ("any_outside", ("VEN", "COL"), ("COL", "VEN"), False),
        ("any_outside", ("VEN", "ESP"), ("VEN",), True),
        ("any_outside", None, ("VEN",), False),
        ("empty", (), True, True),
        ("empty", None, True, True),
        ("empty", ("VEN",), False, True),
    ],
)
def test_operators(operator: str, value: Any, operand: Any, want: bool | None) -> None:
    assert OPERATORS[operator](value, operand) is want


def test_names_stand_for_their_values_and_lists_of_names_are_joined() -> None:
    values = {"covered": ("VEN",), "exempt": ("CUB", "HTI"), "day": ON}
    resolve = resolver(values.__getitem__)
    assert resolve(ValueName("day")) == ON
    assert resolve((ValueName("covered"), ValueName("exempt"), "NIC")) == ("VEN", "CUB", "HTI", "NIC")
