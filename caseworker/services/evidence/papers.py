# SPDX-License-Identifier: AGPL-3.0-or-later
"""Evidence: attaching files to a case and taking them off. Reading them back is in `evidence_files`.

The original bytes are stored untouched, encrypted; the evidence item in the document lists their
SHA-256. Everything that opens such a file runs in the reading process of `caseworker.scans`.
"""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256 as sha256_of
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.attached import attached_to, with_attachment, without_attachment
from caseworker.domain.errors import AttachmentDamaged, AttachmentRefused, CaseworkerError, NotFound

from ..desk import Desk
from ..saving import save_document
from .files import (
    Attachment,
    attachments_of,
    changed_files,
    damaged_files,
    examined,
    keep_examined,
    original,
    page,
    prepare,
    thumbnail,
    tidy,
)
from .taking_off import must_be_takeable

if TYPE_CHECKING:
    from caseworker.scans.answers import Examined
    from caseworker.store.cases.attachments import AttachmentRow, StoredFile

__all__ = [
    "Attached",
    "AttachedAll",
    "Attachment",
    "Incoming",
    "NotAttached",
    "attach",
    "attach_all",
    "attachments_of",
    "bytes_of",
    "changed_files",
    "damaged_files",
    "detach",
    "examined",
    "kept_name",
    "original",
    "page",
    "prepare",
    "thumbnail",
    "tidy",
]
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is attached now. `rev` and `document` are the case's; `added` is false where it
    was attached to this evidence already and nothing was changed."""

    rev: int
    document: dict[str, Any]
    sha256: str
    examined: Examined
    added: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file brought: its bytes, or where they lie; and what it was called."""

    name: str
    source: bytes | Path


@dataclass(frozen=True, slots=True)
class NotAttached:
    """A file of several that was not attached: its position among them (from 0), and why not."""

    position: int
    error: CaseworkerError


@dataclass(frozen=True, slots=True)
class AttachedAll:
    """What became of several files; `whole` is false where somebody stopped before the last."""

    attached: tuple[Attached, ...]
    refused: tuple[NotAttached, ...]
    whole: bool


def attach(
    desk: Desk, case_id: str, evidence_id: str, data: bytes, name: str, *, seen: Examined | None = None
) -> Attached:
    """Examines a file, stores its bytes as they are, and lists it with the evidence item: one revision.

    `seen` is what the reading process said of these very bytes, where somebody asked it already.

    The same bytes again at the same evidence change nothing, but a stored file found missing or
    altered is put back. `name` is kept in the encrypted row alone. Where anything fails, nothing of
    the file is kept. Raises AttachmentRefused, NotFound (case or evidence item), FaultyDocument,
    DiskFull, ReadOnlyStore, TransientIo.
    """
    from caseworker.scans import reader
    from caseworker.store.cases.attachments import drop_unused, store_file

    if seen is None:
        seen = reader.examine(data, ahead=None)
    digest = sha256_of(data).hexdigest()
    row = _row_of(desk, case_id, evidence_id, digest)
    file: StoredFile | None = None
    if row is None:
        file = store_file(desk.store, data)
    else:
        _mend(desk, row, data)
    try:
        rev, document, added = _list(desk, case_id, evidence_id, digest, file, seen.media_type, name)
    except BaseException:
        if file is not None:
            # Where even that fails, the next opening sweeps it.
            with contextlib.suppress(CaseworkerError):
                drop_unused(desk.store, file)
        raise
    keep_examined(desk, digest, seen)
    return Attached(rev, document, digest, seen, added)


