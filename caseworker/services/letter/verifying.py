# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verifying: whether a file is a letter as it was issued, and what the code on a paper says."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from caseworker.domain.checked_letter import Checked, Printed
from caseworker.domain.errors import AttachmentRefused, Refused
from caseworker.domain.rules.programme import Programme
from caseworker.words import LANGUAGES, Words, words_for

from ..desk import Desk
from ..settings import office

if TYPE_CHECKING:
    from caseworker.letters.sealing.verify import Verification
    from caseworker.letters.sealing.withdrawn import WithdrawnList
    from caseworker.store.records.letters import LetterRow

LARGEST = 20_000_000
# Answers to which it matters whether the letter is still in force.
OURS = ("genuine", "genuine_code", "seal_missing")
# Of several letters on one file the answer is about the first of these; the others stand beside it.
WORST_FIRST = ("altered", "revoked", "superseded", "seal_missing", "draft")


@dataclass(frozen=True, slots=True)
class KeyUsed:
    """What to check with: the text of a public key file, and where it comes from (as `Checked.key_from`)."""

    text: str
    source: str = "named"


def is_code(text: str) -> bool:
    """Whether a text has the form of the code on a letter, whole or cut; no name of a file has it."""
    from caseworker.letters.sealing.seal import is_code as has_form

    return has_form(text)


def verify(data: bytes, key: KeyUsed, list_text: str = "") -> Checked:
    """Checks a file against a public key, and a list of withdrawn letters where one is given. Raises
    KeyFileRefused, ListRefused, AttachmentRefused for a file that could not be looked at.

    Neither a picture is `genuine`, nor a copy that another program saved and that shows a code, nor a code
    alone: nothing is known of the paper it stands on.
    """
    from caseworker.letters.sealing.keys import read_key
    from caseworker.letters.sealing.verify import sheet_kind, verify_pdf
    from caseworker.scans.jobs import refused_kind
    from caseworker.scans.kinds import kind_of

    if not data:
        raise AttachmentRefused("empty")
    if kind_of(data) is None:
        text = _text_in(data)
        if not is_code(text):
            raise refused_kind(data)
        return verify_text(text, key, list_text)
    public = read_key(key.text).public
    found = verify_pdf(data, public)
    if found.state != "not_ours":
        return _told(_checked(found, "letter"), key, list_text)
    kind = sheet_kind(data)
    if kind:
        return _told(_checked(found, "recovery" if kind == "recovery" else "sheet"), key, list_text)
    return _by_its_codes(data, public, key, list_text)


def verify_text(text: str, key: KeyUsed, list_text: str = "") -> Checked:
    """Checks what somebody pasted as the text of a code; otherwise as `verify`."""
    from caseworker.letters.sealing.keys import read_key
    from caseworker.letters.sealing.verify import verify_text as read

    return _told(_checked(read(text, read_key(key.text).public), "code"), key, list_text)


def _by_its_codes(data: bytes, public: bytes, key: KeyUsed, list_text: str) -> Checked:
    """What a file without a seal is by the codes on its pages; a code of others does not hide one of ours."""
    from caseworker.letters.sealing.verify import Verification, verify_copy
    from caseworker.scans import reader

    seen = reader.codes(data)
    read = [verify_copy(text, public) for text in seen.texts]
    ours = [_told(_checked(one, "letter"), key, list_text) for one in read if one.state != "not_ours"]
    if not ours:
        ours = [_told(_checked(Verification("not_ours"), "letter"), key, list_text)]
    return replace(_together(ours), pages=seen.pages, pages_looked=seen.looked)


def _together(found: list[Checked]) -> Checked:
    """Several letters on one file as one answer."""
    first, *others = sorted(found, key=lambda one: (*WORST_FIRST, one.state).index(one.state))
    return replace(first, also=tuple(others))


def _text_in(data: bytes) -> str:
    """The text of a file, as the editors of the three systems save it."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8", "replace")


def _told(found: Checked, key: KeyUsed, list_text: str) -> Checked:
    """The answer with what it was checked with, and as the list has it. Raises ListRefused."""
    from caseworker.letters.sealing.keys import fingerprint, read_key
    from caseworker.letters.sealing.withdrawn import read_list

    used = read_key(key.text)
    withdrawn = read_list(list_text, used.public) if list_text else None
    told = replace(
        found,
        key_from=key.source,
        key_name=used.name,
        fingerprint=fingerprint(used.public),
    )
    return _by_list(told, withdrawn)


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


def verify_here(desk: Desk, data: bytes) -> Checked:
    """Checks a file against our own key; the store knows which letters were replaced or revoked. Raises
    AttachmentRefused."""
    found = verify(data, _own(desk))
    kept = [_as_kept(desk, replace(one, also=()), data) for one in (found, *found.also)]
    return replace(_together(kept), pages=found.pages, pages_looked=found.pages_looked)


def verify_text_here(desk: Desk, text: str) -> Checked:
    """As `verify_here`, of what somebody pasted as the text of a code."""
    return _as_kept(desk, verify_text(text, _own(desk)), text.encode("utf-8", "replace"))


def _as_kept(desk: Desk, found: Checked, data: bytes) -> Checked:
    """The answer as the store has it."""
    from caseworker.store.records.letters import find_letter

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
    from caseworker.letters.sealing.seal import copied

    if found.state == "genuine":
        return sha256(data).hexdigest() == row.sha256
    if found.state == "genuine_code":
        return (row.seal or "") in copied(_text_in(data))
    return True


def verify_file_here(desk: Desk, path: Path) -> Checked:
    """As `verify_here`, of a file. Raises OSError, AttachmentRefused, Refused (`too_large_for_a_letter`)."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused("too_large_for_a_letter")
    return verify_here(desk, data)


def _own(desk: Desk) -> KeyUsed:
    return KeyUsed(public_key_file(desk), "office")


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


def printed(found: Checked, programmes: Mapping[str, Programme], words: Words) -> Printed:
    """What the letter prints of what its seal says, in the language of `words` and in the others."""
    from caseworker.letters.texts import printed_lines

    programme = programmes.get(found.programme)
    name = programme.name.get(words.language, found.programme) if programme else found.programme
    if not found.number:
        return Printed()
    others = [one for one in LANGUAGES if one != words.language]
    return Printed(
        printed_lines(found, programme, words),
        {words.label("language", one): printed_lines(found, programme, words_for(one)) for one in others},
        name,
    )


def own_fingerprint(desk: Desk) -> str:
    """The fingerprint of our key, by which others tell that the file they have is ours."""
    from caseworker.letters.sealing.keys import fingerprint
    from caseworker.store.records.seal_key import seal_key

    with desk.reading("own") as tx:
        return fingerprint(seal_key(tx).public)
