# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hand-written criteria about sponsors, sponsor-present to sponsor-asks-no-fee."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from caseworker.domain.rules.facts import UNKNOWN

from .hand_written_parts import EVIDENCE, MET, NOT_ASKED, UNCLEAR, Facts, Reason, all_of, any_of, below, equal

QUALIFYING = {
    *("citizen", "us_national", "permanent_resident", "conditional_resident", "lawful_temporary_resident"),
    *("nonimmigrant", "asylee", "refugee", "parolee", "temporary_protected_status", "deferred_action"),
    *("daca", "deferred_enforced_departure"),
}
ORGANISED = ("organisation", "group")
PRESENT = ("sponsor.present",)
NAMED = (*PRESENT, "sponsor.kind", "sponsor.names_individual")
BACKED = (*NAMED, "sponsor.backed_by_organisation")
US_STATUS = (*NAMED, "sponsor.us_status", "sponsor.of_full_age")
IN_US = (*PRESENT, "sponsor.in_us")
REACHED = (*PRESENT, "sponsor.contact_confirmed")
PAPERS = (*PRESENT, "sponsor.documents_missing")
IDENTIFIERS = (*PRESENT, "sponsor.identifiers_misshapen")
INCOME = (*BACKED, "sponsor.income percent=100")
SUPPORTED = (*PRESENT, "sponsor.people_supported")
ASKED = (*PRESENT, "sponsor.kind", "sponsor.asked_about_fee")
FEE = (*ASKED, "sponsor.fee_demanded")


