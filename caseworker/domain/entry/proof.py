# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entry-date proof: what papers together say of the first day of the current stay in a country.

The semantics are those of `entry-proof.md`: an interval model on inclusive local days. No government
source lists acceptable proof of entry; this is the NGO's own standard (preponderance, documents
first), modelled on evidence rules for comparable benefits. Records that contradict each other are
never weighed against each other here: the papers that clash are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..case.days import Days, local_days_of
from ..case.evidence import Evidence, EvidenceType

PROOFS = ("proved_before", "proved_after", "not_established", "contradictory")
_INSIDE = ("entry", "present")
_NOT_YET = ("absent", "entry")


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one piece of evidence says of one country.

    `asserts` is entry, present, absent or exit, `first..last` the local days, `group` the
    independence group, `made_in` the country where the record was made.
    """

    id: str
    asserts: str
    first: date
    last: date
    tier: str
    group: str
    documentary: bool
    made_in: str = ""
    manner: str = "unknown"

    @property
    def counts(self) -> bool:
        """Weak items set no bound and make no side."""
        return self.tier != "weak"


@dataclass(frozen=True, slots=True)
class EntryProof:
    """What the evidence shows: `proof` is one of PROOFS, the window `earliest..latest` may be open.

    `rests_on` are the items that decide the result, `clash` the items that contradict each other,
    `left_out` the items of an earlier stay.
    """

    proof: str
    earliest: date | None
    latest: date | None
    flags: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    clash: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def sightings(
    evidence: Iterable[Evidence],
    country: str,
    types: Mapping[str, EvidenceType],
    zones: Mapping[str, tuple[str, ...]],
) -> list[Sighting]:
    """What each item says of `country`; items without a place, a day or an assertion say nothing.

    A record made in another country means absent from this one; one made in this country by a type
    that asserts absence (a Panamanian record, asked about Panama) means present.
    """
    out = []
    for item in evidence:
        sighting = sighting_of(item, country, types, zones)
        if sighting is not None:
            out.append(sighting)
    return out


def sighting_of(
    item: Evidence,
    country: str,
    types: Mapping[str, EvidenceType],
    zones: Mapping[str, tuple[str, ...]],
) -> Sighting | None:
    """What one item says of `country`, or None."""
    kind = types.get(item.type) if isinstance(item.type, str) else None
    place = _stated(item.place) or (kind.place if kind else "")
    asserts = _stated(item.asserts) or (kind.asserts if kind else "none")
    if not place or not isinstance(item.on, str) or asserts == "none":
        return None
    if place != country:
        asserts = "absent"
    elif asserts == "absent" and not item.asserts:
        asserts = "present"
    days: Days = local_days_of(item.on, zones.get(place, ()))
    documentary = (
        item.documentary if isinstance(item.documentary, bool) else kind.documentary if kind else True
    )
    return Sighting(
        id=item.id,
        asserts=asserts,
        first=days.first,
        last=days.last,
        tier=_stated(item.tier) or (kind.tier if kind else "weak"),
        group=_stated(item.source) or _stated(item.type) or item.id,
        documentary=documentary,
        made_in=place,
        manner=kind.manner if kind else "unknown",
    )


def prove_entry(items: Iterable[Sighting], last_acceptable: date, exits: Iterable[Days] = ()) -> EntryProof:
    """Whether the current stay began on or before `last_acceptable` (inclusive).

    `exits` are days on which the person says they left; exits by document are among `items`.
    The result depends neither on the order of the items nor on any clock.
    """
    seen = sorted(items, key=lambda item: (item.first, item.last, item.id, item.asserts))
    left = max([days.last for days in exits] + [it.last for it in seen if it.asserts == "exit"], default=None)
    left_out: list[str] = []
    bounds: list[Sighting] = []
    for it in seen:
        if left is not None and it.last <= left and it.asserts in _INSIDE:
            left_out.append(it.id)
        elif it.counts and it.asserts != "exit":
            bounds.append(it)
    proof, rests_on = _read(bounds, last_acceptable)
    earliest = max((it.first for it in bounds if it.asserts in _NOT_YET), default=None)
    latest = min((it.last for it in bounds if it.asserts in _INSIDE), default=None)
    if earliest is None or latest is None or earliest <= latest:
        return EntryProof(proof, earliest, latest, (), rests_on, (), tuple(left_out))
    without_early: list[Sighting] = []
    without_late: list[Sighting] = []
    clash: list[str] = []
    for it in bounds:
        early = it.last < earliest and it.asserts in _INSIDE
        late = it.first > latest and it.asserts in _NOT_YET
        if early or late:
            clash.append(it.id)
        if not early:
            without_early.append(it)
        if not late:
            without_late.append(it)
    first, second = _read(without_early, last_acceptable)[0], _read(without_late, last_acceptable)[0]
    if proof != "contradictory" and first == second and first in ("proved_before", "proved_after"):
        flags = ("conflict_immaterial",)
        return EntryProof(first, earliest, latest, flags, rests_on, tuple(clash), tuple(left_out))
    named = tuple(clash)
    return EntryProof("contradictory", earliest, latest, ("conflict",), named, named, tuple(left_out))


def latest_stay(items: list[Sighting], exits: list[Days]) -> tuple[list[Sighting], list[Days]]:
    """The items and exits that speak of the latest stay in a country the person may have left.

    For a bar every entry counts, so the latest decides: absences after the last sighting say only
    that the person went on, and an exit with nothing after it ends the stay in question.
    """
    inside = [item for item in items if item.counts and item.asserts in ("entry", "present")]
    if not inside:
        return items, exits
    last_seen = max(item.last for item in inside)
    kept = [item for item in items if item.asserts not in ("absent", "exit") or item.first <= last_seen]
    return [item for item in kept if item.asserts != "exit" or item.last < last_seen], [
        days for days in exits if days.last < last_seen
    ]


def _read(items: list[Sighting], last_acceptable: date) -> tuple[str, tuple[str, ...]]:
    before = [it for it in items if it.last <= last_acceptable and it.asserts in _INSIDE]
    after = [it for it in items if it.first > last_acceptable and it.asserts in _NOT_YET]
    if before and after:
        return "contradictory", tuple(it.id for it in before + after)
    if _strong(before):
        return "proved_before", tuple(it.id for it in before)
    if _strong(after):
        return "proved_after", tuple(it.id for it in after)
    return "not_established", tuple(it.id for it in before + after)


def _strong(side: list[Sighting]) -> bool:
    if any(it.tier == "primary" for it in side):
        return True
    return len({it.group for it in side}) >= 2 and any(it.documentary for it in side)


def _stated(value: object) -> str:
    return value if isinstance(value, str) else ""
