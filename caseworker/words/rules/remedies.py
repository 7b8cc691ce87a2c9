# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences for what would settle an open finding, and for what would have to be different."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from caseworker.domain.reasons.remedies import (
    OTHER,
    Ask,
    Paper,
    Remedy,
    cheapest_proofs,
    counterfactuals,
    met_from,
)
from caseworker.domain.rules.assess import ApplicantAssessment
from caseworker.domain.rules.finding import Finding

from .. import N_, Words
from ..labels import field_label
from .why import fact_text, value_text

ASK_ONE, ASK_ALL = N_("Ask: {questions}."), N_("Ask all of these: {questions}.")
ONE_PAPER = N_("One of these papers would settle it, the easiest to get first: {papers}.")
DATED = N_("It has to be dated {day} or before, in the same stay.")
TWO_PAPERS = N_("Or two together from different sources, for example: {papers}.")
WOULD_BE_MET = N_("It would be met with: {changes}.")
MET_FROM = N_("From {day} on it would be met, if nothing else changes.")
ANOTHER = N_("{fact}: another answer")
SHOWN = 6


def remedy_lines(one: ApplicantAssessment, finding: Finding, words: Words) -> list[str]:
    """What would settle the finding, or what would have to be different; nothing where it is met."""
    if finding in one.open_findings():
        return settle_lines(cheapest_proofs(one, finding), words)
    if finding.result == "not_met":
        return counterfactual_lines(counterfactuals(one, finding), met_from(one, finding), words)
    return []


def settle_lines(remedies: Sequence[Remedy], words: Words) -> list[str]:
    """What would settle an open finding, easiest first: questions, single papers, papers together."""
    out: list[str] = []
    asked = _each_once(
        [questions_text(one, words) for one in remedies if all(isinstance(s, Ask) for s in one.steps)]
    )
    for text, many in asked[:2]:
        out.append(words(ASK_ALL if many else ASK_ONE, questions=text))
    single = [one.steps[0] for one in remedies if len(one.steps) == 1 and isinstance(one.steps[0], Paper)]
    papers = [step for step in single if isinstance(step, Paper)]
    if papers:
        names = [step.kind.name(words.language) for step in papers[:SHOWN]]
        out.append(words(ONE_PAPER, papers="; ".join(names)))
        out.append(words(DATED, day=words.day(papers[0].on)))
    pairs = [one for one in remedies if len(one.steps) > 1 and all(isinstance(s, Paper) for s in one.steps)]
    if pairs:
        names = [step.kind.name(words.language) for step in pairs[0].steps if isinstance(step, Paper)]
        out.append(words(TWO_PAPERS, papers=words.listing(names)))
    return out


def counterfactual_lines(remedies: Sequence[Remedy], on: date | None, words: Words) -> list[str]:
    """What would have to be different for a negative finding to be met, and from when it would be anyway."""
    out = []
    for one in remedies[:3]:
        changes = [change_text(step, words) for step in one.steps if isinstance(step, Ask)]
        out.append(words(WOULD_BE_MET, changes=words.listing(changes)))
    if on is not None:
        out.append(words(MET_FROM, day=words.day(on)))
    return out


def questions_text(remedy: Remedy, words: Words) -> tuple[str, bool]:
    """The questions of a remedy by the names of their fields, each once, and whether there are several."""
    names = dict.fromkeys(
        words(field_label(step.paths[0])) if step.paths else fact_text(step.fact, dict(step.params), words)
        for step in remedy.steps
        if isinstance(step, Ask)
    )
    return words.listing(names), len(names) > 1


def change_text(step: Ask, words: Words) -> str:
    """A fact with the value it would need."""
    fact = fact_text(step.fact, dict(step.params), words)
    if step.value == OTHER or step.value == (OTHER,):
        return words(ANOTHER, fact=fact)
    return f"{fact}: {value_text(step.fact, step.value, words)}"


def _each_once(found: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    return list(dict.fromkeys(found))
