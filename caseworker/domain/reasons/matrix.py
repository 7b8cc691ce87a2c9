# SPDX-License-Identifier: AGPL-3.0-or-later
"""The matrix of one applicant: conditions down, papers and records across, what shows or contradicts each.

Read from an assessment that was run; nothing is evaluated again. What shows a fact is in `grounds`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..case.applicant import Passport
from ..case.evidence import Evidence
from ..case.fields import listed
from ..entry.proof import sightings
from ..rules.assess import ApplicantAssessment
from ..rules.facts import View
from ..rules.facts.borders import entry_of
from ..rules.finding import Finding
from .explain import Node, leaves, why
from .grounds import GROUNDS, Ground, accepted, grounds_of, place_of_ground

# What a paper does for a condition; `tied` by hand, `seen` was looked at and decides nothing, empty: not
# used. `contradicts` is the strongest: it is never hidden by another.
MARKS = ("contradicts", "proves", "against", "tied", "seen", "")
_DECIDED = {"met": "proves", "not_met": "against"}


@dataclass(frozen=True, slots=True)
class Column:
    """A piece of evidence, or something recorded elsewhere in the case; `path` is where it stands.

    `item` is the evidence item of a column of the kind `paper`.
    """

    ground: Ground
    path: str
    item: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """A fact that nothing shows: which kinds of ground would, and where they are recorded."""

    node: Node
    kinds: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Row:
    """One condition. `cells` are MARKS, one for each column, `looked_at` the facts it rests on.

    `shown` are those facts, each with its grounds, `lacking` those that nothing shows, `tied` the papers
    that somebody tied to the condition by hand.
    """

    finding: Finding
    cells: tuple[str, ...]
    looked_at: tuple[Node, ...]
    shown: tuple[tuple[Node, tuple[Ground, ...]], ...]
    lacking: tuple[Lack, ...]
    tied: tuple[str, ...]

    @property
    def criterion(self) -> str:
        return self.finding.criterion.id

    @property
    def backed(self) -> bool:
        """Whether something shows every fact, or a paper was tied to the condition."""
        return bool(self.tied) or not self.lacking

    @property
    def wanting(self) -> bool:
        """Whether it counts as met although nothing shows it."""
        return self.finding.result == "met" and not self.backed

    def grounds(self) -> tuple[Ground, ...]:
        """What it rests on, strongest kinds first, each once; what is given only where nothing else is."""
        found = {one for _, grounds in self.shown for one in grounds}
        found |= {Ground("paper", one) for one in self.tied}
        rest = {one for one in found if one.kind != "given"}
        return tuple(sorted(rest or found, key=lambda one: (GROUNDS.index(one.kind), one.id)))


@dataclass(frozen=True, slots=True)
class Matrix:
    """`columns` across and `rows` down, in the order of the case and of the rules."""

    one: ApplicantAssessment
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def wanting(self) -> tuple[Row, ...]:
        """The conditions that keep a decision waiting, before any waiver; none where the programme is
        closed: then nobody has to prove anything."""
        return () if self.one.outcome == "closed" else tuple(row for row in self.rows if row.wanting)

    def row(self, criterion: str) -> Row | None:
        """The row of a condition, or None."""
        return next((row for row in self.rows if row.criterion == criterion), None)


def matrix_of(one: ApplicantAssessment) -> Matrix:
    """The matrix of an applicant as assessed."""
    columns = tuple(_columns(one.view))
    return Matrix(one, columns, tuple(_row(one, finding, columns) for finding in one.findings))


def backing_document(matrix: Matrix) -> dict[str, Any]:
    """What each met condition rests on, as plain JSON values: fact -> kinds and ids, and papers tied."""
    return {
        row.criterion: {
            "shown": {node.fact: [[one.kind, one.id] for one in grounds] for node, grounds in row.shown},
            "lacking": [lack.node.fact for lack in row.lacking],
            "tied": list(row.tied),
        }
        for row in matrix.rows
        if row.finding.result == "met"
    }


def tied_to(item: Evidence, criterion: str) -> bool:
    """Whether somebody tied the paper to the condition."""
    return criterion in listed(item.shows)


def _columns(view: View) -> Iterator[Column]:
    for item in view.evidence():
        yield Column(Ground("paper", item.id), f"evidence/{item.id}", item)
    principal = view.case.principal()
    for holder in dict.fromkeys((view.applicant, principal or view.applicant)):
        if isinstance(holder.passport, Passport):
            yield Column(Ground("passport", holder.id), f"applicants/{holder.id}/passport/number")
    if view.sponsor is not None:
        for code in listed(view.sponsor.documents_seen):
            yield Column(Ground("document", code), "sponsor/documents_seen")
        if isinstance(view.sponsor.contact_confirmed_on, str):
            yield Column(Ground("call"), "sponsor/contact_confirmed_on")
        checks = list(listed(view.sponsor.checks_passed))
        checks += [code for member in listed(view.sponsor.members) for code in listed(member.checks_passed)]
        for code in dict.fromkeys(checks):
            yield Column(Ground("check", code), "sponsor/checks_passed")
    if isinstance(view.case.opened_on, str):
        yield Column(Ground("statement"), "")


def _row(one: ApplicantAssessment, finding: Finding, columns: tuple[Column, ...]) -> Row:
    nodes = _looked_at(one, finding)
    shown = tuple((node, grounds) for node in nodes if (grounds := grounds_of(node, one.view)))
    lacking = tuple(
        Lack(node, accepted(node), place_of_ground(node, one.view))
        for node in nodes
        if not grounds_of(node, one.view)
    )
    marks = _marks(finding, nodes, shown, one.view)
    cells = []
    tied = []
    for column in columns:
        found = marks.get(column.ground, "")
        if column.item is not None and tied_to(column.item, finding.criterion.id):
            found = min(found, "tied", key=MARKS.index)
            # A paper that contradicts the others cannot be the one that settles it.
            if found != "contradicts":
                tied.append(column.item.id)
        cells.append(found)
    return Row(finding, tuple(cells), nodes, shown, lacking, tuple(tied))


def _looked_at(one: ApplicantAssessment, finding: Finding) -> tuple[Node, ...]:
    """The facts that the run looked at for the answer and knew, each once.

    Those that say whether the condition is asked at all are left out: nobody proves that a question applies.
    """
    if finding.result == "not_applicable":
        return ()
    found: dict[Any, Node] = {}
    for tried in why(one, finding).tried:
        for node in leaves(tried.tree) if tried.tree else ():
            if node.seen and node.truth is not None:
                found.setdefault((node.fact, node.params), node)
    return tuple(found.values())


def _marks(
    finding: Finding,
    nodes: tuple[Node, ...],
    shown: tuple[tuple[Node, tuple[Ground, ...]], ...],
    view: View,
) -> dict[Ground, str]:
    decided = _DECIDED.get(finding.result, "seen")
    proofs = [node for node in nodes if node.fact in ("entry.proof", "entry.latest")]
    marks: dict[Ground, str] = {}

    def put(ground: Ground, mark: str) -> None:
        marks[ground] = min(marks.get(ground, ""), mark, key=MARKS.index)

    for node, grounds in shown:
        # That a record places the person there decides nothing once the days are weighed.
        weighed = proofs and node.fact in ("entry.at_issue", "entry.sighted_after")
        for ground in grounds:
            if ground.kind != "paper" or (node not in proofs and not weighed):
                put(ground, decided)
    for node in proofs:
        for ground, mark in _entry_marks(dict(node.params), decided, view):
            put(ground, mark)
    for ground in _other_passport(nodes, view):
        put(ground, "contradicts")
    return marks


def _entry_marks(params: dict[str, Any], decided: str, view: View) -> Iterator[tuple[Ground, str]]:
    country = params["country"]
    proof = entry_of(view, country, params["by"])
    contradictory = proof.proof == "contradictory"
    speaking = sightings(view.evidence(), country, view.reference.evidence_types, view.reference.zones)
    for sighting in speaking:
        ground = Ground("paper", sighting.id)
        if sighting.id in proof.rests_on:
            yield ground, "contradicts" if contradictory else decided
        else:
            yield ground, "contradicts" if sighting.id in proof.clash else "seen"


def _other_passport(nodes: tuple[Node, ...], view: View) -> Iterator[Ground]:
    """A passport of a country that is not among the nationalities stated."""
    held = view.applicant.passport
    if any(node.fact == "applicant.nationalities" for node in nodes) and isinstance(held, Passport):
        stated = listed(view.applicant.nationalities)
        if isinstance(held.country, str) and held.country not in stated:
            yield Ground("passport", view.applicant.id)
