# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key file that travels to whoever checks letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.letters.sealing.keys import (
    KeyFileRefused,
    OrganisationKey,
    fingerprint,
    new_private_key,
    public_key_of,
    read_key,
    write_key,
)


@given(st.binary(min_size=32, max_size=32), st.text(max_size=80))
def test_a_key_file_comes_back(public: bytes, name: str) -> None:
    key = OrganisationKey(public, " ".join(name.split()))
    text = write_key(key)
    assert text.count("\n") == 1
    assert read_key(text) == key


def test_the_line_is_the_documented_one() -> None:
    text = write_key(OrganisationKey(bytes(32), "Casa de la\nFrontera"))
    assert text == "caseworker-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= Casa de la Frontera\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "caseworker-key-1",
        "caseworker-key-2 AAAA Casa",
        "caseworker-key-1 AAAA Casa",
        "caseworker-key-1 !!!! Casa",
        "caseworker-key-1 ñ Casa",
        write_key(OrganisationKey(bytes(32), "a")) * 2,
        "x" * 5000,
        "-----BEGIN PUBLIC KEY-----",
    ],
)
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(KeyFileRefused):
        read_key(text)


def test_keys_are_new_each_time_and_can_be_compared_by_voice() -> None:
    first, second = public_key_of(new_private_key()), public_key_of(new_private_key())
    assert first != second
    assert fingerprint(first) != fingerprint(second)
    assert [len(group) for group in fingerprint(first).split()] == [4] * 8
