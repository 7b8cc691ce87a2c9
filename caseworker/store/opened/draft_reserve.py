# SPDX-License-Identifier: AGPL-3.0-or-later
"""Room set aside for drafts that the database cannot take, overwritten in place: it needs no free space.

Two halves are written in turn, each whole and encrypted, so that a torn write leaves the one before.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from caseworker.domain.errors import DiskFull

from ..database.faults import translated
from ..database.files import make_private
from .draft_row import DraftRow, row_of

NAME = "drafts.reserve"
HALF = 512 * 1024
_NONCE, _TAG, _HEAD = 12, 16, 12
ROOM = HALF - _NONCE - _TAG - _HEAD


def set_aside(folder: Path) -> bool:
    """Make the file if it is not there; return whether it is. A full disk is no error here."""
    path = folder / NAME
    with contextlib.suppress(OSError):
        if path.exists() and path.stat().st_size == 2 * HALF:
            return True
        path.unlink(missing_ok=True)
        make_private(path)
        try:
            with path.open("r+b") as file:
                # Written out, as a file of holes would keep nothing; what is random opens as nothing.
                file.write(os.urandom(2 * HALF))
                file.flush()
                os.fsync(file.fileno())
            return True
        except OSError:
            path.unlink(missing_ok=True)
    return False


@dataclass(frozen=True, slots=True)
class Reserved:
    """A draft, or with `gone` the word that one in the database is over."""

    row: DraftRow
    gone: bool = False


class DraftReserve:
    """The file of one open store. `key` is 32 bytes; what is kept is bound to the store and its authors."""

    def __init__(self, folder: Path, key: bytes, store_id: str) -> None:
        self._path, self._key = folder / NAME, key
        self._label = f"caseworker drafts 1 {store_id}".encode()
        self._lock = threading.Lock()
        self._known: tuple[int, tuple[Reserved, ...]] | None = None

    def rows(self) -> tuple[Reserved, ...]:
        """Return what waits there; nothing where the file is missing, new, or of another store."""
        with self._lock:
            return self._read()[1]

    def change(self, changed: Callable[[tuple[Reserved, ...]], Sequence[Reserved]]) -> None:
        """Put what `changed` makes of the rows that wait in their place, durably; nothing comes between.

        Raises DiskFull if they find no room there, for want of the file too; ReadOnlyStore, TransientIo.
        """
        with self._lock, translated():
            before, waiting = self._read()
            rows = tuple(changed(waiting))
            if rows == waiting:
                return
            body = json.dumps([[asdict(one.row), one.gone] for one in rows]).encode()
            if len(body) > ROOM:
                raise DiskFull(part="draft_reserve")
            number = before + 1
            head = number.to_bytes(8, "big") + len(body).to_bytes(4, "big")
            half = self._sealed((head + body).ljust(HALF - _NONCE - _TAG, b"\0"))
            try:
                with self._path.open("r+b") as file:
                    if file.seek(0, os.SEEK_END) != 2 * HALF:
                        raise DiskFull(part="draft_reserve")
                    file.seek(number % 2 * HALF)
                    file.write(half)
                    file.flush()
                    os.fsync(file.fileno())
            except FileNotFoundError:
                raise DiskFull(part="draft_reserve") from None
            self._known = (number, rows)

    def _read(self) -> tuple[int, tuple[Reserved, ...]]:
        if self._known is None:
            found = [self._opened(half) for half in self._halves()]
            self._known = max((one for one in found if one), key=lambda one: one[0], default=(0, ()))
        return self._known

    def _halves(self) -> list[bytes]:
        try:
            data = self._path.read_bytes()
        except OSError:
            return []
        return [data[:HALF], data[HALF:]] if len(data) == 2 * HALF else []

    def _sealed(self, plain: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._key).encrypt(nonce, plain, self._label)

    def _opened(self, half: bytes) -> tuple[int, tuple[Reserved, ...]] | None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            plain = AESGCM(self._key).decrypt(half[:_NONCE], half[_NONCE:], self._label)
        except InvalidTag:
            return None
        number, size = int.from_bytes(plain[:8], "big"), int.from_bytes(plain[8:12], "big")
        try:
            rows = json.loads(plain[_HEAD : _HEAD + size])
        except (ValueError, RecursionError):
            return None
        return number, tuple(_reserved(rows if isinstance(rows, list) else []))


def _reserved(rows: list[Any]) -> Iterator[Reserved]:
    """The rows that can be read: one that cannot keeps nobody from the others."""
    for one in rows:
        if isinstance(one, list) and len(one) == 2 and isinstance(one[0], dict):
            row = row_of(one[0])
            if row is not None:
                yield Reserved(row, gone=bool(one[1]))
