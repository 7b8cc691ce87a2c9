# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files on their way into a case: one after the other, in the background, with what was refused and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QImage, QImageWriter

from caseworker.domain.case.attached import with_attachment
from caseworker.domain.errors import AttachmentRefused
from caseworker.services.evidence.attaching import Attaching, Ready
from caseworker.services.evidence.papers import Attached, Incoming

if TYPE_CHECKING:
    from .case_editor import CaseEditor

JPEG_QUALITY = 92  # of 100; print stays sharp


@dataclass(frozen=True, slots=True)
class Brought:
    """A file or picture that somebody brought: what it is called, and where it lies or what it is.

    A source that is called gives the bytes when it is their turn, and may raise AttachmentRefused.
    """

    name: str
    source: Path | QImage | bytes | Callable[[], bytes]

    def incoming(self) -> Incoming:
        """The file as the services take it; a picture becomes a PNG. Not for the GUI thread."""
        if isinstance(self.source, QImage):
            return Incoming(self.name, _png(self.source))
        return Incoming(self.name, self.source() if callable(self.source) else self.source)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not added, and why not."""

    name: str
    error: Exception


@dataclass(slots=True)
class _Batch:
    evidence_id: str
    files: list[Brought]
    attaching: Attaching
    all: int
    done: int = 0
    added: list[Brought] = field(default_factory=list)


class FileAdder(QObject):
    """Adds files to evidence items of the open case.

    `changed` carries the id of the item whose state changed; `settled` each file that was added, with
    its SHA-256, or refused, with an empty text; `added` the id and the files, once all files that were
    brought together have been dealt with.
    """

    changed = Signal(str)
    settled = Signal(object, str)
    added = Signal(str, object)

    def __init__(self, editor: CaseEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._batches: list[_Batch] = []
        self.refused: dict[str, list[Refusal]] = {}

    def add(self, evidence_id: str, files: Sequence[Brought]) -> None:
        """Adds the files, after those that are on their way already."""
        if not files:
            return
        editor = self._editor
        attaching = Attaching(editor.desk, editor.case_id, len(files))
        self.refused.pop(evidence_id, None)
        self._batches.append(_Batch(evidence_id, list(files), attaching, len(files)))
        if len(self._batches) == 1:
            self._next()
        self.changed.emit(evidence_id)

    def progress(self, evidence_id: str) -> tuple[int, int] | None:
        """How many of the item's files were dealt with, of how many; None where none is on its way."""
        mine = [one for one in self._batches if one.evidence_id == evidence_id]
        return (sum(one.done for one in mine), sum(one.all for one in mine)) if mine else None

    def not_begun(self) -> tuple[Brought, ...]:
        """The files that wait for their turn."""
        return tuple(one for batch in self._batches for one in batch.files)

    def stop(self, evidence_id: str) -> None:
        """Leaves out the item's files that have not been begun; those that were added stay."""
        for one in self._batches:
            if one.evidence_id == evidence_id:
                one.files.clear()

    def forget(self, evidence_id: str) -> None:
        """What was refused has been read."""
        self.refused.pop(evidence_id, None)
        self.changed.emit(evidence_id)

    def end(self) -> None:
        """Begins nothing more."""
        for one in self._batches:
            one.files.clear()
            self._editor.read(one.attaching.end, _nothing)

    def _next(self) -> None:
        batch = self._batches[0]
        if self._editor.halted:
            batch.files.clear()
        if not batch.files:
            self._finish(batch)
            return
        one = batch.files.pop(0)
        self._editor.read(
            lambda: batch.attaching.examine(one.incoming()),
            lambda ready: self._attach(batch, one, ready),
            lambda error: self._refuse(batch, one, error),
        )

    def _attach(self, batch: _Batch, one: Brought, ready: Ready) -> None:
        evidence_id = batch.evidence_id

        def work() -> tuple[int, dict[str, Any], Attached]:
            done = batch.attaching.attach(evidence_id, ready)
            digests.append(done.sha256)
            return done.rev, done.document, done

        def done(_: Attached) -> None:
            batch.added.append(one)
            self.settled.emit(one, digests[0])
            self._step(batch)

        digests: list[str] = []
        self._editor.revise(
            work,
            f"evidence/{evidence_id}/attachments",
            lambda document: with_attachment(document, evidence_id, digests[0]),
            done,
            lambda error: self._refuse(batch, one, error),
            joined=bool(batch.added),
            quiet=True,
        )

    def _refuse(self, batch: _Batch, one: Brought, error: Exception) -> None:
        self.refused.setdefault(batch.evidence_id, []).append(Refusal(one.name, error))
        if not isinstance(error, AttachmentRefused):
            # The store itself refuses: the next file would meet the same.
            batch.files.clear()
        else:
            self.settled.emit(one, "")
        self._step(batch)

    def _step(self, batch: _Batch) -> None:
        batch.done += 1
        self.changed.emit(batch.evidence_id)
        self._next()

    def _finish(self, batch: _Batch) -> None:
        self._batches.remove(batch)
        if batch.added:
            self._editor.reassess()
            self._editor.document_changed.emit(f"evidence/{batch.evidence_id}/attachments")
        self._editor.read(batch.attaching.end, _nothing)
        self.changed.emit(batch.evidence_id)
        self.added.emit(batch.evidence_id, tuple(batch.added))
        if self._batches:
            self._next()


def _nothing(_: Any) -> None:
    return


def jpeg_of(image: QImage) -> bytes:
    """A picture of a camera as a JPEG, which keeps a photo small. Not for the GUI thread."""
    return _written(image, b"jpg", JPEG_QUALITY)


def _png(image: QImage) -> bytes:
    return _written(image, b"png", -1)


def _written(image: QImage, kind: bytes, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind))
    writer.setQuality(quality)
    writer.write(image)
    return bytes(buffer.data().data())
