# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seal: what a letter says of itself, signed, as a text short enough for a printed code.

Checked with the organisation's public key alone, without a network (`security.md` 2e).
"""

import hashlib
from dataclasses import replace

import base45

from caseworker.letters.content import CriteriaTable, LetterContent, words
from caseworker.letters.sealing.cose import NotSigned, head, opened, sign
from caseworker.letters.sealing.keys import KEY_BYTES, key_id
from caseworker.letters.sealing.payload import HASH_BYTES, SealPayload, decoded, encoded

MAX_CHARACTERS = 300
PURPOSE = b"caseworker-letter-1"
# Whose the code is follows; no byte before it depends on that.
CODE_BEGINS = base45.b45encode(head(bytes(8))[:6]).decode("ascii")


class SealRefused(ValueError):
    """The text is not a seal of this key. `reason` is `malformed`, `altered` or `not_ours`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def canonical_text(content: LetterContent) -> bytes:
    """Return the words of a letter, one text a line (UTF-8), with its codes; neither layout nor seal."""
    codes = [
        row.result_code
        for section in content.sections
        for block in section.blocks
        if isinstance(block, CriteriaTable)
        for row in block.rows
    ]
    lines = [
        "caseworker letter 1",
        content.language,
        content.state,
        "training" if content.training else "",
        content.number,
        content.case_number,
        content.result_kind,
        ",".join(codes),
        *(_line(text) for text in words(content)),
    ]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def text_hash(content: LetterContent) -> bytes:
    """Return the 16 bytes that stand for a letter's words in its seal."""
    return hashlib.sha256(canonical_text(content)).digest()[:HASH_BYTES]


def seal(payload: SealPayload, private_key: bytes) -> str:
    """Return the seal as base45 text of at most 300 characters.

    The issuer's name, which the public key file has in full, is shortened as far as needed, and after it
    the programme is left out. Raises ValueError if the rest is too long, or a day or code is none.
    """
    if len(payload.text_hash) != HASH_BYTES:
        raise ValueError("the hash of a letter has 16 bytes")
    while True:
        text = str(base45.b45encode(sign(encoded(payload), private_key, PURPOSE)), "ascii")
        if len(text) <= MAX_CHARACTERS:
            return text
        if payload.issuer:
            issuer = payload.issuer.removesuffix("\u2026")[:-1].rstrip()
            payload = replace(payload, issuer=issuer + "\u2026" if issuer else "")
        elif payload.programme:
            payload = replace(payload, programme="")
        else:
            raise ValueError("number or initials are too long for a seal")


def is_code(text: str) -> bool:
    """Whether a text has the form of the code on a letter, of whichever organisation, whole or cut."""
    return text.startswith(CODE_BEGINS)


def read_seal(text: str, public_key: bytes) -> SealPayload:
    """Return what the seal says. Raises `SealRefused`, and nothing else, for whatever is no seal of ours."""
    try:
        return _read(text, public_key)
    except SealRefused:
        raise
    except NotSigned as refused:
        reason = refused.reason
    except Exception:
        # A reader of hostile text must fail in one way only.
        reason = "malformed"
    raise SealRefused("altered" if reason == "malformed" and _begins_as_ours(text, public_key) else reason)


def _read(text: str, public_key: bytes) -> SealPayload:
    if len(text) > MAX_CHARACTERS or len(public_key) != KEY_BYTES:
        raise SealRefused("altered" if _begins_as_ours(text, public_key) else "malformed")
    message = base45.b45decode(text)
    if base45.b45encode(message).decode("ascii") != text:
        raise NotSigned("malformed")  # one message has one text
    return decoded(opened(message, public_key, PURPOSE))


def _begins_as_ours(text: object, public_key: bytes) -> bool:
    start = head(key_id(public_key))
    even = start[: len(start) & ~1]
    return isinstance(text, str) and text.startswith(base45.b45encode(even).decode("ascii"))
