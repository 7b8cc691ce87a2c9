# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder into which a scanner saves: one look at it, the bytes of a file seen there, and deleting.

Nothing is attached here and nothing is deleted unasked. Every call may hang with the drive: never on the
GUI thread.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256 as sha256_of
from pathlib import Path
from typing import BinaryIO

from caseworker.domain.errors import AttachmentDamaged, AttachmentRefused, NotFound

from ..desk import Desk

# What `scans.kinds` needs of a file to tell its kind.
_HEAD = 2048
_HIDDEN = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2)
# A link is never followed and a pipe never waited for; Windows has neither flag and needs neither.
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class Scan:
    """A file as it lay in the folder: its name, bytes, and when it was written (ns since 1970, UTC)."""

    name: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Look:
    """One look. `settled` may be offered, oldest first: not empty, of a kind that can be attached, and the
    same at this look and the one before. `there` is false where the folder cannot be reached."""

    there: bool = False
    present: frozenset[Scan] = frozenset()
    settled: tuple[Scan, ...] = ()
    # Of what was the same at two looks: whether its first bytes are those of a kind that can be attached.
    _fits: Mapping[Scan, bool] = field(default_factory=dict)


NOT_THERE = Look()


@dataclass(frozen=True, slots=True)
class Deleted:
    """What came of deleting: how many files went, and (name, why) of each that stayed. Why is `changed`,
    `gone`, `not_attached` or `locked`."""

    count: int
    stayed: tuple[tuple[str, str], ...]


def look(folder: Path, before: Look) -> Look:
    """Looks at the folder once. `before` is the last look, or NOT_THERE.

    Plain files alone: no links, no folders and nothing in them, nothing hidden.
    """
    present = _plain_files(folder)
    if present is None:
        return NOT_THERE
    fits = {}
    for scan in present & before.present:
        known = before._fits.get(scan)
        fit = _can_be_attached(folder, scan) if known is None else known
        if fit is not None:
            fits[scan] = fit
    settled = sorted((one for one, good in fits.items() if good), key=lambda one: (one.modified, one.name))
    return Look(True, frozenset(present), tuple(settled), fits)


def read(folder: Path, scan: Scan) -> bytes:
    """The bytes of a file that was offered; of one too big the first ones.

    Raises AttachmentRefused (`unreadable`) where it is not the file that was offered any more.
    """
    from caseworker.scans.limits import MAX_BYTES

    try:
        with _opened(folder / scan.name) as file:
            if not _same(os.fstat(file.fileno()), scan):
                raise AttachmentRefused("unreadable")
            return file.read(MAX_BYTES + 1)
    except OSError:
        raise AttachmentRefused("unreadable") from None


def delete_attached(desk: Desk, case_id: str, folder: Path, added: Collection[tuple[str, str]]) -> Deleted:
    """Deletes files, (name, SHA-256) each, from the folder.

    Only those that still hold the very bytes that were attached, and whose copy in the store is listed by
    the case and whole. Raises NotFound (the case).
    """
    from .files import attachments_of

    held = {one.sha256 for one in attachments_of(desk, case_id) if one.held}
    count, stayed = 0, []
    for name, digest in added:
        why = _delete(desk, folder / name, digest) if digest in held else "not_attached"
        if why:
            stayed.append((name, why))
        else:
            count += 1
    return Deleted(count, tuple(stayed))


def _plain_files(folder: Path) -> set[Scan] | None:
    found = set()
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if not entry.name.startswith((".", "~$"))]
    except OSError:
        return None
    for name in names:
        try:
            # Not what the folder says of it: Windows writes that down late while a file grows.
            seen = (folder / name).lstat()
        except OSError:  # it went meanwhile
            continue
        hidden = getattr(seen, "st_file_attributes", 0) & _HIDDEN
        if stat.S_ISREG(seen.st_mode) and seen.st_size and not hidden:
            found.add(Scan(name, seen.st_size, seen.st_mtime_ns))
    return found


def _can_be_attached(folder: Path, scan: Scan) -> bool | None:
    """Told by its first bytes; None while it cannot be read, as where the scanner holds it still."""
    from caseworker.scans.kinds import kind_of

    try:
        with _opened(folder / scan.name) as file:
            return kind_of(file.read(_HEAD)) is not None
    except OSError:
        return None


def _opened(path: Path) -> BinaryIO:
    """The plain file at the path, open. Raises OSError, also where it is no plain file."""
    file = os.fdopen(os.open(path, _FLAGS), "rb")
    # Where the system cannot refuse a link by itself.
    if path.is_symlink() or not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError
    return file


def _same(seen: os.stat_result, scan: Scan) -> bool:
    return (seen.st_size, seen.st_mtime_ns) == (scan.size, scan.modified)


def _delete(desk: Desk, path: Path, digest: str) -> str:
    """Deletes one file; why not, or an empty text."""
    from .files import original

    try:
        with _opened(path) as file:
            seen = os.fstat(file.fileno())
            if sha256_of(file.read()).hexdigest() != digest:
                return "changed"
    except FileNotFoundError:
        return "gone"
    except OSError:
        return "changed" if path.is_symlink() else "locked"
    try:
        original(desk, digest)
    except (AttachmentDamaged, NotFound):
        return "not_attached"
    try:
        now = path.lstat()
        if (now.st_ino, now.st_size, now.st_mtime_ns) != (seen.st_ino, seen.st_size, seen.st_mtime_ns):
            return "changed"
        path.unlink()
    except FileNotFoundError:
        return "gone"
    except OSError:
        return "locked"
    return ""
