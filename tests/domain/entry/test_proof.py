# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entry proof: the interval result agrees with a literal, day-by-day reading of entry-proof.md."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from caseworker.domain.case.days import Days
from caseworker.domain.case.evidence import Evidence
from caseworker.domain.entry.proof import PROOFS, EntryProof, Sighting, latest_stay, prove_entry, sightings
from tests.domain.examples import library

FIRST = date(2022, 9, 25)
WINDOW = [FIRST + timedelta(days=at) for at in range(35)]
CUT_OFF = date(2022, 10, 11)
TIERS = st.sampled_from(["primary", "corroborating", "corroborating", "weak"])


SPANS = st.tuples(st.integers(0, len(WINDOW) - 1), st.sampled_from([0, 0, 0, 1, 3, 9]))


def items(asserts: str = "entry present absent exit") -> st.SearchStrategy[Sighting]:
    """One paper. Its parts are made once, not once a paper: that takes longer than drawing from them."""
    parts = st.tuples(
        st.integers(0, 99_999),
        st.sampled_from(asserts.split()),
        SPANS,
        TIERS,
        st.sampled_from("ABC"),
        st.booleans(),
    )
    return parts.map(_sighting)


def _sighting(parts: tuple[int, str, tuple[int, int], str, str, bool]) -> Sighting:
    number, asserts, (first, days), tier, group, documentary = parts
    return Sighting(
        id=f"e{number}",
        asserts=asserts,
        first=WINDOW[first],
        last=WINDOW[min(first + days, len(WINDOW) - 1)],
        tier=tier,
        group=group,
        documentary=documentary,
    )


EVIDENCE = st.lists(items(), max_size=6, unique_by=lambda one: one.id)
NO_EXIT = st.lists(items("entry present absent"), max_size=6, unique_by=lambda one: one.id)
CUT_OFFS = st.sampled_from(WINDOW)
EXITS = st.lists(st.sampled_from(WINDOW).map(lambda day: Days(day, day)), max_size=1)


@dataclass(frozen=True)
class Literal:
    proof: str
    earliest: date | None
    latest: date | None


def strength(side: list[Sighting]) -> str:
    """Rule 4."""
    if any(one.tier == "primary" for one in side):
        return "strong"
    corroborating = [one for one in side if one.tier == "corroborating"]
    for one in corroborating:
        for other in corroborating:
            if one.group != other.group and (one.documentary or other.documentary):
                return "strong"
    if corroborating:
        return "some"
    return "weak" if side else "none"


def reading(found: list[Sighting], cut_off: date) -> str:
    """Rules 3 and 5, the first sentence."""
    before = [one for one in found if one.asserts in ("entry", "present") and one.last <= cut_off]
    after = [one for one in found if one.asserts in ("absent", "entry") and one.first > cut_off]
    if strength(before) in ("strong", "some") and strength(after) in ("strong", "some"):
        return "contradictory"
    if strength(before) == "strong":
        return "proved_before"
    if strength(after) == "strong":
        return "proved_after"
    return "not_established"


def literal(found: list[Sighting], cut_off: date, exits: list[Days]) -> Literal:
    """entry-proof.md, day by day: which days of the window can be the first of the current stay?"""
    left = [one.last for one in found if one.asserts == "exit"] + [days.last for days in exits]
    current = [
        one
        for one in found
        if not (one.asserts in ("entry", "present") and any(one.last <= day for day in left))
    ]
    bounding = [one for one in current if one.tier != "weak" and one.asserts != "exit"]
    not_later = [one for one in bounding if one.asserts in ("entry", "present")]
    not_earlier = [one for one in bounding if one.asserts in ("absent", "entry")]
    early_enough = [day for day in WINDOW if all(day <= one.last for one in not_later)]
    late_enough = [day for day in WINDOW if all(day >= one.first for one in not_earlier)]
    earliest = late_enough[0] if not_earlier else None
    latest = early_enough[-1] if not_later else None
    possible = [day for day in early_enough if day in late_enough]
    proof = reading(current, cut_off)
    if not possible and proof != "contradictory":
        assert earliest is not None
        assert latest is not None
        without_early = [one for one in current if not (one in not_later and one.last < earliest)]
        without_late = [one for one in current if not (one in not_earlier and one.first > latest)]
        twice = {reading(without_early, cut_off), reading(without_late, cut_off)}
        proof = twice.pop() if len(twice) == 1 else "contradictory"
        if proof == "not_established":
            proof = "contradictory"
    return Literal(proof, earliest, latest)


