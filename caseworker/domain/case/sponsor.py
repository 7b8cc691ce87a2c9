# SPDX-License-Identifier: AGPL-3.0-or-later
"""The person, organisation or group who supports the request, in the United States or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import (
    COUNT,
    COUNTRY,
    DAY,
    LONG_TEXT,
    MONEY,
    TEXT,
    TEXTS,
    YES_NO,
    Kind,
    Maybe,
    asked,
    choice,
    choices,
    record,
    records,
)

SPONSOR_KINDS = ("individual", "organisation", "group")
US_STATUSES = (
    "citizen",
    "us_national",
    "permanent_resident",
    "conditional_resident",
    "lawful_temporary_resident",
    "nonimmigrant",
    "asylee",
    "refugee",
    "parolee",
    "temporary_protected_status",
    "deferred_action",
    "daca",
    "deferred_enforced_departure",
    "asylum_pending",
    "none",
)
# Status in whichever country the programme is of; the United States have their own, longer list.
HOST_STATUSES = ("citizen", "permanent_resident", "temporary", "none")
CHECKS = ("background", "accommodation", "training")
CURRENCIES = ("CAD", "GBP", "USD")
SPONSOR_DOCUMENTS = ("identity", "us_status", "income", "commitment_letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    street: Maybe[str] = asked(TEXT)
    unit: Maybe[str] = asked(TEXT)
    city: Maybe[str] = asked(TEXT)
    state: Maybe[str] = asked(Kind("us_state"))
    zip: Maybe[str] = asked(Kind("text", limit=20))


@dataclass(frozen=True, slots=True, kw_only=True)
class CoSponsor:
    name: Maybe[str] = asked(TEXT)
    household_size: Maybe[int] = asked(COUNT)
    annual_income_usd: Maybe[float] = asked(MONEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of a group that sponsors; `in_community` where the people asked for will live."""

    name: Maybe[str] = asked(TEXT)
    born_on: Maybe[str] = asked(DAY)
    host_status: Maybe[str] = asked(choice(*HOST_STATUSES))
    in_community: Maybe[bool] = asked(YES_NO)
    checks_passed: Maybe[tuple[str, ...]] = asked(choices(*CHECKS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Funds:
    """Money set aside for the people asked for, of all who give together."""

    amount: Maybe[float] = asked(MONEY)
    currency: Maybe[str] = asked(choice(*CURRENCIES))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedIndividual:
    """The person who files for an organisation."""

    name: Maybe[str] = asked(TEXT)
    us_status: Maybe[str] = asked(choice(*US_STATUSES))
    lives_in: Maybe[str] = asked(COUNTRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    kind: Maybe[str] = asked(choice(*SPONSOR_KINDS))
    name: Maybe[str] = asked(TEXT)
    born_on: Maybe[str] = asked(DAY)
    us_status: Maybe[str] = asked(choice(*US_STATUSES))
    lives_in: Maybe[str] = asked(COUNTRY)
    address: Maybe[Address] = asked(record(Address))
    phones: Maybe[tuple[str, ...]] = asked(TEXTS)
    emails: Maybe[tuple[str, ...]] = asked(TEXTS)
    ssn: Maybe[str] = asked(Kind("text", limit=20))
    ein: Maybe[str] = asked(Kind("text", limit=20))
    a_number: Maybe[str] = asked(Kind("text", limit=20))
    household_size: Maybe[int] = asked(COUNT)
    annual_income_usd: Maybe[float] = asked(MONEY)
    assets_usd: Maybe[float] = asked(MONEY)
    co_sponsors: Maybe[tuple[CoSponsor, ...]] = asked(records(CoSponsor))
    other_beneficiaries: Maybe[int] = asked(COUNT)
    documents_seen: Maybe[tuple[str, ...]] = asked(choices(*SPONSOR_DOCUMENTS))
    contact_confirmed_on: Maybe[str] = asked(DAY)
    fee_demanded: Maybe[bool] = asked(YES_NO)
    statement: Maybe[str] = asked(LONG_TEXT)
    supports_each_beneficiary: Maybe[bool] = asked(YES_NO)
    # A name is enough, `true` says that there is one; a record says more of the person.
    named_individual: Maybe[str | bool | NamedIndividual] = asked(
        Kind("text_or_record", record=NamedIndividual)
    )
    host_status: Maybe[str] = asked(choice(*HOST_STATUSES))
    host_status_until: Maybe[str] = asked(DAY)
    members: Maybe[tuple[Member, ...]] = asked(records(Member))
    offers_accommodation: Maybe[bool] = asked(YES_NO)
    months_offered: Maybe[int] = asked(COUNT)
    checks_passed: Maybe[tuple[str, ...]] = asked(choices(*CHECKS))
    funds: Maybe[Funds] = asked(record(Funds))
