# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter says besides the rules: number, days, who decided, who signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.rules.programme import Programme
from caseworker.drawing.paper import Paper
from caseworker.letters.content import Letterhead, LetterState


def name_of(person: Applicant) -> str:
    """The name as a letter writes it; empty where there is none."""
    return " ".join(part for part in (person.given_names, person.surnames) if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter says besides the assessment. Days are calendar days; names may be empty in a draft.

    `outcome` is the determined one; None takes the assessment's own. `written_by` signs a note.
    """

    letterhead: Letterhead
    paper: Paper
    state: LetterState
    number: str
    case_number: str
    issued_on: date
    caseworker: str = ""
    outcome: str | None = None
    departs: str = ""
    determined_by: str = ""
    determined_on: date | None = None
    approved_by: str = ""
    approved_on: date | None = None
    approver_appointed: bool = False
    alone_reason: str = ""
    training: bool = False
    written_by: str = ""
    programmes: Mapping[str, Programme] = field(default_factory=dict)