def bare(found: EntryProof) -> Literal:
    return Literal(found.proof, found.earliest, found.latest)


@settings(max_examples=800)
@given(EVIDENCE, CUT_OFFS, EXITS)
def test_the_result_agrees_with_a_reading_day_by_day(
    found: list[Sighting], cut_off: date, exits: list[Days]
) -> None:
    result = prove_entry(found, cut_off, exits)
    assert bare(result) == literal(found, cut_off, exits)
    assert result.proof in PROOFS


@given(EVIDENCE, CUT_OFFS, EXITS, st.randoms())
def test_order_and_duplicates_do_not_matter(
    found: list[Sighting], cut_off: date, exits: list[Days], random: object
) -> None:
    mixed = [*found, *found[:2]]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = prove_entry(found, cut_off, exits), prove_entry(mixed, cut_off, exits)
    assert bare(one) == bare(other)
    assert one.flags == other.flags
    assert set(one.clash) == set(other.clash)
    assert set(one.left_out) == set(other.left_out)


@given(EVIDENCE, CUT_OFFS, EXITS)
def test_a_proved_result_agrees_with_its_window(
    found: list[Sighting], cut_off: date, exits: list[Days]
) -> None:
    result = prove_entry(found, cut_off, exits)
    if result.flags:
        return
    if result.proof == "proved_before":
        assert result.latest is not None
        assert result.latest <= cut_off
    if result.proof == "proved_after":
        assert result.earliest is not None
        assert result.earliest > cut_off


@settings(max_examples=400)
@given(NO_EXIT, CUT_OFFS, items("entry present absent"))
def test_one_more_consistent_item_never_widens_the_window_nor_unsettles_it(
    found: list[Sighting], cut_off: date, more: Sighting
) -> None:
    before = prove_entry(found, cut_off)
    after = prove_entry([*found, replace(more, id="more")], cut_off)
    if before.earliest is not None:
        assert after.earliest is not None
        assert after.earliest >= before.earliest
    if before.latest is not None:
        assert after.latest is not None
        assert after.latest <= before.latest
    assume(not before.flags and not after.flags)
    if before.proof != "not_established":
        assert after.proof == before.proof


@given(NO_EXIT, CUT_OFFS)
def test_weak_items_change_nothing(found: list[Sighting], cut_off: date) -> None:
    strong = [one for one in found if one.tier != "weak"]
    assert bare(prove_entry(found, cut_off)) == bare(prove_entry(strong, cut_off))


@given(EVIDENCE, CUT_OFFS, EXITS)
def test_contradictory_records_are_named_and_both_sides_of_the_clash_are_there(
    found: list[Sighting], cut_off: date, exits: list[Days]
) -> None:
    result = prove_entry(found, cut_off, exits)
    window_is_empty = (
        result.earliest is not None and result.latest is not None and result.earliest > result.latest
    )
    assert bool(result.clash) == window_is_empty
    if result.proof == "contradictory":
        assert result.flags == ("conflict",)
        named = [one for one in found if one.id in result.clash]
        assert any(one.asserts in ("entry", "present") for one in named)
        assert any(one.asserts in ("absent", "entry") for one in named)


