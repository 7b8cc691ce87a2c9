# SPDX-License-Identifier: AGPL-3.0-or-later
"""`keys.cbor` is whole, or its second copy is used, or a clear error says so."""

import contextlib
import hashlib
from pathlib import Path

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.errors import StoreDamaged, StoreMissing, StoreTooNew
from caseworker.store.secrets import key_file
from caseworker.store.secrets.key_file import NAME, SECOND, KeyFile, read_key_file, write_key_file
from caseworker.store.secrets.keys import FLOOR_KDF, Slot

SLOT = Slot("s1", "staff", "ana", FLOOR_KDF, bytes(16), bytes(12), bytes(48))
KEYS = KeyFile("store-1", (SLOT, Slot("s2", "staff", "ben", FLOOR_KDF, bytes(16), bytes(12), bytes(48))))


def _with_checksum(content: object) -> bytes:
    body = cbor2.dumps(content)
    return body + hashlib.sha256(body).digest()


def test_both_copies_are_written_and_private(tmp_path: Path) -> None:
    write_key_file(tmp_path, KEYS)
    assert (tmp_path / NAME).read_bytes() == (tmp_path / SECOND).read_bytes()
    assert read_key_file(tmp_path) == KEYS
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, SECOND]
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


def test_every_damaged_byte_and_every_length_is_noticed() -> None:
    whole = key_file.encoded(KEYS)
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        with pytest.raises(key_file._Unreadable):
            key_file.decoded(bytes(damaged))
        with pytest.raises(key_file._Unreadable):
            key_file.decoded(whole[:place])


@pytest.mark.parametrize("damage", [b"", b"rubbish", None], ids=["empty", "rubbish", "missing"])
def test_the_second_copy_is_used(tmp_path: Path, damage: bytes | None) -> None:
    write_key_file(tmp_path, KEYS)
    if damage is None:
        (tmp_path / NAME).unlink()
    else:
        (tmp_path / NAME).write_bytes(damage)
    assert read_key_file(tmp_path) == KEYS


def test_two_damaged_copies_are_told_from_none(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        read_key_file(tmp_path)
    (tmp_path / NAME).write_bytes(b"rubbish")
    with pytest.raises(StoreDamaged):
        read_key_file(tmp_path)


def test_a_newer_form_is_not_damage(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(_with_checksum({"magic": "caseworker-keys", "version": 2}))
    with pytest.raises(StoreTooNew):
        read_key_file(tmp_path)


_FOREIGN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=50),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["magic", "version", "store", "slots", "id", "kind", "kdf"]), inner)
    ),
    max_leaves=12,
)


@given(_FOREIGN)
def test_foreign_content_raises_one_kind_of_error(content: object) -> None:
    with pytest.raises(key_file._Unreadable):
        key_file.decoded(_with_checksum(content))


@given(_FOREIGN, st.sampled_from(["id", "kind", "owner", "kdf", "salt", "nonce", "wrapped"]))
def test_a_foreign_field_in_a_slot_never_raises_anything_else(value: object, name: str) -> None:
    content = cbor2.loads(key_file.encoded(KEYS)[:-32])
    content["slots"][0][name] = value
    with contextlib.suppress(key_file._Unreadable, key_file._TooNew):
        key_file.decoded(_with_checksum(content))
