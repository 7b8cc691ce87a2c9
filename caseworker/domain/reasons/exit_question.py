# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether an exit between two records that clash would explain both, and when it would have been.

An exit is never inferred: this only finds out whether it is worth asking the person about one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ..case.applicant import DeclaredExit
from ..case.days import Days
from ..case.fields import listed
from ..entry.proof import EntryProof, Sighting, sightings
from ..rules.assess import ApplicantAssessment
from ..rules.facts import View
from ..rules.facts.borders import entry_of


@dataclass(frozen=True, slots=True)
class ExitQuestion:
    """Did the person leave `country` on one of the days `between`? The proof would be one of `proofs`."""

    country: str
    between: Days
    proofs: tuple[str, ...]


def exit_question(one: ApplicantAssessment, country: str) -> ExitQuestion | None:
    """The exit that would settle the clash about `country`, or None where there is none or it would not."""
    by = dict(one.rules.entry_days).get(country)
    if by is None:
        return None
    proof = entry_of(one.view, country, by)
    between = days_between(proof, _clashing(one.view, proof, country))
    if between is None or "conflict" not in proof.flags:
        return None
    proofs = tuple(
        dict.fromkeys(_with_exit(one.view, country, by, day) for day in (between.first, between.last))
    )
    return None if "contradictory" in proofs else ExitQuestion(country, between, proofs)


def days_between(proof: EntryProof, clashing: list[Sighting]) -> Days | None:
    """From the last of the records that come too early to the first that shows the person elsewhere."""
    if proof.earliest is None or proof.latest is None or proof.earliest <= proof.latest:
        return None
    early = [it.last for it in clashing if it.asserts in ("entry", "present") and it.last < proof.earliest]
    late = [it.first for it in clashing if it.asserts in ("absent", "entry") and it.first > proof.latest]
    if not early:
        return None
    last_seen = max(early)
    after = [day for day in late if day >= last_seen]
    return Days(last_seen, min(after)) if after else None


def _clashing(view: View, proof: EntryProof, country: str) -> list[Sighting]:
    items = [one for one in view.evidence() if one.id in proof.clash]
    return sightings(items, country, view.reference.evidence_types, view.reference.zones)


def _with_exit(view: View, country: str, by: date, day: date) -> str:
    told = (*listed(view.applicant.exits_declared), DeclaredExit(country=country, on=day.isoformat()))
    applicant = replace(view.applicant, exits_declared=told)
    return entry_of(View(view.case, applicant, view.on, view.reference, view.status), country, by).proof
