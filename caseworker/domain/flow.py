# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stations of a case and how far each is. The list is fixed; where a case stands is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .fields import NOT_ASKED, listed

if TYPE_CHECKING:
    # The list of cases names the stations and is there before the rules are.
    from .assess import Assessment
    from .case import Case

STATIONS = ("intake", "sponsor", "entry", "eligibility", "letter")
STATES = ("not_started", "in_progress", "completed", "problem", "cannot_start")


@dataclass(frozen=True, slots=True)
class Station:
    """One station: its state, and the code of why it cannot start (or an empty text)."""

    step: str
    state: str
    why: str = ""


def stations(
    case: Case, assessment: Assessment | None, determined: Sequence[str] = (), lettered: Sequence[str] = ()
) -> tuple[Station, ...]:
    """How far each station is. `determined` and `lettered` are the applicants who have a determination
    in force, and a letter issued for it."""
    people = [person.id for person in listed(case.applicants)]
    done = bool(people) and set(people) <= set(determined)
    return (
        _worked("intake", bool(people), assessment, extra_open=not _notice_given(case)),
        _worked("sponsor", case.sponsor is not NOT_ASKED, assessment),
        _worked("entry", bool(case.evidence) or _entry_begun(case), assessment),
        _decision(people, determined, assessment),
        _letter(done, people, determined, lettered),
    )


def next_step(found: Sequence[Station]) -> str:
    """The first station that asks for work."""
    for station in found:
        if station.state in ("not_started", "in_progress", "problem"):
            return station.step
    return found[-1].step


def _worked(step: str, begun: bool, assessment: Assessment | None, *, extra_open: bool = False) -> Station:
    if assessment is None or not begun:
        return Station(step, "in_progress" if begun else "not_started")
    if any(step in one.problems for one in assessment.applicants):
        return Station(step, "problem")
    if extra_open or any(step in one.waiting for one in assessment.applicants):
        return Station(step, "in_progress")
    return Station(step, "completed")


def _decision(people: list[str], determined: Sequence[str], assessment: Assessment | None) -> Station:
    if not people:
        return Station("eligibility", "cannot_start", "no_applicants")
    if assessment is None:
        return Station("eligibility", "cannot_start", "no_rules")
    taken = [one for one in people if one in determined]
    state = "completed" if len(taken) == len(people) else "in_progress" if taken else "not_started"
    return Station("eligibility", state)


def _letter(done: bool, people: list[str], determined: Sequence[str], lettered: Sequence[str]) -> Station:
    if not any(one in determined for one in people):
        return Station("letter", "cannot_start", "no_determination")
    written = [one for one in people if one in lettered]
    if done and len(written) == len(people):
        return Station("letter", "completed")
    return Station("letter", "in_progress" if written else "not_started")


def _notice_given(case: Case) -> bool:
    consent = case.consent
    return consent is not None and consent is not NOT_ASKED and isinstance(consent.notice_given_on, str)


def _entry_begun(case: Case) -> bool:
    return any(
        one.entry_manner is not NOT_ASKED or one.us_border is not NOT_ASKED for one in listed(case.applicants)
    )
