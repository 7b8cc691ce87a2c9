# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings, drafts, staff and the seal key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseworker.domain.errors import NotFound, Refused, StoreDamaged
from caseworker.store.drafts import cases_with_drafts, clear_drafts, get_drafts, set_draft
from caseworker.store.ledger import append_ledger
from caseworker.store.opening import open_store
from caseworker.store.seal_key import seal_key
from caseworker.store.settings import clear_setting, get_setting, list_settings, set_setting
from caseworker.store.staff import add_staff, change_staff, get_staff, list_staff
from caseworker.store.store import Store

from .conftest import LATER, NOW, PASSPHRASE, note


def test_settings_are_kept(store: Store) -> None:
    with store.write() as tx:
        set_setting(tx, "paper", "A4")
        set_setting(tx, "paper", {"size": "Letter"})
        set_setting(tx, "pa_er", 1)
        append_ledger(tx, at=NOW, staff_id="", action="set")
    with store.read() as tx:
        assert get_setting(tx, "paper") == {"size": "Letter"}
        assert get_setting(tx, "none") is None
        assert get_setting(tx, "none", 3) == 3
        assert list_settings(tx, "pa_") == {"pa_er": 1}
    with store.write() as tx:
        clear_setting(tx, "paper")
        append_ledger(tx, at=NOW, staff_id="", action="set")
    with store.read() as tx:
        assert get_setting(tx, "paper") is None


def test_drafts_wait_until_they_are_saved(store: Store) -> None:
    with store.write() as tx:
        set_draft(tx, "c1", "/notes", "half a", at=NOW)
        set_draft(tx, "c1", "/notes", "half a word", at=LATER)
        set_draft(tx, "c1", "/name", "An", at=NOW)
        set_draft(tx, "new", "/name", "E", at=NOW)
    with store.read() as tx:
        assert get_drafts(tx, "c1") == {"/name": ("An", NOW), "/notes": ("half a word", LATER)}
        assert cases_with_drafts(tx) == ["c1", "new"]
    with store.write() as tx:
        clear_drafts(tx, "c1", "/name")
        clear_drafts(tx, "new")
    with store.read() as tx:
        assert list(get_drafts(tx, "c1")) == ["/notes"]
        assert get_drafts(tx, "new") == {}


def test_staff_come_and_change(store: Store) -> None:
    with store.write() as tx:
        add_staff(tx, "zz-ben", name="Ben", role="caseworker", language="es")
        note(tx, store, "staff", "zz-ben")
    with store.write() as tx:
        change_staff(tx, "zz-ben", role="supervisor", active=False)
        note(tx, store, "staff", "zz-ben")
    with store.read() as tx:
        ben = get_staff(tx, "zz-ben")
        assert (ben.name, ben.role, ben.language, ben.active) == ("Ben", "supervisor", "es", False)
        assert [one.id for one in list_staff(tx)] == [store.staff_id, "zz-ben"]
        assert list_staff(tx, active=False) == [replace(ben)]
        with pytest.raises(NotFound):
            get_staff(tx, "none")
    with pytest.raises(NotFound), store.write() as tx:
        change_staff(tx, "none", name="x")
    with pytest.raises(Refused, match="staff_role"), store.write() as tx:
        change_staff(tx, "zz-ben", role="king")
    with pytest.raises(Refused, match=r"unique:staff\.id"), store.write() as tx:
        add_staff(tx, "zz-ben", name="B", role="intake", language="en")


def test_the_seal_key_is_one_pair_for_ever(store: Store) -> None:
    with store.read() as tx:
        first = seal_key(tx)
    public = Ed25519PrivateKey.from_private_bytes(first.private).public_key().public_bytes_raw()
    assert public == first.public
    assert first.private.hex() not in repr(first)
    store.close()
    with open_store(store.folder, PASSPHRASE, now=NOW) as again, again.read() as tx:
        assert seal_key(tx) == first


def test_a_lost_seal_key_is_damage(store: Store) -> None:
    with store.write() as tx:
        kept = get_setting(tx, "seal_key")
        assert set(kept) == {"public", "private"}
        set_setting(tx, "seal_key", {**kept, "public": "00" * 32})
        append_ledger(tx, at=NOW, staff_id="", action="set")
    with store.read() as tx, pytest.raises(StoreDamaged):
        seal_key(tx)
