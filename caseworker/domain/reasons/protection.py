# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protection of children: what follows from an answer of the rules besides, or instead of, a letter.

The answer says it, and the day on which a letter would be issued decides: who was a child on the reference
day may be of age by then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..case.applicant import Applicant
from ..case.days import age_on, days_of
from ..rules.assess import ApplicantAssessment
from ..rules.facts import View
from ..rules.programme import CONTACT, NOTE, Criterion

FULL_AGE = 18


def youngest_age(applicant: Applicant, day: date) -> int | None:
    """The age on `day` of the youngest person who fits the birth date; None where there is none."""
    born = applicant.born_on
    return age_on(days_of(born).last, day) if isinstance(born, str) else None


def is_child(applicant: Applicant, day: date) -> bool:
    """Whether the person may be under 18 on `day`."""
    age = youngest_age(applicant, day)
    return age is not None and age < FULL_AGE


def follows_on(one: ApplicantAssessment, day: date) -> str:
    """What follows for this person where something is written on `day`: NOTE, CONTACT or nothing.

    Rules that say nothing of children are read as those that do: nobody slips through an older file.
    """
    if not is_child(one.applicant, day):
        return ""
    said = [it for it in one.rules.criteria if says_what_follows(it.criterion)]
    if not said:
        return {"nobody": NOTE, "other_adult": CONTACT}.get(str(one.applicant.accompanied_by), "")
    view = _as_child(one, day)
    answers = [it.ruling(it.verdict(view)).answer for it in said]
    found = {answer.follows for answer in answers if answer is not None}
    return NOTE if NOTE in found else CONTACT if CONTACT in found else ""


def says_what_follows(criterion: Criterion) -> bool:
    """Whether any answer of the criterion says what follows for a child."""
    return any(answer.follows for answer in criterion.answers)


def _as_child(one: ApplicantAssessment, day: date) -> View:
    """The view on `day`, with somebody who may be a child taken for one."""
    born = days_of(str(one.applicant.born_on)).last.isoformat()
    person = replace(one.applicant, born_on=born)
    return View(one.view.case, person, day, one.view.reference, one.view.status)
