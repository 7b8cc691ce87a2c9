# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings, drafts, staff and the seal key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseworker.domain.errors import NotFound, Refused, StoreDamaged
from caseworker.store.cases.drafts import drop_drafts, drop_saved, get_drafts, put_drafts
from caseworker.store.opened.draft_row import DraftKind, DraftRow
from caseworker.store.opened.store import Store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.ledger import append_ledger
from caseworker.store.records.seal_key import seal_key
from caseworker.store.records.settings import clear_setting, get_setting, list_settings, set_setting
from caseworker.store.staff.staff import add_staff, change_staff, get_staff, list_staff

from ..conftest import NOW, PASSPHRASE, note


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


def draft(case_id: str, path: str, text: str, *, kind: DraftKind = "text", edit: int = 0) -> DraftRow:
    return DraftRow(case_id, "ana", kind, path, text, edit, NOW)


def test_drafts_wait_until_they_are_saved_and_nobody_else_finds_them(store: Store) -> None:
    with store.write() as tx:
        put_drafts(tx, [draft("c1", "notes", "half a")])
        put_drafts(
            tx, [draft("c1", "notes", "half a word"), draft("c1", "name", "An"), draft("", "name", "E")]
        )
        put_drafts(tx, [replace(draft("c1", "notes", "of another"), author="ben")])
    with store.read() as tx:
        kept = {row.path: row.text for row in get_drafts(tx, "ana", "c1")}
        assert kept == {"name": "An", "notes": "half a word"}
        assert [row.text for row in get_drafts(tx, "ben")] == ["of another"]
        assert get_drafts(tx, "eve") == []
    with store.write() as tx:
        drop_drafts(tx, [draft("c1", "name", "").key, draft("", "name", "").key])
    with store.read() as tx:
        assert [row.path for row in get_drafts(tx, "ana")] == ["notes"]
        assert [row.path for row in get_drafts(tx, "ben")] == ["notes"]


def test_the_draft_of_a_case_goes_with_the_edit_that_is_saved(store: Store) -> None:
    with store.write() as tx:
        put_drafts(
            tx, [draft("c1", "", "[]", kind="changes", edit=5), draft("c1", "reason/a1", "why", edit=0)]
        )
    with store.write() as tx:
        drop_saved(tx, "c1", "ben", 9)
        drop_saved(tx, "c1", "ana", 4)
    with store.read() as tx:
        assert {row.kind for row in get_drafts(tx, "ana")} == {"changes", "text"}
    with store.write() as tx:
        drop_saved(tx, "c1", "ana", 5)
    with store.read() as tx:
        assert {row.kind for row in get_drafts(tx, "ana")} == {"text"}


def test_staff_come_and_change(store: Store) -> None:
    with store.write() as tx:
        add_staff(tx, "zz-ben", name="Ben", roles=("caseworker",), language="es")
        note(tx, store, "staff", "zz-ben")
    with store.write() as tx:
        change_staff(tx, "zz-ben", roles=("supervisor",), active=False)
        note(tx, store, "staff", "zz-ben")
    with store.read() as tx:
        ben = get_staff(tx, "zz-ben")
        assert (ben.name, ben.roles, ben.language, ben.active) == ("Ben", {"supervisor"}, "es", False)
        assert [one.id for one in list_staff(tx)] == [store.staff_id, "zz-ben"]
        assert list_staff(tx, active=False) == [replace(ben)]
        with pytest.raises(NotFound):
            get_staff(tx, "none")
    with pytest.raises(NotFound), store.write() as tx:
        change_staff(tx, "none", name="x")
    with pytest.raises(Refused, match="staff_roles"), store.write() as tx:
        change_staff(tx, "zz-ben", roles=("king",))
    with pytest.raises(Refused, match=r"unique:staff\.id"), store.write() as tx:
        add_staff(tx, "zz-ben", name="B", roles=("intake",), language="en")


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
