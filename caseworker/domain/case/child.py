# SPDX-License-Identifier: AGPL-3.0-or-later
"""Children in a case: who may be one on a day, and in whose care."""

from __future__ import annotations

from datetime import date

from .applicant import Applicant
from .days import age_on, days_of
from .fields import NOT_ASKED, Maybe

FULL_AGE = 18
NOBODY = "nobody"
IN_CARE = ("parent", "legal_guardian")


def youngest_age(applicant: Applicant, day: date) -> int | None:
    """The age on `day` of the youngest person who fits the birth date; None where there is none."""
    born = applicant.born_on
    return age_on(days_of(born).last, day) if isinstance(born, str) else None


def is_child(applicant: Applicant, day: date) -> bool:
    """Whether the person may be under 18 on `day`."""
    age = youngest_age(applicant, day)
    return age is not None and age < FULL_AGE


def surely_child(applicant: Applicant, day: date) -> bool:
    """Whether the person is under 18 on `day`, on whichever day of the birth date they were born."""
    born = applicant.born_on
    return isinstance(born, str) and age_on(days_of(born).first, day) < FULL_AGE


def grown_since(applicant: Applicant, on: date, day: date) -> bool:
    """Whether somebody who may have been a child on the day `on` is of age on `day`."""
    return is_child(applicant, on) and not is_child(applicant, day)


def is_child_alone(applicant: Applicant, day: date) -> bool:
    """Whether the person may be under 18 on `day` and is in nobody's care."""
    return is_child(applicant, day) and in_care_of(applicant) == NOBODY


def in_care_of(person: Applicant) -> Maybe[str]:
    """With whom a minor travels: `nobody` where it was asked and there is none. A child who travels with the
    principal, of whom nobody asked, travels with a parent.
    """
    stated = person.accompanied_by
    if stated is None:
        return NOBODY
    if stated is NOT_ASKED and person.relation == "child" and person.travels_with_principal is True:
        return "parent"
    return stated
