# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter says of an entry: what the papers show and which they are, what clashes, what settles it.

The days said are those of the papers named and no others: a record that only shows where the person was
before is not needed for the result, and not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from caseworker.domain.entry.proof import EntryProof, sightings
from caseworker.domain.reasons.exit_question import exit_question
from caseworker.domain.reasons.remedies import Paper, cheapest_proofs
from caseworker.domain.rules.assess import ApplicantAssessment
from caseworker.domain.rules.facts.borders import entry_of
from caseworker.domain.rules.finding import Finding
from caseworker.domain.rules.programme import tests_of
from caseworker.domain.rules.truth import fact_key, resolver
from caseworker.words import Words
from caseworker.words.rules.reasons import evidence_text

PROVED = ("proved_before", "proved_after")
OPEN_OUTCOMES = ("more_evidence_needed", "needs_review")
MOST_SUGGESTED = 4

Say = Callable[..., str]


def entries_read(one: ApplicantAssessment, finding: Finding) -> Iterator[EntryRead]:
    """The entries whose proof decided the finding, each once; none where it was decided by something else."""
    resolve = resolver(lambda name: one.rules.programme.value_on(name, one.view.on))
    seen = set()
    for test in tests_of(finding.criterion):
        if test.fact != "entry.proof":
            continue
        key, params = fact_key(test, resolve)
        if key in seen or key not in finding.facts():
            continue
        seen.add(key)
        proof = entry_of(one.view, params["country"], params["by"])
        if (proof.proof in PROVED) == (finding.result in ("met", "not_met")):
            yield EntryRead(one, finding, params["country"], params["by"], proof)


@dataclass(frozen=True, slots=True)
class EntryRead:
    """The proof of an entry to `country` by `last_day`, as one finding read it."""

    one: ApplicantAssessment
    finding: Finding
    country: str
    last_day: date
    proof: EntryProof

    def shown(self, say: Say, words: Words, reason: str, *, approved: bool) -> list[str]:
        """What the papers show and which they are; what clashes is not named twice where `reason` names it.

        An approved letter says no more than that.
        """
        proof = self.proof
        papers = self._named(proof.rests_on, words)
        if proof.proof == "contradictory":
            return [] if _all_in(papers, reason) else [say("entry", "clash", papers="; ".join(papers))]
        if not papers:
            return []
        values = {"country": words.country(self.country), "papers": "; ".join(papers)}
        if proof.proof == "not_established":
            return [say("entry", "not_enough", window=self._window(say, words), **values)]
        days = self._days()
        # Where the reason has told the day already, only what it is known from is left to say.
        told = None in days and all(words.day(day) in reason for day in days if day)
        key = "known" if told else "shown"
        said = [say("entry", key, window=self._window(say, words), **values)]
        if proof.clash and not approved:
            clash = "; ".join(self._named(proof.clash, words))
            said += [say("entry", "clash", papers=clash) + " " + say("entry", "immaterial")]
        return said

    def settled_by(self, say: Say, words: Words) -> list[str]:
        """What the person can do about it where it is open: easy papers first, or clearing up a clash."""
        if self.proof.proof == "contradictory":
            return [" ".join(self._cleared_up(say, words))]
        if self.finding not in self.one.open_findings():
            return []
        found = cheapest_proofs(self.one, self.finding, most_papers=1)
        steps = [one.steps[0] for one in found if len(one.steps) == 1]
        here = [step for step in steps if isinstance(step, Paper) and step.place == self.country]
        if not here:
            return []
        names = "; ".join(step.kind.name(words.language) for step in here[:MOST_SUGGESTED])
        country, day = words.country(self.country), words.day(here[0].on)
        key = "easiest" if len(here) > 1 else "one_paper"
        return [say("entry", key, country=country, day=day, papers=names)]

    def _cleared_up(self, say: Say, words: Words) -> Iterator[str]:
        country = words.country(self.country)
        yield say("entry", "originals", country=country)
        question = exit_question(self.one, self.country)
        if question is not None:
            first, last = words.day(question.between.first), words.day(question.between.last)
            key = "exit_on" if question.between.exact else "exit_between"
            yield say("entry", key, country=country, first=first, last=last)

    def _named(self, ids: Iterable[str], words: Words) -> list[str]:
        types = self.one.view.reference.evidence_types
        found = [item for item in self.one.view.evidence() if item.id in set(ids)]
        found.sort(key=lambda item: item.on if isinstance(item.on, str) else "")
        return list(dict.fromkeys(evidence_text(item, types, words) for item in found))

    def _window(self, say: Say, words: Words) -> str:
        first, last = self._days()
        earliest = words.day(first) if first else ""
        latest = words.day(last) if last else ""
        key = "until" if not first else "from" if not last else "on" if first == last else "between"
        return say("entry_window", key, earliest=earliest, latest=latest)

    def _days(self) -> tuple[date | None, date | None]:
        """The first and last day of the entry by the papers named; these set at least one of them.

        Where they do not agree among themselves, only on which side of the last acceptable day it was.
        """
        reference = self.one.view.reference
        items = [item for item in self.one.view.evidence() if item.id in self.proof.rests_on]
        seen = sightings(items, self.country, reference.evidence_types, reference.zones)
        first = max((it.first for it in seen if it.asserts in ("absent", "entry")), default=None)
        last = min((it.last for it in seen if it.asserts in ("entry", "present")), default=None)
        if first and last and first > last:
            return (None, self.last_day) if last <= self.last_day else (self.last_day + timedelta(1), None)
        return first, last


def _all_in(papers: list[str], reason: str) -> bool:
    return all(paper in reason for paper in papers)
