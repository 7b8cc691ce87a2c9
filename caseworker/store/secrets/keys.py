# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a passphrase to the keys of a store.

Each slot wraps the same data key under a key made from one secret (argon2id, then AES-256-GCM). What
the slot says of itself is authenticated, so that a slot cannot be moved to another store, relabelled or
weakened. All working keys are derived from the data key; none of them is stored. The ciphers are
loaded when they are first used: the first window only asks for a passphrase.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from caseworker.domain import passphrases
from caseworker.domain.errors import (
    KeyDerivationDiffers,
    KeyMemoryShort,
    KeySlotRefused,
    NoSuchWayIn,
    Refused,
    WrongPassphrase,
    WrongRecoveryKey,
)

STAFF, RECOVERY, TRAINING = "staff", "recovery", "training"
KINDS = (STAFF, RECOVERY, TRAINING)
TRAINING_PASSPHRASE = passphrases.TRAINING
_MIB = 1024


@dataclass(frozen=True, slots=True)
class Kdf:
    """Cost of argon2id: passes, memory in KiB, lanes."""

    passes: int = 3
    memory_kib: int = 64 * _MIB
    lanes: int = 4

    def allowed(self) -> bool:
        """Whether the cost lies in the accepted range: neither weak nor a trap for this machine."""
        return 1 <= self.passes <= 10 and 46 * _MIB <= self.memory_kib <= 1024 * _MIB and 1 <= self.lanes <= 8


DEFAULT_KDF = Kdf()
FLOOR_KDF = Kdf(1, 46 * _MIB, 1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One way into a store. `owner` is the staff id of a staff slot, else empty."""

    id: str
    kind: str
    owner: str
    kdf: Kdf
    salt: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """The working keys of an open store, 32 bytes each."""

    data: bytes = field(repr=False)
    database: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    attachments: bytes = field(repr=False)
    backup: bytes = field(repr=False)
    seal_wrap: bytes = field(repr=False)
    identifiers: bytes = field(repr=False)
    work: bytes = field(repr=False)
    mark: bytes = field(repr=False)


Stretch = Callable[[Slot, bytes], bytes]

# Made once and written down: where it does not open with its secret, the fault is not with who types.
_KNOWN_SECRET = "a known answer, not a secret"  # noqa: S105
_KNOWN_DATA_KEY = bytes(range(32))
_KNOWN_SLOT = Slot(
    "known",
    STAFF,
    "known",
    FLOOR_KDF,
    bytes(range(16)),
    bytes(range(12)),
    bytes.fromhex(
        "9dd381c915552d8f4c6404224747d1b5a93f8309cc8cac118999954cc62b5350015315336d1ce1b793e6eea34dfe864c"
    ),
)


def derive(data_key: bytes, store_id: str) -> Keys:
    """Return the working keys of the store with this id and 32-byte data key."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    def one(purpose: str) -> bytes:
        info = f"caseworker 1 {purpose}".encode()
        return HKDF(SHA256(), length=32, salt=store_id.encode(), info=info).derive(data_key)

    return Keys(
        data=data_key,
        database=one("database"),
        audit=one("audit"),
        attachments=one("attachments"),
        backup=one("backup"),
        seal_wrap=one("seal wrap"),
        identifiers=one("identifiers"),
        work=one("work copies"),
        mark=one("mark"),
    )


def check_passphrase(passphrase: str, names: Iterable[str]) -> bytes:
    """Return a new passphrase as bytes. Raises Refused (`passphrase_...`) if it is too weak.

    `names` are those of the organisation, the site and the person.
    """
    if why := passphrases.weakness(passphrase, names):
        raise Refused(why)
    return secret_of(passphrase)


def secret_of(passphrase: str) -> bytes:
    """Return a typed passphrase as bytes, the same on every keyboard and system."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def make_slot(
    slot_id: str, kind: str, owner: str, secret: bytes, data_key: bytes, store_id: str, kdf: Kdf
) -> Slot:
    """Return a slot that opens with `secret`. Raises Refused for a cost out of range."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not kdf.allowed():
        raise Refused("key_cost_out_of_range")
    bare = Slot(slot_id, kind, owner, kdf, os.urandom(16), os.urandom(12), b"")
    cipher = AESGCM(_stretched(bare, secret))
    return replace(bare, wrapped=cipher.encrypt(bare.nonce, data_key, _label(bare, store_id)))


def open_slot(slot: Slot, secret: bytes, store_id: str, stretch: Stretch | None = None) -> bytes | None:
    """Return the data key, or None if the secret does not open this slot or its cost is out of range.

    `stretch` stands in for argon2id. Raises KeyMemoryShort.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not slot.kdf.allowed():
        return None
    try:
        return AESGCM((stretch or _stretched)(slot, secret)).decrypt(
            slot.nonce, slot.wrapped, _label(slot, store_id)
        )
    except InvalidTag:
        return None


def unlock(
    slots: Iterable[Slot],
    secret: bytes,
    store_id: str,
    *,
    kinds: tuple[str, ...],
    owner: str | None = None,
    stretch: Stretch | None = None,
) -> tuple[Slot, bytes]:
    """Return the slot that opens with `secret` and the data key.

    Raises WrongPassphrase or WrongRecoveryKey where the secret was tried and is not it, and only then;
    NoSuchWayIn, KeySlotRefused, KeyMemoryShort, KeyDerivationDiffers where it could not be tried.
    """
    tried = [slot for slot in slots if slot.kind in kinds and owner in (None, slot.owner)]
    for slot in tried:
        data_key = open_slot(slot, secret, store_id, stretch)
        if data_key is not None:
            return slot, data_key
    if not tried:
        raise NoSuchWayIn
    if not all(slot.kdf.allowed() for slot in tried):
        raise KeySlotRefused
    check_derivation(stretch)
    raise WrongRecoveryKey if RECOVERY in kinds else WrongPassphrase


def check_derivation(stretch: Stretch | None = None) -> None:
    """Raise KeyDerivationDiffers unless a slot made once, elsewhere, opens here as it must."""
    if open_slot(_KNOWN_SLOT, secret_of(_KNOWN_SECRET), _KNOWN_SLOT.id, stretch) != _KNOWN_DATA_KEY:
        raise KeyDerivationDiffers


def _stretched(slot: Slot, secret: bytes) -> bytes:
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    cost = slot.kdf
    try:
        return hash_secret_raw(secret, slot.salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID)
    except (HashingError, MemoryError):
        # The costs are in range: what is left is memory, or threads, that the system did not give.
        raise KeyMemoryShort from None


def _label(slot: Slot, store_id: str) -> bytes:
    import cbor2

    cost = slot.kdf
    return cbor2.dumps(
        [store_id, slot.id, slot.kind, slot.owner, cost.passes, cost.memory_kib, cost.lanes, slot.salt]
    )
