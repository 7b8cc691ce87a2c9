# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a command gives: JSON for other programs in UTF-8, whatever the terminal speaks, and whole files."""

from __future__ import annotations

import sys
from pathlib import Path

from caseworker.commands.status import WrongInput
from caseworker.private_files import write_private
from caseworker.words import Words
from caseworker.words.errors import os_reason


def write_json(data: bytes) -> None:
    """One JSON value and the end of its line, to standard output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()


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
