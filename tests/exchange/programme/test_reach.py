# SPDX-License-Identifier: AGPL-3.0-or-later
"""What nothing can reach is found; what somebody can reach is never called unreachable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from caseworker.exchange.programme.faults import FaultyProgramme
from caseworker.exchange.programme.file import check_programme
from caseworker.exchange.programme.reach import reach
from caseworker.paths import resource
from caseworker.services.programmes.shipped import shared_criteria
from tests.domain.examples import library

HEAD = """
id = "mars"
checked_on = 2022-12-01
name = { en = "Mars", es = "Marte" }
[[source]]
id = "law"
cite = "1 MR 1"
[[version]]
from = 2022-01-01
title = { en = "First", es = "Primera" }
[[status]]
from = 2022-01-01
status = "open"
[[value]]
name = "age"
until = 2022-06-30
is = 18
[[value]]
name = "age"
from = 2022-07-01
is = 21
[[criterion]]
id = "one"
step = "intake"
title = { en = "One", es = "Uno" }
source = ["law"]
"""
ANSWER = '[[criterion.answer]]\n{when}result = "met"\nreason = {{ en = "Yes.", es = "Sí." }}\n'


def found(*tests: str, applies: str = "") -> list[str]:
    """What is said of a criterion with one answer a test; an empty test always holds."""
    text = HEAD + (f"applies = {applies}\n" if applies else "")
    text += "".join(ANSWER.format(when=f"when = {test}\n" if test else "") for test in tests)
    try:
        check_programme(text.encode(), {}, library().reference)
    except FaultyProgramme as error:
        faults = error.faults
    else:
        faults = ()
    assert all(fault.line for fault in faults)
    return [f"{fault.place.removeprefix('criterion one')}|{fault.fault}" for fault in faults]


REACHED = "|can never be reached"
IN = '{ fact = "applicant.located_in", is = "MEX" }'
OUT = '{ not = { fact = "applicant.located_in", is = "MEX" } }'
OF_AGE = '{ fact = "applicant.age", at_least = "$age" }'
YES, NO = (f'{{ fact = "sponsor.present", is = {word} }}' for word in ("true", "false"))


@pytest.mark.parametrize(
    ("tests", "unreachable"),
    [
        ((YES, NO), []),
        ((YES, NO, ""), [3]),
        ((YES, YES), [2]),
        ((IN, OUT, ""), [3]),
        ((IN, ""), []),
        ((f"{{ all = [{IN}, {OUT}] }}", ""), [1]),
        ((f"{{ any = [{IN}, {YES}] }}", f"{{ all = [{IN}, {NO}] }}", ""), [2]),
        # A field that was asked and left empty is neither yes nor no.
        (
            (
                '{ fact = "applicant.travels_with_principal", is = true }',
                '{ fact = "applicant.travels_with_principal", is = false }',
                "",
            ),
            [],
        ),
        (('{ fact = "applicant.age", below = 18 }', '{ fact = "applicant.age", at_least = 18 }', ""), [3]),
        (('{ fact = "applicant.age", below = 18 }', '{ fact = "applicant.age", below = 12 }', ""), [2]),
        (('{ fact = "applicant.age", below = 18 }', '{ fact = "applicant.age", at_most = 18 }', ""), []),
        # The value is another from July on: then an age of 18 comes to the second answer.
        (
            (
                OF_AGE,
                '{ fact = "applicant.age", at_least = 18 }',
                "",
            ),
            [],
        ),
        (
            (
                OF_AGE,
                '{ fact = "applicant.age", at_least = 21 }',
                "",
            ),
            [2],
        ),
        (
            (
                '{ fact = "applicant.arrives_on", on_or_before = 2024-03-31 }',
                '{ fact = "applicant.arrives_on", after = 2024-03-31 }',
                "",
            ),
            [3],
        ),
        (
            (
                '{ fact = "applicant.nationalities", empty = true }',
                '{ fact = "applicant.nationalities", contains_any = ["VEN"] }',
                '{ fact = "applicant.nationalities", any_outside = ["VEN"] }',
                "",
            ),
            [4],
        ),
        (
            (
                '{ fact = "applicant.nationalities", contains_any = ["VEN", "COL"] }',
                '{ fact = "applicant.nationalities", contains_any = ["VEN"] }',
                "",
            ),
            [2],
        ),
        (
            (
                *(
                    f'{{ fact = "entry.proof", country = "MEX", by = 2022-10-19, is = "{proof}" }}'
                    for proof in ("proved_before", "proved_after", "not_established", "contradictory")
                ),
                "",
            ),
            [5],
        ),
        # Of two countries nothing is said: they are two facts.
        (
            (
                '{ fact = "entry.at_issue", country = "MEX", is = true }',
                '{ fact = "entry.at_issue", country = "PAN", is = true }',
                "",
            ),
            [],
        ),
    ],
)
def test_answers_that_cannot_hold(tests: tuple[str, ...], unreachable: list[int]) -> None:
    assert found(*tests) == [f": answer {at}{REACHED}" for at in unreachable]


def test_a_criterion_that_is_never_asked() -> None:
    (said,) = found("", applies=f"{{ all = [{IN}, {OUT}] }}")
    assert said.startswith("|is never asked")
    assert found(YES, applies=IN) == []
    assert found(IN, "", applies=OUT) == [f": answer 1{REACHED}"]


def test_where_the_combinations_are_too_many_nothing_is_said() -> None:
    kinds = '", "'.join(f"{a}{b}N" for a in "VCMPAB" for b in "EOAIU")
    parts = [
        f'{{ fact = "applicant.{name}", one_of = ["{kinds}"] }}'
        for name in ("located_in", "relation", "accompanied_by", "refugee_document")
    ]
    text = HEAD + ANSWER.format(when=f"when = {{ all = [{', '.join(parts)}] }}\n")
    reference = library().reference
    known = frozenset({*reference.countries, *kinds.split('", "')})
    programme, result = check_programme(text.encode(), {}, replace(reference, countries=known))
    assert result.undecided == ("one",)
    assert reach(programme) == result


@pytest.mark.parametrize("path", sorted(resource("programmes").glob("*.toml")), ids=lambda path: path.stem)
def test_our_own_programmes_can_be_reached_throughout(path: Path) -> None:
    _, result = check_programme(path.read_bytes(), shared_criteria(resource()), library().reference)
    assert result.undecided == ()
