# SPDX-License-Identifier: AGPL-3.0-or-later
"""What checking a letter, or the code on one, came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer, and what the seal says of the letter it was made for.

    `state` is `genuine` (of a file only), `genuine_code`, `seal_missing` (a copy saved
    by another program, with a code of ours on it), `draft`, `altered`, `superseded`, `revoked` or
    `not_ours`. Whether the letter is in force is `known_by` the `store`, a `list` made on `list_made_on`, or
    nothing here.
    `paper` is what was given: `letter` (any file), `code`, `recovery` for a recovery sheet, or `sheet` for
    another paper of ours that is no letter. Days are ISO 8601; what an older seal does not say is empty. A
    note decides nothing: it has no outcome.
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
