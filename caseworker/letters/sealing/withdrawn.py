# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of withdrawn letters: a small signed text file by which others know, without a network, which
letters were replaced or revoked. It holds numbers, and nothing about anybody."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import date

from caseworker.letters.sealing.cose import NotSigned, opened, sign

FORMAT = "caseworker-withdrawn-1"
PURPOSE = b"caseworker-withdrawn-1"
SIGNATURE = "signature "
LARGEST = 20_000_000  # characters; a million numbers


class ListRefused(ValueError):
    """Not a list to go by. Its `code` says why: `not_a_list`, `list_altered` or `list_not_ours`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class WithdrawnList:
    """The numbers of letters out of force on the day it was made; `office` is for people."""

    office: str
    made_on: date
    superseded: frozenset[str]
    revoked: frozenset[str]


def write_list(withdrawn: WithdrawnList, private_key: bytes) -> str:
    """Return the text of the file: a line for each letter, in order, and the signature over all of them."""
    lines = [
        FORMAT,
        f"office {' '.join(withdrawn.office.split())}",
        f"made_on {withdrawn.made_on.isoformat()}",
        *(f"superseded {number}" for number in sorted(withdrawn.superseded)),
        *(f"revoked {number}" for number in sorted(withdrawn.revoked)),
    ]
    body = "".join(f"{line}\n" for line in lines)
    signature = base64.b64encode(sign(_digest(body), private_key, PURPOSE)).decode("ascii")
    return f"{body}{SIGNATURE}{signature}\n"


def read_list(text: str, public_key: bytes) -> WithdrawnList:
    """Return the list in the text of a file, signed with the key. Raises `ListRefused`."""
    # A mail program may have changed the ends of lines on the way.
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text) > LARGEST or not plain.startswith(f"{FORMAT}\n"):
        raise ListRefused("not_a_list")
    body, mark, signature = plain.rpartition(f"\n{SIGNATURE}")
    if not mark:
        raise ListRefused("list_altered")
    body += "\n"
    try:
        digest = opened(base64.b64decode(signature.strip(), validate=True), public_key, PURPOSE)
    except NotSigned as refused:
        raise ListRefused("list_not_ours" if refused.reason == "not_ours" else "list_altered") from None
    except (binascii.Error, ValueError):
        raise ListRefused("list_altered") from None
    if digest != _digest(body):
        raise ListRefused("list_altered")
    try:
        return _read(body)
    except (KeyError, ValueError):
        # Signed by us, and yet not as we write it: by another version of the program.
        raise ListRefused("not_a_list") from None


def _read(body: str) -> WithdrawnList:
    lines = [line.partition(" ") for line in body.splitlines()[1:]]
    said = {word: rest for word, _, rest in lines}
    numbers = {
        kind: frozenset(rest for word, _, rest in lines if word == kind) for kind in ("superseded", "revoked")
    }
    return WithdrawnList(
        said.get("office", ""), date.fromisoformat(said["made_on"]), numbers["superseded"], numbers["revoked"]
    )


def _digest(body: str) -> bytes:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).digest()
