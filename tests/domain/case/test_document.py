# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents to cases and back: nothing is lost, absent stays absent, null stays null."""

from __future__ import annotations

import dataclasses
import functools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseworker.domain.case.case import FORMAT, Case
from caseworker.domain.case.document import Fault, FaultyDocument, document_of, read_case, read_record
from caseworker.domain.case.evidence import Evidence
from caseworker.domain.case.fields import NOT_ASKED, Kind, kind_of, listed
from caseworker.exchange.case_file import read_case_file, write_case_file
from tests.domain.examples import CASES, GONE, base, case_of, changed, document, library

VOCABULARY = library().reference.vocabulary()
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=20
)
WITHIN = st.integers(1900, 2100).map(str) | st.sampled_from(["2022-10", "2022-10-07", "2022-10-03/2022-11"])


@functools.cache
def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    """JSON values that a field of this kind takes."""
    simple: dict[str, st.SearchStrategy[Any]] = {
        "format": st.just(FORMAT),
        "text": TEXTS,
        "texts": st.lists(TEXTS, max_size=3),
        "id": st.uuids().map(str),
        "ids": st.lists(st.uuids().map(str), max_size=3, unique=True),
        "day": WITHIN,
        "exact_day": st.sampled_from(["2022-10-14", "2024-02-29"]),
        "clock": st.sampled_from(["00:00", "15:00", "23:59"]),
        "moment": WITHIN | st.sampled_from(["2022-10-12T04:30Z", "2022-10-12T00:30"]),
        "days": st.lists(WITHIN, max_size=3),
        "country": st.sampled_from(sorted(VOCABULARY.countries)),
        "countries": st.lists(st.sampled_from(sorted(VOCABULARY.countries)), max_size=3),
        "us_state": st.sampled_from(sorted(VOCABULARY.us_states)),
        "evidence_type": st.sampled_from(sorted(VOCABULARY.evidence_types)),
        "yes_no": st.booleans(),
        "count": st.integers(0, 10_000),
        "page": st.integers(1, 500),
        "fraction": st.floats(0.01, 0.5),
        "money": st.integers(0, 10**12) | st.floats(0, 1e12),
    }
    if kind.name in simple:
        return simple[kind.name]
    if kind.name == "choice":
        return st.sampled_from(kind.choices)
    if kind.name == "choices":
        return st.lists(st.sampled_from(kind.choices), max_size=3)
    if kind.name == "by_country":
        return st.dictionaries(
            st.sampled_from(sorted(VOCABULARY.countries)), st.sampled_from(kind.choices), max_size=3
        )
    if kind.name == "by_path":
        return st.dictionaries(TEXTS, st.sampled_from(kind.choices), max_size=3)
    assert kind.record is not None, kind.name
    if kind.name == "record":
        return records_of(kind.record)
    if kind.name == "text_or_record":
        return TEXTS | st.booleans() | records_of(kind.record)
    assert kind.name == "records"
    return st.lists(records_of(kind.record), max_size=2)


