# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a case is found by: the index row, derived from the document and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.case import Case
from caseworker.domain.case.days import days_of
from caseworker.domain.case.document import FaultyDocument, read_case
from caseworker.domain.case.fields import listed
from caseworker.domain.flow import stations
from caseworker.domain.rules.assess import Assessment
from caseworker.domain.rules.kept_facts import kept_facts
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.store.cases.case_index import CaseIndex, FactIndex, IdentifierIndex, PersonIndex

from .programmes.library import Library

if TYPE_CHECKING:
    pass

WORST_FIRST = ("closed", "not_eligible", "needs_review", "more_evidence_needed", "eligible")


def assessment_of(case: Case, library: Library) -> Assessment | None:
    """The assessment of a case under its own programme and day, or None while that cannot be."""
    on = case.reference_day()
    if not isinstance(case.programme, str) or on is None or not case.applicants:
        return None
    try:
        return library.assess(case, case.programme, on)
    except (NoValueInForce, KeyError):
        return None


def index_of(
    document: dict[str, Any],
    library: Library,
    determined: tuple[str, ...] = (),
    lettered: tuple[str, ...] = (),
    outdated: tuple[str, ...] = (),
) -> CaseIndex:
    """The index row of a case document; the rest as `stations` takes it. Raises FaultyDocument."""
    case = read_case(document, library.reference.vocabulary())
    assessment = assessment_of(case, library)
    steps = {one.step: one.state for one in stations(case, assessment, determined, lettered, outdated)}
    people = tuple(_person(one) for one in case.people())
    sponsor = case.sponsor
    names = [person.names for person in people]
    if sponsor is not None and hasattr(sponsor, "name") and isinstance(sponsor.name, str):
        names.append(sponsor.name)
    principal = case.principal() or (case.people()[0] if case.people() else None)
    return CaseIndex(
        number=_text(case.number),
        site=_text(case.site),
        programme=_text(case.programme),
        language=_text(case.language),
        opened_on=_text(case.opened_on),
        principal=principal.full_name() if principal else "",
        people=people,
        identifiers=tuple(_identifiers(case)),
        search_text=" ".join([_text(case.number), *names, *_passports(case)]),
        outcome=worst_outcome(assessment),
        steps=steps,
        facts=facts_of(case, assessment, library),
    )


def facts_of(case: Case, assessment: Assessment | None, library: Library) -> FactIndex | None:
    """What the facts of an assessed case came to, for deciding again without its document."""
    kept = kept_facts(case, assessment)
    return FactIndex(library.basis, kept.keys, kept.row) if kept else None


def worst_outcome(assessment: Assessment | None) -> str:
    """The outcome that a list shows for the whole case: the one that asks for most attention."""
    return worst_of(one.outcome for one in assessment.applicants) if assessment else ""


def worst_of(outcomes: Iterable[str]) -> str:
    """The outcome that asks for most attention, or an empty text where there is none."""
    found = set(outcomes)
    return next((outcome for outcome in WORST_FIRST if outcome in found), "")


def _person(one: Any) -> PersonIndex:
    born = days_of(one.born_on) if isinstance(one.born_on, str) else None
    names = " ".join(part for part in (one.given_names, one.surnames) if isinstance(part, str))
    return PersonIndex(
        one.id,
        _text(one.role),
        names,
        born.first.isoformat() if born else None,
        born.last.isoformat() if born else None,
    )


def _passports(case: Case) -> list[str]:
    numbers = []
    for one in listed(case.applicants):
        number = getattr(one.passport, "number", None)
        if isinstance(number, str):
            numbers.append(number)
    return numbers


def _identifiers(case: Case) -> list[IdentifierIndex]:
    found = [IdentifierIndex("passport", _normal(number)) for number in _passports(case)]
    phone = getattr(case.consent, "phone", None)
    if isinstance(phone, str):
        found.append(IdentifierIndex("phone", _normal(phone)))
    sponsor = case.sponsor
    for kind in ("ssn", "ein", "a_number"):
        value = getattr(sponsor, kind, None)
        if isinstance(value, str):
            found.append(IdentifierIndex(kind, _normal(value), "sponsor"))
    for phone in listed(getattr(sponsor, "phones", None)):
        found.append(IdentifierIndex("phone", _normal(phone), "sponsor"))
    return [one for one in found if one.value]


def _normal(text: str) -> str:
    return "".join(ch for ch in text.upper() if ch.isalnum())


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


__all__ = ["FaultyDocument", "assessment_of", "index_of", "worst_outcome"]
