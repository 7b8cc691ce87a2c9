# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts about borders: entries proved by evidence, crossings, returns, removals, interdictions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

from ...case.applicant import Returned
from ...case.days import Days, days_of, local_days_of, years_later
from ...case.fields import NOT_ASKED, listed
from ...entry.proof import EntryProof, Sighting, latest_stay, prove_entry, sighting_of
from .view import Fact, View, tri_any, unknown


def entry_of(view: View, country: str, by: date) -> EntryProof:
    """The entry proof of this applicant for `country` against the last acceptable day `by`.

    Where the person is elsewhere now, the latest stay is asked about (bars: every entry counts).
    A return by the United States under Title 42 is not taken as an entry here: no source says
    whether it counts, and a criterion of its own sends it to review.
    """
    key = ("entry", country, by)
    found = view.cache.get(key)
    if found is None:
        items, exits = _without_title_42_returns(
            view, country, _sightings(view, country), _exits(view, country)
        )
        if view.applicant.located_in != country:
            items, exits = latest_stay(items, exits)
        found = view.cache[key] = prove_entry(items, by, exits)
    return found


def entry_proof(view: View, country: str, by: date) -> Fact:
    """`proved_before`, `proved_after`, `not_established` or `contradictory` for the last day `by`."""
    entry = entry_of(view, country, by)
    details = {"earliest": entry.earliest, "latest": entry.latest, "last_day": by, "clash": entry.clash}
    return Fact(entry.proof, ("evidence",), entry.rests_on, details)


def entry_latest(view: View, country: str, by: date) -> Fact:
    """The latest day on which the stay may have begun."""
    entry = entry_of(view, country, by)
    if entry.latest is None:
        return unknown("evidence")
    return Fact(Days(entry.latest, entry.latest), ("evidence",), entry.rests_on, {"latest": entry.latest})


def entry_at_issue(view: View, country: str) -> Fact:
    """Whether any evidence that counts places the person in `country`."""
    inside = [it.id for it in _sightings(view, country) if it.counts and it.asserts in ("entry", "present")]
    return Fact(bool(inside), ("evidence",), tuple(inside))


def sighted_after(view: View, country: str, by: date) -> Fact:
    """Whether a record that counts places the person in `country` only after `by`."""
    inside = [it for it in _sightings(view, country) if it.counts and it.asserts in ("entry", "present")]
    return Fact(
        bool(inside) and min(it.first for it in inside) > by, ("evidence",), tuple(it.id for it in inside)
    )


def entry_manner(view: View, country: str) -> Fact:
    """`regular` or `irregular`: as stated, else as the kind of the latest entry record shows."""
    path = f"{view.path}/entry_manner/{country}"
    stated = dict(listed(view.applicant.entry_manner)).get(country)
    if stated in ("regular", "irregular"):
        return Fact(stated, (path,))
    shown = _manner_shown(view, country)
    if shown is not None:
        return Fact(shown.manner, ("evidence",), (shown.id,))
    return unknown(path)


def entry_manner_shown(view: View, country: str) -> Fact:
    """`regular` or `irregular` as the latest entry record itself shows, else `unknown`."""
    shown = _manner_shown(view, country)
    return Fact("unknown", ("evidence",)) if shown is None else Fact(shown.manner, ("evidence",), (shown.id,))


def crossed_between_ports(view: View, first: date, last: date | None = None) -> Fact:
    """Whether the person crossed into the United States between ports of entry on `first..last`."""
    return _crossing(view, "between_ports", first, last)


def presented_at_port(view: View, first: date, last: date | None = None) -> Fact:
    """Whether the person presented themselves at a land port of entry on `first..last`."""
    return _crossing(view, "land_port_of_entry", first, last)


def crossing_excepted(view: View, first: date, ended_by: tuple[str, ...], times: int) -> Fact:
    """Whether every crossing between ports from `first` on ended in one of `ended_by`, at most `times` times.

    Source of the exception: 88 FR 1279 (a one-time option to depart voluntarily or to withdraw).
    """
    base = f"{view.path}/us_border"
    certain, possible = [], []
    for one in listed(view.applicant.us_border):
        inside = _within(one.on, first, None)
        if one.manner not in ("between_ports", NOT_ASKED) or inside is False:
            continue
        possible.append(one)
        if inside and one.manner == "between_ports":
            certain.append(one)
    if len(certain) > times or any(one.ended_by not in (*ended_by, NOT_ASKED) for one in certain):
        return Fact(False, (base,))
    if len(possible) > times or any(one.ended_by not in ended_by for one in possible):
        asked = all(one.ended_by is not NOT_ASKED for one in possible)
        return unknown(base if asked else f"{base}/ended_by")
    return Fact(True, (base,), details={"crossings": len(certain)})


def returned(view: View, country: str, under: str, first: date) -> Fact:
    """Whether the person was returned to `country` under that authority on or after `first`."""
    path = f"{view.path}/returned_to"
    hits: list[bool | None] = []
    for one in _returns(view):
        if one.country not in (country, NOT_ASKED) or one.under not in (under, NOT_ASKED):
            continue
        inside = _within(one.on, first, None)
        sure = NOT_ASKED not in (one.country, one.under)
        hits.append(inside if sure or inside is False else None)
    result = tri_any(hits)
    return unknown(path) if result is None else Fact(result, (path,), details={"first_day": first})


