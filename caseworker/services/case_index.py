# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a case is found by: the index row, derived from the document and nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import cache, partial
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

from .desk import Desk
from .programmes.library import Library

if TYPE_CHECKING:
    from caseworker.store.opened.transaction import Transaction

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


def cases_off_the_index(desk: Desk) -> tuple[str, ...]:
    """The numbers of cases that lists and search do not show as their documents have it."""
    from caseworker.store.cases.cases import iter_cases
    from caseworker.store.cases.index_rows import index_agrees
    from caseworker.store.records.determinations import determined_now
    from caseworker.store.records.letters import lettered_now

    from .outdated import standing

    found = []
    with desk.reading("own") as tx:
        determined, lettered = determined_now(tx), lettered_now(tx)
        since = cache(partial(_decides_since, tx, desk.library))
        for pk, case_id, number, document in iter_cases(tx):
            # A document that the rules of today do not read stands as it was when it was saved.
            with contextlib.suppress(FaultyDocument):
                decided = case_id in determined or case_id in lettered
                so_far = standing(tx, desk.library, case_id, document) if decided else ()
                index = index_of(document, desk.library, *so_far)
                if not index_agrees(tx, case_id, pk, index, since(index.programme)):
                    found.append(number)
    return tuple(found)


def _decides_since(tx: Transaction, library: Library, programme: str) -> str | None:
    """Since when the rules of a programme surely decide as they do today; None where nothing tells.

    The list is not renewed when a new program brings other rules, nor for cases that were decided when an
    office installs some. What tells of it is the rulebook that a determination keeps.
    """
    from caseworker.exchange.rulebook import rulebook_sha256
    from caseworker.store.records.programmes import list_programmes
    from caseworker.store.records.rulebooks import latest_rulebook

    kept, at = latest_rulebook(tx, programme)
    if not kept or programme not in library.programmes:
        return None
    if kept != rulebook_sha256(library.rulebook(programme)):
        return None
    return max([at, *(one.installed_at for one in list_programmes(tx) if one.programme == programme)])


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
