# SPDX-License-Identifier: AGPL-3.0-or-later
"""Children alone: for whom a note is written in place of a letter, and who protects them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.reasons.protection import follows_on
from caseworker.domain.rules.assess import Assessment
from caseworker.domain.rules.programme import NOTE
from caseworker.words import Words

if TYPE_CHECKING:
    pass


def children_alone(assessment: Assessment | None, day: date) -> frozenset[str]:
    """The applicants for whom a note that asks for protection is written on `day`, and no letter."""
    people = assessment.applicants if assessment is not None else ()
    return frozenset(one.applicant.id for one in people if follows_on(one, day) == NOTE)


def child_authority(person: Applicant, words: Words) -> str:
    """Who protects a child in the country where this person is."""
    from caseworker.letters.child_protection import authority

    return authority(person, words)
