# SPDX-License-Identifier: AGPL-3.0-or-later
"""The 26 criteria of `venezuela` on 20 October 2022, written by hand: the limit that `rules` measures by.

From a dict of fact values, UNKNOWN where nobody knows. Kept equal to the programme file by
`rule_cases.disagreement`; what changes in the file for that day has to be written here too.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from caseworker.domain.rules.facts import UNKNOWN

from . import hand_written_entry as entry
from . import hand_written_sponsor as sponsor
from .hand_written_parts import (
    EVIDENCE,
    MET,
    NOT_ASKED,
    RANK,
    UNCLEAR,
    Facts,
    Reason,
    all_of,
    any_of,
    below,
    equal,
)

ON = date(2022, 10, 20)
OUTCOMES = ("eligible", "more_evidence_needed", "needs_review", "not_eligible", "closed")
COUPLE = ("spouse", "common_law_partner")

STATUS = ("programme.status",)
HELD = ("applicant.nationalities",)
PRINCIPAL = (
    *HELD,
    "applicant.is_principal",
    "applicant.principal_has_nationality countries=('VEN',)",
)
FAMILY = ("applicant.relation", "applicant.age", "applicant.unmarried", "applicant.travels_with_principal")
LOCATED = ("applicant.located_in",)
PASSPORT = ("applicant.passport child_on_parents=False decree=True",)
VACCINATED = ("applicant.vaccinations_attested",)
AGE = ("applicant.age",)
COMPANY = ("applicant.age", "applicant.accompanied_by")
EXEMPT = ("applicant.is_principal", *FAMILY)
OTHERS = ("applicant.other_nationalities besides=('VEN',)",)
RESIDENT = ("applicant.permanent_resident_of",)
PERMITS = ("applicant.temporary_permits",)
REFUGE = ("applicant.refugee_in",)
ORDERS = ("us_border.removal_order within=True years=5",)
EARLIER = ("us_border.removal_order within=False years=5",)


def decided(facts: Facts) -> tuple[str, list[str], list[Reason]]:
    """The outcome, the codes in order, and a reason for each criterion in the order of the file."""
    reasons: list[Reason] = []
    intake(facts, reasons)
    sponsor.sponsor(facts, reasons)
    entry.entry(facts, reasons)
    eligibility(facts, reasons)
    rank = max([RANK[reason[2]] for reason in reasons])
    return OUTCOMES[rank], sorted({reason[3] for reason in reasons if reason[3] is not None}), reasons


def verdicts(facts: Facts) -> list[Reason]:
    """A reason for each criterion in the order of the file."""
    reasons: list[Reason] = []
    intake(facts, reasons)
    sponsor.sponsor(facts, reasons)
    entry.entry(facts, reasons)
    eligibility(facts, reasons)
    return reasons


def intake(facts: Facts, reasons: list[Reason]) -> None:
    """programme-open to minor-accompanied."""
    say = reasons.append
    status = facts["programme.status"]
    if status == "closed" or status == "terminated":
        say(("programme-open", "not_met", "closed", "PROGRAMME_CLOSED", STATUS, (status,)))
    elif status == "paused":
        say(("programme-open", "not_met", "note", "PROGRAMME_PAUSED", STATUS, (status,)))
    else:
        came = UNCLEAR if status is UNKNOWN else MET
        say(("programme-open", *came, STATUS, (status,)))

    say(_nationality(facts))

    located = facts["applicant.located_in"]
    if located == "USA":
        say(("outside-united-states", "not_met", "not_eligible", "LOC_IN_US", LOCATED, (located,)))
    else:
        came = UNCLEAR if located is UNKNOWN else MET
        say(("outside-united-states", *came, LOCATED, (located,)))

    held = facts[PASSPORT[0]]
    if held == "valid" or held == "on_parents":
        say(("passport", "met", "note", None, PASSPORT, (held,)))
    elif held is UNKNOWN:
        say(("passport", *UNCLEAR, PASSPORT, (held,)))
    elif held == "valid_by_decree":
        say(("passport", "met", "note", "PASSPORT_EXTENDED_BY_DECREE", PASSPORT, (held,)))
    else:
        code = "PASSPORT_MISSING" if held == "missing" else "PASSPORT_EXPIRED"
        say(("passport", "not_met", EVIDENCE, code, PASSPORT, (held,)))

    attested = facts["applicant.vaccinations_attested"]
    if attested is True:
        say(("vaccinations", "met", "note", None, VACCINATED, (attested,)))
    elif attested is UNKNOWN:
        say(("vaccinations", *UNCLEAR, VACCINATED, (attested,)))
    else:
        say(("vaccinations", "not_met", EVIDENCE, "VACC_NOT_ATTESTED", VACCINATED, (attested,)))

    age = facts["applicant.age"]
    minor = below(age, 18)
    if minor is not True:
        say(("minor-accompanied", *(NOT_ASKED if minor is False else UNCLEAR), AGE, (age,)))
        return
    company = facts["applicant.accompanied_by"]
    seen = (age, company)
    if company == "parent" or company == "legal_guardian":
        say(("minor-accompanied", "met", "note", None, COMPANY, seen))
    elif company is UNKNOWN:
        say(("minor-accompanied", *UNCLEAR, COMPANY, seen))
    elif company == "other_adult":
        say(("minor-accompanied", "not_met", EVIDENCE, "GUARDIANSHIP_NOT_SHOWN", COMPANY, seen))
    else:
        say(("minor-accompanied", "not_met", "not_eligible", "MINOR_UNACCOMPANIED", COMPANY, seen))


def eligibility(facts: Facts, reasons: list[Reason]) -> None:
    """no-removal-order to no-refuge-elsewhere."""
    say = reasons.append
    order = facts[ORDERS[0]]
    if order is True:
        say(("no-removal-order", "not_met", "not_eligible", "REMOVAL_ORDER_WITHIN_5Y", ORDERS, (order,)))
    else:
        say(("no-removal-order", *(UNCLEAR if order is UNKNOWN else MET), ORDERS, (order,)))
    order = facts[EARLIER[0]]
    if order is True:
        code = "PRIOR_REMOVAL_BAR_CHECK"
        say(("no-earlier-removal", "not_known", "needs_review", code, EARLIER, (order,)))
    elif order is UNKNOWN:
        say(("no-earlier-removal", "not_known", "note", None, EARLIER, (order,)))
    else:
        say(("no-earlier-removal", "met", "note", None, EARLIER, (order,)))

    others = facts[OTHERS[0]]
    if others is UNKNOWN:
        say(("no-other-nationality", *UNCLEAR, OTHERS, (others,)))
    elif not others:
        say(("no-other-nationality", "met", "note", None, OTHERS, (others,)))
    else:
        found = _exempted("no-other-nationality", "DUAL_NATIONAL", OTHERS, others, facts)
        held = facts["applicant.nationalities"]
        if found[1] == "not_met":
            name, result, then, code, named, seen = found
            if held is UNKNOWN:
                result, then, code = UNCLEAR
            elif not held or "VEN" not in held:
                result, then, code = "not_applicable", "note", None
            found = (name, result, then, code, (*named, *HELD), (*seen, held))
        say(found)

    resident = facts["applicant.permanent_resident_of"]
    if resident is UNKNOWN:
        say(_exempted("no-residence-elsewhere", None, RESIDENT, resident, facts))
    elif resident and any([one != "VEN" for one in resident]):
        say(_exempted("no-residence-elsewhere", "PR_ELSEWHERE", RESIDENT, resident, facts))
    else:
        say(("no-residence-elsewhere", "met", "note", None, RESIDENT, (resident,)))

    permits = facts["applicant.temporary_permits"]
    if permits is UNKNOWN:
        say(("temporary-permit", "not_known", "note", None, PERMITS, (permits,)))
    elif permits:
        say(("temporary-permit", "met", "note", "TEMP_STATUS_NOT_PR", PERMITS, (permits,)))
    else:
        say(("temporary-permit", *NOT_ASKED, PERMITS, (permits,)))

    refuge = facts["applicant.refugee_in"]
    if refuge is UNKNOWN:
        say(("no-refuge-elsewhere", *UNCLEAR, REFUGE, (refuge,)))
    elif not refuge:
        say(("no-refuge-elsewhere", "met", "note", None, REFUGE, (refuge,)))
    else:
        say(_exempted("no-refuge-elsewhere", "REFUGEE_ELSEWHERE", REFUGE, refuge, facts))


def _nationality(facts: Facts) -> Reason:
    held = facts["applicant.nationalities"]
    if held is UNKNOWN:
        return ("nationality", *UNCLEAR, HELD, (held,))
    if held and "VEN" in held:
        return ("nationality", "met", "note", None, HELD, (held,))
    own, by_principal = facts[PRINCIPAL[1]], facts[PRINCIPAL[2]]
    alone = any_of(equal(own, True), equal(by_principal, False))
    seen = (held, own, by_principal)
    if alone is not False:
        if alone is None:
            return ("nationality", *UNCLEAR, PRINCIPAL, seen)
        return ("nationality", "not_met", "not_eligible", "NAT_NOT_COVERED", PRINCIPAL, seen)
    family = tuple([facts[name] for name in FAMILY])
    named, seen = (*PRINCIPAL, *FAMILY), (*seen, *family)
    covered, travels = _covered(facts), facts["applicant.travels_with_principal"]
    if covered is False:
        return ("nationality", "not_met", "not_eligible", "FAMILY_RELATION_NOT_COVERED", named, seen)
    if covered is True and travels is False:
        code = "FAMILY_NOT_TRAVELLING_WITH_PRINCIPAL"
        return ("nationality", "not_met", "not_eligible", code, named, seen)
    if covered is True and travels is True:
        return ("nationality", "met", "note", "NAT_FAMILY_MEMBER", named, seen)
    return ("nationality", *UNCLEAR, named, seen)


def _covered(facts: Facts) -> bool | None:
    relation = facts["applicant.relation"]
    if relation in COUPLE:
        return True
    if relation is UNKNOWN:
        return None
    if relation != "child":
        return False
    return all_of(below(facts["applicant.age"], 21), equal(facts["applicant.unmarried"], True))


def _exempted(name: str, code: str | None, key: tuple[str, ...], value: Any, facts: Facts) -> Reason:
    """The reason where a family member may be exempt, else `code`; without one it is not known."""
    own, travels = facts["applicant.is_principal"], facts["applicant.travels_with_principal"]
    exempt = all_of(equal(own, False), all_of(equal(travels, True), _covered(facts)))
    named, seen = (*key, *EXEMPT), (value, own, *[facts[one] for one in FAMILY])
    if code is None or exempt is None:
        return (name, *UNCLEAR, named, seen)
    if exempt:
        return (name, "met", "note", "DUAL_EXEMPT_FAMILY", named, seen)
    return (name, "not_met", "not_eligible", code, named, seen)