@functools.cache
def records_of(of: type[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Documents of one record: each field may be absent, null or any value it takes.

    Made once: making the strategies takes longer than drawing from them.
    """
    needed, free = {}, {}
    for field in dataclasses.fields(of):
        kind = kind_of(of, field.name)
        key = "x_consent" if field.name == "consent" else field.name.rstrip("_")
        if field.default is dataclasses.MISSING:
            needed[key] = values_of(kind)
        else:
            free[key] = values_of(kind) if kind.name == "id" else st.none() | values_of(kind)
    return st.fixed_dictionaries(needed, optional=free)


@st.composite
def cases(draw: st.DrawFn) -> Any:
    found = draw(records_of(Case))
    for at, person in enumerate(found.get("applicants") or []):
        person["role"] = "principal" if at == 0 else "family_member"
    people = [person["id"] for person in found.get("applicants") or []]
    for item in found.get("evidence") or []:
        if item.get("about"):
            item["about"] = people
        for mark in item.get("marks") or []:
            item["attachments"] = [*(item.get("attachments") or []), mark["attachment"]]
    return found


def bare(found: Any) -> Any:
    return {key: value for key, value in found.items() if not key.startswith(("expected", "x_"))}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_an_example_comes_back_as_it_went_in(path: Path) -> None:
    found = bare(document(path))
    assert document_of(case_of(found)) == found


@settings(max_examples=60)
@given(cases())
def test_any_case_comes_back_as_it_went_in(found: Any) -> None:
    assert document_of(read_case(found, VOCABULARY)) == found


@settings(max_examples=25)
@given(cases())
def test_any_case_survives_a_file(found: Any) -> None:
    case = read_case(found, VOCABULARY)
    data = write_case_file(case)
    assert read_case_file(data, VOCABULARY) == case
    assert json.loads(data) == found


def test_absent_null_and_empty_are_three_things() -> None:
    for value, kept in ((GONE, NOT_ASKED), (None, None), ([], ())):
        case = case_of(changed(base(), "applicants[0].us_border", value))
        person = case.people()[0]
        assert person.us_border == kept
        assert listed(person.us_border) == ()
        written = document_of(case)["applicants"][0]
        assert ("us_border" in written) == (value is not GONE)
        if value is not GONE:
            assert written["us_border"] == value


def test_a_field_not_asked_is_neither_true_nor_missing_when_shown() -> None:
    assert not NOT_ASKED
    assert repr(NOT_ASKED) == "NOT_ASKED"


def test_readers_pass_over_notes_of_tests_and_other_programs() -> None:
    found = {**base(), "expected_by": 1, "x_other": {"a": 1}}
    assert document_of(case_of(found)) == bare(base())


def test_only_on_top_are_notes_passed_over() -> None:
    with pytest.raises(FaultyDocument) as caught:
        case_of(changed(base(), "applicants[0].x_other", 1))
    assert [fault.place for fault in caught.value.faults] == ["applicants[0].x_other"]


def test_every_fault_is_found_in_its_place() -> None:
    found = changed(base(), "applicants[0].born_on", "2022-13")
    found = changed(found, "sponsor.address.state", "Texas")
    found = changed(found, "evidence[1].type", 7)
    found = changed(found, "colour", "red")
    with pytest.raises(FaultyDocument) as caught:
        case_of(found)
    assert {(fault.place, fault.code) for fault in caught.value.faults} == {
        ("applicants[0].born_on", "day_impossible"),
        ("sponsor.address.state", "unknown_state"),
        ("evidence[1].type", "unknown_evidence_type"),
        ("colour", "unknown_key"),
    }


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"attachment": "bb"}, ".attachment", "mark_of_no_file"),
        ({"attachment": None}, ".attachment", "mark_of_no_file"),
        ({"page": 0}, ".page", "not_a_page"),
        ({"page": 501}, ".page", "not_a_page"),
        ({"page": True}, ".page", "not_a_page"),
        ({"page": None}, ".page", "not_a_page"),
        ({"x": -0.01}, ".x", "not_a_fraction"),
        ({"h": 1.5}, ".h", "not_a_fraction"),
        ({"y": "0.5"}, ".y", "not_a_fraction"),
        ({"w": None}, ".w", "not_a_fraction"),
        ({"w": 0}, "", "mark_outside"),
        ({"x": 0.9, "w": 0.2}, "", "mark_outside"),
        ({"y": 0.5, "h": 0.6}, "", "mark_outside"),
        ({"colour": "red"}, ".colour", "unknown_key"),
        ({"note": 7}, ".note", "not_text"),
    ],
)
def test_a_mark_that_marks_nothing_is_told_in_its_place(
    changes: dict[str, Any], place: str, code: str
) -> None:
    mark = {"attachment": "aa", "page": 1, "x": 0.1, "y": 0.2, "w": 0.3, "h": 0.8, "note": "the stamp"}
    found = base()
    found["evidence"][0] |= {"attachments": ["aa"], "marks": [mark]}
    assert document_of(case_of(found))["evidence"][0]["marks"] == [mark]
    found["evidence"][0]["marks"] = [mark | changes]
    with pytest.raises(FaultyDocument) as caught:
        case_of(found)
    at = f"evidence[0].marks[0]{place}"
    assert [(one.place, one.code) for one in caught.value.faults] == [(at, code)]


def test_one_record_is_read_as_in_a_case() -> None:
    item = read_record({"id": "e1", "on": "2022-10"}, Evidence, "evidence[0]", VOCABULARY)
    assert item == Evidence(id="e1", on="2022-10")
    with pytest.raises(FaultyDocument) as caught:
        read_record({"on": "2022-13"}, Evidence, "evidence[0]", VOCABULARY)
    assert caught.value.faults == (
        Fault("evidence[0].on", "day_impossible", "2022-13"),
        Fault("evidence[0].id", "missing"),
    )


def test_the_principal_comes_first_and_evidence_about_nobody_is_about_all() -> None:
    found = changed(base(), "applicants[0].role", "family_member")
    found = changed(found, "applicants[1]", {"id": "a2", "role": "principal"})
    found = changed(found, "evidence[0].about", ["a2"])
    found = changed(found, "evidence[1].about", [])
    case = case_of(found)
    assert [person.id for person in case.people()] == ["a2", "a1"]
    assert case.principal() == case.applicant("a2")
    assert [item.id for item in case.evidence_about("a1")] == ["a1e2"]
    assert [item.id for item in case.evidence_about("a2")] == ["a1e1", "a1e2"]
    with pytest.raises(KeyError):
        case.applicant("a3")


def test_the_reference_day_is_assess_on_or_else_opened_on() -> None:
    assert str(case_of(changed(base(), "assess_on", "2022-10-15")).reference_day()) == "2022-10-15"
    found = changed(base(), "assess_on", GONE)
    assert str(case_of(found).reference_day()) == "2022-10-14"
    assert case_of(changed(found, "opened_on", None)).reference_day() is None


def test_what_a_paper_was_tied_to_is_read_strictly() -> None:
    read = read_record(
        {"id": "e1", "shows": ["passport", "nationality"]}, Evidence, "evidence[0]", VOCABULARY
    )
    assert read == Evidence(id="e1", shows=("passport", "nationality"))
    for shows, fault in (
        ("passport", Fault("evidence[0].shows", "not_a_list", "passport")),
        ([7], Fault("evidence[0].shows[0]", "not_text", "7")),
        ([" "], Fault("evidence[0].shows[0]", "missing")),
        ([None], Fault("evidence[0].shows[0]", "not_text", "None")),
        (["passport", "passport"], Fault("evidence[0].shows[1]", "repeated_id", "passport")),
    ):
        with pytest.raises(FaultyDocument) as caught:
            read_record({"id": "e1", "shows": shows}, Evidence, "evidence[0]", VOCABULARY)
        assert caught.value.faults == (fault,)
