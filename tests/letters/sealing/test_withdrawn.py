# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of withdrawn letters: what it says comes back, and nothing else passes for one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.letters.sealing.cose import sign
from caseworker.letters.sealing.withdrawn import ListRefused, WithdrawnList, read_list, write_list
from tests.letters.samples import OTHER_KEY, OUR_KEY, OUR_PUBLIC

LISTED = WithdrawnList(
    "Casa de la Frontera",
    date(2026, 11, 27),
    frozenset({"L-TIJ-2026-K7-000001", "L-TIJ-2026-K7-000002"}),
    frozenset({"L-TIJ-2026-K7-000003"}),
)
TEXT = write_list(LISTED, OUR_KEY)


def refused(text: str) -> str:
    with pytest.raises(ListRefused) as error:
        read_list(text, OUR_PUBLIC)
    return error.value.code


@given(
    st.text(),
    st.dates(),
    st.frozensets(st.from_regex(r"L-[A-Z]{3}-2026-[B-Z]7-[0-9]{6}", fullmatch=True)),
    st.frozensets(st.from_regex(r"L-[A-Z]{3}-2026-[B-Z]7-[0-9]{6}", fullmatch=True)),
)
def test_every_list_comes_back(
    office: str, day: date, superseded: frozenset[str], revoked: frozenset[str]
) -> None:
    read = read_list(write_list(WithdrawnList(office, day, superseded, revoked), OUR_KEY), OUR_PUBLIC)
    assert read == WithdrawnList(" ".join(office.split()), day, superseded, revoked)


def test_ends_of_lines_may_change_on_the_way() -> None:
    assert read_list("\ufeff" + TEXT.replace("\n", "\r\n"), OUR_PUBLIC) == LISTED


def test_every_change_is_noticed() -> None:
    for at in range(len(TEXT.rstrip())):
        for other in ("0", "x", ""):
            changed = TEXT[:at] + other + TEXT[at + 1 :]
            if changed != TEXT:
                assert refused(changed) in ("list_altered", "list_not_ours", "not_a_list")


def test_a_line_more_or_less_is_noticed() -> None:
    lines = TEXT.splitlines(keepends=True)
    for at in range(1, len(lines)):
        assert refused("".join(lines[:at] + lines[at + 1 :])) == "list_altered"
        assert refused("".join([*lines[:at], "revoked L-X\n", *lines[at:]])) in ("list_altered", "not_a_list")
    assert refused(TEXT + "revoked L-TIJ-2026-K7-000009\n") == "list_altered"


def test_another_offices_list_is_not_ours() -> None:
    assert refused(write_list(LISTED, OTHER_KEY)) == "list_not_ours"


def test_a_signature_made_for_something_else_does_not_pass() -> None:
    import base64
    import hashlib

    body = TEXT[: TEXT.index("signature ")]
    other = sign(hashlib.sha256(body.encode()).digest(), OUR_KEY, b"caseworker-file-1")
    assert refused(f"{body}signature {base64.b64encode(other).decode()}\n") == "list_altered"


@pytest.mark.parametrize("text", ["", "x", "caseworker-key-1 AAAA Casa\n", "%PDF-1.7"])
def test_other_files_are_no_list(text: str) -> None:
    assert refused(text) == "not_a_list"
