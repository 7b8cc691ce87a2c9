# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stations of a case and how far each is. The list is fixed; where a case stands is computed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .case.child import is_child_alone
from .case.fields import NOT_ASKED, listed

if TYPE_CHECKING:
    # The list of cases names the stations and is there before the rules are.
    from .case.case import Case
    from .rules.assess import Assessment

STATIONS = ("intake", "sponsor", "entry", "eligibility", "letter")
STATES = ("not_started", "in_progress", "completed", "problem", "cannot_start", "outdated")


@dataclass(frozen=True, slots=True)
class Station:
    """One station: its state, and the code of why it cannot start (or an empty text)."""

    step: str
    state: str
    why: str = ""


class Decided(Protocol):
    """What stations look at of the assessment of one applicant: the stations that have something open, and
    whether it is a child alone, for whom a note is written without a decision."""

    @property
    def problems(self) -> frozenset[str]: ...

    @property
    def waiting(self) -> frozenset[str]: ...

    @property
    def alone(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Begun:
    """What stations look at of the case itself: its people by id, and what was begun."""

    people: tuple[str, ...]
    notice_given: bool
    sponsor: bool
    entry: bool


def begun(case: Case) -> Begun:
    """What was begun in a case."""
    return Begun(
        tuple(person.id for person in case.people()),
        _notice_given(case),
        case.sponsor is not NOT_ASKED,
        bool(case.evidence) or _entry_begun(case),
    )


def stations(
    case: Case,
    assessment: Assessment | None,
    determined: Sequence[str] = (),
    lettered: Sequence[str] = (),
    outdated: Collection[str] = (),
) -> tuple[Station, ...]:
    """How far each station is. `determined` and `lettered` are the applicants who have a determination
    in force, and a letter issued for it; `outdated` the stations whose facts changed since."""
    decided = assessment.applicants if assessment is not None else None
    alone, day = [], case.reference_day()
    if decided is None and day is not None:
        alone = [one.id for one in case.people() if is_child_alone(one, day)]
    return stations_of(begun(case), decided, determined, lettered, outdated, alone)


def stations_of(
    so_far: Begun,
    decided: Sequence[Decided] | None,
    determined: Sequence[str],
    lettered: Sequence[str],
    outdated: Collection[str] = (),
    children: Sequence[str] = (),
) -> tuple[Station, ...]:
    """How far each station is; `decided` is None where there are no rules to decide by, and `children` are
    then those who are alone by the case."""
    people = so_far.people
    alone = [*children, *(one for one, it in zip(people, decided or (), strict=False) if it.alone)]
    determined = [*determined, *(one for one in alone if one in lettered)]
    done = bool(people) and set(people) <= set(determined)
    return (
        _worked("intake", bool(people), decided, extra_open=not so_far.notice_given),
        _worked("sponsor", so_far.sponsor, decided),
        _worked("entry", so_far.entry, decided),
        Station("eligibility", "outdated")
        if "eligibility" in outdated
        else _decision(people, determined, decided),
        Station("letter", "outdated")
        if "letter" in outdated
        else _letter(done, people, [*determined, *alone], lettered),
    )


def outdated_in(steps: Mapping[str, str]) -> tuple[str, ...]:
    """The stations that are out of date, from the state of each."""
    return tuple(step for step, state in steps.items() if state == "outdated")


def next_step(found: Sequence[Station]) -> str:
    """The first station that asks for work."""
    for station in found:
        if station.state in ("not_started", "in_progress", "problem", "outdated"):
            return station.step
    return found[-1].step


def _worked(
    step: str, begun: bool, decided: Sequence[Decided] | None, *, extra_open: bool = False
) -> Station:
    if decided is None or not begun:
        return Station(step, "in_progress" if begun else "not_started")
    if any(step in one.problems for one in decided):
        return Station(step, "problem")
    if extra_open or any(step in one.waiting for one in decided):
        return Station(step, "in_progress")
    return Station(step, "completed")


def _decision(people: Sequence[str], determined: Sequence[str], decided: Sequence[Decided] | None) -> Station:
    if not people:
        return Station("eligibility", "cannot_start", "no_applicants")
    if decided is None:
        return Station("eligibility", "cannot_start", "no_rules")
    taken = [one for one in people if one in determined]
    state = "completed" if len(taken) == len(people) else "in_progress" if taken else "not_started"
    return Station("eligibility", state)


def _letter(done: bool, people: Sequence[str], ready: Sequence[str], lettered: Sequence[str]) -> Station:
    if not any(one in ready for one in people):
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
