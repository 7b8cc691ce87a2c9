# SPDX-License-Identifier: AGPL-3.0-or-later
"""The machine-readable lines in a picture of a passport, read in a process apart; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from caseworker.domain.errors import AttachmentRefused


@dataclass(frozen=True, slots=True)
class PassportPicture:
    """`text` is the lines as read, for `domain.mrz`; `clear` whether the print left no doubt; `zone` a JPEG
    of the lines, upright, made of pixels alone."""

    text: str
    clear: bool
    zone: bytes


def read_passport_picture(data: bytes) -> PassportPicture | None:
    """What stands in the zone of a photo, scan or PDF (first page), or None where there is none.

    Takes about a second. Raises AttachmentRefused.
    """
    from caseworker.scans import reader

    found = reader.zone(data)
    if found is None:
        return None
    return PassportPicture("\n".join(found.lines), found.sound, reader.encoded(found.cut))


def read_passport_file(path: Path) -> PassportPicture | None:
    """As `read_passport_picture`, from a file. Raises AttachmentRefused."""
    from caseworker.scans.limits import MAX_BYTES

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        raise AttachmentRefused("unreadable") from None
    return read_passport_picture(data)
