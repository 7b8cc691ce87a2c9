# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts about the person: family, age, nationality, passport, health, job."""

from __future__ import annotations

from datetime import date
from operator import attrgetter

from ...case.applicant import Passport
from ...case.child import in_care_of
from ...case.days import Days, age_on, days_of, years_later
from ...case.fields import NOT_ASKED, Maybe, listed
from .view import UNKNOWN, Fact, View, field_fact, unknown

# The National Assembly's decree of 21 May 2019 covers passports and prórrogas issued before this day.
DECREE_PIVOT = date(2019, 6, 7)
DECREE_YEARS = 5
NO_LONGER_MARRIED = ("single", "divorced", "widowed")
NEVER_MARRIED_BELOW = 14


class FieldOfApplicant:
    """A fact function for one field."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._of = attrgetter(name)

    def __call__(self, view: View) -> Fact:
        value = self._of(view.applicant)
        return Fact(UNKNOWN if value is NOT_ASKED else value, (f"{view.path}/{self.name}",))


def is_principal(view: View) -> Fact:
    """Whether this applicant asks in their own right; a case of one person has its principal."""
    role = view.applicant.role
    if role is NOT_ASKED and len(listed(view.case.applicants)) == 1:
        role = "principal"
    return Fact(UNKNOWN if role is NOT_ASKED else role == "principal", (f"{view.path}/role",))


def age(view: View) -> Fact:
    """Completed years on the reference day: a range `(least, most)` where the birth date is partial."""
    path = f"{view.path}/born_on"
    born = view.applicant.born_on
    if not isinstance(born, str):
        return unknown(path)
    days = days_of(born)
    return Fact((age_on(days.last, view.on), age_on(days.first, view.on)), (path,))


def unmarried(view: View) -> Fact:
    """Whether the person is not married; below the age of 14 nobody is asked."""
    status = view.applicant.marital_status
    if isinstance(status, str):
        return Fact(status in NO_LONGER_MARRIED, (f"{view.path}/marital_status",))
    years = age(view)
    if years.known and years.value[1] < NEVER_MARRIED_BELOW:
        return Fact(True, years.paths)
    return unknown(f"{view.path}/marital_status")


def accompanied_by(view: View) -> Fact:
    """With whom a minor travels, as `in_care_of` has it: `nobody` where it was asked and there is none."""
    cared = in_care_of(view.applicant)
    if cared == "parent" and view.applicant.accompanied_by is NOT_ASKED:
        return Fact("parent", (f"{view.path}/relation", f"{view.path}/travels_with_principal"))
    return field_fact(cared, f"{view.path}/accompanied_by")


def principal_has_nationality(view: View, countries: tuple[str, ...]) -> Fact:
    """Whether the principal of the case is a national of one of `countries`."""
    principal = view.case.principal()
    if principal is None:
        return unknown("applicants")
    path = f"applicants/{principal.id}/nationalities"
    if principal.nationalities is NOT_ASKED:
        return unknown(path)
    return Fact(any(one in countries for one in listed(principal.nationalities)), (path,))


def other_nationalities(view: View, besides: tuple[str, ...]) -> Fact:
    """For a person with two or more nationalities, those not in `besides`; else none."""
    path = f"{view.path}/nationalities"
    held = view.applicant.nationalities
    if held is NOT_ASKED:
        return unknown(path)
    several = listed(held) if len(listed(held)) > 1 else ()
    others = tuple(one for one in several if one not in besides)
    return Fact(others, (path,), details={"countries": others})


def passport(view: View, decree: bool = False, child_on_parents: bool = False) -> Fact:
    """`missing`, `expired`, `valid`, `valid_by_decree` or `on_parents` on the reference day.

    A certified extension (prórroga) counts and its expiry becomes the passport's. With `decree`, the
    Venezuelan decree of 21 May 2019 adds five years where passport or prórroga was issued before 7
    June 2019. With `child_on_parents`, a child may be entered in a parent's passport (the principal's).
    """
    path = f"{view.path}/passport"
    held = view.applicant.passport
    if held is None and child_on_parents and view.applicant.relation == "child":
        principal = view.case.principal()
        if principal is not None and isinstance(principal.passport, Passport):
            return Fact("on_parents", (path, f"applicants/{principal.id}/passport"))
    if held is None:
        return Fact("missing", (path,))
    if not isinstance(held, Passport):
        return unknown(path)
    if not isinstance(held.expires_on, str):
        return unknown(f"{path}/expires_on")
    if held.extension is not None and held.extension is not NOT_ASKED:
        base = f"{path}/extension"
        issued, expires = held.extension.issued_on, held.extension.expires_on
        if not isinstance(expires, str):
            return unknown(f"{base}/expires_on")
    else:
        base, issued, expires = path, held.issued_on, held.expires_on
    printed = days_of(expires)
    details = {"valid_until": printed.first, "printed_until": printed.first}
    paths: tuple[str, ...] = (f"{base}/expires_on",)
    if printed.first >= view.on:
        return Fact("valid", paths, details=details)
    country = _passport_country(view, held)
    if not decree or country not in ("VEN", NOT_ASKED):
        return Fact("expired", paths, details=details) if printed.last < view.on else unknown(*paths)
    extended = Days(years_later(printed.first, DECREE_YEARS), years_later(printed.last, DECREE_YEARS))
    if extended.last < view.on:
        return Fact("expired", paths, details={**details, "valid_until": extended.first})
    if not isinstance(issued, str):
        return unknown(f"{base}/issued_on")
    made = days_of(issued)
    paths = (f"{base}/issued_on", f"{base}/expires_on")
    if made.first >= DECREE_PIVOT:
        return Fact("expired", paths, details=details) if printed.last < view.on else unknown(*paths)
    if made.last >= DECREE_PIVOT or extended.first < view.on:
        return unknown(*paths)
    if country is NOT_ASKED:
        return unknown(f"{path}/country")
    return Fact("valid_by_decree", paths, details={**details, "valid_until": extended.first})


def _passport_country(view: View, held: Passport) -> Maybe[str]:
    """The country of the passport; where nobody asked, that of the only nationality."""
    nationalities = view.applicant.nationalities
    if held.country is NOT_ASKED and nationalities is not NOT_ASKED:
        only = set(listed(nationalities))
        if len(only) == 1:
            return only.pop()
        return NOT_ASKED if "VEN" in only else None
    return held.country


def resident_on(view: View, country: str, on: date) -> Fact:
    """Whether the person lived in `country` on that day, by the stays they state."""
    path = f"{view.path}/resided_in"
    stays = view.applicant.resided_in
    if stays is NOT_ASKED:
        return unknown(path)
    doubtful = False
    for stay in listed(stays):
        if stay.country != country:
            doubtful = doubtful or stay.country is NOT_ASKED
            continue
        began = days_of(stay.from_) if isinstance(stay.from_, str) else None
        ended = days_of(stay.to) if isinstance(stay.to, str) else None
        if (began is None or began.last <= on) and (ended is None or ended.first >= on):
            return Fact(True, (path,))
        if (began is None or began.first <= on) and (ended is None or ended.last >= on):
            doubtful = True
    return unknown(path) if doubtful else Fact(False, (path,))


def in_own_country(view: View) -> Fact:
    """Whether the person is now in a country of their own nationality."""
    paths = (f"{view.path}/located_in", f"{view.path}/nationalities")
    where, held = view.applicant.located_in, view.applicant.nationalities
    known = (isinstance(where, str), isinstance(held, tuple))
    missing = [path for path, there in zip(paths, known, strict=True) if not there]
    return unknown(*missing) if missing else Fact(where in listed(held), paths)


def arrives_on(view: View) -> Fact:
    """The day on which the person means to arrive."""
    path = f"{view.path}/arrives_on"
    day = view.applicant.arrives_on
    if not isinstance(day, str):
        return unknown(path)
    return Fact(days_of(day), (path,), details={"arrives": days_of(day)})


def job_offer(view: View) -> Fact:
    """`none`, or `named` for an offer with the employer's name."""
    offer = view.applicant.job_offer
    if offer is NOT_ASKED:
        return unknown(f"{view.path}/job_offer")
    if offer is not None and offer.employer is NOT_ASKED:
        return unknown(f"{view.path}/job_offer/employer")
    if offer is None or not offer.employer:
        return Fact("none", (f"{view.path}/job_offer",))
    return Fact("named", (f"{view.path}/job_offer/employer",), details={"employer": offer.employer})


def job_fee_demanded(view: View) -> Fact:
    """Whether anyone asks the worker for money for the job."""
    offer = view.applicant.job_offer
    if offer is None:
        return Fact(False, (f"{view.path}/job_offer",))
    path = f"{view.path}/job_offer/fee_demanded"
    return unknown(path) if offer is NOT_ASKED else field_fact(offer.fee_demanded, path)
