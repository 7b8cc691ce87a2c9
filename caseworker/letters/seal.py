# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seal: what a letter says of itself, signed, as a text short enough for a printed code.

Checked with the organisation's public key alone, without a network (`security.md` 2e).
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta

import base45
import cbor2

from caseworker import cbor
from caseworker.domain.letter import CriteriaTable, LetterContent, words
from caseworker.letters.cose import NotSigned, head, opened, sign
from caseworker.letters.keys import KEY_BYTES, key_id

MAX_CHARACTERS = 300
FORMAT = 1
PURPOSE = b"caseworker-letter-1"
HASH_BYTES = 16
DAY_ZERO = date(1970, 1, 1)
STATES = ("draft", "issued")


class SealRefused(ValueError):
    """The text is not a seal of this key. `reason` is `malformed`, `altered` or `not_ours`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SealPayload:
    """What a seal says. Of the person only initials and year of birth, for whoever holds the paper.

    `issued_on` is an ISO 8601 day; `text_hash` the 16 bytes of `text_hash(content)`.
    """

    number: str
    kind: str
    issuer: str
    issued_on: str
    initials: str
    birth_year: int | None
    case_number: str
    text_hash: bytes
    state: str = "issued"
    training: bool = False


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


def _encoded(payload: SealPayload) -> bytes:
    day = (date.fromisoformat(payload.issued_on) - DAY_ZERO).days
    person = [payload.initials, payload.birth_year]
    about = [payload.number, payload.kind, payload.issuer, day, *person, payload.case_number]
    return cbor2.dumps(
        [FORMAT, *about, payload.text_hash, STATES.index(payload.state), payload.training], canonical=True
    )


def _decoded(encoded: bytes) -> SealPayload:
    # Everything here was signed by our key; only another version of the program could have made it odd.
    version, number, kind, issuer, day, initials, year, case, text, state, training = cbor.loads(encoded)
    payload = SealPayload(
        number=number,
        kind=kind,
        issuer=issuer,
        issued_on=(DAY_ZERO + timedelta(days=day)).isoformat(),
        initials=initials,
        birth_year=year,
        case_number=case,
        text_hash=text,
        state=STATES[state],
        training=training,
    )
    if version != FORMAT or _encoded(payload) != encoded or len(text) != HASH_BYTES:
        raise ValueError("not in the form we write")
    return payload


def seal(payload: SealPayload, private_key: bytes) -> str:
    """Return the seal as base45 text of at most 300 characters.

    The issuer's name is shortened as far as needed: the public key file has it in full. Raises
    ValueError if the rest is too long, or the day, state or hash is none.
    """
    if len(payload.text_hash) != HASH_BYTES:
        raise ValueError("the hash of a letter has 16 bytes")
    issuer = payload.issuer
    while True:
        short = replace(payload, issuer=issuer)
        text = str(base45.b45encode(sign(_encoded(short), private_key, PURPOSE)), "ascii")
        if len(text) <= MAX_CHARACTERS:
            return text
        if not issuer:
            raise ValueError("number, case number or initials are too long for a seal")
        issuer = issuer.removesuffix("\u2026")[:-1].rstrip()
        issuer += "\u2026" if issuer else ""


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
    return _decoded(opened(message, public_key, PURPOSE))


def _begins_as_ours(text: object, public_key: bytes) -> bool:
    start = head(key_id(public_key))
    even = start[: len(start) & ~1]
    return isinstance(text, str) and text.startswith(base45.b45encode(even).decode("ascii"))
