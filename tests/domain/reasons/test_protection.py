# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows for a child: said by the rules, on the day of issue, and never lost with an older file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.case.days import age_on
from caseworker.domain.reasons.protection import follows_on
from caseworker.domain.rules.assess import ApplicantAssessment, assess
from caseworker.domain.rules.programme import CONTACT, NOTE, Programme
from caseworker.domain.rules.rules import rules_on

from ..examples import base, case_of, library

NAMES = sorted(library().programmes)
DAYS = {
    name: max(one.since for one in programme.statuses[:2]) for name, programme in library().programmes.items()
}


def of_person(programme: Programme, on: date, **person: Any) -> ApplicantAssessment:
    found = base()
    found["applicants"] = [found["applicants"][0] | person]
    reference = library().reference
    return assess(case_of(found), rules_on(programme, on), on, reference).applicants[0]


def years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("care", "follows"),
    # None: it was asked, and there is nobody.
    [("nobody", NOTE), (None, NOTE), ("other_adult", CONTACT), ("parent", ""), ("legal_guardian", "")],
)
def test_every_programme_says_what_follows_for_a_child(name: str, care: str | None, follows: str) -> None:
    programme, on = library().programmes[name], DAYS[name]
    one = of_person(programme, on, born_on=years_before(on, 10).isoformat(), accompanied_by=care)
    assert follows_on(one, on) == follows


@pytest.mark.parametrize("name", NAMES)
def test_every_programme_that_comes_with_the_program_says_it_itself(name: str) -> None:
    programme = library().programmes[name]
    said = {answer.follows for one in programme.criteria for answer in one.answers}
    assert said == {"", NOTE, CONTACT}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("asked", [{}, {"gaps": "refused"}])
def test_a_child_of_whom_nobody_knows_who_is_there_has_the_contact(name: str, asked: dict[str, str]) -> None:
    programme, on = library().programmes[name], DAYS[name]
    found = base()
    found["applicants"] = [found["applicants"][0] | {"born_on": years_before(on, 10).isoformat()}]
    found["applicants"][0].pop("accompanied_by", None)
    if asked:
        found["gaps"] = {"applicants/a1/accompanied_by": "refused"}
    one = assess(case_of(found), rules_on(programme, on), on, library().reference).applicants[0]
    assert follows_on(one, on) == CONTACT


def test_a_child_who_travels_with_the_principal_travels_with_a_parent() -> None:
    on = DAYS["venezuela"]
    one = of_person(
        library().programmes["venezuela"],
        on,
        born_on=years_before(on, 10).isoformat(),
        relation="child",
        travels_with_principal=True,
    )
    assert follows_on(one, on) == ""


@pytest.mark.parametrize(
    ("care", "follows"), [("nobody", NOTE), (None, NOTE), ("other_adult", CONTACT), ("parent", "")]
)
def test_a_file_that_says_nothing_of_children_loses_none(care: str | None, follows: str) -> None:
    venezuela = library().programmes["venezuela"]
    silent = replace(
        venezuela,
        criteria=tuple(
            replace(one, answers=tuple(replace(answer, follows="") for answer in one.answers))
            for one in venezuela.criteria
        ),
    )
    on = date(2022, 10, 14)
    one = of_person(silent, on, born_on="2012-03-01", accompanied_by=care)
    assert follows_on(one, on) == follows


@given(
    name=st.sampled_from(NAMES),
    born=st.dates(date(2003, 1, 1), date(2012, 12, 31)),
    later=st.integers(0, 6000),
)
def test_the_day_of_issue_decides(name: str, born: date, later: int) -> None:
    on = DAYS[name]
    one = of_person(library().programmes[name], on, born_on=born.isoformat(), accompanied_by="nobody")
    day = on + timedelta(days=later)
    assert follows_on(one, day) == (NOTE if age_on(born, day) < 18 else "")


@pytest.mark.parametrize(
    ("born", "follows"), [("2004", NOTE), ("2003", ""), ("2004-10", NOTE), ("2004-09", "")]
)
def test_who_may_be_a_child_counts_as_one(born: str, follows: str) -> None:
    on = date(2022, 10, 14)
    one = of_person(library().programmes["venezuela"], on, born_on=born, accompanied_by="nobody")
    assert follows_on(one, on) == follows


@pytest.mark.parametrize(
    "answer",
    [
        {"follows": CONTACT},  # only the contact, as an office wrote it
        {"result": "met", "then": "note", "follows": ""},
    ],
)
def test_no_file_takes_the_note_from_a_child_alone(answer: dict[str, str]) -> None:
    venezuela = library().programmes["venezuela"]
    edited = replace(
        venezuela,
        criteria=tuple(
            replace(one, answers=tuple(replace(it, **answer) if it.follows else it for it in one.answers))
            for one in venezuela.criteria
        ),
    )
    on = date(2022, 10, 14)
    one = of_person(edited, on, born_on="2012-03-01", accompanied_by="nobody")
    assert follows_on(one, on) == NOTE


def test_nobody_is_called_a_child_without_a_birth_date() -> None:
    on = date(2022, 10, 14)
    found = base()
    del found["applicants"][0]["born_on"]
    found["applicants"][0]["accompanied_by"] = "nobody"
    one = library().assess(case_of(found), "venezuela", on).applicants[0]
    assert follows_on(one, on) == ""
