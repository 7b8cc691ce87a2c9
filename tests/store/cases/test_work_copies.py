# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working copies are a convenience: any may be lost, none can be exchanged, all together stay small."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseworker.store.cases.work_copies import get_copy, put_copy, trim_copies
from caseworker.store.opened.store import Store
from caseworker.store.opening.opening import open_store
from caseworker.store.secrets.sealed_bytes import seal, unseal

from ..conftest import NOW, PASSPHRASE

KEY = bytes(range(32))


def copies(store: Store) -> list[Path]:
    return sorted((store.folder / "work").glob("*"))


def test_a_copy_comes_back_under_its_own_description_only(store: Store) -> None:
    assert get_copy(store, "page 1") is None
    put_copy(store, "page 1", b"one")
    put_copy(store, "page 2", b"two")
    assert (get_copy(store, "page 1"), get_copy(store, "page 2")) == (b"one", b"two")
    one, two = copies(store)
    both = one.read_bytes(), two.read_bytes()
    one.write_bytes(both[1])
    two.write_bytes(both[0])
    assert (get_copy(store, "page 1"), get_copy(store, "page 2")) == (None, None)
    assert one.stat().st_mode & 0o077 == 0
    put_copy(store, "page 1", b"again")
    assert get_copy(store, "page 1") == b"again"


def test_a_disk_that_takes_none_is_no_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        put_copy(store, "page 1", b"one")
    assert get_copy(store, "page 1") is None
    assert copies(store) == []


def test_the_oldest_go_first_when_there_are_too_many(store: Store) -> None:
    for number in range(5):
        put_copy(store, str(number), bytes(1000))
        newest = max(copies(store), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (1000 + number, 1000 + number))
    assert trim_copies(store) == 0
    assert trim_copies(store, most=3500) == 2
    assert [get_copy(store, str(number)) is None for number in range(5)] == [True, True, False, False, False]


def test_a_viewer_keeps_none(folder: Path) -> None:
    with open_store(folder, PASSPHRASE, now=NOW, viewer=True) as store:
        put_copy(store, "page 1", b"one")
        assert trim_copies(store) == 0
        assert not (folder / "work").exists()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.data())
def test_any_change_of_sealed_bytes_is_seen(content: bytes, data: st.DataObject) -> None:
    sealed = seal(KEY, "name", content)
    assert unseal(KEY, "name", sealed) == content
    assert unseal(KEY, "other", sealed) is None
    assert unseal(bytes(32), "name", sealed) is None
    place = data.draw(st.integers(0, len(sealed) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = sealed[:place] + bytes([sealed[place] ^ 1 << bit]) + sealed[place + 1 :]
    assert unseal(KEY, "name", changed) is None
    assert unseal(KEY, "name", sealed[:place]) is None
    assert unseal(KEY, "name", sealed + b"x") is None
