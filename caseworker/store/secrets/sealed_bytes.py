# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes sealed under a key and a name: changed, cut off or put in another's place, they do not open.

They are cut into chunks of 64 KiB, each sealed with its place and whether it is the last (the STREAM
construction), so that none can be changed, moved, dropped or taken from another file unseen.
"""

from __future__ import annotations

import contextlib
import io
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MAGIC = b"CWA1"
_SALT = 16
_CHUNK = 64 * 1024
_TAG = 16


def seal(key: bytes, name: str, data: bytes) -> bytes:
    """Return `data` sealed under a 32-byte key for this name, with a new salt."""
    salt = os.urandom(_SALT)
    cipher = _file_key(key, salt, name)
    # Views and one growing buffer: cutting and joining would cost three times the cipher.
    view, out = memoryview(data), io.BytesIO()
    out.write(_MAGIC + salt)
    for place, at in enumerate(range(0, max(len(data), 1), _CHUNK)):
        last = at + _CHUNK >= len(data)
        out.write(cipher.encrypt(_nonce(place, last), view[at : at + _CHUNK], None))
    return out.getvalue()


def unseal(key: bytes, name: str, whole: bytes) -> bytes | None:
    """Return what was sealed, or None if it was not sealed so or has changed since."""
    head = len(_MAGIC) + _SALT
    if whole[: len(_MAGIC)] != _MAGIC or len(whole) < head + _TAG:
        return None
    cipher = _file_key(key, whole[len(_MAGIC) : head], name)
    view, out = memoryview(whole), io.BytesIO()
    with contextlib.suppress(InvalidTag):
        for place, at in enumerate(range(head, len(whole), _CHUNK + _TAG)):
            last = at + _CHUNK + _TAG >= len(whole)
            out.write(cipher.decrypt(_nonce(place, last), view[at : at + _CHUNK + _TAG], None))
        return out.getvalue()
    return None


def _file_key(key: bytes, salt: bytes, name: str) -> AESGCM:
    info = b"caseworker attachment " + name.encode()
    return AESGCM(HKDF(SHA256(), length=32, salt=salt, info=info).derive(key))


def _nonce(place: int, last: bool) -> bytes:
    return place.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
