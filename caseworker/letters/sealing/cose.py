# SPDX-License-Identifier: AGPL-3.0-or-later
"""COSE_Sign1 (RFC 9052) with Ed25519, in the one form we write; every other form is refused.

18([ << {1: -8, 4: key id} >>, {}, payload, signature ])
"""

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from caseworker.letters.sealing.keys import key_id, public_key_of

ALGORITHM, KEY_ID = 1, 4
EDDSA = -8
SIGNATURE_HEAD = b"\x58\x40"
SIGNATURE = 64
ID_BYTES = 8


class NotSigned(ValueError):
    """`reason` is `malformed`, `altered` (our key, wrong signature) or `not_ours` (another key)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _protected(identity: bytes) -> bytes:
    return cbor2.dumps({ALGORITHM: EDDSA, KEY_ID: identity})


def head(identity: bytes) -> bytes:
    """Return the bytes before the payload: tag 18, array of four, protected header, empty map."""
    return b"\xd2\x84" + cbor2.dumps(_protected(identity)) + b"\xa0"


def _signed_part(identity: bytes, purpose: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", _protected(identity), purpose, payload])


def sign(payload: bytes, private_key: bytes, purpose: bytes) -> bytes:
    """Return the signed message. `purpose` keeps a signature for one thing from passing for another."""
    identity = key_id(public_key_of(private_key))
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    signature = key.sign(_signed_part(identity, purpose, payload))
    return head(identity) + cbor2.dumps(payload) + SIGNATURE_HEAD + signature


def opened(message: bytes, public_key: bytes, purpose: bytes) -> bytes:
    """Return the payload of a message signed with the key. Raises `NotSigned`.

    The bytes are cut at fixed places and compared, not parsed: nothing unsigned reaches a decoder.
    """
    identity = key_id(public_key)
    start = len(head(identity))
    before, foot = message[:start], message[-SIGNATURE - len(SIGNATURE_HEAD) :]
    claimed = before[-1 - ID_BYTES : -1]
    middle = message[start : len(message) - len(foot)]
    payload = _byte_string(middle)
    if before != head(claimed) or payload is None or not foot.startswith(SIGNATURE_HEAD):
        raise NotSigned("malformed")
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(foot[len(SIGNATURE_HEAD) :], _signed_part(identity, purpose, payload))
    except InvalidSignature:
        raise NotSigned("altered" if claimed == identity else "not_ours") from None
    if claimed != identity:  # our signature under another name
        raise NotSigned("altered")
    return payload


def _byte_string(encoded: bytes) -> bytes | None:
    """Return the content of a CBOR byte string in its shortest form, or None."""
    for size in (1, 2, 3, 5):
        if len(encoded) >= size and cbor2.dumps(encoded[size:]) == encoded:
            return encoded[size:]
    return None
