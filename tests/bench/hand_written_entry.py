# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hand-written criteria about borders, no-irregular-entry-mexico to no-crossing-to-united-states."""

from __future__ import annotations

from datetime import date

from caseworker.domain.rules.facts import UNKNOWN

from .hand_written_parts import EVIDENCE, MET, NOT_ASKED, UNCLEAR, Facts, Reason

LAST_DAY = date(2022, 10, 19)
HERE = ("applicant.located_in", "entry.at_issue country=MEX")
MEXICO = (*HERE, "entry.proof by=2022-10-19 country=MEX")
LATEST = (*MEXICO, "entry.latest by=2022-10-19 country=MEX")
MANNER = (*MEXICO, "entry.manner country=MEX")
SHOWN = (*MANNER, "entry.manner_shown country=MEX")
SIGHTED = (*MANNER, "entry.sighted_after by=2022-10-19 country=MEX")
ISSUE = ("entry.at_issue country=PAN",)
PANAMA = (*ISSUE, "entry.proof by=2022-10-19 country=PAN")
MANNER_PANAMA = (*PANAMA, "entry.manner country=PAN", "entry.sighted_after by=2022-10-19 country=PAN")
RETURNED = ("us_border.returned country=MEX first=2022-10-20 under=title_42",)
CROSSED = ("us_border.crossed_between_ports first=2022-10-20",)


def entry(facts: Facts, reasons: list[Reason]) -> None:
    """All four."""
    say = reasons.append
    say(_mexico(facts))
    say(_panama(facts))
    back = facts[RETURNED[0]]
    if back is True:
        code = "AMBIGUOUS_RETURN_UNDER_T42"
        say(("title-42-return", "not_known", "needs_review", code, RETURNED, (back,)))
    else:
        say(("title-42-return", *(UNCLEAR if back is UNKNOWN else NOT_ASKED), RETURNED, (back,)))
    name, crossed = "no-crossing-to-united-states", facts[CROSSED[0]]
    if crossed is True:
        say((name, "not_met", "not_eligible", "US_CROSSING_AFTER_CUTOFF", CROSSED, (crossed,)))
    else:
        say((name, *(UNCLEAR if crossed is UNKNOWN else MET), CROSSED, (crossed,)))


def _mexico(facts: Facts) -> Reason:
    name = "no-irregular-entry-mexico"
    located, issue = facts["applicant.located_in"], facts["entry.at_issue country=MEX"]
    if issue is not True and located != "MEX" and located != "USA":
        if issue is UNKNOWN or located is UNKNOWN:
            return (name, *UNCLEAR, HERE, (located, issue))
        return (name, "met", "note", "ENTRY_NOT_REQUIRED_OUTSIDE_MX", HERE, (located, issue))
    proof = facts[MEXICO[2]]
    if proof is UNKNOWN:
        latest = facts[LATEST[3]]
        return (name, *UNCLEAR, LATEST, (located, issue, proof, latest))
    if proof == "proved_before":
        latest = facts[LATEST[3]]
        seen = (located, issue, proof, latest)
        if latest is not UNKNOWN:
            if latest.last < LAST_DAY:
                return (name, "met", "note", "ENTRY_MX_BEFORE_CUTOFF", LATEST, seen)
            if latest.first >= LAST_DAY:
                return (name, "met", "note", "ENTRY_MX_ON_CUTOFF_DAY_NOT_BARRED", LATEST, seen)
        return (name, *UNCLEAR, LATEST, seen)
    if proof == "contradictory":
        seen = (located, issue, proof)
        return (name, "not_known", "needs_review", "ENTRY_MX_CONTRADICTORY", MEXICO, seen)
    manner = facts[MANNER[3]]
    seen = (located, issue, proof, manner)
    if proof == "proved_after":
        if manner == "regular":
            return (name, "met", "note", "ENTRY_MX_REGULAR_NOT_BARRED", MANNER, seen)
        if manner is UNKNOWN:
            return (name, *UNCLEAR, MANNER, seen)
        if manner == "irregular":
            return (name, "not_met", "not_eligible", "ENTRY_MX_IRREGULAR_AFTER_CUTOFF", MANNER, seen)
    if located is UNKNOWN or located == "MEX":
        shown = facts[SHOWN[4]]
        seen = (*seen, shown)
        if located is UNKNOWN or shown is UNKNOWN:
            return (name, *UNCLEAR, SHOWN, seen)
        if shown == "regular":
            return (name, "met", "note", "ENTRY_MX_REGULAR_NOT_BARRED", SHOWN, seen)
        return (name, "not_known", EVIDENCE, "ENTRY_MX_NOT_ESTABLISHED", SHOWN, seen)
    if located == "USA":
        return (name, *NOT_ASKED, MANNER, seen)
    sighted = facts[SIGHTED[4]]
    seen = (*seen, sighted)
    if sighted is False or manner == "regular":
        return (name, "met", "note", "ENTRY_NOT_REQUIRED_OUTSIDE_MX", SIGHTED, seen)
    return (name, *UNCLEAR, SIGHTED, seen)


def _panama(facts: Facts) -> Reason:
    name, issue = "no-irregular-entry-panama", facts[ISSUE[0]]
    if issue is False or issue is UNKNOWN:
        return (name, *(UNCLEAR if issue is UNKNOWN else NOT_ASKED), ISSUE, (issue,))
    proof = facts[PANAMA[1]]
    if proof == "proved_before":
        return (name, "met", "note", None, PANAMA, (issue, proof))
    if proof is UNKNOWN:
        return (name, *UNCLEAR, PANAMA, (issue, proof))
    if proof == "contradictory":
        return (name, "not_known", "needs_review", "ENTRY_PA_CONTRADICTORY", PANAMA, (issue, proof))
    manner, sighted = facts[MANNER_PANAMA[2]], facts[MANNER_PANAMA[3]]
    seen = (issue, proof, manner, sighted)
    if proof == "proved_after":
        if manner is UNKNOWN:
            return (name, *UNCLEAR, MANNER_PANAMA, seen)
        if manner == "irregular":
            code = "ENTRY_PA_IRREGULAR_AFTER_CUTOFF"
            return (name, "not_met", "not_eligible", code, MANNER_PANAMA, seen)
    if manner == "regular" or sighted is False:
        return (name, "met", "note", None, MANNER_PANAMA, seen)
    return (name, *UNCLEAR, MANNER_PANAMA, seen)
