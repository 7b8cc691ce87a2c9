# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slots open with their own secret, in their own store, at an accepted cost, and not otherwise."""

import os
from dataclasses import replace

import pytest

from caseworker.domain.errors import (
    KeyDerivationDiffers,
    KeyMemoryShort,
    KeySlotRefused,
    NoSuchWayIn,
    Refused,
    WrongPassphrase,
    WrongRecoveryKey,
)
from caseworker.store.secrets import keys
from caseworker.store.secrets.keys import (
    FLOOR_KDF,
    Kdf,
    Slot,
    derive,
    make_slot,
    open_slot,
    secret_of,
    unlock,
)

DATA_KEY = bytes(range(32))
SECRET = b"a secret of some length"


@pytest.fixture(scope="module")
def slot() -> Slot:
    return make_slot("s1", "staff", "ana", SECRET, DATA_KEY, "store-1", FLOOR_KDF)


def test_a_slot_opens_with_its_secret(slot: Slot) -> None:
    assert open_slot(slot, SECRET, "store-1") == DATA_KEY
    assert open_slot(slot, SECRET + b"!", "store-1") is None


@pytest.mark.parametrize(
    "change",
    [
        {"id": "s2"},
        {"kind": "recovery"},
        {"owner": "ben"},
        {"kdf": Kdf(2, 46 * 1024, 1)},
        {"salt": bytes(16)},
        {"nonce": bytes(12)},
        {"wrapped": bytes(48)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_slot_with_another_label_does_not_open(slot: Slot, change: dict[str, object]) -> None:
    assert open_slot(replace(slot, **change), SECRET, "store-1") is None  # type: ignore[arg-type]


def test_a_slot_of_another_store_does_not_open(slot: Slot) -> None:
    assert open_slot(slot, SECRET, "store-2") is None


@pytest.mark.parametrize(
    "cost",
    [
        Kdf(0, 64 * 1024, 4),
        Kdf(11, 64 * 1024, 4),
        Kdf(3, 46 * 1024 - 1, 1),
        Kdf(3, 64 * 1024 * 1024, 4),
        Kdf(3, 64 * 1024, 0),
        Kdf(3, 64 * 1024, 9),
    ],
)
def test_a_cost_out_of_range_is_refused_before_it_is_paid(slot: Slot, cost: Kdf) -> None:

    def paid(*_: object) -> bytes:
        pytest.fail("the cost was paid")

    assert open_slot(replace(slot, kdf=cost), SECRET, "store-1", paid) is None
    with pytest.raises(KeySlotRefused):
        unlock([replace(slot, kdf=cost)], SECRET, "store-1", kinds=("staff",), stretch=paid)
    with pytest.raises(Refused, match="key_cost_out_of_range"):
        make_slot("s", "staff", "", SECRET, DATA_KEY, "store-1", cost)


def test_the_default_cost_is_allowed() -> None:
    assert Kdf(3, 64 * 1024, 4) == keys.DEFAULT_KDF
    assert keys.DEFAULT_KDF.allowed()


def test_unlocking_tries_only_the_kind_and_person_asked_for(slot: Slot) -> None:
    assert unlock([slot], SECRET, "store-1", kinds=("staff",), owner="ana") == (slot, DATA_KEY)
    for kinds, owner in ((("recovery",), None), (("staff",), "ben")):
        with pytest.raises(NoSuchWayIn):
            unlock([slot], SECRET, "store-1", kinds=kinds, owner=owner)


def test_a_secret_that_was_tried_and_is_not_it_is_called_wrong(slot: Slot) -> None:
    with pytest.raises(WrongPassphrase):
        unlock([slot], SECRET + b"!", "store-1", kinds=("staff",))
    paper = make_slot("s2", "recovery", "", SECRET, DATA_KEY, "store-1", FLOOR_KDF)
    with pytest.raises(WrongRecoveryKey):
        unlock([slot, paper], SECRET + b"!", "store-1", kinds=("recovery",))


def test_a_computer_that_works_keys_out_otherwise_is_never_a_wrong_passphrase(slot: Slot) -> None:
    with pytest.raises(KeyDerivationDiffers):
        unlock([slot], SECRET, "store-1", kinds=("staff",), stretch=lambda *_: bytes(32))


def test_too_little_memory_is_never_a_wrong_passphrase(slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import exceptions, low_level

    def none_left(*_: object) -> bytes:
        raise exceptions.HashingError("Memory allocation error")

    monkeypatch.setattr(low_level, "hash_secret_raw", none_left)
    with pytest.raises(KeyMemoryShort):
        unlock([slot], SECRET, "store-1", kinds=("staff",))
    with pytest.raises(KeyMemoryShort):
        make_slot("s", "staff", "", SECRET, DATA_KEY, "store-1", FLOOR_KDF)


def test_one_slot_that_cannot_be_tried_keeps_nobody_else_out(slot: Slot) -> None:
    odd = replace(slot, id="odd", kdf=Kdf(11, 64 * 1024, 4))
    assert unlock([odd, slot], SECRET, "store-1", kinds=("staff",)) == (slot, DATA_KEY)


def test_working_keys_differ_from_each_other_and_between_stores() -> None:
    one, other = derive(DATA_KEY, "store-1"), derive(DATA_KEY, "store-2")
    names = ("database", "audit", "attachments", "backup", "seal_wrap", "identifiers")
    values = [getattr(keys_of, name) for keys_of in (one, other) for name in names]
    assert len({*values, DATA_KEY}) == 13
    assert all(len(value) == 32 for value in values)
    assert derive(DATA_KEY, "store-1") == one


def test_keys_do_not_show_themselves() -> None:
    secret = os.urandom(32)
    assert secret.hex() not in repr(derive(secret, "s"))
    assert repr(secret) not in repr(derive(secret, "s"))


def test_a_passphrase_is_the_same_however_its_accents_were_typed() -> None:
    assert secret_of("contrase\u00f1a") == secret_of("contrasen\u0303a")


@pytest.mark.parametrize("text", ["", "short", "x" * 20, "Casa Casa TIJ 2024"])
def test_a_weak_passphrase_never_becomes_a_key(text: str) -> None:
    with pytest.raises(Refused, match="passphrase_"):
        keys.check_passphrase(text, ("Casa", "TIJ"))
