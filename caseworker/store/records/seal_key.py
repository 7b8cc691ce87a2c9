# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation's key pair that seals letters, made with the store and kept in its settings."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseworker.domain.errors import StoreDamaged

from ..opened.transaction import Transaction
from .settings import get_setting, set_setting

_SETTING = "seal_key"
_LABEL = b"caseworker letter seal, Ed25519"


@dataclass(frozen=True, slots=True)
class SealKey:
    """Raw Ed25519 keys of 32 bytes."""

    public: bytes
    private: bytes = field(repr=False)


def make_seal_key(tx: Transaction) -> SealKey:
    """Make a new pair and keep it, the private half wrapped once more."""
    key = Ed25519PrivateKey.generate()
    made = SealKey(key.public_key().public_bytes_raw(), key.private_bytes_raw())
    nonce = os.urandom(12)
    wrapped = nonce + AESGCM(tx.keys.seal_wrap).encrypt(nonce, made.private, _LABEL + made.public)
    set_setting(tx, _SETTING, {"public": made.public.hex(), "private": wrapped.hex()})
    return made


def seal_key(tx: Transaction) -> SealKey:
    """Return the pair. Raises StoreDamaged if it is missing or does not unwrap."""
    kept = get_setting(tx, _SETTING)
    try:
        public, wrapped = bytes.fromhex(kept["public"]), bytes.fromhex(kept["private"])
        private = AESGCM(tx.keys.seal_wrap).decrypt(wrapped[:12], wrapped[12:], _LABEL + public)
    except Exception:  # whatever stands there, it is not our key
        raise StoreDamaged(part="seal_key") from None
    return SealKey(public, private)
