# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is this letter genuine? For the file and for the text in its printed code, offline.

An issued file ends, after `%%EOF`, with one comment line: a signature over the hash of every byte before
it. PDF readers pass over comments; we accept no byte more or less.
"""

import base64
import hashlib
from dataclasses import dataclass, replace
from typing import Literal

import cbor2

from caseworker import cbor
from caseworker.letters.sealing.cose import NotSigned, opened, sign
from caseworker.letters.sealing.payload import SealPayload
from caseworker.letters.sealing.seal import SealRefused, copied, read_seal

VerificationState = Literal["genuine", "genuine_code", "seal_missing", "draft", "altered", "not_ours"]
MARK = b"%caseworker-seal-1 "
PURPOSE = b"caseworker-file-1"
HEAD = 120  # bytes in which the kind of file is said
# As written at the head by the renderer; kept apart so that checking a letter loads no PDF library.
ISSUED_MARK, DRAFT_MARK = b" caseworker letter issued ", b" caseworker letter draft "
SHEET_MARK = b" caseworker "


@dataclass(frozen=True, slots=True)
class Verification:
    """`payload` is what the seal says, of a genuine letter or code only."""

    state: VerificationState
    payload: SealPayload | None = None


def sheet_kind(data: bytes) -> str:
    """What kind of paper of ours the file is that is no letter, such as `recovery`; empty for all others."""
    if not data.startswith(b"%PDF-") or ISSUED_MARK in data[:HEAD] or DRAFT_MARK in data[:HEAD]:
        return ""
    _, _, rest = data[:HEAD].partition(SHEET_MARK)
    return rest.partition(b"\n")[0].strip().decode("ascii", "replace")


def attach_seal(pdf: bytes, private_key: bytes, seal_text: str) -> bytes:
    """Return the file of an issued letter with its signature at the end."""
    body = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    payload = cbor2.dumps([hashlib.sha256(body).digest(), seal_text])
    return body + MARK + base64.b64encode(sign(payload, private_key, PURPOSE)) + b"\n"


def verify_pdf(data: bytes, public_key: bytes) -> Verification:
    """Say what the file is: `genuine`, our unsigned `draft`, `altered`, or `not_ours`. Never raises."""
    try:
        return _verify_pdf(data, public_key)
    except NotSigned as refused:
        if refused.reason != "malformed":
            return Verification("altered" if refused.reason == "altered" else "not_ours")
    except Exception:  # noqa: S110 - whatever went wrong, the head of the file says whose it claims to be
        pass
    return Verification("altered" if _bears(data, ISSUED_MARK) else "not_ours")


def _bears(data: bytes, mark: bytes) -> bool:
    return isinstance(data, bytes) and data.startswith(b"%PDF-") and mark in data[:HEAD]


def _verify_pdf(data: bytes, public_key: bytes) -> Verification:
    at = data.rfind(b"\n" + MARK) + 1
    if at == 0:
        if _bears(data, ISSUED_MARK):
            return Verification("altered")
        return Verification("draft" if _bears(data, DRAFT_MARK) else "not_ours")
    body, line = data[:at], data[at + len(MARK) :]
    message = base64.b64decode(line.removesuffix(b"\n"), validate=True)
    if base64.b64encode(message) + b"\n" != line:
        raise NotSigned("malformed")  # one message has one line
    digest, seal_text = cbor.loads(opened(message, public_key, PURPOSE))
    if digest != hashlib.sha256(body).digest():
        return Verification("altered")
    return Verification("genuine", read_seal(seal_text, public_key))


def verify_text(qr_text: str, public_key: bytes) -> Verification:
    """Say what the text of a printed code is: `genuine_code`, a `draft`'s, or as of a file. Never raises.

    It proves what the seal says, not the paper it is printed on: compare both. What copying added is passed
    over (`copied`).
    """
    state: VerificationState = "not_ours"
    try:
        for code in copied(qr_text):
            try:
                payload = read_seal(code, public_key)
            except SealRefused as refused:
                state = "altered" if refused.reason == "altered" else state
            else:
                return Verification("genuine_code" if payload.state == "issued" else "draft", payload)
    except Exception:
        return Verification("not_ours")
    return Verification(state)


def verify_copy(code: str, public_key: bytes) -> Verification:
    """Say what a file without our signature is by the code read on its pages. Never raises.

    `seal_missing` where the code is ours: another program saved the letter again, or put its code on
    something else; which of the two nobody can tell.
    """
    found = verify_text(code, public_key)
    return replace(found, state="seal_missing") if found.state == "genuine_code" else found
