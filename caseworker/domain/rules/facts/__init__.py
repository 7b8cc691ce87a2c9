# SPDX-License-Identifier: AGPL-3.0-or-later
"""The closed list of facts that criteria may test: name -> function, with the parameters it takes."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...entry.proof import PROOFS
from ..programme import STATUSES
from . import applicant, borders, hosts, sponsor
from .view import UNKNOWN, Fact, FactFunction, Unknown, View

__all__ = [
    "DETAILS",
    "EDITION",
    "FACTS",
    "KINDS",
    "OF_THE_CASE",
    "STATUS",
    "UNKNOWN",
    "VALUES",
    "Fact",
    "FactFunction",
    "Unknown",
    "View",
    "entry_countries",
]


def programme_status(view: View) -> Fact:
    """announced, open, paused, closed or terminated on the reference day."""
    return Fact(view.status, ())


def _fields_of_applicant(*names: str) -> dict[str, FactFunction]:
    return {f"applicant.{name}": applicant.FieldOfApplicant(name) for name in names}


def _fields_of_sponsor(*names: str) -> dict[str, FactFunction]:
    return {f"sponsor.{name}": sponsor.FieldOfSponsor(name) for name in names}


STATUS = "programme.status"
FACTS: dict[str, FactFunction] = {
    STATUS: programme_status,
    "case.asked": hosts.asked,
    **_fields_of_applicant(
        "nationalities",
        "permanent_resident_of",
        "refugee_in",
        "temporary_permits",
        "located_in",
        "relation",
        "travels_with_principal",
        "vaccinations_attested",
        "refugee_document",
    ),
    "applicant.is_principal": applicant.is_principal,
    "applicant.age": applicant.age,
    "applicant.unmarried": applicant.unmarried,
    "applicant.accompanied_by": applicant.accompanied_by,
    "applicant.principal_has_nationality": applicant.principal_has_nationality,
    "applicant.other_nationalities": applicant.other_nationalities,
    "applicant.passport": applicant.passport,
    "applicant.resident_on": applicant.resident_on,
    "applicant.in_own_country": applicant.in_own_country,
    "applicant.arrives_on": applicant.arrives_on,
    "applicant.job_offer": applicant.job_offer,
    "applicant.job_fee_demanded": applicant.job_fee_demanded,
    "entry.proof": borders.entry_proof,
    "entry.latest": borders.entry_latest,
    "entry.at_issue": borders.entry_at_issue,
    "entry.sighted_after": borders.sighted_after,
    "entry.manner": borders.entry_manner,
    "entry.manner_shown": borders.entry_manner_shown,
    "us_border.crossed_between_ports": borders.crossed_between_ports,
    "us_border.presented_at_port": borders.presented_at_port,
    "us_border.crossing_excepted": borders.crossing_excepted,
    "us_border.returned": borders.returned,
    "us_border.removal_order": borders.removal_order,
    "us_border.interdicted_at_sea": borders.interdicted_at_sea,
    **_fields_of_sponsor("kind", "lives_in", "host_status", "offers_accommodation", "checks_passed"),
    "sponsor.present": sponsor.present,
    "sponsor.names_individual": sponsor.names_individual,
    "sponsor.backed_by_organisation": sponsor.backed_by_organisation,
    "sponsor.us_status": sponsor.us_status,
    "sponsor.in_us": sponsor.in_us,
    "sponsor.of_full_age": sponsor.of_full_age,
    "sponsor.documents_missing": sponsor.documents_missing,
    "sponsor.identifiers_misshapen": sponsor.identifiers_misshapen,
    "sponsor.people_supported": sponsor.people_supported,
    "sponsor.income": sponsor.income,
    "sponsor.fee_demanded": sponsor.fee_demanded,
    "sponsor.asked_about_fee": sponsor.asked_about_fee,
    "sponsor.contact_confirmed": sponsor.contact_confirmed,
    "sponsor.host_leave_months": hosts.host_leave_months,
    "sponsor.months_offered": hosts.months_offered,
    "sponsor.members": hosts.members,
    "sponsor.members_lacking": hosts.members_lacking,
    "sponsor.funds": hosts.funds,
}


# Which edition of the facts this is. It is raised with every change by which a fact may come out otherwise
# for the same document and tables: values that stores keep are of one edition.
EDITION = 2

# The facts that come out the same for every applicant of a case.
OF_THE_CASE = frozenset(name for name in FACTS if name.startswith(("programme.", "case.", "sponsor.")))

# The kind of value of each fact that is not a plain one.
KINDS = {
    **dict.fromkeys(
        (
            "applicant.age",
            "sponsor.people_supported",
            "sponsor.host_leave_months",
            "sponsor.months_offered",
            "sponsor.members",
            "sponsor.members_lacking",
        ),
        "number",
    ),
    "entry.latest": "days",
    "applicant.arrives_on": "days",
    **dict.fromkeys(
        (
            "applicant.nationalities",
            "applicant.permanent_resident_of",
            "applicant.refugee_in",
            "applicant.temporary_permits",
            "applicant.other_nationalities",
            "sponsor.documents_missing",
            "sponsor.identifiers_misshapen",
            "sponsor.checks_passed",
        ),
        "list",
    ),
}

# All that a fact can be when it is known, where that is a short list; the others may be anything, or None
# for a field that was asked and left empty.
_YES_NO = (True, False)
VALUES: dict[str, tuple[Any, ...]] = {
    "programme.status": STATUSES,
    "case.asked": ("before", "at", "after"),
    "entry.proof": PROOFS,
    "entry.manner": ("regular", "irregular"),
    "entry.manner_shown": ("regular", "irregular", "unknown"),
    "applicant.passport": ("missing", "expired", "valid", "valid_by_decree", "on_parents"),
    "applicant.job_offer": ("none", "named"),
    "sponsor.income": ("passes", "passes_with_co_sponsors", "below"),
    "sponsor.funds": ("enough", "short"),
    "sponsor.contact_confirmed": (True,),
    **dict.fromkeys(
        (
            "applicant.is_principal",
            "applicant.unmarried",
            "applicant.principal_has_nationality",
            "applicant.in_own_country",
            "applicant.resident_on",
            "entry.at_issue",
            "entry.sighted_after",
            "us_border.crossed_between_ports",
            "us_border.presented_at_port",
            "us_border.crossing_excepted",
            "us_border.returned",
            "us_border.removal_order",
            "us_border.interdicted_at_sea",
            "sponsor.present",
            "sponsor.names_individual",
            "sponsor.backed_by_organisation",
            "sponsor.in_us",
            "sponsor.of_full_age",
            "sponsor.asked_about_fee",
        ),
        _YES_NO,
    ),
}

# The figures and names that facts give to sentences.
DETAILS = frozenset(
    (
        *["earliest", "latest", "last_day", "clash", "first_day", "orders", "crossings", "valid_until"],
        *["printed_until", "countries", "employer", "documents", "identifiers", "day", "people"],
        *["own_household", "co_sponsor_households", "applicants", "others", "own_income"],
        *["co_sponsor_income", "total_income", "limit", "limit_alone", "percent", "year", "area"],
        *["state", "shortfall", "cite"],
        *["needed", "available", "short_by", "currency", "members", "months", "arrives"],
    )
)


def entry_countries(tests: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, date]]:
    """The (country, last acceptable day) pairs that these tests ask about, each once."""
    pairs = {(one["country"], one["by"]) for name, one in tests if name == "entry.proof"}
    return sorted(pairs)
