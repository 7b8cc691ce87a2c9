# SPDX-License-Identifier: AGPL-3.0-or-later
"""What checking a letter, or the code on one, came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer, and what the seal says of the letter it was made for.

    `state` is `genuine` (of a file only), `genuine_code`, `seal_missing` (a copy saved by another program,
    with a code of ours on it), `draft`, `altered`, `superseded`, `revoked` or `not_ours`. Whether the letter
    is in force is `known_by` the `store`, a `list` made on `list_made_on`, or nothing here.
    `paper` is what was given: `letter` (any file), `code`, `recovery` for a recovery sheet, or `sheet` for
    another paper of ours that is no letter. Days are ISO 8601; what an older seal does not say is empty. A
    note decides nothing: it has no outcome.
    It was checked with the key of `key_name` (so the key file says) whose `fingerprint` people compare:
    `key_from` `office` (the store's own), `named`, or `beside` (it lay beside the letter, where a forger can
    lay one too). `also` are the other codes of letters on the same file; codes were looked for on
    `pages_looked` of `pages`, none where there was no need.
    """

    state: str
    paper: str = "letter"
    number: str = ""
    issuer: str = ""
    issued_on: str = ""
    initials: str = ""
    birth_year: int | None = None
    kind: str = "decision"
    outcome: str = ""
    reference_day: str = ""
    programme: str = ""
    programme_status: str = ""
    case_number: str = ""
    training: bool = False
    known_by: str = ""
    list_made_on: str = ""
    key_from: str = "office"
    key_name: str = ""
    fingerprint: str = ""
    pages: int = 0
    pages_looked: int = 0
    also: tuple[Checked, ...] = ()


Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Printed:
    """What a letter prints of what its seal says: `lines` with the labels it prints, an empty one for the
    sentence with the result. `elsewhere` is the same by the names of other languages, since a seal does not
    say the letter's; `programme` the name of its programme, the id where it is not known here.
    """

    lines: tuple[Line, ...] = ()
    elsewhere: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    programme: str = ""
