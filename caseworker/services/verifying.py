# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verifying: whether a file is a letter as it was issued, and what the code on a paper says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from caseworker.domain.checked_letter import Checked
from caseworker.domain.errors import AttachmentRefused, Refused

from .desk import Desk
from .letter import public_key_file

if TYPE_CHECKING:
    from caseworker.letters.verify import Verification

LARGEST = 20_000_000
# Answers to which it matters whether the letter is still in force.
OURS = ("genuine", "genuine_code", "seal_missing")


def is_code(text: str) -> bool:
    """Whether a text has the form of the code on a letter, whole or cut; no name of a file has it."""
    from caseworker.letters.seal import is_code as has_form

    return has_form(text)


def verify(data: bytes, key_text: str) -> Checked:
    """Checks a file, or the text of a code, against a public key file. Raises KeyFileRefused.

    A code alone is never `genuine`, nor is a picture or a copy that another program saved and that shows
    one: nothing is known of the paper it stands on.
    """
    from caseworker.letters.keys import read_key
    from caseworker.letters.verify import sheet_kind, verify_copy, verify_pdf, verify_text
    from caseworker.scans.kinds import kind_of

    key = read_key(key_text)
    if kind_of(data) is None:
        return _checked(verify_text(data.decode("utf-8", "replace"), key.public), "code")
    kind = sheet_kind(data)
    found = verify_pdf(data, key.public)
    if found.state == "not_ours" and not kind:
        code = _code_on(data)
        if code is not None:
            found = verify_copy(code, key.public)
    return _checked(found, "recovery" if kind == "recovery" else "sheet" if kind else "letter")


def _code_on(data: bytes) -> str | None:
    """The code on the pages of a file; None also where the file cannot be looked at."""
    from caseworker.scans import reader

    try:
        return reader.code(data)
    except (AttachmentRefused, OSError):
        return None


def verify_here(desk: Desk, data: bytes) -> Checked:
    """Checks a letter or code against our own key; one that a later letter replaced is superseded."""
    from caseworker.store.letters import find_letter

    found = verify(data, public_key_file(desk))
    if found.state not in OURS:
        return found
    with desk.reading("own") as tx:
        row = find_letter(tx, found.number)
    return replace(found, state="superseded") if row is not None and row.state == "superseded" else found


def verify_file_here(desk: Desk, path: Path) -> Checked:
    """As `verify_here`, of a file. Raises OSError, Refused (`too_large_for_a_letter`)."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused("too_large_for_a_letter")
    return verify_here(desk, data)


def _checked(found: Verification, paper: str) -> Checked:
    said = found.payload
    if said is None:
        return Checked(found.state, paper)
    return Checked(
        found.state,
        paper,
        number=said.number,
        issuer=said.issuer,
        issued_on=said.issued_on,
        initials=said.initials,
        birth_year=said.birth_year,
        kind=said.kind,
        outcome=said.outcome,
        reference_day=said.reference_day,
        programme=said.programme,
        programme_status=said.programme_status,
        case_number=said.case_number,
        training=said.training,
    )
