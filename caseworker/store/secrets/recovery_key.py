# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recovery key on paper: 160 bits and a checksum, in letters that are hard to confuse."""

import os

from caseworker.domain.errors import MistypedRecoveryKey

BYTES = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
_ALIKE = str.maketrans("ILO", "110")
_LETTERS = 36
_GROUP = 6
_SPARE_BITS = _LETTERS * 5 - (BYTES + 2) * 8


def _checksum(secret: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(b"caseworker recovery key" + secret).digest()[:2]


def new_secret() -> bytes:
    """Return 20 random bytes."""
    return os.urandom(BYTES)


def written(secret: bytes) -> str:
    """Return the key as it is printed: six groups of six, with hyphens."""
    value = int.from_bytes(secret + _checksum(secret), "big") << _SPARE_BITS
    text = "".join(_ALPHABET[value >> shift & 31] for shift in range(_LETTERS * 5 - 5, -1, -5))
    return "-".join(text[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP))


def read(text: str) -> bytes:
    """Return the 20 bytes of a typed key; case, spaces and hyphens do not matter.

    Raises MistypedRecoveryKey if the checksum is wrong or it is no key at all.
    """
    letters = "".join(text.upper().replace("-", " ").split()).translate(_ALIKE)
    if len(letters) != _LETTERS or any(letter not in _ALPHABET for letter in letters):
        raise MistypedRecoveryKey
    value = 0
    for letter in letters:
        value = value << 5 | _ALPHABET.index(letter)
    whole = (value >> _SPARE_BITS).to_bytes(BYTES + 2, "big")
    if value & (1 << _SPARE_BITS) - 1 or _checksum(whole[:BYTES]) != whole[BYTES:]:
        raise MistypedRecoveryKey
    return whole[:BYTES]
