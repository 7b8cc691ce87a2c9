# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker letter` writes a draft; `caseworker verify` checks a letter offline."""

from __future__ import annotations

import argparse
import os
import stat
import sys
from datetime import datetime
from pathlib import Path

from caseworker.commands.status import DONE, NEGATIVE, WrongInput
from caseworker.exchange.assessment_file import encode
from caseworker.private_files import write_private
from caseworker.services import letter as letters
from caseworker.services.library import load_library
from caseworker.words import Words
from caseworker.words.errors import REFUSED, os_reason

from .reading import case_in_file, known_language, read_bytes, read_day


def letter(parsed: argparse.Namespace, words: Words) -> int:
    """Writes a draft letter for one applicant of a case file, and says what keeps it from being issued."""
    library = load_library()
    on = read_day(parsed.on, words)
    name = parsed.file
    case, programme, day = case_in_file(name, library, on, words)
    if parsed.language:
        language = known_language("--language", parsed.language, words)
    else:
        said = case.language if isinstance(case.language, str) else "en"
        language = known_language(f"{name}: language", said, words)
    people = [one.id for one in case.people()]
    applicant = parsed.applicant or people[0]
    if applicant not in people:
        wrong = words(
            '--applicant: there is no "{id}" in the case; use one of {known}',
            id=applicant,
            known=", ".join(people),
        )
        raise WrongInput(f"{name}: {wrong}")
    assessment = library.assess(case, programme, day)
    today = datetime.now().astimezone().date()
    draft = letters.draft(case, assessment, applicant, language, parsed.paper, today, library)
    write_whole(Path(parsed.output), draft.pdf, words)
    for fault in draft.faults:
        print(f"{name}: {fault.path}: {words(REFUSED[fault.code])}", file=sys.stderr)
    return DONE


def verify(parsed: argparse.Namespace, words: Words) -> int:
    """Says what a letter is. Exit status 0 for genuine only."""
    from caseworker.letters.keys import KeyFileRefused

    given = parsed.letter
    mode = _mode(given)
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        data = read_bytes(given, words)
    elif mode:
        # A pipe or a device: what the code of a letter says is the name of neither.
        raise WrongInput(words("{name}: is not a file that can be read; name a file", name=given))
    elif given.lower().endswith(".pdf") or os.sep in given:
        raise WrongInput(words("{name}: there is no such file; check the name", name=given))
    else:
        data = given.encode("utf-8", "replace")
    key_name = parsed.key or _key_beside(given)
    if key_name is None:
        raise WrongInput(words("--key: name the organisation's public key file, organisation.pub"))
    try:
        found = letters.verify(data, read_bytes(key_name, words).decode("utf-8", "replace"))
    except KeyFileRefused as error:
        raise WrongInput(
            words(
                "{name}: {fault}; ask the organisation for its organisation.pub",
                name=key_name,
                fault=words.label("key_fault", error.code),
            )
        ) from None
    if parsed.json:
        said = {
            "state": found.state,
            "number": found.number,
            "issuer": found.issuer,
            "issued_on": found.issued_on,
            "initials": found.initials,
            "birth_year": found.birth_year,
            "case": found.case_number,
            "training": found.training,
        }
        print(encode(said, pretty=True).decode())
    else:
        print(found.state)
        print(words.label("verification", found.state))
        if found.number:
            print(
                words(
                    "Letter {number} of {issuer}, issued on {day}",
                    number=found.number,
                    issuer=found.issuer,
                    day=words.day_text(found.issued_on),
                )
            )
            if found.training:
                print(words("It was issued from a training store: it is not about a real person."))
    return DONE if found.state == "genuine" else NEGATIVE


def write_whole(path: Path, data: bytes, words: Words) -> None:
    """Writes a file so that it is there whole or not at all, and for this person alone.

    A link of that name is replaced, not followed.
    """
    try:
        write_private(path, data)
    except OSError as error:
        reason = os_reason(error, words)
        raise WrongInput(
            words(
                "{name}: cannot be written ({reason}); choose another folder", name=str(path), reason=reason
            )
        ) from None


def _mode(name: str) -> int:
    """What lies there, as `stat` says it; 0 for nothing, or for what is no name."""
    try:
        return Path(name).stat().st_mode
    except (OSError, ValueError):
        return 0


def _key_beside(name: str) -> str | None:
    beside = Path(name).parent / "organisation.pub"
    return str(beside) if stat.S_ISREG(_mode(str(beside))) else None
