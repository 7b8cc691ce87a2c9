# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changes say what differs, item by item, and applying them gives the new document exactly."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.case.changes import apply_changes, changes_between

_KEYS = st.sampled_from(["a", "b", "id", "x/y", "~", "~order", "", "ñ"])
_ITEMS = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["a1", "a2", "a3", "~order", "x/y"])}, optional={"n": st.integers(0, 2)}
    ),
    max_size=4,
    unique_by=lambda item: item["id"],
)
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.floats(allow_nan=False, width=16)
    | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3) | _ITEMS,
    max_leaves=10,
)
DOCUMENTS = st.dictionaries(_KEYS, _VALUES, max_size=4)


def _exact(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@given(DOCUMENTS, DOCUMENTS)
def test_applying_the_changes_gives_the_new_document(old: dict[str, Any], new: dict[str, Any]) -> None:
    before = _exact(old)
    changes = changes_between(old, new)
    assert _exact(apply_changes(old, changes)) == _exact(new)
    assert _exact(old) == before
    assert bool(changes) == (_exact(old) != _exact(new))


@given(_ITEMS, _ITEMS)
def test_lists_of_items_keep_their_order(old: list[Any], new: list[Any]) -> None:
    changes = changes_between({"items": old}, {"items": new})
    assert apply_changes({"items": old}, changes) == {"items": new}


@given(DOCUMENTS)
def test_nothing_changed_is_no_change(document: dict[str, Any]) -> None:
    assert changes_between(document, json.loads(json.dumps(document))) == []


def test_items_are_addressed_by_their_id_not_their_place() -> None:
    old = {"applicants": [{"id": "a1", "passport": {"number": "X1"}}, {"id": "a2"}]}
    new = {"applicants": [{"id": "a1", "passport": {"number": "X2"}}, {"id": "a3"}]}
    assert changes_between(old, new) == [
        {"path": "/applicants/a1/passport/number", "old": "X1", "new": "X2"},
        {"path": "/applicants/a2", "old": {"id": "a2"}},
        {"path": "/applicants/a3", "new": {"id": "a3"}},
    ]


def test_a_change_of_order_is_a_change() -> None:
    old = {"e": [{"id": "1"}, {"id": "2"}]}
    new = {"e": [{"id": "2"}, {"id": "1"}]}
    assert changes_between(old, new) == [{"path": "/e/~order", "old": ["1", "2"], "new": ["2", "1"]}]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a"], ["a", "b"]),
        ([{"id": "1"}, {"id": "1"}], [{"id": "1"}]),
        ([{"id": 1}], [{"id": 2}]),
        ([{"id": "1"}], [{"n": 2}]),
        ([], None),
        (1, True),
        (1, 1.0),
    ],
)
def test_other_values_change_as_a_whole(old: Any, new: Any) -> None:
    assert changes_between({"v": old}, {"v": new}) == [{"path": "/v", "old": old, "new": new}]


def test_absent_and_empty_are_not_the_same() -> None:
    assert changes_between({}, {"v": None}) == [{"path": "/v", "new": None}]
    assert changes_between({"v": None}, {}) == [{"path": "/v", "old": None}]


def test_a_path_that_leads_nowhere_is_an_error() -> None:
    with pytest.raises(KeyError):
        apply_changes({"items": [{"id": "1"}]}, [{"path": "/items/2/n", "new": 1}])