def sponsor(facts: Facts, reasons: list[Reason]) -> None:
    """sponsor-present to sponsor-asks-no-fee."""
    say = reasons.append
    present = facts["sponsor.present"]
    if present is not True:
        seen: tuple[Any, ...] = (present,)
        if present is UNKNOWN:
            say(("sponsor-present", *UNCLEAR, PRESENT, seen))
        else:
            say(("sponsor-present", "not_met", EVIDENCE, "SUP_NONE", PRESENT, seen))
        _without_sponsor(facts, present, say)
        return
    say(("sponsor-present", "met", "note", None, PRESENT, (True,)))
    kind, names = facts["sponsor.kind"], facts["sponsor.names_individual"]
    backed = facts["sponsor.backed_by_organisation"]
    seen = (True, kind, names)

    if kind in ORGANISED:
        if names is True:
            say(("sponsor-named-person", "met", "note", "SUP_ORG_BACKED_INDIVIDUAL", NAMED, seen))
        elif names is UNKNOWN:
            say(("sponsor-named-person", *UNCLEAR, NAMED, seen))
        else:
            say(("sponsor-named-person", "not_met", EVIDENCE, "SUP_ORG_NO_NAMED_INDIVIDUAL", NAMED, seen))
    elif backed is True and kind is not UNKNOWN:
        seen = (True, kind, names, backed)
        say(("sponsor-named-person", "met", "note", "SUP_ORG_BACKED_INDIVIDUAL", BACKED, seen))
    else:
        came = UNCLEAR if kind is UNKNOWN or backed is UNKNOWN else MET
        say(("sponsor-named-person", *came, BACKED, (True, kind, names, backed)))

    person = any_of(equal(kind, "individual"), equal(names, True))
    if person is True:
        status, full = facts["sponsor.us_status"], facts["sponsor.of_full_age"]
        seen = (True, kind, names, status, full)
        if status is UNKNOWN:
            say(("sponsor-status", *UNCLEAR, US_STATUS, seen))
        elif status == "not_recorded":
            say(("sponsor-status", *NOT_ASKED, US_STATUS, seen))
        elif full is UNKNOWN:
            say(("sponsor-status", *UNCLEAR, US_STATUS, seen))
        elif full is True and status in QUALIFYING:
            say(("sponsor-status", "met", "note", None, US_STATUS, seen))
        else:
            say(("sponsor-status", "not_met", EVIDENCE, "SUP_STATUS_NOT_QUALIFYING", US_STATUS, seen))
    else:
        say(("sponsor-status", *(NOT_ASKED if person is False else UNCLEAR), NAMED, (True, kind, names)))

    inside = facts["sponsor.in_us"]
    if inside is True:
        say(("sponsor-in-united-states", "met", "note", None, IN_US, (True, inside)))
    elif inside is UNKNOWN:
        say(("sponsor-in-united-states", *UNCLEAR, IN_US, (True, inside)))
    else:
        say(("sponsor-in-united-states", "not_met", EVIDENCE, "SUP_NOT_IN_US", IN_US, (True, inside)))

    reached = facts["sponsor.contact_confirmed"]
    say(("sponsor-reached", *(MET if reached is True else UNCLEAR), REACHED, (True, reached)))

    missing = facts["sponsor.documents_missing"]
    if missing is UNKNOWN:
        say(("sponsor-documents", *UNCLEAR, PAPERS, (True, missing)))
    elif missing:
        say(("sponsor-documents", "not_met", EVIDENCE, "SUP_DOCS_MISSING", PAPERS, (True, missing)))
    else:
        say(("sponsor-documents", "met", "note", None, PAPERS, (True, missing)))

    bad = facts["sponsor.identifiers_misshapen"]
    if bad is UNKNOWN:
        say(("sponsor-identifiers", *UNCLEAR, IDENTIFIERS, (True, bad)))
    elif bad:
        code = "SUP_ID_STRUCTURALLY_INVALID"
        say(("sponsor-identifiers", "not_met", EVIDENCE, code, IDENTIFIERS, (True, bad)))
    else:
        say(("sponsor-identifiers", "met", "note", None, IDENTIFIERS, (True, bad)))

    tested = all_of(equal(backed, False), person)
    if tested is True:
        income = facts["sponsor.income percent=100"]
        seen = (True, kind, names, backed, income)
        if income == "passes":
            say(("sponsor-means", "met", "note", None, INCOME, seen))
        elif income is UNKNOWN:
            say(("sponsor-means", *UNCLEAR, INCOME, seen))
        elif income == "passes_with_co_sponsors":
            say(("sponsor-means", "met", "note", "SUP_INCOME_WITH_COSUPPORTER", INCOME, seen))
        else:
            say(("sponsor-means", "not_met", EVIDENCE, "SUP_INCOME_BELOW_GUIDELINE", INCOME, seen))
    else:
        came = NOT_ASKED if tested is False else UNCLEAR
        say(("sponsor-means", *came, BACKED, (True, kind, names, backed)))

    people = facts["sponsor.people_supported"]
    few = below(people, 20)
    if few is False:
        say(("sponsor-not-serial", "not_known", "needs_review", "SUP_SERIAL", SUPPORTED, (True, people)))
    else:
        say(("sponsor-not-serial", *(MET if few else UNCLEAR), SUPPORTED, (True, people)))

    asked = facts["sponsor.asked_about_fee"]
    due = any_of(equal(kind, "individual"), equal(asked, True))
    if due is not True:
        came = NOT_ASKED if due is False else UNCLEAR
        say(("sponsor-asks-no-fee", *came, ASKED, (True, kind, asked)))
        return
    fee = facts["sponsor.fee_demanded"]
    seen = (True, kind, asked, fee)
    if fee is True:
        say(("sponsor-asks-no-fee", "not_known", "needs_review", "SUP_FEE_DEMANDED", FEE, seen))
    else:
        say(("sponsor-asks-no-fee", *(UNCLEAR if fee is UNKNOWN else MET), FEE, seen))


def _without_sponsor(facts: Facts, present: Any, say: Callable[[Reason], None]) -> None:
    came = UNCLEAR if present is UNKNOWN else NOT_ASKED
    one = (present,)
    say(("sponsor-named-person", *came, PRESENT, one))
    kind, names = facts["sponsor.kind"], facts["sponsor.names_individual"]
    backed, asked = facts["sponsor.backed_by_organisation"], facts["sponsor.asked_about_fee"]
    person = any_of(equal(kind, "individual"), equal(names, True))
    due = any_of(equal(kind, "individual"), equal(asked, True))
    maybe = came is UNCLEAR
    status = UNCLEAR if maybe and person is not False else NOT_ASKED
    means = UNCLEAR if maybe and all_of(equal(backed, False), person) is not False else NOT_ASKED
    fee = UNCLEAR if maybe and due is not False else NOT_ASKED
    say(("sponsor-status", *status, NAMED, (present, kind, names)))
    say(("sponsor-in-united-states", *came, PRESENT, one))
    say(("sponsor-reached", *came, PRESENT, one))
    say(("sponsor-documents", *came, PRESENT, one))
    say(("sponsor-identifiers", *came, PRESENT, one))
    say(("sponsor-means", *means, BACKED, (present, kind, names, backed)))
    say(("sponsor-not-serial", *came, PRESENT, one))
    say(("sponsor-asks-no-fee", *fee, ASKED, (present, kind, asked)))
