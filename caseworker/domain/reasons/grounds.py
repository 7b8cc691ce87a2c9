# SPDX-License-Identifier: AGPL-3.0-or-later
"""What shows each fact: a paper, a record that somebody saw, or the person's own word.

The table is the NGO's own standard (decision 0019); no government source says what an assessment by an
NGO must rest on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..case.applicant import Applicant, Passport
from ..case.fields import NOT_ASKED, listed
from ..case.sponsor import SPONSOR_DOCUMENTS
from ..rules.facts import View
from .explain import Node

# The kinds of ground. `given` is what the calendar, the programme or the case file says by itself; `tied`
# is a paper that somebody tied to the condition by hand, the only ground where a fact has no other.
GROUNDS = ("given", "paper", "passport", "document", "call", "check", "statement", "tied")

_GIVEN, _SAID, _PASSPORT = ("given",), ("statement",), ("passport",)
_SPONSOR = ("document", "call")

# Any one of these shows the fact, the strongest first; nothing means only a paper tied by hand.
SHOWN_BY: dict[str, tuple[str, ...]] = {
    "programme.status": _GIVEN,
    "case.asked": _GIVEN,
    "applicant.is_principal": _GIVEN,
    "applicant.nationalities": _PASSPORT,
    "applicant.principal_has_nationality": _PASSPORT,
    "applicant.passport": _PASSPORT,
    "applicant.age": ("passport", "statement"),
    "applicant.in_own_country": ("passport", "statement"),
    "applicant.other_nationalities": _SAID,
    "applicant.permanent_resident_of": _SAID,
    "applicant.refugee_in": _SAID,
    "applicant.temporary_permits": _SAID,
    "applicant.located_in": _SAID,
    "applicant.relation": _SAID,
    "applicant.unmarried": _SAID,
    "applicant.travels_with_principal": _SAID,
    "applicant.accompanied_by": _SAID,
    "applicant.vaccinations_attested": _SAID,
    "applicant.resident_on": _SAID,
    "applicant.arrives_on": _SAID,
    "applicant.job_fee_demanded": _SAID,
    "applicant.job_offer": (),
    "applicant.refugee_document": (),
    "entry.proof": ("paper",),
    "entry.latest": ("paper",),
    "entry.at_issue": ("paper",),
    "entry.sighted_after": ("paper",),
    "entry.manner": ("paper", "statement"),
    "entry.manner_shown": ("paper",),
    "us_border.crossed_between_ports": _SAID,
    "us_border.presented_at_port": _SAID,
    "us_border.crossing_excepted": _SAID,
    "us_border.returned": _SAID,
    "us_border.removal_order": _SAID,
    "us_border.interdicted_at_sea": _SAID,
    "sponsor.present": _SPONSOR,
    "sponsor.kind": _SPONSOR,
    "sponsor.lives_in": _SPONSOR,
    "sponsor.in_us": _SPONSOR,
    "sponsor.names_individual": _SPONSOR,
    "sponsor.backed_by_organisation": _SPONSOR,
    "sponsor.of_full_age": ("given", *_SPONSOR),
    "sponsor.us_status": ("document",),
    "sponsor.host_status": ("document",),
    "sponsor.host_leave_months": ("document",),
    "sponsor.income": ("document",),
    "sponsor.funds": ("document",),
    "sponsor.documents_missing": ("document",),
    "sponsor.contact_confirmed": ("call",),
    "sponsor.checks_passed": ("check",),
    "sponsor.members_lacking": ("check",),
    "sponsor.members": ("check", *_SPONSOR),
    "sponsor.identifiers_misshapen": _GIVEN,
    "sponsor.people_supported": _SAID,
    "sponsor.offers_accommodation": _SAID,
    "sponsor.months_offered": _SAID,
    "sponsor.fee_demanded": _SAID,
    "sponsor.asked_about_fee": _SAID,
}
# Which of the sponsor's documents show a fact; for others the first of those that were seen.
DOCUMENTS: dict[str, tuple[str, ...]] = {
    "sponsor.us_status": ("us_status", "commitment_letter"),
    "sponsor.host_status": ("us_status",),
    "sponsor.host_leave_months": ("us_status",),
    "sponsor.income": ("income", "commitment_letter"),
    "sponsor.funds": ("income", "commitment_letter"),
    "sponsor.documents_missing": SPONSOR_DOCUMENTS,
}
# No paper shows what is not there: for these values the person's own word is enough. The documents that the
# sponsor has still to show are counted from those that were seen.
_NOTHING = ("none", "unknown", "not_established")
_COUNTED = ("sponsor.documents_missing",)


@dataclass(frozen=True, slots=True, order=True)
class Ground:
    """One thing that shows a fact: its kind, and which one: an evidence id, an applicant's id for a
    passport, the code of a document or check. Empty for the call-back, the statement and what is given."""

    kind: str
    id: str = ""


def accepted(node: Node) -> tuple[str, ...]:
    """The kinds of ground of which any one shows the fact with the value it has."""
    kinds = SHOWN_BY[node.fact]
    if _nothing(node.value) and node.fact not in _COUNTED and not {"given", "statement"} & {*kinds}:
        return (*kinds, "statement")
    return kinds


def grounds_of(node: Node, view: View) -> tuple[Ground, ...]:
    """What shows a fact that was looked at: all of the strongest kind there is, or nothing."""
    for kind in accepted(node):
        found = _FIND[kind](node, view)
        if found:
            return tuple(Ground(kind, one) for one in found)
    return ()


def place_of_ground(node: Node, view: View) -> str:
    """The document path where what would show the fact is to be recorded."""
    kinds = accepted(node)
    if "passport" in kinds:
        holder = _holder(node, view)
        return f"applicants/{holder.id}/passport/{_wanting(holder)}" if holder else "applicants"
    for kind, path in (
        ("document", "sponsor/documents_seen"),
        ("call", "sponsor/contact_confirmed_on"),
        ("check", "sponsor/checks_passed"),
        ("statement", "opened_on"),
    ):
        if kind in kinds:
            return path
    return "evidence"


def passport_seen(applicant: Applicant) -> bool:
    """Whether somebody held the passport: its number and the day it expires are written down."""
    held = applicant.passport
    return isinstance(held, Passport) and bool(held.number) and isinstance(held.expires_on, str)


def _nothing(value: Any) -> bool:
    return value is False or value is None or value == () or (isinstance(value, str) and value in _NOTHING)


def _given(node: Node, view: View) -> list[str]:
    # A sponsor whose birth date nobody asked is taken to be of full age.
    return [] if node.fact == "sponsor.of_full_age" and node.paths else [""]


def _papers(node: Node, view: View) -> list[str]:
    return list(dict.fromkeys(node.evidence))


def _passports(node: Node, view: View) -> list[str]:
    holder = _holder(node, view)
    if holder is None or not passport_seen(holder):
        return []
    if node.fact in ("applicant.nationalities", "applicant.principal_has_nationality"):
        country = getattr(holder.passport, "country", NOT_ASKED)
        return [holder.id] if country in listed(holder.nationalities) else []
    return [holder.id]


def _documents(node: Node, view: View) -> list[str]:
    seen = listed(view.sponsor.documents_seen) if view.sponsor is not None else ()
    if node.fact in DOCUMENTS:
        return [one for one in DOCUMENTS[node.fact] if one in seen]
    return [one for one in SPONSOR_DOCUMENTS if one in seen][:1]


def _call(node: Node, view: View) -> list[str]:
    return [""] if view.sponsor is not None and isinstance(view.sponsor.contact_confirmed_on, str) else []


def _checks(node: Node, view: View) -> list[str]:
    if view.sponsor is None:
        return []
    passed = [*listed(view.sponsor.checks_passed)]
    for member in listed(view.sponsor.members):
        passed += listed(member.checks_passed)
    return list(dict.fromkeys(passed))


def _statement(node: Node, view: View) -> list[str]:
    # What was said was said on the day of the interview; a case without one has no statement.
    return [""] if isinstance(view.case.opened_on, str) else []


def _holder(node: Node, view: View) -> Applicant | None:
    if node.fact == "applicant.principal_has_nationality" or node.value == "on_parents":
        return view.case.principal()
    return view.applicant


def _wanting(holder: Applicant) -> str:
    held = holder.passport
    if not isinstance(held, Passport) or not held.number:
        return "number"
    return "country" if isinstance(held.expires_on, str) else "expires_on"


_FIND = {
    "given": _given,
    "paper": _papers,
    "passport": _passports,
    "document": _documents,
    "call": _call,
    "check": _checks,
    "statement": _statement,
}
