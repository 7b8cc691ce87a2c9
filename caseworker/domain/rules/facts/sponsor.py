# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts about the sponsor: who they are, what they showed, whether their means suffice."""

from __future__ import annotations

from typing import Any

from ...case.days import age_on, days_of
from ...case.fields import NOT_ASKED, Maybe, listed
from ...case.sponsor import Address, NamedIndividual, Sponsor
from ..reference import guideline_area
from .view import UNKNOWN, Fact, View, field_fact, unknown

FULL_AGE = 18


class FieldOfSponsor:
    """A fact function for one field of the sponsor; not known where there is no sponsor."""

    def __init__(self, name: str) -> None:
        self.name, self._paths = name, (f"sponsor/{name}",)

    def __call__(self, view: View) -> Fact:
        value = NOT_ASKED if view.sponsor is None else getattr(view.sponsor, self.name)
        return Fact(UNKNOWN if value is NOT_ASKED else value, self._paths)


def present(view: View) -> Fact:
    """Whether the case has a sponsor; not known until somebody asked."""
    if view.case.sponsor is NOT_ASKED:
        return unknown("sponsor")
    return Fact(view.case.sponsor is not None, ("sponsor",))


def names_individual(view: View) -> Fact:
    """Whether an organisation or group names the person who files; a field left empty names nobody."""
    sponsor = view.sponsor
    if sponsor is None:
        return unknown("sponsor/named_individual")
    return Fact(bool(sponsor.named_individual), ("sponsor/named_individual",))


def backed_by_organisation(view: View) -> Fact:
    """Whether an organisation supports each person asked for; a field left empty says no."""
    sponsor = view.sponsor
    backed = sponsor is not None and sponsor.supports_each_beneficiary is True
    return Fact(backed, ("sponsor/supports_each_beneficiary",))


def us_status(view: View) -> Fact:
    """The status in the United States of the sponsor, or of the person an organisation names.

    Where an organisation names a person and nobody wrote a status down, the value is `not_recorded`:
    the organisation answers for the person it names.
    """
    sponsor = view.sponsor
    if sponsor is None:
        return unknown("sponsor/us_status")
    named = sponsor.named_individual
    if isinstance(named, NamedIndividual) and isinstance(named.us_status, str):
        return Fact(named.us_status, ("sponsor/named_individual/us_status",))
    if sponsor.us_status is NOT_ASKED and sponsor.kind in ("organisation", "group"):
        return Fact("not_recorded", ("sponsor/us_status",))
    return field_fact(sponsor.us_status, "sponsor/us_status")


def in_us(view: View) -> Fact:
    """Whether the sponsor lives in the United States or one of its territories."""
    sponsor = view.sponsor
    if sponsor is None or sponsor.lives_in is NOT_ASKED:
        return unknown("sponsor/lives_in")
    return Fact(sponsor.lives_in in view.reference.us_territories, ("sponsor/lives_in",))


def of_full_age(view: View) -> Fact:
    """Whether the sponsor is 18 or more; true where no birth date was asked (no source states an age)."""
    sponsor = view.sponsor
    if sponsor is None or not isinstance(sponsor.born_on, str):
        return Fact(True, ())
    days = days_of(sponsor.born_on)
    if age_on(days.last, view.on) >= FULL_AGE:
        return Fact(True, ("sponsor/born_on",))
    return (
        Fact(False, ("sponsor/born_on",))
        if age_on(days.first, view.on) < FULL_AGE
        else unknown("sponsor/born_on")
    )


def documents_missing(view: View) -> Fact:
    """The documents still to be seen, by the sponsor's kind; an empty list when all were seen.

    An individual shows identity, status and income; one whom an organisation backs may show its
    commitment letter for the income; an organisation shows its commitment letter, or the person whom it
    names shows their own papers. Source: USCIS on organisations behind a supporter, September 2022.
    """
    sponsor = view.sponsor
    path = "sponsor/documents_seen"
    if sponsor is None or sponsor.documents_seen is NOT_ASKED:
        return unknown(path)
    if sponsor.kind is NOT_ASKED:
        return unknown("sponsor/kind")
    seen = listed(sponsor.documents_seen)
    personal = ["identity", "us_status", "income"]
    if sponsor.kind in ("organisation", "group"):
        own = bool(sponsor.named_individual) and all(name in seen for name in personal)
        needed = [] if own else ["commitment_letter"]
    else:
        needed = personal
        if sponsor.supports_each_beneficiary is True and "commitment_letter" in seen:
            needed.remove("income")
    missing = tuple(name for name in needed if name not in seen)
    return Fact(missing, (path,), details={"documents": missing})


