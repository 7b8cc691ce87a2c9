# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people a case is about, and what they carry with them."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import (
    COUNTRIES,
    COUNTRY,
    DAY,
    DAYS,
    ID,
    TEXT,
    YES_NO,
    Kind,
    Maybe,
    asked,
    choice,
    record,
    records,
    required,
)

ROLES = ("principal", "family_member")
RELATIONS = ("spouse", "common_law_partner", "child", "parent", "sibling", "other")
MARITAL_STATUSES = ("single", "married", "common_law", "separated", "divorced", "widowed")
ACCOMPANIED_BY = ("parent", "legal_guardian", "other_adult", "nobody")
MANNERS = ("regular", "irregular", "unknown")
REFUGEE_DOCUMENTS = ("unhcr", "state")
CROSSING_MANNERS = ("between_ports", "land_port_of_entry")
CROSSING_ENDS = ("title_42", "voluntary_departure", "withdrawal_of_application", "removal")


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportExtension:
    """A certified extension of a Venezuelan passport (prórroga)."""

    issued_on: Maybe[str] = asked(DAY)
    expires_on: Maybe[str] = asked(DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    country: Maybe[str] = asked(COUNTRY)
    number: Maybe[str] = asked(TEXT)
    issued_on: Maybe[str] = asked(DAY)
    expires_on: Maybe[str] = asked(DAY)
    extension: Maybe[PassportExtension] = asked(record(PassportExtension))
    mrz: Maybe[str] = asked(TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderCrossing:
    """One time at or over the land border of the United States."""

    on: Maybe[str] = asked(DAY)
    manner: Maybe[str] = asked(choice(*CROSSING_MANNERS))
    ended_by: Maybe[str] = asked(choice(*CROSSING_ENDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Returned to a country by the authorities of another."""

    country: Maybe[str] = asked(COUNTRY)
    on: Maybe[str] = asked(DAY)
    under: Maybe[str] = asked(TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredExit:
    """The applicant's own statement of having left a country."""

    country: Maybe[str] = asked(COUNTRY)
    on: Maybe[str] = asked(DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Residence:
    """A stay as a resident; an absent `to` means to this day, an absent `from_` since always."""

    country: Maybe[str] = asked(COUNTRY)
    from_: Maybe[str] = asked(DAY)
    to: Maybe[str] = asked(DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOffer:
    employer: Maybe[str] = asked(TEXT)
    fee_demanded: Maybe[bool] = asked(YES_NO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the person was told and agreed to; `purposes` are the real choices, each yes, no or not asked."""

    notice_given_on: Maybe[str] = asked(DAY)
    notice_language: Maybe[str] = asked(Kind("text", limit=20))
    interpreter: Maybe[str] = asked(TEXT)
    phone: Maybe[str] = asked(Kind("text", limit=40))
    share_with_partners: Maybe[bool] = asked(YES_NO)
    contact_by_phone: Maybe[bool] = asked(YES_NO)
    withdrawn_on: Maybe[str] = asked(DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    id: str = required(ID)
    role: Maybe[str] = asked(choice(*ROLES))
    relation: Maybe[str] = asked(choice(*RELATIONS))
    given_names: Maybe[str] = asked(TEXT)
    surnames: Maybe[str] = asked(TEXT)
    sex: Maybe[str] = asked(choice("female", "male", "other"))
    born_on: Maybe[str] = asked(DAY)
    marital_status: Maybe[str] = asked(choice(*MARITAL_STATUSES))
    nationalities: Maybe[tuple[str, ...]] = asked(COUNTRIES)
    permanent_resident_of: Maybe[tuple[str, ...]] = asked(COUNTRIES)
    refugee_in: Maybe[tuple[str, ...]] = asked(COUNTRIES)
    temporary_permits: Maybe[tuple[str, ...]] = asked(COUNTRIES)
    located_in: Maybe[str] = asked(COUNTRY)
    travels_with_principal: Maybe[bool] = asked(YES_NO)
    accompanied_by: Maybe[str] = asked(choice(*ACCOMPANIED_BY))
    vaccinations_attested: Maybe[bool] = asked(YES_NO)
    passport: Maybe[Passport] = asked(record(Passport))
    removal_orders: Maybe[tuple[str, ...]] = asked(DAYS)
    sea_interdictions: Maybe[tuple[str, ...]] = asked(DAYS)
    us_border: Maybe[tuple[BorderCrossing, ...]] = asked(records(BorderCrossing))
    returned_to: Maybe[tuple[Returned, ...]] = asked(records(Returned))
    exits_declared: Maybe[tuple[DeclaredExit, ...]] = asked(records(DeclaredExit))
    entry_manner: Maybe[tuple[tuple[str, str], ...]] = asked(Kind("by_country", choices=MANNERS))
    resided_in: Maybe[tuple[Residence, ...]] = asked(records(Residence))
    job_offer: Maybe[JobOffer] = asked(record(JobOffer))
    refugee_document: Maybe[str] = asked(choice(*REFUGEE_DOCUMENTS))
    arrives_on: Maybe[str] = asked(DAY)

    def full_name(self) -> str:
        """Surnames, given names: what is known of them, or an empty text."""
        parts = [part for part in (self.surnames, self.given_names) if isinstance(part, str) and part]
        return ", ".join(parts)
