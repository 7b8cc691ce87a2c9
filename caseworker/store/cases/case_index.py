# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a case is found by: derived from its document by the caller, kept beside it by the store."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

Owner = Literal["applicant", "sponsor"]


@dataclass(frozen=True, slots=True)
class PersonIndex:
    """A person of a case. `born_from` and `born_to` are days, the same if the day is known."""

    applicant_id: str
    role: str
    names: str
    born_from: str | None = None
    born_to: str | None = None


@dataclass(frozen=True, slots=True)
class IdentifierIndex:
    """A document number, phone, e-mail or the like, normalised. Only a keyed digest of it is stored."""

    kind: str
    value: str
    owner: Owner = "applicant"


@dataclass(frozen=True, slots=True)
class FactIndex:
    """What the facts of a case came to: a JSON array, in the order of `keys`, computed on a `basis`."""

    basis: str
    keys: tuple[str, ...]
    row: list[Any]


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """The row of a case in lists, and the texts and numbers it is found by. `steps`: step -> state."""

    number: str
    site: str
    programme: str
    language: str
    opened_on: str
    principal: str
    people: tuple[PersonIndex, ...] = ()
    identifiers: tuple[IdentifierIndex, ...] = ()
    search_text: str = ""
    outcome: str = ""
    steps: dict[str, str] = field(default_factory=dict)
    facts: FactIndex | None = None


def digest_of(key: bytes, kind: str, value: str) -> str:
    """Return the digest under which an identifier is kept, hex."""
    return hmac.new(key, f"{kind}\x00{value}".encode("utf-8", "surrogatepass"), sha256).hexdigest()
