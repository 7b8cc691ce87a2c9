# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation's signing key, and the file `organisation.pub` by which others check its letters."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = "caseworker-key-1"
KEY_BYTES = 32
MAX_FILE = 1_000  # characters


class KeyFileRefused(ValueError):
    """The text is not a public key file. Its `code` says why: `not_a_key_file` or `key_damaged`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class OrganisationKey:
    """A public key (32 bytes, Ed25519) and the name of the organisation it stands for."""

    public: bytes
    name: str


def new_private_key() -> bytes:
    """Return a fresh private key: 32 bytes, to be kept in the store and nowhere else."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private_key: bytes) -> bytes:
    """Return the public key (32 bytes) of a private one."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def key_id(public_key: bytes) -> bytes:
    """Return the 8 bytes that name a key in a seal."""
    return hashlib.sha256(public_key).digest()[:8]


def fingerprint(public_key: bytes) -> str:
    """Return what two people compare by voice: eight groups of four hexadecimal digits."""
    digits = hashlib.sha256(public_key).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def write_key(key: OrganisationKey) -> str:
    """Return the text of `organisation.pub`: one line."""
    name = " ".join(key.name.split())
    return f"{FORMAT} {base64.b64encode(key.public).decode()} {name}".rstrip() + "\n"


def read_key(text: str) -> OrganisationKey:
    """Return the key in the text of an `organisation.pub`. Raises `KeyFileRefused`."""
    parts = text.strip().split(" ", 2)
    if len(text) > MAX_FILE or len(text.strip().splitlines()) != 1 or len(parts) < 2 or parts[0] != FORMAT:
        raise KeyFileRefused("not_a_key_file")
    try:
        public = base64.b64decode(parts[1], validate=True)
    except (binascii.Error, ValueError):
        raise KeyFileRefused("key_damaged") from None
    if len(public) != KEY_BYTES:
        raise KeyFileRefused("key_damaged")
    return OrganisationKey(public, parts[2].strip() if len(parts) == 3 else "")
