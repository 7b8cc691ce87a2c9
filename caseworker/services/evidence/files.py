# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attached files as screens read them: rows, originals, pages, small pictures, and which have changed.

Pages and small pictures are working copies, made when first asked for and again when lost.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseworker.domain.case.attached import attached_to
from caseworker.domain.errors import AttachmentDamaged, AttachmentRefused, NotFound

from ..desk import Desk

if TYPE_CHECKING:
    from caseworker.scans.answers import Examined
    from caseworker.store.cases.attachments import AttachmentRow


# Counted up when pages come to look otherwise, so that no working copy of before is shown: with 2, forms are
# drawn with what was filled in.
_DRAWN = 2


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that an evidence item lists. Where `held` is false the store has no such file (as in a
    case that came without its files), and all but the first two are empty."""

    sha256: str
    evidence_id: str
    held: bool
    name: str = ""
    media_type: str = ""
    size: int = 0
    added_at: str = ""
    added_by: str = ""


def attachments_of(desk: Desk, case_id: str) -> tuple[Attachment, ...]:
    """What the evidence of a case lists now, in the document's order. Nothing is opened.

    Raises NotFound.
    """
    from caseworker.store.cases.attachments import list_attachments
    from caseworker.store.cases.cases import load_case
    from caseworker.store.staff.staff import list_staff

    with desk.reading("read_cases") as tx:
        document, _ = load_case(tx, case_id)
        rows = list_attachments(tx, case_id)
        names = {one.id: one.name for one in list_staff(tx)}
    held = {(one.evidence_id, one.sha256): one for one in rows}
    anywhere = {one.sha256: one for one in rows}
    found = []
    for item in document.get("evidence") or []:
        for digest in attached_to(document, item["id"]):
            row = held.get((item["id"], digest)) or anywhere.get(digest)
            found.append(_shown(item["id"], digest, row, names))
    return tuple(found)


def original(desk: Desk, sha256: str) -> bytes:
    """The very bytes that were attached.

    Raises NotFound where no such file was ever attached, AttachmentDamaged where it is missing or altered.
    """
    from caseworker.store.cases.attachments import attachments_with, read_file

    with desk.reading("read_cases") as tx:
        rows = attachments_with(tx, sha256)
    damage: AttachmentDamaged | None = None
    for row in rows:
        try:
            return read_file(desk.store, row.stored_as, row.sha256)
        except AttachmentDamaged as error:
            damage = error
    raise damage or NotFound(kind="attachment")


def examined(desk: Desk, sha256: str) -> Examined:
    """What the reading process says of an attached file. Raises as `original`, and AttachmentRefused."""
    from caseworker.scans import answers, reader
    from caseworker.store.cases.work_copies import get_copy

    desk.allow("read_cases")
    kept = get_copy(desk.store, f"examined {sha256}")
    if kept is not None:
        try:
            return answers.examined_of(kept)
        except answers.Distrusted:  # written by another version
            pass
    found = reader.examine(original(desk, sha256))
    keep_examined(desk, sha256, found)
    return found


def keep_examined(desk: Desk, sha256: str, found: Examined) -> None:
    """Keeps what was said of a file, as a working copy."""
    from caseworker.scans.answers import examined_text
    from caseworker.store.cases.work_copies import put_copy

    desk.allow("record")
    put_copy(desk.store, f"examined {sha256}", examined_text(found))


def page(desk: Desk, sha256: str, number: int, width: int) -> bytes:
    """Page `number` (from 1) as a JPEG at most `width` pixels wide (within 32 to 3200), pixels only.

    Takes 0.1 to 0.5 s when first asked for, so never on the GUI thread. Raises as `original`, and
    AttachmentRefused (`no_such_page` among its reasons).
    """
    from caseworker.scans import reader

    return _copy(
        desk,
        sha256,
        f"page {_DRAWN} {number} {width} {sha256}",
        lambda data: reader.page(data, number, width),
    )


def thumbnail(desk: Desk, sha256: str) -> bytes:
    """The first page as a JPEG within 256 x 256 pixels. Raises as `original`, and AttachmentRefused."""
    from caseworker.scans import reader

    return _copy(desk, sha256, f"thumbnail {_DRAWN} {sha256}", reader.thumbnail)


def prepare(
    desk: Desk, case_id: str, progress: Callable[[int, int], None], stopped: Callable[[], bool]
) -> bool:
    """Makes the small pictures of a case's files that are not there yet, some faster than one by one.

    `progress` hears (done, all); whether it came to the end. A file that cannot be shown is passed over:
    `thumbnail` will say why. Raises NotFound.
    """
    from caseworker.scans.reader import Ahead, thumbnail
    from caseworker.store.cases.work_copies import get_copy

    held = dict.fromkeys(one.sha256 for one in attachments_of(desk, case_id) if one.held)
    wanted = [one for one in held if get_copy(desk.store, f"thumbnail {_DRAWN} {one}") is None]
    with Ahead(len(wanted)) as ahead:
        for done, digest in enumerate(wanted):
            if stopped():
                return False
            with contextlib.suppress(AttachmentRefused, AttachmentDamaged):
                _copy(desk, digest, f"thumbnail {_DRAWN} {digest}", lambda data: thumbnail(data, ahead=ahead))
            progress(done + 1, len(wanted))
    return True


def changed_files(desk: Desk, case_id: str) -> tuple[str, ...]:
    """The SHA-256 of each file that the evidence lists and whose stored bytes are missing or altered."""
    return tuple(damaged_files(desk, case_id))


def damaged_files(desk: Desk, case_id: str) -> dict[str, str]:
    """What is wrong, `missing` or `altered`, with each file of which `changed_files` tells.

    It reads all of them: a second for some 500 MB. `domain.attachments.evidence_showing` names the
    evidence items, `resting_on` the criteria whose findings used those. Raises NotFound.
    """
    from caseworker.store.cases.attachments import list_attachments, read_file
    from caseworker.store.cases.cases import load_case

    with desk.reading("read_cases") as tx:
        document, _ = load_case(tx, case_id)
        rows = list_attachments(tx, case_id)
    listed = {
        (item["id"], digest)
        for item in document.get("evidence") or []
        for digest in attached_to(document, item["id"])
    }
    changed: dict[str, str] = {}
    for row in rows:
        if (row.evidence_id, row.sha256) not in listed or row.sha256 in changed:
            continue
        try:
            read_file(desk.store, row.stored_as, row.sha256)
        except AttachmentDamaged as error:
            changed[row.sha256] = error.details.get("found", "altered")
    return changed


def tidy(desk: Desk) -> int:
    """Removes stored files that a crash left without a row, and the oldest working copies where there
    are too many. Call it once after opening, off the first picture. Returns how many files went."""
    from caseworker.store.cases.attachments import sweep_orphans
    from caseworker.store.cases.work_copies import trim_copies

    return sweep_orphans(desk.store) + trim_copies(desk.store)


def _copy(desk: Desk, sha256: str, what: str, make: Callable[[bytes], bytes]) -> bytes:
    from caseworker.store.cases.work_copies import get_copy, put_copy

    desk.allow("read_cases")
    kept = get_copy(desk.store, what)
    if kept is not None:
        return kept
    made = make(original(desk, sha256))
    put_copy(desk.store, what, made)
    return made


def _shown(evidence_id: str, digest: str, row: AttachmentRow | None, names: dict[str, str]) -> Attachment:
    if row is None:
        return Attachment(digest, evidence_id, held=False)
    return Attachment(
        digest,
        evidence_id,
        True,
        row.name,
        row.media_type,
        row.size,
        row.added_at,
        names.get(row.added_by, row.added_by),
    )
