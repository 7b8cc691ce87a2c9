# SPDX-License-Identifier: AGPL-3.0-or-later
"""CBOR from outside comes back as it was written, or is refused in one way before anything is built."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker import cbor
from caseworker.domain.errors import StoreDamaged
from caseworker.letters.sealing import seal, verify
from caseworker.letters.sealing.cose import sign
from caseworker.letters.sealing.keys import new_private_key, public_key_of
from caseworker.store.secrets.key_file import NAME, read_key_file

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=30) | st.binary(max_size=300),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=20,
)
NEST = 100_000
HOSTILE: dict[str, bytes] = {
    "lists 100,000 deep": b"\x81" * NEST + b"\x00",
    "maps 100,000 deep": b"\xa1\x00" * NEST + b"\x00",
    "lists without a length, 100,000 deep": b"\x9f" * NEST,
    "tags 100,000 deep": b"\xc1" * NEST + b"\x00",
    "a list that holds itself": b"\xd8\x1c\x81\xd8\x1d\x00",
    "a map that holds itself": b"\xd8\x1c\xa1\x61a\xd8\x1d\x00",
    "a big number": b"\xc2\x5a\x00\x0f\x42\x40" + b"\xff" * 1_000_000,
    "a fraction of a huge exponent": b"\xc4\x82\x1b\x7f\xff\xff\xff\xff\xff\xff\xff\x01",
    "a pattern": b"\xd8\x23\x6a(a+)+(a+)+",
    "a list of 2^64 items": b"\x9b" + b"\xff" * 8,
    "a map of 2^64 pairs": b"\xbb" + b"\xff" * 8,
    "a text of 2^64 bytes": b"\x7b" + b"\xff" * 8,
    "200,000 numbers": b"\x9a\x00\x03\x0d\x40" + b"\x00" * 200_000,
    "a text that is no UTF-8": b"\x62\xff\xff",
    "two values": b"\x00\x00",
    "undefined": b"\xf7",
    "a float": b"\xfb" + b"\x00" * 8,
    "nothing": b"",
}


@given(PLAIN)
def test_what_we_write_is_read(value: Any) -> None:
    written = cbor2.dumps(value)
    if b"\xc2" in written or b"\xc3" in written:  # beyond 64 bits it may be a tag, which we do not write
        return
    assert cbor.loads(written) == value


@pytest.mark.parametrize("name", HOSTILE)
def test_what_we_do_not_write_is_refused(name: str) -> None:
    with pytest.raises(cbor.NotOurCbor):
        cbor.loads(HOSTILE[name])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = cbor.loads(data)
    except cbor.NotOurCbor:
        return
    assert value == cbor2.loads(data)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_key_file_of_it_is_damaged_and_no_more(tmp_path: Path, name: str) -> None:
    body = HOSTILE[name][: 200 * 1024]
    (tmp_path / NAME).write_bytes(body + hashlib.sha256(body).digest())
    with pytest.raises(StoreDamaged):
        read_key_file(tmp_path)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_signed_file_of_it_is_not_genuine(name: str) -> None:
    import base64

    private = new_private_key()
    body = b"%PDF-1.7 caseworker letter issued \n"
    line = base64.b64encode(sign(HOSTILE[name], private, verify.PURPOSE))
    found = verify.verify_pdf(body + verify.MARK + line + b"\n", public_key_of(private))
    assert found.state == "altered"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_code_of_it_is_refused(name: str) -> None:
    import base45

    private = new_private_key()
    text = base45.b45encode(sign(HOSTILE[name][:60], private, seal.PURPOSE)).decode()
    with pytest.raises(seal.SealRefused):
        seal.read_seal(text, public_key_of(private))
