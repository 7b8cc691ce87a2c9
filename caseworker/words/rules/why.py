# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of the tests behind a finding: what was asked, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from caseworker.domain.case.days import Days
from caseworker.domain.case.fields import listed
from caseworker.domain.reasons.explain import Node, Why
from caseworker.domain.rules.facts import KINDS, UNKNOWN

from .. import N_, Words
from ..labels import LABELS, field_label
from .reasons import blanked

# What each fact is called; {names} are the parameters it is asked with. A name after a slash is
# used where that parameter is given too.
FACT_LABELS: dict[str, str] = {
    "programme.status": N_("Status of the programme"),
    "applicant.is_principal": N_("Asks as the principal applicant"),
    "case.asked": N_("The request was made, against {at}"),
    "applicant.in_own_country": N_("Is now in a country of their own nationality"),
    "applicant.age": N_("Age in years"),
    "applicant.unmarried": N_("Not married"),
    "applicant.principal_has_nationality": N_("The principal applicant's nationality is one of: {countries}"),
    "applicant.other_nationalities": N_("Other nationalities besides {besides}"),
    "applicant.passport": N_("Passport on the reference day"),
    "applicant.resident_on": N_("Resident in {country} on {on}"),
    "applicant.job_offer": N_("Job offer"),
    "applicant.job_fee_demanded": N_("Asked to pay for the job"),
    "entry.proof": N_("Entry to {country}, last acceptable day {by}"),
    "entry.latest": N_("Latest possible day of entry to {country}"),
    "entry.at_issue": N_("A record places the person in {country}"),
    "entry.sighted_after": N_("Records place the person in {country} only after {by}"),
    "entry.manner": N_("Manner of entry to {country}"),
    "entry.manner_shown": N_("Manner of entry to {country} that the record itself shows"),
    "us_border.crossed_between_ports": N_("Crossed into the United States between ports on {first} or later"),
    "us_border.crossed_between_ports/last": N_(
        "Crossed into the United States between ports from {first} to {last}"
    ),
    "us_border.presented_at_port": N_("Asked at a land port of entry on {first} or later"),
    "us_border.presented_at_port/last": N_("Asked at a land port of entry from {first} to {last}"),
    "us_border.crossing_excepted": N_("Each crossing since {first} ended as the exception allows"),
    "us_border.returned": N_("Returned to {country} under {under} on {first} or later"),
    "us_border.removal_order": N_("A removal order of the last {years} years (within: {within})"),
    "us_border.interdicted_at_sea": N_("Stopped at sea on {first} or later"),
    "sponsor.present": N_("There is a sponsor"),
    "sponsor.names_individual": N_("The organisation names a person"),
    "sponsor.backed_by_organisation": N_("An organisation supports each person"),
    "sponsor.us_status": N_("Sponsor's status in the United States"),
    "sponsor.in_us": N_("The sponsor lives in the United States"),
    "sponsor.of_full_age": N_("The sponsor is 18 or more"),
    "sponsor.documents_missing": N_("Sponsor's documents not seen yet"),
    "sponsor.identifiers_misshapen": N_("Sponsor's numbers with an impossible form"),
    "sponsor.people_supported": N_("People the sponsor supports in all"),
    "sponsor.income": N_("Income against the guideline ({percent} %)"),
    "sponsor.asked_about_fee": N_("Somebody asked whether the sponsor wants money"),
    "sponsor.contact_confirmed": N_("The sponsor confirmed by call-back"),
}
# The kind of code that a fact's values are.
_CODES = {
    "programme.status": "status",
    "applicant.relation": "relation",
    "applicant.accompanied_by": "accompanied_by",
    "applicant.passport": "passport_state",
    "applicant.job_offer": "job_offer_state",
    "entry.proof": "proof",
    "entry.manner": "manner",
    "entry.manner_shown": "manner",
    "applicant.refugee_document": "refugee_document",
    "case.asked": "asked",
    "sponsor.host_status": "host_status",
    "sponsor.checks_passed": "check",
    "sponsor.funds": "funds_result",
    "sponsor.kind": "sponsor_kind",
    "sponsor.us_status": "us_status",
    "sponsor.documents_missing": "sponsor_document",
    "sponsor.identifiers_misshapen": "identifier",
    "sponsor.income": "income_result",
}
_TESTS = {
    "is": N_("{fact}: {operand}"),
    "one_of": N_("{fact}: one of {operand}"),
    "contains_any": N_("{fact}: at least one of {operand}"),
    "any_outside": N_("{fact}: another than {operand}"),
    "at_least": N_("{fact}: {operand} or more"),
    "at_most": N_("{fact}: {operand} or less"),
    "below": N_("{fact}: less than {operand}"),
    "before": N_("{fact}: before {operand}"),
    "after": N_("{fact}: after {operand}"),
    "on_or_before": N_("{fact}: on or before {operand}"),
    "on_or_after": N_("{fact}: on or after {operand}"),
}
NONE, SOME = N_("{fact}: none"), N_("{fact}: at least one")
JOINS = {
    "all": N_("All of these hold"),
    "any": N_("At least one of these holds"),
    "not": N_("This is not so"),
}
ONLY_IF, OTHERWISE = N_("Asked only where this holds"), N_("Where nothing above holds")
YES, NO, NOBODY_KNOWS = N_("yes"), N_("no"), N_("not known")
RANGE = N_("between {least} and {most}")
NOTHING = N_("none")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the reasons: `mark` is `holds`, `fails`, `unknown`, or `unseen` for what decided nothing.

    `found` is the value found, empty for what joins or heads others; `paths` and `evidence` lead to where
    it was read.
    """

    depth: int
    mark: str
    text: str
    found: str = ""
    paths: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


def why_lines(why: Why, words: Words) -> tuple[Line, ...]:
    """The tests behind a finding, from the top down, as a tree of lines."""
    gaps = dict(listed(why.finding.view.case.gaps))
    out: list[Line] = []
    if why.applies is not None:
        out.append(Line(0, _mark(why.applies), words(ONLY_IF)))
        out += _tree(why.applies, 1, gaps, words)
    for one in why.tried:
        said = blanked(one.answer.reason.get(words.language, ""))
        result = one.answer.shown_as
        head = f"{words.label('result', result)}: {said}"
        if one.tree is None:
            out.append(Line(0, "holds", f"{words(OTHERWISE)}: {head}" if len(why.tried) > 1 else head))
        else:
            out.append(Line(0, _mark(one.tree), head))
            out += _tree(one.tree, 1, gaps, words)
    return tuple(out)


def _tree(node: Node, depth: int, gaps: Mapping[str, str], words: Words) -> list[Line]:
    found = found_text(node, gaps, words) if node.kind == "test" and node.seen else ""
    line = Line(depth, _mark(node), asked_text(node, words), found, node.paths, node.evidence)
    return [line, *(one for part in node.parts for one in _tree(part, depth + 1, gaps, words))]


def _mark(node: Node) -> str:
    if not node.seen:
        return "unseen"
    return {True: "holds", False: "fails", None: "unknown"}[node.truth]


def asked_text(node: Node, words: Words) -> str:
    """What a node asks: a test on a fact with what it is compared with, or how its parts are joined."""
    if node.kind != "test":
        return words(JOINS[node.kind])
    fact = fact_text(node.fact, dict(node.params), words)
    if node.operator == "empty":
        return words(NONE if node.operand else SOME, fact=fact)
    if isinstance(node.operand, tuple):
        operand = words.choice(value_text(node.fact, one, words) for one in node.operand)
    else:
        operand = value_text(node.fact, node.operand, words)
    return words(_TESTS[node.operator], fact=fact, operand=operand)


def fact_text(fact: str, params: Mapping[str, Any], words: Words) -> str:
    """The name of a fact with the parameters it is asked with."""
    template = next(
        (FACT_LABELS[f"{fact}/{name}"] for name in params if f"{fact}/{name}" in FACT_LABELS),
        FACT_LABELS.get(fact),
    )
    if template is None:
        return words(field_label(fact.replace(".", "/")))
    return words(template, **{name: value_text("", value, words) for name, value in params.items()})


def found_text(node: Node, gaps: Mapping[str, str], words: Words) -> str:
    """What was found: the fact's value, or why nobody knows it (`gaps` is path -> why)."""
    if node.value is UNKNOWN:
        said = next((gaps[path] for path in node.paths if path in gaps), "")
        return words.label("gap", said) if said else words(NOBODY_KNOWS)
    return value_text(node.fact, node.value, words)


def value_text(fact: str, value: Any, words: Words) -> str:
    """A value of a fact in words."""
    if isinstance(value, bool):
        return words(YES if value else NO)
    if isinstance(value, Days):
        return words.days(value)
    if isinstance(value, datetime):
        return f"{words.day(value)}, {value:%H:%M}"
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, tuple):
        if KINDS.get(fact) == "number":
            least, most = value
            return str(least) if least == most else words(RANGE, least=least, most=most)
        return words.listing(value_text(fact, one, words) for one in value) or words(NOTHING)
    if isinstance(value, float):
        return f"{value:g}"
    if not isinstance(value, str):
        return str(value)
    kind = _CODES.get(fact, "")
    if f"{kind}.{value}" in LABELS:
        return words.label(kind, value)
    for kind in ("authority", "ended_by"):
        if f"{kind}.{value}" in LABELS:
            return words.label(kind, value)
    return words.country(value)