def removal_order(view: View, years: int, within: bool) -> Fact:
    """Whether a removal order lies within the last `years`, or (`within` false) further back.

    The anniversary itself counts as further back: the sources leave it open, and an older order goes
    to review.
    """
    path = f"{view.path}/removal_orders"
    orders = view.applicant.removal_orders
    if orders is NOT_ASKED:
        return unknown(path)
    hits: list[bool | None] = []
    for text in listed(orders):
        days = days_of(text)
        recent_first = years_later(days.first, years) > view.on
        recent_last = years_later(days.last, years) > view.on
        hits.append(None if recent_first != recent_last else recent_first is within)
    result = tri_any(hits)
    return unknown(path) if result is None else Fact(result, (path,), details={"orders": listed(orders)})


def interdicted_at_sea(view: View, first: date) -> Fact:
    """Whether the person was interdicted at sea on or after `first`."""
    path = f"{view.path}/sea_interdictions"
    days = view.applicant.sea_interdictions
    if days is NOT_ASKED:
        return unknown(path)
    result = tri_any([_within(text, first, None) for text in listed(days)])
    return unknown(path) if result is None else Fact(result, (path,))


def _sightings(view: View, country: str) -> list[Sighting]:
    key = ("sightings", country)
    found = view.cache.get(key)
    if found is None:
        said = view.common.get(key)
        if said is None:
            said = view.common[key] = _said(view, country)
        found = view.cache[key] = [it for item in view.evidence() if (it := said[id(item)]) is not None]
    return cast("list[Sighting]", found)


def _said(view: View, country: str) -> dict[int, Sighting | None]:
    """What each item of the case says of `country`, by the identity of the item, which the case keeps."""
    types, zones = view.reference.evidence_types, view.reference.zones
    return {id(item): sighting_of(item, country, types, zones) for item in listed(view.case.evidence)}


def _exits(view: View, country: str) -> list[Days]:
    return [
        days_of(one.on)
        for one in listed(view.applicant.exits_declared)
        if one.country == country and isinstance(one.on, str)
    ]


def _without_title_42_returns(
    view: View, country: str, items: list[Sighting], exits: list[Days]
) -> tuple[list[Sighting], list[Days]]:
    for one in _returns(view):
        if one.country != country or one.under != "title_42" or not isinstance(one.on, str):
            continue
        back = days_of(one.on).last
        crossings = [
            days_of(crossing.on).first
            for crossing in listed(view.applicant.us_border)
            if isinstance(crossing.on, str) and days_of(crossing.on).first <= back
        ]
        out = max([days.first for days in exits if days.last <= back], default=None)
        away_since = min(
            [day for day in (out, max(crossings, default=None)) if day is not None], default=back
        )
        items = [it for it in items if not (it.made_in == "USA" and away_since <= it.first <= back)]
        items = [it for it in items if not (it.asserts == "exit" and away_since <= it.first <= back)]
        exits = [days for days in exits if not away_since <= days.first <= back]
    return items, exits


def _returns(view: View) -> tuple[Returned, ...]:
    """The returns stated, and those to Mexico that only the papers show.

    A crossing that ended in an expulsion under Title 42, with a record of the United States of that day or
    later, was a return although nobody wrote one down; without the record nothing is inferred.
    """
    found = view.cache.get("returns")
    if found is None:
        stated = listed(view.applicant.returned_to)
        found = view.cache["returns"] = stated or tuple(_returns_shown(view))
    return cast("tuple[Returned, ...]", found)


def _returns_shown(view: View) -> Iterator[Returned]:
    types = view.reference.evidence_types
    for one in listed(view.applicant.us_border):
        if one.ended_by != "title_42" or not isinstance(one.on, str):
            continue
        crossed = days_of(one.on).first
        for item in view.evidence():
            kind = types.get(item.type) if isinstance(item.type, str) else None
            if kind is None or not kind.returned or not isinstance(item.on, str):
                continue
            days = local_days_of(item.on, view.reference.zones.get(kind.place, ()))
            if days.first >= crossed:
                yield Returned(country="MEX", on=f"{days.first}/{days.last}", under="title_42")


def _manner_shown(view: View, country: str) -> Sighting | None:
    entries = [
        it
        for it in _sightings(view, country)
        if it.counts
        and it.manner != "unknown"
        and it.made_in == country
        and it.asserts in ("entry", "present")
    ]
    return max(entries, key=lambda it: (it.first, it.id), default=None)


def _crossing(view: View, manner: str, first: date, last: date | None) -> Fact:
    path = f"{view.path}/us_border"
    crossings = view.applicant.us_border
    if crossings is NOT_ASKED:
        return unknown(path)
    hits: list[bool | None] = []
    for one in listed(crossings):
        inside = _within(one.on, first, last)
        if one.manner is NOT_ASKED:
            hits.append(None if inside is not False else False)
        elif one.manner == manner:
            hits.append(inside)
    result = tri_any(hits)
    return unknown(path) if result is None else Fact(result, (path,), details={"first_day": first})


def _within(text: object, first: date, last: date | None) -> bool | None:
    if not isinstance(text, str):
        return None
    days = days_of(text)
    end = last or date.max - timedelta(days=1)
    if days.first >= first and days.last <= end:
        return True
    return False if days.last < first or days.first > end else None
