# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker verify` checks a letter, or the code on one, offline."""

from __future__ import annotations

import argparse
import dataclasses
import stat
from dataclasses import replace
from pathlib import Path

from caseworker import app
from caseworker.commands.status import DONE, NEGATIVE, WrongInput
from caseworker.domain.checked_letter import Checked, Printed
from caseworker.domain.errors import AttachmentRefused
from caseworker.exchange.assessment_file import encode
from caseworker.services.letter import verifying
from caseworker.services.programmes.library import load_library
from caseworker.words import Words
from caseworker.words.checked_letter import TRAINING, checked_with, groups, in_force, means, title, unread

from .output import write_whole
from .reading import read_bytes


def verify(parsed: argparse.Namespace, words: Words) -> int:
    """Says what a letter or a code is. Exit status 0 for `genuine` only: a code says nothing of its paper."""
    from caseworker.letters.sealing.keys import KeyFileRefused
    from caseworker.letters.sealing.withdrawn import ListRefused

    given = parsed.letter
    code = verifying.is_code(given)
    data = b"" if code else _in_file(given, words)
    key_name = parsed.key or _key_beside("" if code else given)
    if key_name is None:
        raise WrongInput(words("--key: name the organisation's public key file, organisation.pub"))
    listed = read_bytes(parsed.list, words).decode("utf-8", "replace") if parsed.list else ""
    key_text = read_bytes(key_name, words).decode("utf-8", "replace")
    key = verifying.KeyUsed(key_text, "named" if parsed.key else "beside")
    try:
        if parsed.list and not listed:
            raise ListRefused("not_a_list")
        found = verifying.verify_text(given, key, listed) if code else verifying.verify(data, key, listed)
    except AttachmentRefused as error:
        raise WrongInput(f"{given}: {unread(error, words)}") from None
    except ListRefused as error:
        raise WrongInput(
            words(
                "{name}: {fault}; ask the office for its list again",
                name=parsed.list,
                fault=words.label("list_fault", error.code),
            )
        ) from None
    except KeyFileRefused as error:
        raise WrongInput(
            words(
                "{name}: {fault}; ask the organisation for its organisation.pub",
                name=key_name,
                fault=words.label("key_fault", error.code),
            )
        ) from None
    if parsed.json:
        print(encode(_public(found) | {"key_file": key_name}, pretty=True).decode())
    else:
        _say(found, words, key_name, parsed.list or "")
    return DONE if found.state == "genuine" else NEGATIVE


def withdrawn(parsed: argparse.Namespace, words: Words) -> int:
    """Writes the list of letters that were replaced or revoked, signed, for those who check letters."""
    from caseworker.services.letter.revocation import withdrawn_file

    from .desk import desk_at

    with desk_at(parsed, words) as desk:
        text = withdrawn_file(desk)
    write_whole(Path(parsed.output), text.encode(), words)
    return DONE


def _public(found: Checked) -> dict[str, object]:
    said = dataclasses.asdict(replace(found, also=()))
    return said | {"case": said.pop("case_number"), "also": [_public(one) for one in found.also]}


def _say(found: Checked, words: Words, key_file: str, list_file: str) -> None:
    print(found.state)
    print(title(found, words))
    print(means(found, words))
    for line in checked_with(found, words, key_file, list_file):
        print(line)
    for one in (found, *found.also):
        if found.also and one.number:
            print(f"{one.number}: {title(one, words)}")
        _say_letter(one, words)


def _say_letter(found: Checked, words: Words) -> None:
    """What the seal of one letter says, and whether the letter is in force."""
    printed = verifying.printed(found, load_library().programmes, words) if found.number else Printed()
    for heading, rows in groups(found, printed, words):
        print(heading)
        for label, value in rows:
            print(f"  {label}: {value}")
    if found.training:
        print(words(TRAINING))
    standing = in_force(found, words, app.now().date())
    if standing:
        print(standing)


def _in_file(name: str, words: Words) -> bytes:
    """What the file holds. Raises WrongInput."""
    mode = _mode(name)
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return read_bytes(name, words)
    if mode:
        # A pipe or a device.
        raise WrongInput(words("{name}: is not a file that can be read; name a file", name=name))
    raise WrongInput(
        words("{name}: there is no such file, and it is not the text of a letter's code; check it", name=name)
    )


def _mode(name: str) -> int:
    """What lies there, as `stat` says it; 0 for nothing, or for what is no name."""
    try:
        return Path(name).stat().st_mode
    except (OSError, ValueError):
        return 0


def _key_beside(name: str) -> str | None:
    beside = Path(name).parent / "organisation.pub"
    return str(beside) if stat.S_ISREG(_mode(str(beside))) else None
