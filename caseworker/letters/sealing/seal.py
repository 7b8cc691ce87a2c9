# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seal: what a letter says of itself, signed, as a text short enough for a printed code.

Checked with the organisation's public key alone, without a network (`security.md` 2e).
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from unicodedata import category

import base45

from caseworker.letters.content import CriteriaTable, LetterContent, words
from caseworker.letters.sealing.cose import NotSigned, head, opened, sign
from caseworker.letters.sealing.keys import KEY_BYTES, key_id
from caseworker.letters.sealing.payload import HASH_BYTES, SealPayload, decoded, encoded

MAX_CHARACTERS = 300
PURPOSE = b"caseworker-letter-1"
# The marks of an answered mail before a line.
_QUOTED = re.compile(r"^(?: ?>)+ ?")
_NEVER_LAST = " $%*+-./:"
_ODD = "\"'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb()<>[]{},;"
MOST_BREAKS = 8
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
    return next(copied(text)).startswith(CODE_BEGINS)


def copied(text: str) -> Iterator[str]:
    """The codes that a copied text may stand for, without what copying adds: blanks, quotes and invisible
    signs around it, breaks of lines in it. A blank is a letter of the code too: where a line was broken
    there may have been one. At least one; the text itself where it is no code.
    """
    plain = "".join(" " if category(ch) == "Zs" else ch for ch in text if category(ch) != "Cf")
    lines = [_QUOTED.sub("", line) for line in plain.replace("\t", " ").splitlines()]
    parts = [line.strip(" ") for line in lines if line.strip(" ")]
    if not parts:
        yield plain.strip()
        return
    before, mark, rest = parts[0].partition(CODE_BEGINS)
    # What a scanner's program writes before it, or the quotes somebody put around it; never a path.
    if mark and (before.casefold() == "qr-code:" or not any(ch.isalnum() for ch in before)):
        parts[0] = mark + rest
    # No code ends with another sign than these: its last group of signs stands for few bytes.
    parts[-1] = parts[-1].rstrip(_NEVER_LAST + _ODD)
    breaks = len(parts) - 1
    if breaks > MOST_BREAKS:
        yield from ("".join(parts), " ".join(parts))
        return
    for blanks in product(("", " "), repeat=breaks):
        yield "".join(a + b for a, b in zip(parts, (*blanks, ""), strict=True))
    # A page of the web makes one blank of two.
    for one in ("".join(parts), " ".join(parts)):
        yield from (f"{one[:at]} {one[at:]}" for at, ch in enumerate(one) if ch == " ")


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