def at(asserts: str, day: str, tier: str = "primary", item: str = "") -> Sighting:
    on = date.fromisoformat(f"2022-{day}")
    return Sighting(
        id=item or f"{asserts}-{day}",
        asserts=asserts,
        first=on,
        last=on,
        tier=tier,
        group=asserts + day,
        documentary=True,
    )


def test_absent_and_entry_on_one_day_agree() -> None:
    result = prove_entry([at("absent", "10-11"), at("entry", "10-11")], CUT_OFF)
    assert bare(result) == Literal("proved_before", date(2022, 10, 11), date(2022, 10, 11))
    assert result.flags == ()


def test_an_exit_is_never_inferred() -> None:
    trip = [at("present", "09-15"), at("absent", "10-13"), at("present", "10-20")]
    assert prove_entry(trip, CUT_OFF).proof == "contradictory"
    declared = prove_entry(trip, CUT_OFF, [Days(date(2022, 10, 12), date(2022, 10, 12))])
    assert declared.proof == "proved_after"
    assert declared.left_out == ("present-09-15",)
    recorded = prove_entry([*trip, at("exit", "10-12")], CUT_OFF)
    assert bare(recorded) == bare(declared)


def test_for_a_person_who_went_on_the_latest_stay_counts() -> None:
    # In Mexico, out to Guatemala on the 3rd, in again on the 20th, now in Honduras.
    found = [at("present", "09-15"), at("exit", "10-03"), at("entry", "10-20"), at("absent", "10-25")]
    kept, exits = latest_stay(found, [Days(date(2022, 10, 24), date(2022, 10, 24))])
    assert prove_entry(kept, CUT_OFF, exits).proof == "proved_after"
    assert exits == []


def test_for_a_person_who_never_was_there_nothing_is_left_out() -> None:
    found = [at("absent", "10-25")]
    assert latest_stay(found, []) == (found, [])


def read(item: Evidence, country: str = "MEX") -> Sighting | None:
    reference = library().reference
    found = sightings([item], country, reference.evidence_types, reference.zones)
    return found[0] if found else None


def test_a_record_made_elsewhere_means_absent_and_its_own_country_present() -> None:
    panama = Evidence(id="e1", type="panama_snm_record", on="2022-10-03")
    for country, asserts in (("MEX", "absent"), ("PAN", "present"), ("GTM", "absent")):
        found = read(panama, country)
        assert found is not None
        assert found.asserts == asserts


@pytest.mark.parametrize(
    "item",
    [
        Evidence(id="e1"),
        Evidence(id="e1", type="comar_constancia"),
        Evidence(id="e1", type="comar_constancia", on=None),
        Evidence(id="e1", type="eticket_or_booking_only", on="2022-10-03"),
        Evidence(id="e1", type="comar_constancia", asserts="none", on="2022-10-03"),
        Evidence(id="e1", asserts="present", on="2022-10-03"),
        Evidence(id="e1", type="third_country_stamp_or_permit", on="2022-10-03"),
    ],
)
def test_an_item_without_place_day_or_assertion_says_nothing(item: Evidence) -> None:
    assert read(item) is None


def test_what_is_written_on_the_item_goes_before_its_kind() -> None:
    found = read(
        Evidence(
            id="e1",
            type="comar_constancia",
            asserts="entry",
            tier="weak",
            documentary=False,
            source="x",
            place="MEX",
            on="2022-10",
        )
    )
    assert found == Sighting(
        "e1", "entry", date(2022, 10, 1), date(2022, 10, 31), "weak", "x", False, "MEX", "unknown"
    )


def test_papers_of_one_source_are_one_voice() -> None:
    twice = [Evidence(id=f"e{n}", type="shelter_register_extract", on="2022-10-08") for n in (1, 2)]
    reference = library().reference
    found = sightings(twice, "MEX", reference.evidence_types, reference.zones)
    assert prove_entry(found, CUT_OFF).proof == "not_established"
    apart = [replace(found[0], group="one"), replace(found[1], group="two")]
    assert prove_entry(apart, CUT_OFF).proof == "proved_before"
