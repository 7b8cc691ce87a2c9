# SPDX-License-Identifier: AGPL-3.0-or-later
"""Children alone: for whom a note is written in place of a letter, and who protects them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.case.case import Case
from caseworker.domain.reasons.protection import follows_by_case, follows_on
from caseworker.domain.rules.assess import Assessment
from caseworker.domain.rules.programme import NOTE
from caseworker.words import Words


def what_follows(case: Case | None, assessment: Assessment | None, day: date) -> Mapping[str, str]:
    """What follows for each person where something is written on `day`, also where no rules decide."""
    people = case.people() if case is not None else ()
    found = {one.id: follows_by_case(one, day) for one in people}
    decided = assessment.applicants if assessment is not None else ()
    return found | {one.applicant.id: follows_on(one, day) for one in decided}


def children_alone(case: Case | None, assessment: Assessment | None, day: date) -> frozenset[str]:
    """The applicants for whom a note that asks for protection is written on `day`, and no letter."""
    return frozenset(who for who, follows in what_follows(case, assessment, day).items() if follows == NOTE)


def child_authority(person: Applicant, words: Words) -> str:
    """Who protects a child in the country where this person is."""
    from caseworker.letters.child_protection import authority

    return authority(person, words)
