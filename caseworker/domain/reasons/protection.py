# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protection of children: what follows besides, or instead of, a letter.

The case says who is a child alone, and an answer of the rules may ask for more. The day on which a letter
would be issued decides: who was a child on the reference day may be of age by then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..case.applicant import Applicant
from ..case.child import IN_CARE, NOBODY, in_care_of, is_child
from ..case.days import days_of
from ..rules.assess import ApplicantAssessment
from ..rules.facts import View
from ..rules.programme import CONTACT, NOTE, Criterion


def follows_by_case(applicant: Applicant, day: date) -> str:
    """What follows by the case alone, whatever the rules say and where there are none: NOTE for a child whom
    nobody accompanies, CONTACT for one of whom it is not known to be with parent or guardian.
    """
    if not is_child(applicant, day):
        return ""
    cared = in_care_of(applicant)
    return NOTE if cared == NOBODY else "" if cared in IN_CARE else CONTACT


def follows_on(one: ApplicantAssessment, day: date) -> str:
    """What follows for this person where something is written on `day`: NOTE, CONTACT or nothing.

    An answer of the rules can ask for more than the case does, never for less.
    """
    found = {follows_by_case(one.applicant, day)}
    if is_child(one.applicant, day):
        view = _as_child(one, day)
        said = [it for it in one.rules.criteria if says_what_follows(it.criterion)]
        answers = [it.ruling(it.verdict(view)).answer for it in said]
        found |= {answer.follows for answer in answers if answer is not None}
    return NOTE if NOTE in found else CONTACT if CONTACT in found else ""


def says_what_follows(criterion: Criterion) -> bool:
    """Whether any answer of the criterion says what follows for a child."""
    return any(answer.follows for answer in criterion.answers)


def _as_child(one: ApplicantAssessment, day: date) -> View:
    """The view on `day`, with somebody who may be a child taken for one."""
    born = days_of(str(one.applicant.born_on)).last.isoformat()
    person = replace(one.applicant, born_on=born)
    return View(one.view.case, person, day, one.view.reference, one.view.status)
