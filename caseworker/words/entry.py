# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the papers of one person show of an entry, in words: the result, what it rests on, what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseworker.domain.entry.proof import EntryProof
from caseworker.domain.reasons.exit_question import ExitQuestion, exit_question
from caseworker.domain.rules.assess import ApplicantAssessment

from . import N_, Words
from .rules.remedies import remedy_lines
from .timeline import papers_named

RESULT = {
    "proved_before": N_("Entry to {country} proved: on or before {last_day}, the last acceptable day."),
    "proved_after": N_("The papers show entry to {country} after {last_day}, the last acceptable day."),
    "not_established": N_(
        "The papers do not yet show on which side of {last_day} the person entered {country}."
    ),
    "contradictory": N_(
        "Papers contradict each other about the entry to {country}. Ask; do not choose between them."
    ),
}
IN_TIME = {
    "between": N_(
        "Entered {country} between {earliest} and {latest}: on any of these days not later than {last_day}, "
        "the last acceptable day."
    ),
    "on": N_("Entered {country} on {latest}: not later than {last_day}, the last acceptable day."),
    "until": N_(
        "Entered {country} on or before {latest}: not later than {last_day}, the last acceptable day."
    ),
}
TOO_LATE = {
    "between": N_(
        "Entered {country} between {earliest} and {latest}: on any of these days later than {last_day}, "
        "the last acceptable day."
    ),
    "on": N_("Entered {country} on {latest}: later than {last_day}, the last acceptable day."),
    "from": N_("Entered {country} on or after {earliest}: later than {last_day}, the last acceptable day."),
}
BETWEEN = N_("Entered between {earliest} and {latest}.")
UNTIL = N_("Entered on or before {latest}.")
FROM = N_("Entered on or after {earliest}.")
ON = N_("Entered on {latest}.")
NOT_ENOUGH = N_("Read together, but not enough yet: {window}")
RESTS_ON = N_("Rests on: {papers}.")
SET_ASIDE = N_("Set aside, because it belongs to an earlier stay: {papers}.")
TWO_CLASH, MORE_CLASH = N_("Two records clash: {papers}."), N_("Records clash: {papers}.")
IMMATERIAL = N_("The result is the same whichever is right.")
ASK_EXIT = N_("Ask: did you leave {country} between {first} and {last}?")
ASK_EXIT_ON = N_("Ask: did you leave {country} on {first}?")
NO_EXIT_HELPS = N_(
    "An exit in between would not explain it. Compare these papers with their originals and ask which one is "
    "mistaken."
)
ALSO = N_("Also asked: {result}")


@dataclass(frozen=True, slots=True)
class EntryText:
    """The result as one sentence, `lines` of what stands behind it, and the exit worth asking about."""

    result: str
    lines: tuple[str, ...]
    question: ExitQuestion | None = None


def entry_text(one: ApplicantAssessment, country: str, words: Words) -> EntryText:
    """What the papers show of the entry to `country`, which the rules ask about."""
    last_day, proof = dict(one.rules.entry_days)[country], one.entries()[country]
    question = exit_question(one, country)
    lines = _lines(one, country, proof, question, words)
    return EntryText(result_text(country, last_day, proof, words), tuple(lines), question)


def also_asked(one: ApplicantAssessment, country: str, words: Words) -> list[str]:
    """One line for each other country whose entry is at issue for this person."""
    days = dict(one.rules.entry_days)
    return [
        words(ALSO, result=result_text(at, days[at], proof, words))
        for at, proof in one.entries_at_issue().items()
        if at != country
    ]


def result_text(country: str, last_day: date, proof: EntryProof, words: Words) -> str:
    """The result in one sentence, with the window where there is one."""
    values = {
        "country": words.country(country),
        "last_day": words.day(last_day),
        "earliest": words.day(proof.earliest) if proof.earliest else "",
        "latest": words.day(proof.latest) if proof.latest else "",
    }
    said = {"proved_before": IN_TIME, "proved_after": TOO_LATE}.get(proof.proof, {})
    template = said.get(_shape(proof), RESULT[proof.proof])
    return words(template, **values)


def question_text(question: ExitQuestion, words: Words) -> str:
    """The question about the exit, as a person says it."""
    first, last = words.day(question.between.first), words.day(question.between.last)
    text = ASK_EXIT_ON if question.between.exact else ASK_EXIT
    return words(text, country=words.country(question.country), first=first, last=last)


def _lines(
    one: ApplicantAssessment, country: str, proof: EntryProof, question: ExitQuestion | None, words: Words
) -> list[str]:
    said = []
    if proof.clash:
        text = TWO_CLASH if len(proof.clash) == 2 else MORE_CLASH
        said.append(words(text, papers=words.listing(papers_named(one, proof.clash, words))))
        if "conflict_immaterial" in proof.flags:
            said.append(words(IMMATERIAL))
        elif question is None:
            said.append(words(NO_EXIT_HELPS))
    elif proof.proof == "not_established" and (proof.earliest or proof.latest):
        said.append(words(NOT_ENOUGH, window=_window(proof, words)))
    if proof.rests_on and "conflict" not in proof.flags:
        said.append(words(RESTS_ON, papers="; ".join(papers_named(one, proof.rests_on, words))))
    if proof.left_out:
        said.append(words(SET_ASIDE, papers="; ".join(papers_named(one, proof.left_out, words))))
    if proof.proof == "not_established":
        said += _would_settle(one, words)
    return said


def _shape(proof: EntryProof) -> str:
    first, last = proof.earliest, proof.latest
    if first and last:
        return "crossed" if first > last else "on" if first == last else "between"
    return "until" if last else "from" if first else ""


def _window(proof: EntryProof, words: Words) -> str:
    text = {"between": BETWEEN, "on": ON, "until": UNTIL, "from": FROM}[_shape(proof)]
    earliest = words.day(proof.earliest) if proof.earliest else ""
    latest = words.day(proof.latest) if proof.latest else ""
    return words(text, earliest=earliest, latest=latest)


def _would_settle(one: ApplicantAssessment, words: Words) -> list[str]:
    """What would settle the open entry criterion, the easiest to get first."""
    for finding in one.open_findings():
        if finding.criterion.step == "entry" and finding.criterion.proofs:
            return remedy_lines(one, finding, words)
    return []
