# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a person off takes them off every paper, and leaves a case that can be read."""

from __future__ import annotations

from typing import Any

from caseworker.domain.case.case import FORMAT
from caseworker.domain.case.document import FaultyDocument, Vocabulary, read_case
from caseworker.domain.case.document_paths import path_of_place, with_value
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.case.removing import without_person

ANY = Vocabulary(frozenset({"MEX"}), frozenset({"bus_ticket"}), frozenset())
DOCUMENT: dict[str, Any] = {
    "format": FORMAT,
    "applicants": [{"id": "a1", "role": "principal"}, {"id": "a2", "role": "family_member"}],
    "evidence": [
        {"id": "e1", "about": ["a2"]},
        {"id": "e2", "about": ["a1", "a2"]},
        {"id": "e3", "about": ["a1"]},
        {"id": "e4"},
    ],
    "gaps": {"applicants/a2/born_on": "refused", "applicants/a1/sex": "refused", "evidence/e1/on": "refused"},
}


def without(applicant_id: str) -> dict[str, Any]:
    document = DOCUMENT
    for path, value in without_person(DOCUMENT, applicant_id).changes.items():
        document = with_value(document, path, value)
    return document


def test_papers_about_the_person_alone_go_and_others_lose_the_name() -> None:
    found = without_person(DOCUMENT, "a2")
    assert (found.alone, found.shared) == (("e1",), ("e2",))
    document = without("a2")
    assert [one["id"] for one in document["evidence"]] == ["e2", "e3", "e4"]
    assert document["evidence"][0]["about"] == ["a1"]
    assert document["gaps"] == {"applicants/a1/sex": "refused"}
    read_case(document, ANY)


def test_a_person_whom_nothing_names_takes_nothing_along() -> None:
    alone = {"applicants": [{"id": "a1"}, {"id": "a2"}], "gaps": {"applicants/a2/sex": "refused"}}
    found = without_person(alone, "a2")
    assert found.changes == {"applicants": [{"id": "a1"}], "gaps": NOT_ASKED}


def test_the_place_of_a_fault_is_found_in_the_document() -> None:
    broken = with_value(DOCUMENT, "evidence/e3/about", ["a9"])
    broken = with_value(broken, "applicants/a2/role", "principal")
    try:
        read_case(broken, ANY)
    except FaultyDocument as error:
        paths = [path_of_place(broken, one.place) for one in error.faults]
    assert paths == ["evidence/e3/about", "applicants/a2/role"]
    assert path_of_place(broken, "evidence[9].on") == "evidence"
    assert path_of_place(broken, "applicants[0].passport.number") == "applicants/a1"
    assert path_of_place(broken, "") == ""
