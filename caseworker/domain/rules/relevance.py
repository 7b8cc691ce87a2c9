# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which fields of a case a programme's rules may read, so that nobody is asked what can decide nothing.

Fields that every programme wants, such as names and contacts, are not listed: they always matter.
"""

from __future__ import annotations

from collections.abc import Mapping

from .rules import Rules

_INCOME = ("sponsor.income",)
_DOCUMENTS = ("sponsor.documents_missing",)
_IDENTIFIERS = ("sponsor.identifiers_misshapen",)
_STATUS = ("sponsor.host_status", "sponsor.host_leave_months")
_NAMED = ("sponsor.names_individual", "sponsor.us_status", "sponsor.documents_missing")
_BACKED = ("sponsor.backed_by_organisation", "sponsor.documents_missing")

# The facts that are read from a field; one of them in force is enough.
FACTS_OF: Mapping[str, tuple[str, ...]] = {
    "asked_at": ("case.asked",),
    "refugee_document": ("applicant.refugee_document",),
    "arrives_on": ("applicant.arrives_on",),
    "resided_in": ("applicant.resident_on",),
    "sponsor/named_individual": _NAMED,
    "sponsor/supports_each_beneficiary": _BACKED,
    "sponsor/born_on": ("sponsor.of_full_age",),
    "sponsor/us_status": ("sponsor.us_status",),
    "sponsor/documents_seen": _DOCUMENTS,
    "sponsor/address/state": _INCOME,
    "sponsor/address/zip": _INCOME,
    "sponsor/ssn": _IDENTIFIERS,
    "sponsor/ein": _IDENTIFIERS,
    "sponsor/a_number": _IDENTIFIERS,
    "sponsor/household_size": _INCOME,
    "sponsor/annual_income_usd": _INCOME,
    "sponsor/other_beneficiaries": (*_INCOME, "sponsor.people_supported"),
    "sponsor/co_sponsors": _INCOME,
    "sponsor/assets_usd": _INCOME,
    "sponsor/host_status": _STATUS,
    "sponsor/host_status_until": ("sponsor.host_leave_months",),
    "sponsor/offers_accommodation": ("sponsor.offers_accommodation",),
    "sponsor/months_offered": ("sponsor.months_offered",),
    "sponsor/checks_passed": ("sponsor.checks_passed",),
    "sponsor/members": ("sponsor.members", "sponsor.members_lacking"),
    "sponsor/funds/amount": ("sponsor.funds",),
    "sponsor/funds/currency": ("sponsor.funds",),
}


def may_matter(field: str, rules: Rules) -> bool:
    """Whether the rules may read the field: a document path, for a person the name within the person."""
    facts = FACTS_OF.get(field)
    return facts is None or any(rules.asks(fact) for fact in facts)
