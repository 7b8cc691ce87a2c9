# SPDX-License-Identifier: AGPL-3.0-or-later
"""The summary of a case for staff, in words: people, findings, entry, evidence, decisions so far.

Kept out, as in letters: numbers of passports and papers, identifiers of the sponsor, notes.
"""

from __future__ import annotations

from dataclasses import dataclass

from caseworker.domain.case.case import Case
from caseworker.domain.case.evidence import Evidence
from caseworker.domain.case.fields import listed
from caseworker.domain.entry.proof import sighting_of
from caseworker.domain.entry.timeline import Timeline
from caseworker.domain.rules.assess import ApplicantAssessment, Assessment
from caseworker.domain.rules.finding import Finding
from caseworker.domain.rules.programme import CONSEQUENCES

from . import N_, Words
from .entry import entry_text, question_text
from .rules.reasons import evidence_text, reason
from .timeline import sentences, timeline_of

NO_NAME = N_("Person {number}")
BORN, NATIONALITY = N_("Date of birth"), N_("Nationalities")
LOCATED, ROLE = N_("Country where the person is now"), N_("Role in the case")
SAYS = N_("The assessment says: {outcome}")
EVIDENCE = N_("Evidence: {papers}")
NO_DAY = N_("no day yet")


@dataclass(frozen=True, slots=True)
class FindingText:
    """One condition: its title, the word and code of the result, the reason, the papers used."""

    title: str
    result: str
    result_code: str
    reason: str
    papers: str


@dataclass(frozen=True, slots=True)
class EntryPart:
    """One entry that the rules ask about: what the papers show, and the picture with its sentences."""

    country: str
    result: str
    lines: tuple[str, ...]
    timeline: Timeline | None
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperText:
    """A piece of evidence: its kind, the day, the country, how strong, what it shows."""

    kind: str
    day: str
    country: str
    tier: str
    shows: str


@dataclass(frozen=True, slots=True)
class PersonText:
    """One applicant. `facts` are (label, value)."""

    name: str
    facts: tuple[tuple[str, str], ...]
    outcome: str
    outcome_code: str
    findings: tuple[FindingText, ...]
    entries: tuple[EntryPart, ...]
    papers: tuple[PaperText, ...]
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryText:
    """The whole summary. `facts` are (label, value)."""

    number: str
    facts: tuple[tuple[str, str], ...]
    people: tuple[PersonText, ...]


def summary_text(
    case: Case, assessment: Assessment, decisions: dict[str, tuple[str, ...]], words: Words
) -> SummaryText:
    """The summary in the language of `words`; `decisions` are lines by applicant id."""
    programme, version = assessment.programme, assessment.version
    facts = [
        (words(N_("Case number")), case.number if isinstance(case.number, str) else ""),
        (words(N_("Programme")), programme.name.get(words.language, programme.id)),
        (words(N_("Version")), version.title.get(words.language, version.title.get("en", ""))),
        (words(N_("Reference day")), words.day(assessment.on)),
        (words(N_("Status")), words.label("status", assessment.status)),
    ]
    people = tuple(
        _person(one, number, decisions.get(one.applicant.id, ()), words)
        for number, one in enumerate(assessment.applicants, start=1)
    )
    return SummaryText(facts[0][1], tuple(fact for fact in facts if fact[1]), people)


def _person(one: ApplicantAssessment, number: int, decisions: tuple[str, ...], words: Words) -> PersonText:
    person = one.applicant
    nations = listed(person.nationalities)
    located = person.located_in if isinstance(person.located_in, str) else ""
    role = words.label("role", person.role) if isinstance(person.role, str) else ""
    facts = [
        (words(ROLE), role),
        (words(BORN), words.day_text(person.born_on)),
        (words(NATIONALITY), words.listing(words.country(at) for at in nations) if nations else ""),
        (words(LOCATED), words.country(located) if located else ""),
    ]
    shown = [finding for finding in one.findings if finding.result != "not_applicable"]
    # What asks for something stands first.
    shown.sort(key=lambda finding: -CONSEQUENCES.index(finding.then))
    entries = one.entries()
    at_issue = one.entries_at_issue()
    return PersonText(
        name=person.full_name() or words(NO_NAME, number=number),
        facts=tuple(fact for fact in facts if fact[1]),
        outcome=words(SAYS, outcome=words.label("outcome", one.outcome)),
        outcome_code=one.outcome,
        findings=tuple(_finding(finding, words) for finding in shown),
        entries=tuple(_entry(one, country, words) for country in entries if country in at_issue),
        papers=tuple(_paper(item, one, words) for item in one.view.evidence()),
        decisions=decisions,
    )


def _finding(finding: Finding, words: Words) -> FindingText:
    code = finding.shown_as
    used = set(finding.evidence())
    types = finding.view.reference.evidence_types
    papers = [evidence_text(item, types, words) for item in finding.view.evidence() if item.id in used]
    return FindingText(
        finding.criterion.title.get(words.language, finding.criterion.id),
        words.label("result", code),
        code,
        reason(finding, words),
        words(EVIDENCE, papers="; ".join(papers)) if papers else "",
    )


def _entry(one: ApplicantAssessment, country: str, words: Words) -> EntryPart:
    found, timeline = entry_text(one, country, words), timeline_of(one, country, words)
    lines = [*found.lines, *([question_text(found.question, words)] if found.question else [])]
    said = tuple(sentences(timeline, words)) if timeline else ()
    return EntryPart(words.country(country), found.result, tuple(lines), timeline, said)


def _paper(item: Evidence, one: ApplicantAssessment, words: Words) -> PaperText:
    reference = one.view.reference
    kind = reference.evidence_types.get(item.type) if isinstance(item.type, str) else None
    place = item.place if isinstance(item.place, str) else kind.place if kind else ""
    found = sighting_of(item, place, reference.evidence_types, reference.zones) if place else None
    tier = item.tier if isinstance(item.tier, str) else kind.tier if kind else "weak"
    return PaperText(
        kind.name(words.language) if kind else words(N_("Evidence")),
        words.day_text(item.on) or words(NO_DAY),
        words.country(place) if place else "",
        words.label("tier", tier),
        words.label("asserts", found.asserts if found else "none"),
    )
