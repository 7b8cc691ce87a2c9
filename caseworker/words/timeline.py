# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timeline of an entry with its words: what is written into the picture, and the picture as sentences."""

from __future__ import annotations

from datetime import date

from caseworker.domain.case.applicant import DeclaredExit
from caseworker.domain.case.days import Days, days_of
from caseworker.domain.case.evidence import Evidence
from caseworker.domain.case.fields import listed
from caseworker.domain.entry.proof import EntryProof, Sighting, sighting_of
from caseworker.domain.entry.timeline import ExitMark, Timeline, TimelineItem, TimelineTexts
from caseworker.domain.rules.assess import ApplicantAssessment

from . import N_, Words
from .rules.reasons import evidence_text

CUT_OFF = N_("last acceptable day: {day}")
ITEM = {
    "entry": N_("{paper}: entered {country}, {days}."),
    "present": N_("{paper}: in {country}, {days}."),
    "absent": N_("{paper}: not in {country}, {days}."),
    "exit": N_("{paper}: left {country}, {days}."),
}
CUT_OFF_SAID = N_("The last acceptable day is {day}.")
WINDOW = N_("entry: {days}")
UNTIL, FROM = N_("on or before {day}"), N_("on or after {day}")
WINDOW_SAID = N_("The entry, by these papers: {days}.")
STAY, LATEST_STAY = N_("current stay"), N_("latest stay")
EXIT, EXIT_SAID = N_("left, as the person says"), N_("The person says: left {country}, {days}.")
TIER = N_("How strong: {tier}.")
SET_ASIDE = N_("Set aside: an earlier stay.")
CLASHES = N_("Clashes with other records.")
CLASH = N_("Clash")
TIMES = N_("{count} papers")
MOST_NAMED = 6


def timeline_of(one: ApplicantAssessment, country: str, words: Words) -> Timeline | None:
    """The timeline of one entry that the rules ask about; None where no paper with a day speaks of it."""
    last_day, proof = dict(one.rules.entry_days)[country], one.entries()[country]
    items = [_item(item, found, country, one, words) for item, found in _dated(one, country)]
    if not items:
        return None
    told = [
        exit_mark(mark, words) for mark in listed(one.applicant.exits_declared) if mark.country == country
    ]
    lanes = list(dict.fromkeys(item.country for item in items if item.country != country))
    stay = proof.proof != "contradictory" and proof.latest is not None
    texts = TimelineTexts(
        lanes=tuple((lane, words.country(lane)) for lane in [*lanes, country]),
        cut_off=words(CUT_OFF, day=words.short_day(last_day)),
        window=words(WINDOW, days=_window(proof, words)),
        stay=words(STAY if one.applicant.located_in == country else LATEST_STAY) if stay else "",
        clash=_clash(one, country, words),
        times=words(TIMES),
    )
    return Timeline(
        country, last_day, proof.earliest, proof.latest, tuple(items), tuple(filter(None, told)), texts
    )


def sentences(timeline: Timeline, words: Words) -> list[str]:
    """The picture as a list of sentences, for those who cannot see it."""
    said = [words(CUT_OFF_SAID, day=words.day(timeline.last_day))]
    said += [one.sentence for one in timeline.in_order]
    said += [mark.sentence for mark in timeline.exits]
    first, last = timeline.earliest, timeline.latest
    if (first or last) and not (first and last and first > last):
        said.append(words(WINDOW_SAID, days=_span(first, last, words)))
    return said


def exit_mark(told: DeclaredExit, words: Words) -> ExitMark | None:
    """An exit as the person tells it; None without a day."""
    if not isinstance(told.on, str) or not isinstance(told.country, str):
        return None
    days = days_of(told.on)
    said = words(EXIT_SAID, country=words.country(told.country), days=words.days(days))
    return ExitMark(days, words(EXIT), said)


def paper_name(item: Evidence, one: ApplicantAssessment, words: Words) -> str:
    """The kind of a paper, by name."""
    types = one.view.reference.evidence_types
    kind = types.get(item.type) if isinstance(item.type, str) else None
    return kind.name(words.language) if kind else words(N_("Evidence"))


def papers_named(one: ApplicantAssessment, ids: tuple[str, ...], words: Words) -> list[str]:
    """Papers by kind, place and day, in the order of their days; of many the first ones and how many more."""
    types = one.view.reference.evidence_types
    found = [item for item in one.view.evidence() if item.id in ids]
    found.sort(key=lambda item: item.on if isinstance(item.on, str) else "")
    return _first_of([evidence_text(item, types, words) for item in found], words)


def _first_of(said: list[str], words: Words) -> list[str]:
    more = len(said) - MOST_NAMED
    if more < 2:  # naming the last one takes no more room than counting it
        return said
    return [*said[:MOST_NAMED], words.many("and {count} more paper", "and {count} more papers", more)]


def _dated(one: ApplicantAssessment, country: str) -> list[tuple[Evidence, Sighting]]:
    reference = one.view.reference
    found = [
        (item, sighting_of(item, country, reference.evidence_types, reference.zones))
        for item in one.view.evidence()
    ]
    return [(item, sighting) for item, sighting in found if sighting is not None]


def _item(
    item: Evidence, found: Sighting, country: str, one: ApplicantAssessment, words: Words
) -> TimelineItem:
    proof = one.entries()[country]
    states = (("clash", proof.clash), ("left_out", proof.left_out), ("rests_on", proof.rests_on))
    state = next((name for name, ids in states if found.id in ids), "")
    days = words.days(Days(found.first, found.last))
    name = paper_name(item, one, words)
    # A record from elsewhere is told of its own country: there the person was.
    elsewhere = found.asserts == "absent" and found.made_in != country
    asserts = "present" if elsewhere else found.asserts
    said = [
        words(ITEM[asserts], paper=name, country=words.country(found.made_in), days=days),
        words(TIER, tier=words.label("tier", found.tier)),
    ]
    said += [words(CLASHES)] if state == "clash" else [words(SET_ASIDE)] if state == "left_out" else []
    return TimelineItem(
        found.id,
        name,
        " ".join(said),
        found.made_in,
        found.asserts,
        found.first,
        found.last,
        found.tier,
        state,
    )


def _clash(one: ApplicantAssessment, country: str, words: Words) -> tuple[str, ...]:
    proof = one.entries()[country]
    if not proof.clash:
        return ()
    items = [(item, found) for item, found in _dated(one, country) if item.id in proof.clash]
    items.sort(key=lambda it: (it[1].first, it[1].last))
    said = [
        f"• {paper_name(item, one, words)}, {_short(found.first, found.last, words)}" for item, found in items
    ]
    return (words(CLASH), *_first_of(said, words))


def _window(proof: EntryProof, words: Words) -> str:
    first, last = proof.earliest, proof.latest
    if first and last:
        return _short(first, last, words)
    if last:
        return words(UNTIL, day=words.short_day(last))
    return words(FROM, day=words.short_day(first)) if first else ""


def _span(first: date | None, last: date | None, words: Words) -> str:
    if first and last:
        return words.days(Days(first, last))
    if last:
        return words(UNTIL, day=words.day(last))
    return words(FROM, day=words.day(first)) if first else ""


def _short(first: date, last: date, words: Words) -> str:
    return words.short_day(first) if first == last else f"{words.short_day(first)} – {words.short_day(last)}"
