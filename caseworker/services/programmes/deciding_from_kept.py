# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deciding a case from the facts that were kept with it: what the list shows, without the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from caseworker.domain.flow import Begun, outdated_in, stations_of
from caseworker.domain.rules.kept_facts import Decider, begun_in, day_of, decider
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.domain.rules.rules import Sum

from ..case_index import worst_of
from .library import Library

if TYPE_CHECKING:
    from caseworker.store.cases.kept_facts import ShownCase


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list shows of a case: the outcome and the steps as JSON text; and its people by id."""

    outcome: str
    steps: str
    people: Sequence[str]


@dataclass(slots=True)
class FromFacts:
    """Deciding many cases under the rules of one library."""

    library: Library
    _deciders: dict[tuple[str, str, int], tuple[tuple[str, ...], Decider | None]] = field(
        default_factory=dict
    )
    _known: dict[tuple[Any, ...], tuple[str, str]] = field(default_factory=dict)

    def shown(self, one: ShownCase, determined: tuple[str, ...], lettered: tuple[str, ...]) -> Shown | None:
        """What the list is to show, or None where the kept facts do not decide it: none were kept on this
        basis, or the rules ask for others."""
        found = self._sums(one)
        if found is None:
            return None
        row, sums = found
        people = row[2]
        if determined or lettered:
            return Shown(*_shown(begun_in(row), sums, determined, lettered, one.steps), people)
        # Ids tell cases apart and change nothing: few patterns remain.
        pattern = (len(people), row[3], row[4], row[5], *sums)
        known = self._known.get(pattern)
        if known is None:
            known = self._known[pattern] = _shown(begun_in(row), sums)
        return Shown(*known, people)

    def outcomes(self, one: ShownCase) -> dict[str, str] | None:
        """The outcome of each applicant by id, or None where the kept facts do not decide it."""
        found = self._sums(one)
        if found is None:
            return None
        row, sums = found
        return {person: it.outcome for person, it in zip(row[2], sums, strict=True)}

    def _sums(self, one: ShownCase) -> tuple[Any, tuple[Sum, ...]] | None:
        if one.keys is None:
            return None
        row = one.row()
        decide = self._decider(row, one.keys)
        return (row, decide(row)) if decide else None

    def _decider(self, row: Sequence[Any], keys: tuple[str, ...]) -> Decider | None:
        # The keys are one object for all cases that were read together.
        under = (row[0], row[1], id(keys))
        found = self._deciders.get(under)
        if found is None:
            found = self._deciders[under] = (keys, self._made(row, keys))
        return found[1]

    def _made(self, row: Sequence[Any], keys: tuple[str, ...]) -> Decider | None:
        try:
            return decider(self.library.rules(row[0], day_of(row)), keys)
        except (NoValueInForce, KeyError):
            return None


def _shown(
    so_far: Begun,
    sums: Sequence[Sum],
    determined: tuple[str, ...] = (),
    lettered: tuple[str, ...] = (),
    before: str = "{}",
) -> tuple[str, str]:
    from caseworker.store.database.json_text import from_json, to_json

    # What is out of date stays so, whatever the rules of today decide.
    outdated = outdated_in(from_json(before))
    found = stations_of(so_far, sums, determined, lettered, outdated)
    return worst_of(one.outcome for one in sums), to_json({one.step: one.state for one in found})
