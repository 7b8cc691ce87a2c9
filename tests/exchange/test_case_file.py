# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes of case files: what is not JSON is refused with a code that says why, and never otherwise."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        (b"[" * 100_000, "too_deep", ""),
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
