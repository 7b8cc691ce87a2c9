# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes of case files: what is not JSON is refused with a code that says why, and never otherwise."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.case import document
from caseworker.domain.case.document import FaultyDocument
from caseworker.exchange.case_file import (
    LARGEST,
    UnreadableJson,
    decode_json,
    read_case_file,
    write_case_file,
)
from tests.domain.examples import base, case_of, library


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        (b"", "truncated", "0"),
        (b'{"a": ', "truncated", "6"),
        (b'{"a" 1}', "malformed", "5"),
        (b"\xff", "not_utf8", "0"),
        (b'{"a": "\xc3"}', "not_utf8", "7"),
        (b" " * (LARGEST + 1), "too_large", ""),
        (b"1e999", "number_too_large", ""),
        (b"1e999999", "number_too_large", ""),
        (b"1" * 1_000_000, "number_too_large", ""),
        (b"-" + b"9" * 5_000, "number_too_large", ""),
        (b"[" * 100_000, "too_deep", ""),
        (b'{"a":' * 100_000, "too_deep", ""),
        (b"{} {}", "malformed", ""),
    ],
)
def test_what_is_not_json_says_why_and_where(data: bytes, code: str, where: str) -> None:
    with pytest.raises(UnreadableJson) as caught:
        decode_json(data)
    assert caught.value.code == code
    if where:
        assert caught.value.where == where


@given(st.binary(max_size=40))
def test_any_bytes_are_a_value_or_unreadable(data: bytes) -> None:
    try:
        decode_json(data)
    except UnreadableJson as error:
        code = error.code
    else:
        code = ""
        json.loads(data.decode("utf-8-sig"))
    assert code in ("", "too_large", "not_utf8", "truncated", "malformed", "too_deep", "number_too_large")


def test_the_largest_file_is_still_read() -> None:
    assert decode_json(b" " * (LARGEST - 2) + b"{}") == {}


def test_a_written_case_is_utf_8_for_people() -> None:
    case = case_of(base())
    data = write_case_file(case)
    assert "María José".encode() in data
    assert data.endswith(b"}\n")
    assert data.count(b"\n") > 50
    assert read_case_file(data, library().reference.vocabulary()) == case


@pytest.mark.parametrize("levels", [10, 100, 400])
@pytest.mark.parametrize("field", ["title", "born_on", "nationalities", "passport"])
def test_what_is_nested_less_than_the_decoder_allows_is_a_fault_in_its_place(levels: int, field: str) -> None:
    case = base()
    case["applicants"][0][field] = "here"
    deep = "[" * levels + "]" * levels
    data = json.dumps(case).replace('"here"', deep).encode()
    with pytest.raises(FaultyDocument) as caught:
        read_case_file(data, library().reference.vocabulary())
    assert caught.value.faults[0].place.removesuffix("[0]") == f"applicants[0].{field}"


def test_nothing_long_is_compared_with_what_it_might_have_been(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing 9 MB with 250 codes would take minutes."""
    compared: list[int] = []
    monkeypatch.setattr(
        document, "get_close_matches", lambda word, *_, **__: compared.append(len(word)) or []
    )
    case = base()
    case["applicants"][0]["nationalities"] = ["A" * 9_000_000]
    case["k" * 500_000] = 1
    with pytest.raises(FaultyDocument):
        read_case_file(json.dumps(case).encode(), library().reference.vocabulary())
    assert compared == []


def test_reasons_for_empty_fields_have_a_bound_too() -> None:
    case = base() | {"gaps": {f"sponsor/x{at}": "refused" for at in range(document.MAX_PAIRS + 1)}}
    with pytest.raises(FaultyDocument) as caught:
        read_case_file(json.dumps(case).encode(), library().reference.vocabulary())
    assert [(one.place, one.code) for one in caught.value.faults] == [("gaps", "too_many")]