def identifiers_misshapen(view: View) -> Fact:
    """The sponsor's identifiers whose structure is impossible (format only)."""
    sponsor = view.sponsor
    if sponsor is None:
        return Fact((), ())
    rules = view.reference.identifiers
    checks = (("ssn", rules.ssn_fits), ("ein", rules.ein_fits), ("a_number", rules.a_number_fits))
    bad = tuple(
        name
        for name, fits in checks
        if isinstance(getattr(sponsor, name), str) and not fits(getattr(sponsor, name))
    )
    return Fact(bad, tuple(f"sponsor/{name}" for name in bad), details={"identifiers": bad})


def people_supported(view: View) -> Fact:
    """How many people the sponsor supports in all: this case's applicants and others.

    Counts at least the applicants where nobody asked about others.
    """
    here = len(listed(view.case.applicants))
    others = view.sponsor.other_beneficiaries if view.sponsor else NOT_ASKED
    total = here + (others if isinstance(others, int) else 0)
    return Fact((total, total), ("sponsor/other_beneficiaries",), details={"people": total})


def income(view: View, percent: int) -> Fact:
    """The means test: `passes`, `passes_with_co_sponsors` or `below`.

    Income of sponsor and co-sponsors a year, in US dollars, against `percent` of the HHS guideline
    in force on the reference day for the sponsor's state and the people of all their households,
    this case's applicants and others supported. Equality passes. See domain-facts F-05, F-06, A-21.
    """
    sponsor = view.sponsor
    if sponsor is None:
        return unknown("sponsor")
    missing = _missing_for_income(sponsor)
    if missing:
        return unknown(*missing)
    sums = income_sums(view, percent)
    assert sums is not None  # noqa: S101 - nothing is missing
    paths = ("sponsor/annual_income_usd", "sponsor/household_size", "sponsor/other_beneficiaries")
    if sums["total_income"] < sums["limit"]:
        return Fact("below", paths, details=sums)
    alone = sums["own_income"] >= sums["limit_alone"]
    return Fact("passes" if alone else "passes_with_co_sponsors", paths, details=sums)


def income_sums(view: View, percent: int) -> dict[str, Any] | None:
    """The arithmetic of the means test, or None while a figure is missing."""
    sponsor = view.sponsor
    if sponsor is None or _missing_for_income(sponsor):
        return None
    guideline = view.reference.guideline(view.on)
    area = guideline_area(_state(sponsor.address) or "")
    co_sponsors = listed(sponsor.co_sponsors)
    own = _number(sponsor.household_size)
    theirs = sum(_number(one.household_size) for one in co_sponsors)
    applicants = len(listed(view.case.applicants))
    others = _number(sponsor.other_beneficiaries)
    people = max(own + theirs + applicants + others, 1)
    own_income = _number(sponsor.annual_income_usd)
    co_income = sum(_number(one.annual_income_usd) for one in co_sponsors)
    limit = guideline.amount(area, people) * percent / 100
    return {
        "own_household": own,
        "co_sponsor_households": theirs,
        "applicants": applicants,
        "others": others,
        "people": people,
        "own_income": own_income,
        "co_sponsor_income": co_income,
        "total_income": own_income + co_income,
        "limit": limit,
        "limit_alone": guideline.amount(area, max(own + applicants + others, 1)) * percent / 100,
        "percent": percent,
        "year": guideline.year,
        "area": area,
        "state": _state(sponsor.address) or "",
        "shortfall": max(limit - own_income - co_income, 0),
        "cite": guideline.cite,
    }


def _missing_for_income(sponsor: Sponsor) -> tuple[str, ...]:
    missing = [
        f"sponsor/{name}"
        for name in ("annual_income_usd", "household_size", "other_beneficiaries")
        if getattr(sponsor, name) is NOT_ASKED
    ]
    if not _state(sponsor.address):
        missing.append("sponsor/address/state")
    for one in listed(sponsor.co_sponsors):
        if one.annual_income_usd is NOT_ASKED or one.household_size is NOT_ASKED:
            missing.append("sponsor/co_sponsors")
    return tuple(missing)


def _state(address: Maybe[Address]) -> str | None:
    return address.state if isinstance(address, Address) and isinstance(address.state, str) else None


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float) else 0


def fee_demanded(view: View) -> Fact:
    """Whether the sponsor asks for money."""
    return FieldOfSponsor("fee_demanded")(view)


def asked_about_fee(view: View) -> Fact:
    """Whether somebody answered the question about money."""
    sponsor = view.sponsor
    return Fact(sponsor is not None and isinstance(sponsor.fee_demanded, bool), ("sponsor/fee_demanded",))


def contact_confirmed(view: View) -> Fact:
    """Whether the sponsor answered a call-back; a field left empty or answered with none says not yet."""
    sponsor = view.sponsor
    if sponsor is None or not isinstance(sponsor.contact_confirmed_on, str):
        return Fact(UNKNOWN, ("sponsor/contact_confirmed_on",))
    return Fact(True, ("sponsor/contact_confirmed_on",), details={"day": sponsor.contact_confirmed_on})
