# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps a store from being opened before any secret is tried is said by its own name."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from caseworker.domain.errors import (
    LibraryTooOld,
    LinkInStore,
    NoSuchWayIn,
    PassphraseNeeded,
    StoreTooNew,
)
from caseworker.store.database import connection as raw
from caseworker.store.database.lock import take_lock
from caseworker.store.opening.create import create_store
from caseworker.store.opening.opening import open_store, opens_without_passphrase
from caseworker.store.secrets.keys import FLOOR_KDF

from ..conftest import NOW, PASSPHRASE
from .test_opening import refused


def test_without_a_passphrase_one_is_asked_for(folder: Path) -> None:
    refused(folder, PassphraseNeeded, None)
    assert not opens_without_passphrase(folder)


def test_a_training_store_with_a_passphrase_says_that_it_needs_none(tmp_path: Path) -> None:
    made = create_store(
        tmp_path / "s",
        None,
        staff_name="Ana",
        roles=("supervisor",),
        site="TIJ",
        organisation="Casa",
        now=NOW,
        training=True,
        kdf=FLOOR_KDF,
    )
    made.store.close()
    assert opens_without_passphrase(tmp_path / "s")
    with pytest.raises(NoSuchWayIn):
        open_store(tmp_path / "s", PASSPHRASE, now=NOW)
    with open_store(tmp_path / "s", now=NOW) as store:
        assert store.training


@pytest.mark.parametrize(
    ("sqlite", "cipher"),
    [("3.53.2", "4.19.0 community"), ("3.51.3", "4.17.0"), ("3.53.3", "4.16.9 community"), ("3.6", "4.17")],
)
def test_a_library_below_the_floor_opens_no_store_and_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, sqlite: str, cipher: str
) -> None:
    monkeypatch.setattr(raw, "library_found", lambda: raw.Library(sqlite, cipher))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(LibraryTooOld) as told:
        open_store(folder, "not the passphrase at all", now=NOW)
    assert told.value.details["found"] == f"SQLite {sqlite}, SQLCipher {cipher.split()[0]}"
    assert "3.53.3" in told.value.details["needed"]
    with pytest.raises(LibraryTooOld):
        create_store(
            folder.parent / "new",
            PASSPHRASE,
            staff_name="A",
            roles=("supervisor",),
            site="TIJ",
            organisation="C",
            now=NOW,
        )
    assert not (folder.parent / "new").exists()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("sqlite", "cipher"), [("3.53.3", "4.17.0 community"), ("3.100.0", "4.17"), ("4.0", "5.0 enterprise")]
)
def test_a_library_at_or_above_the_floor_serves(sqlite: str, cipher: str) -> None:
    raw.check_library(raw.Library(sqlite, cipher))


def test_this_library_serves() -> None:
    raw.check_library()


@pytest.mark.parametrize("change", [{"kdf": "scrypt"}, {"kind": "card"}])
def test_a_key_file_with_another_way_in_is_of_a_newer_version(folder: Path, change: dict[str, str]) -> None:
    import hashlib

    import cbor2

    for name in ("keys.cbor", "keys.cbor.bak"):
        said = cbor2.loads((folder / name).read_bytes()[:-32])
        for slot in said["slots"]:
            slot["kind"] = change.get("kind", slot["kind"])
            slot["kdf"][0] = change.get("kdf", slot["kdf"][0])
        body = cbor2.dumps(said)
        (folder / name).write_bytes(body + hashlib.sha256(body).digest())
    refused(folder, StoreTooNew)


@pytest.mark.parametrize(
    "name", ["lock", "case.db", "keys.cbor", "keys.cbor.bak", "reserve", "case.db-wal", "att"]
)
@pytest.mark.parametrize("kind", ["link", "dangling", "pipe"])
def test_a_link_or_a_pipe_in_the_folder_is_never_followed(folder: Path, name: str, kind: str) -> None:
    if sys.platform == "win32":
        pytest.skip("links need a right of their own there")
    precious = folder.parent / "precious"
    precious.write_bytes(b"somebody else's")
    place = folder / name
    if place.exists():
        place.unlink()
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(precious if kind == "link" else folder.parent / "nowhere")
    with pytest.raises(LinkInStore) as told:
        open_store(folder, PASSPHRASE, now=NOW)
    assert told.value.details == {"part": name}
    assert precious.read_bytes() == b"somebody else's"
    assert not (folder.parent / "nowhere").exists()


def test_the_lock_itself_follows_no_link(folder: Path) -> None:
    """Also where the link is laid after the folder was looked at."""
    if sys.platform == "win32":
        pytest.skip("links need a right of their own there")
    precious = folder.parent / "precious"
    precious.write_bytes(b"somebody else's")
    (folder / "lock").unlink(missing_ok=True)
    (folder / "lock").symlink_to(precious)
    with pytest.raises(LinkInStore):
        take_lock(folder, NOW)
    assert precious.read_bytes() == b"somebody else's"


def test_a_lock_file_of_brackets_names_nobody(folder: Path) -> None:
    (folder / "lock").write_bytes(b"[" * 4096)
    open_store(folder, PASSPHRASE, now=NOW).close()
