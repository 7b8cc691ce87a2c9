# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attached files: each encrypted under its own key in `att/`, the file written before its row.

What a file is and how it looks is told by `caseworker.scans`; copies made smaller are in `work_copies`.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from caseworker.domain.errors import AttachmentDamaged, ReadOnlyStore, Refused

from ..database.faults import translated
from ..database.files import make_folder, sync_folder, write_whole
from ..opened.store import Store
from ..secrets.sealed_bytes import seal, unseal

if TYPE_CHECKING:
    from ..opened.transaction import Transaction

FOLDER = "att"
MAX_BYTES = 50 * 1024 * 1024
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
    store.fresh_files.add(name)
    _write(store, name, data)
    return StoredFile(name, sha256(data).hexdigest(), len(data))


def restore_file(store: Store, row: AttachmentRow, data: bytes) -> None:
    """Put the file of a row back where it is missing or altered; `data` must be the very same bytes.

    Raises Refused (`another_file`), DiskFull, ReadOnlyStore, TransientIo.
    """
    if store.viewer:
        raise ReadOnlyStore
    if sha256(data).hexdigest() != row.sha256:
        raise Refused("another_file")
    _write(store, row.stored_as, data)


def drop_unused(store: Store, file: StoredFile) -> None:
    """Remove a file of this session that got no row; one that has a row stays."""
    with store.alone(), store.raw() as connection:
        found = connection.execute("SELECT 1 FROM attachments WHERE stored_as = ?", (file.stored_as,))
        if found.fetchone() is None:
            with translated():
                _path(store.folder, file.stored_as).unlink(missing_ok=True)


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

    from ..database.tables import attachments

    tx.changed("attachment", file.stored_as)
    row = AttachmentRow(
        file.stored_as, file.sha256, case_id, evidence_id, file.size, media_type, name, at, by
    )
    tx.execute(insert(attachments).values({key: getattr(row, key) for key in AttachmentRow.__slots__}))


def list_attachments(tx: Transaction, case_id: str) -> list[AttachmentRow]:
    """Return all attachments of a case, oldest first."""
    from sqlalchemy import select

    from ..database.tables import attachments

    columns = [attachments.c[name] for name in AttachmentRow.__slots__]
    query = select(*columns).where(attachments.c.case_id == case_id)
    return [AttachmentRow(*tuple(row)) for row in tx.execute(query.order_by(attachments.c.added_at))]


def attachments_with(tx: Transaction, digest: str) -> list[AttachmentRow]:
    """Return all attachments, of any case, that were these very bytes (SHA-256, hex), oldest first."""
    from sqlalchemy import select

    from ..database.tables import attachments

    columns = [attachments.c[name] for name in AttachmentRow.__slots__]
    query = select(*columns).where(attachments.c.sha256 == digest)
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
    data = unseal(store.keys.attachments, stored_as, whole)
    if data is None or sha256(data).hexdigest() != digest:
        raise AttachmentDamaged(found="altered")
    return data


def sweep_orphans(store: Store) -> int:
    """Remove files in `att/` without a row, left by a crash between file and row; return how many.

    Files of this session are left alone: somebody may be attaching, and their row is still to come.
    """
    if store.viewer:
        return 0
    with store.alone(), translated():
        with store.raw() as connection:
            known = {name for (name,) in connection.execute("SELECT stored_as FROM attachments")}
        known |= store.fresh_files | {f"{name}.part" for name in store.fresh_files}
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


def _write(store: Store, name: str, data: bytes) -> None:
    path = _path(store.folder, name)
    with translated():
        make_folder(path.parent.parent)
        make_folder(path.parent)
        write_whole(path, seal(store.keys.attachments, name, data))
        sync_folder(path.parent.parent)


def _path(folder: Path, name: str) -> Path:
    return folder / FOLDER / name[:2] / name
