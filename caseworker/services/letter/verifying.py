# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verifying: whether a file is a letter as it was issued, and what the code on a paper says."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from caseworker.domain.checked_letter import Checked
from caseworker.domain.errors import AttachmentRefused, Refused

from ..desk import Desk
from ..settings import office

if TYPE_CHECKING:
    from caseworker.letters.sealing.verify import Verification
    from caseworker.letters.sealing.withdrawn import WithdrawnList
    from caseworker.store.records.letters import LetterRow

LARGEST = 20_000_000
# Answers to which it matters whether the letter is still in force.
OURS = ("genuine", "genuine_code", "seal_missing")


def is_code(text: str) -> bool:
    """Whether a text has the form of the code on a letter, whole or cut; no name of a file has it."""
    from caseworker.letters.sealing.seal import is_code as has_form

    return has_form(text)


def verify(data: bytes, key_text: str, list_text: str = "") -> Checked:
    """Checks a file, or the text of a code, against a public key file, and a list of withdrawn letters where
    one is given. Raises KeyFileRefused, ListRefused.

    A code alone is never `genuine`, nor is a picture or a copy that another program saved and that shows
    one: nothing is known of the paper it stands on.
    """
    from caseworker.letters.sealing.keys import read_key
    from caseworker.letters.sealing.verify import sheet_kind, verify_copy, verify_pdf, verify_text
    from caseworker.letters.sealing.withdrawn import read_list
    from caseworker.scans.kinds import kind_of

    key = read_key(key_text)
    withdrawn = read_list(list_text, key.public) if list_text else None
    if kind_of(data) is None:
        read = verify_text(data.decode("utf-8", "replace"), key.public)
        return _by_list(_checked(read, "code"), withdrawn)
    kind = sheet_kind(data)
    found = verify_pdf(data, key.public)
    if found.state == "not_ours" and not kind:
        code = _code_on(data)
        if code is not None:
            found = verify_copy(code, key.public)
    paper = "recovery" if kind == "recovery" else "sheet" if kind else "letter"
    return _by_list(_checked(found, paper), withdrawn)


def _by_list(found: Checked, withdrawn: WithdrawnList | None) -> Checked:
    """The answer as the list has it; one made before the letter was issued knows nothing of it."""
    if withdrawn is None or found.state not in OURS:
        return found
    state = "revoked" if found.number in withdrawn.revoked else found.state
    if state == found.state and found.number in withdrawn.superseded:
        state = "superseded"
    day = withdrawn.made_on.isoformat()
    known = state != found.state or day >= found.issued_on
    return replace(found, state=state, known_by="list" if known else "", list_made_on=day)


def _code_on(data: bytes) -> str | None:
    """The code on the pages of a file; None also where the file cannot be looked at."""
    from caseworker.scans import reader

    try:
        return reader.code(data)
    except (AttachmentRefused, OSError):
        return None


def verify_here(desk: Desk, data: bytes) -> Checked:
    """Checks a letter or code against our own key; the store knows which were replaced or revoked."""
    from caseworker.store.records.letters import find_letter

    found = verify(data, public_key_file(desk))
    if found.state not in OURS:
        return found
    with desk.reading("own") as tx:
        row = find_letter(tx, found.number)
    if row is None:  # as in a store that was brought back from a copy
        return found
    if not _is_kept(found, data, row):
        return replace(found, state="altered", known_by="store")
    state = row.state if row.state in ("superseded", "revoked") else found.state
    return replace(found, state=state, known_by="store")


def _is_kept(found: Checked, data: bytes, row: LetterRow) -> bool:
    """Whether what was checked is what the store issued under that number: the key alone proves no letter."""
    if found.state == "genuine":
        return sha256(data).hexdigest() == row.sha256
    if found.state == "genuine_code":
        return "".join(data.decode("utf-8", "replace").split()) == "".join((row.seal or "").split())
    return True


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


def public_key_file(desk: Desk) -> str:
    """The text of `organisation.pub`, by which anyone checks our letters."""
    from caseworker.letters.sealing.keys import OrganisationKey, write_key
    from caseworker.store.records.seal_key import seal_key

    with desk.reading("own") as tx:
        return write_key(OrganisationKey(seal_key(tx).public, office(desk).name or desk.store.organisation))
