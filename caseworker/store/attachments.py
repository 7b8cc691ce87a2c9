# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attached files: each encrypted under its own key in `att/`, the file written before its row.

A file is cut into chunks of 64 KiB, each sealed with its place and whether it is the last (the STREAM
construction), so that none can be changed, moved, dropped or taken from another file unseen.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from caseworker.domain.errors import AttachmentDamaged, ReadOnlyStore, Refused

from .faults import translated
from .files import make_folder, sync_folder, write_whole
from .store import Store

if TYPE_CHECKING:
    from .transaction import Transaction

FOLDER = "att"
MAX_BYTES = 50 * 1024 * 1024
_MAGIC = b"CWA1"
_SALT = 16
_CHUNK = 64 * 1024
_TAG = 16
_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in `att/`. `sha256` is of what was attached, not of what lies on disk."""

    stored_as: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """The file behind a piece of evidence. `name` is what it was called where it came from."""

    stored_as: str
    sha256: str
    case_id: str
    evidence_id: str
    size: int
    media_type: str
    name: str
    added_at: str
    added_by: str


def store_file(store: Store, data: bytes) -> StoredFile:
    """Encrypt `data` into a new file and make it durable; its row comes next, by `add_attachment`.

    Raises Refused (`attachment_too_big`), DiskFull, ReadOnlyStore, TransientIo; then no file is left.
    """
    if store.viewer:
        raise ReadOnlyStore
    if len(data) > MAX_BYTES:
        raise Refused("attachment_too_big", most=str(MAX_BYTES))
    name = os.urandom(16).hex()
    path = _path(store.folder, name)
    with translated():
        make_folder(path.parent.parent)
        make_folder(path.parent)
        write_whole(path, _sealed(store.keys.attachments, name, data))
        sync_folder(path.parent.parent)
    return StoredFile(name, sha256(data).hexdigest(), len(data))


def add_attachment(
    tx: Transaction,
    file: StoredFile,
    *,
    case_id: str,
    evidence_id: str,
    media_type: str,
    name: str,
    by: str,
    at: str,
) -> None:
    """Tell to which evidence a stored file belongs. Raises Refused."""
    from sqlalchemy import insert

    from .tables import attachments

    tx.changed("attachment", file.stored_as)
    row = AttachmentRow(
        file.stored_as, file.sha256, case_id, evidence_id, file.size, media_type, name, at, by
    )
    tx.execute(insert(attachments).values({key: getattr(row, key) for key in AttachmentRow.__slots__}))


def list_attachments(tx: Transaction, case_id: str) -> list[AttachmentRow]:
    """Return all attachments of a case, oldest first."""
    from sqlalchemy import select

    from .tables import attachments

    columns = [attachments.c[name] for name in AttachmentRow.__slots__]
    query = select(*columns).where(attachments.c.case_id == case_id)
    return [AttachmentRow(*tuple(row)) for row in tx.execute(query.order_by(attachments.c.added_at))]


def read_file(store: Store, stored_as: str, digest: str) -> bytes:
    """Return an attached file as it was. Raises AttachmentDamaged if it is missing, altered or another."""
    if not _NAME.fullmatch(stored_as):
        raise AttachmentDamaged
    try:
        with translated():
            whole = _path(store.folder, stored_as).read_bytes()
    except Exception as error:
        if isinstance(error.__context__, FileNotFoundError):
            raise AttachmentDamaged(found="missing") from None
        raise
    data = _opened(store.keys.attachments, stored_as, whole)
    if data is None or sha256(data).hexdigest() != digest:
        raise AttachmentDamaged(found="altered")
    return data


def sweep_orphans(store: Store) -> int:
    """Remove files in `att/` without a row, left by a crash between file and row; return how many.

    Nothing may be attaching meanwhile: call it after opening.
    """
    with store.alone(), translated():
        with store.raw() as connection:
            known = {name for (name,) in connection.execute("SELECT stored_as FROM attachments")}
        orphans = [path for path in (store.folder / FOLDER).glob("*/*") if path.name not in known]
        for path in orphans:
            path.unlink()
    return len(orphans)


def attachment_faults(store: Store) -> tuple[str, ...]:
    """Return `attachment:NAME` for each one that is missing or does not open."""
    with store.raw() as connection:
        rows = connection.execute("SELECT stored_as, sha256 FROM attachments").fetchall()
    faults = []
    for name, digest in rows:
        try:
            read_file(store, name, digest)
        except AttachmentDamaged:
            faults.append(f"attachment:{name}")
    return tuple(faults)


def _path(folder: Path, name: str) -> Path:
    return folder / FOLDER / name[:2] / name


def _file_key(key: bytes, salt: bytes, name: str) -> AESGCM:
    info = b"caseworker attachment " + name.encode()
    return AESGCM(HKDF(SHA256(), length=32, salt=salt, info=info).derive(key))


def _nonce(place: int, last: bool) -> bytes:
    return place.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _sealed(key: bytes, name: str, data: bytes) -> bytes:
    salt = os.urandom(_SALT)
    cipher = _file_key(key, salt, name)
    parts = [_MAGIC, salt]
    for place, at in enumerate(range(0, max(len(data), 1), _CHUNK)):
        last = at + _CHUNK >= len(data)
        parts.append(cipher.encrypt(_nonce(place, last), data[at : at + _CHUNK], None))
    return b"".join(parts)


def _opened(key: bytes, name: str, whole: bytes) -> bytes | None:
    head = len(_MAGIC) + _SALT
    if whole[: len(_MAGIC)] != _MAGIC or len(whole) < head + _TAG:
        return None
    cipher = _file_key(key, whole[len(_MAGIC) : head], name)
    parts = []
    with contextlib.suppress(InvalidTag):
        for place, at in enumerate(range(head, len(whole), _CHUNK + _TAG)):
            last = at + _CHUNK + _TAG >= len(whole)
            parts.append(cipher.decrypt(_nonce(place, last), whole[at : at + _CHUNK + _TAG], None))
        return b"".join(parts)
    return None
