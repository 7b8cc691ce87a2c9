# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document lists each file once with each evidence item, and never changes under anybody's hands."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.case.attached import attached_to, evidence_showing, with_attachment, without_attachment

FILES = st.sampled_from(["aa", "bb", "cc"])
ITEMS = st.sampled_from(["e1", "e2"])


def empty() -> dict[str, Any]:
    return {"evidence": [{"id": "e1", "type": "bus_ticket_named"}, {"id": "e2", "attachments": None}]}


@given(st.lists(st.tuples(st.booleans(), ITEMS, FILES), max_size=12))
def test_it_behaves_as_a_list_without_repeats(steps: list[tuple[bool, str, str]]) -> None:
    document = empty()
    model: dict[str, list[str]] = {"e1": [], "e2": []}
    for add, item, file in steps:
        before = copy.deepcopy(document)
        changed = (with_attachment if add else without_attachment)(document, item, file)
        assert document == before
        if add == (file in model[item]):
            assert changed is document
        elif add:
            model[item].append(file)
        else:
            model[item].remove(file)
        document = changed
    for item, files in model.items():
        assert attached_to(document, item) == tuple(files)
    for file in ("aa", "bb", "cc"):
        assert evidence_showing(document, [file]) == tuple(one for one in model if file in model[one])


def test_the_marks_on_a_file_go_with_it() -> None:
    found = empty()
    found["evidence"][0] |= {
        "attachments": ["aa", "bb"],
        "marks": [{"attachment": "aa"}, {"attachment": "bb"}],
    }
    once = without_attachment(found, "e1", "aa")
    assert once["evidence"][0]["marks"] == [{"attachment": "bb"}]
    assert "marks" not in without_attachment(once, "e1", "bb")["evidence"][0]


@pytest.mark.parametrize("document", [{}, {"evidence": None}, {"evidence": []}, empty()])
def test_an_item_that_is_not_there_is_an_error(document: dict[str, Any]) -> None:
    for change in (with_attachment, without_attachment):
        with pytest.raises(KeyError):
            change(document, "e9", "aa")
    assert evidence_showing(document, ["aa"]) == ()
