# SPDX-License-Identifier: AGPL-3.0-or-later
"""Watching the scanner folder while a case is open: what is offered, what was put off, added or deleted.

It attaches nothing and deletes nothing by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from caseworker.services.evidence import papers, scanner_folder
from caseworker.services.evidence.scanner_folder import NOT_THERE, Deleted, Look, Scan
from caseworker.this_computer import remembered

from .file_adder import Brought

if TYPE_CHECKING:
    from .case_editor import CaseEditor

FOLDER = "scanner_folder"
EVERY_MS = 2000
# A look that took long is followed by a pause in proportion: a slow drive is not kept busy.
PAUSE_PER_LOOK = 10
# So many turns without an answer, and the folder counts as out of reach.
PATIENCE = 5
# What lay there when the case was opened is offered where it is no older: a scan is often made before the
# case is opened, but a folder that nobody empties holds other families' papers.
RECENT = timedelta(hours=24)


@dataclass(slots=True)
class KnownScans:
    """What a window knows of the folder beyond one case, while the program runs: kept nowhere."""

    put_off: dict[str, set[Scan]] = field(default_factory=dict)
    added: set[Scan] = field(default_factory=set)
    absence_said: bool = False


class ScannerWatch(QObject):
    """Looks into the folder of this computer's settings, every two seconds, for one open case.

    `changed` follows each change of `offered`, `gone`, `added` or `deleted`.
    """

    changed = Signal()

    def __init__(self, editor: CaseEditor, known: KnownScans, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor, self._known = editor, known
        kept = remembered(FOLDER, "")
        self.folder = Path(kept) if kept else None
        self.offered: tuple[Scan, ...] = ()
        # Whether it is to be said that the folder cannot be reached.
        self.gone = False
        # What was added in this case and not asked about yet, with its SHA-256.
        self.added: list[tuple[Scan, str]] = []
        self.deleted: Deleted | Exception | None = None
        self._on_its_way: list[tuple[Brought, Scan]] = []
        self._last: Look = NOT_THERE
        self._old: set[Scan] = set()
        self._unanswered = 0
        self._told: object = ((), False, (), None, False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)
        editor.adder.settled.connect(self._on_settled)
        editor.adder.added.connect(self._on_batch_ended)
        if self.folder is not None:
            self._timer.start(0)

    @property
    def busy(self) -> bool:
        """Whether files of the folder are on their way into the case."""
        return bool(self._on_its_way)

    def take(self, scans: Collection[Scan]) -> list[Brought]:
        """The files, to be added: they are offered no more, in no case, until they change."""
        assert self.folder is not None  # noqa: S101 - something was offered
        taken = [
            (Brought(papers.kept_name(one.name), partial(scanner_folder.read, self.folder, one)), one)
            for one in self.offered
            if one in scans
        ]
        self._on_its_way += taken
        self._known.added.update(one for _, one in taken)
        self.deleted = None
        self._tell()
        return [brought for brought, _ in taken]

    def put_off(self, scans: Collection[Scan]) -> None:
        """Offers the files no more in this case until they change."""
        self._known.put_off.setdefault(self._editor.case_id, set()).update(scans)
        self._tell()

    def understood(self) -> None:
        """What was said of the folder or of deleting has been read."""
        self.gone, self.deleted = False, None
        self._tell()

    def keep_added(self) -> None:
        """Leaves in the folder what was added."""
        self.added = []
        self._tell()

    def delete_added(self) -> None:
        """Deletes from the folder what was added, after what was typed has been saved."""
        editor, folder, added = self._editor, self.folder, [(one.name, sha) for one, sha in self.added]
        assert folder is not None  # noqa: S101 - something came from there
        self.added = []
        work = partial(scanner_folder.delete_attached, editor.desk, editor.case_id, folder, added)
        # Not among the writers: a drive that hangs must not keep anything from being saved.
        begin = partial(editor.read, work, self._on_deleted, self._on_deleted)
        editor.work(lambda: None, lambda _: begin(), self._on_deleted)
        self._tell()

    def _turn(self) -> None:
        if self._editor.halted or self.folder is None:
            return
        begun_at = time.monotonic()

        def answered(found: Look | Exception) -> None:
            spent = int((time.monotonic() - begun_at) * 1000)
            self._unanswered = 0
            self._heard(found if isinstance(found, Look) else NOT_THERE)
            self._timer.start(max(EVERY_MS, spent * PAUSE_PER_LOOK))

        work: Callable[[], Any] = partial(scanner_folder.look, self.folder, self._last)
        self._editor.glance(work, answered, answered)
        # Where no answer comes: none is begun beside it, and the person is told.
        self._unanswered += 1
        if self._unanswered > PATIENCE:
            self._heard(NOT_THERE)
        self._timer.start(EVERY_MS)

    def _heard(self, found: Look) -> None:
        if found.there and not self._last.there:
            self._old |= {one for one in found.present if not self._recent(one)}
        self._last = found
        if found.there:
            self._known.absence_said = self.gone = False
        elif not self._known.absence_said:
            self._known.absence_said = self.gone = True
        self._tell()

    def _recent(self, one: Scan) -> bool:
        return one.modified / 1e9 >= (self._editor.desk.clock() - RECENT).timestamp()

    def _on_settled(self, brought: Brought, sha256: str) -> None:
        scan = next((one for mine, one in self._on_its_way if mine is brought), None)
        if scan is None:
            return
        self._on_its_way.remove((brought, scan))
        # A training store is thrown away: what it holds is no copy to rely on.
        if sha256 and not self._editor.desk.store.training:
            self.added.append((scan, sha256))

    def _on_batch_ended(self, *_: object) -> None:
        # What was stopped before its turn is offered again.
        still = self._editor.adder.not_begun()
        self._known.added.difference_update(one for mine, one in self._on_its_way if mine not in still)
        self._on_its_way = [(mine, one) for mine, one in self._on_its_way if mine in still]
        self._tell()

    def _on_deleted(self, found: Deleted | Exception) -> None:
        self.deleted = found
        self._tell()

    def _tell(self) -> None:
        put_off = self._known.put_off.get(self._editor.case_id, set())
        hidden = self._old | self._known.added | put_off
        self.offered = tuple(one for one in self._last.settled if one not in hidden)
        state = (self.offered, self.gone, tuple(self.added), self.deleted, self.busy)
        if state != self._told:
            self._told = state
            self.changed.emit()