def attach_all(
    desk: Desk,
    case_id: str,
    evidence_id: str,
    files: Sequence[Incoming],
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> AttachedAll:
    """Attaches several files, each as `attach` does: its own transaction, its own revision.

    A file that is refused does not keep the others back. `progress` hears (done, all) after each.
    Stopping leaves what was done. Errors of the store end it and are raised.
    """
    from caseworker.scans import reader

    attached: list[Attached] = []
    refused: list[NotAttached] = []
    with reader.Ahead(len(files)) as ahead:
        for position, one in enumerate(files):
            if stopped():
                return AttachedAll(tuple(attached), tuple(refused), whole=False)
            try:
                data = bytes_of(one.source)
                seen = reader.examine(data, ahead=ahead)
                attached.append(attach(desk, case_id, evidence_id, data, one.name, seen=seen))
            except AttachmentRefused as error:
                refused.append(NotAttached(position, error))
            progress(position + 1, len(files))
    return AttachedAll(tuple(attached), tuple(refused), whole=True)


def detach(desk: Desk, case_id: str, evidence_id: str, sha256: str) -> tuple[int, dict[str, Any]]:
    """Takes a file off an evidence item and returns the new revision number and the document.

    The stored file stays: earlier revisions and decisions refer to it. Where it was not attached,
    nothing is changed. Raises NotFound, Refused (`may_not_take_off`).
    """
    from caseworker.store.cases.cases import load_case
    from caseworker.store.records.ledger import append_ledger

    at = desk.at()
    with desk.writing("record") as tx:
        old, rev = load_case(tx, case_id)
        try:
            document = without_attachment(old, evidence_id, sha256)
        except KeyError:
            raise NotFound(kind="evidence") from None
        must_be_takeable(tx, desk, case_id, old, document)
        new_rev, paths = save_document(tx, desk, case_id, old, document, base_rev=rev, at=at)
        if paths:
            append_ledger(
                tx,
                at=at,
                staff_id=desk.worker.id,
                action="detach",
                object_kind="case",
                object_id=case_id,
                payload={"rev": new_rev, "evidence": evidence_id, "sha256": sha256},
            )
    return new_rev, document


def _row_of(desk: Desk, case_id: str, evidence_id: str, digest: str) -> AttachmentRow | None:
    """The row of these bytes at this evidence. Raises NotFound before anything is stored."""
    from caseworker.store.cases.attachments import list_attachments
    from caseworker.store.cases.cases import load_case

    with desk.reading("record") as tx:
        document, _ = load_case(tx, case_id)
        rows = list_attachments(tx, case_id)
    try:
        attached_to(document, evidence_id)
    except KeyError:
        raise NotFound(kind="evidence") from None
    return next((one for one in rows if (one.evidence_id, one.sha256) == (evidence_id, digest)), None)


def _mend(desk: Desk, row: AttachmentRow, data: bytes) -> None:
    """Puts a stored file back that is missing or altered, which the ledger tells of."""
    from caseworker.store.cases.attachments import read_file, restore_file
    from caseworker.store.records.ledger import append_ledger

    try:
        read_file(desk.store, row.stored_as, row.sha256)
    except AttachmentDamaged:
        restore_file(desk.store, row, data)
        with desk.writing("record") as tx:
            append_ledger(
                tx,
                at=desk.at(),
                staff_id=desk.worker.id,
                action="restore",
                object_kind="attachment",
                object_id=row.stored_as,
            )


def _list(
    desk: Desk,
    case_id: str,
    evidence_id: str,
    digest: str,
    file: StoredFile | None,
    media_type: str,
    name: str,
) -> tuple[int, dict[str, Any], bool]:
    """Row, revision and ledger entry in one transaction."""
    from caseworker.store.cases.attachments import add_attachment
    from caseworker.store.cases.cases import load_case
    from caseworker.store.records.ledger import append_ledger

    at = desk.at()
    with desk.writing("record") as tx:
        old, rev = load_case(tx, case_id)
        try:
            document = with_attachment(old, evidence_id, digest)
        except KeyError:
            raise NotFound(kind="evidence") from None
        if file is not None:
            add_attachment(
                tx,
                file,
                case_id=case_id,
                evidence_id=evidence_id,
                media_type=media_type,
                name=kept_name(name),
                by=desk.worker.id,
                at=at,
            )
        new_rev, paths = save_document(tx, desk, case_id, old, document, base_rev=rev, at=at)
        if paths or file is not None:
            append_ledger(
                tx,
                at=at,
                staff_id=desk.worker.id,
                action="attach",
                object_kind="case",
                object_id=case_id,
                payload={"rev": new_rev, "evidence": evidence_id, "sha256": digest},
            )
    return new_rev, document, bool(paths or file is not None)


def bytes_of(source: bytes | Path) -> bytes:
    """The bytes of a file that was brought, of one too big the first ones. Raises AttachmentRefused."""
    from caseworker.scans.limits import MAX_BYTES

    if isinstance(source, bytes):
        return source
    try:
        with source.open("rb") as file:
            # One byte more tells that it is too big, whatever its size is said to be.
            return file.read(MAX_BYTES + 1)
    except OSError:
        raise AttachmentRefused("unreadable") from None


def kept_name(name: str) -> str:
    """The last part of a name, without what is not shown or turns the reading direction."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(ch for ch in last if not unicodedata.category(ch).startswith("C"))
    return " ".join(shown.split())[:_LONGEST_NAME]
