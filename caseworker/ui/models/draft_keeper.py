# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps a draft of what is typed anywhere in the window, soon after its first key, whatever comes next."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from caseworker.services import drafts
from caseworker.services.desk import Desk
from caseworker.services.drafts import Typed

from ..background import Background

# With the time of a write it stays within the second that may be lost.
DRAFT_MS = 400
AGAIN_MS = 1000
Document = dict[str, Any]
Kind = Literal["changes", "unfit", "text"]


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A case as saved and as it stands on the desk after `edit` changes."""

    case_id: str
    saved: Document
    document: Document
    edit: int


class DraftKeeper(QObject):
    """One for a window. `kept` says whether the database took it, `failed` why nothing could be written,
    `noted` that something waits.

    The timer is not begun anew by the next key: that is what bounds the loss. `guard` is held by whoever
    writes a draft or a revision, so that no draft is written after the revision that contains it; where a
    revision waits for long work, a draft does not wait for the revision.
    """

    kept = Signal(bool)
    noted = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._background = desk, background
        self.guard = threading.Lock()
        self.error: Exception | None = None
        self._cases: dict[str, OnDesk] = {}
        self._texts: dict[tuple[str, Kind, str], Typed] = {}
        self._texts_held: dict[tuple[str, Kind, str], str] = {}
        self._saved_edits: dict[str, int] = {}
        self._documents: dict[str, Document] = {}
        self._left: set[str] = set()
        self._writing: tuple[Sequence[OnDesk], Sequence[Typed]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.write)

    def note_case(self, found: OnDesk) -> None:
        """A case was changed; its draft is its changes since it was saved."""
        self._cases[found.case_id] = found
        self._documents[found.case_id] = found.saved
        self._begin()

    def note_text(self, case_id: str, kind: Kind, path: str, text: str) -> None:
        """A text stands beside the document, or does not fit into it; an empty one stands no more."""
        key = (case_id, kind, path)
        if text == self._texts_held.get(key, ""):
            return
        self._texts_held[key] = text
        self._texts[key] = Typed(case_id, kind, path, text, over=not text)
        self._begin()

    def know_text(self, case_id: str, kind: Kind, path: str, text: str) -> None:
        """A text that is kept already."""
        self._texts_held[case_id, kind, path] = text

    def text(self, case_id: str, path: str) -> str:
        """What stands at a place outside the document."""
        return self._texts_held.get((case_id, "text", path), "")

    def holds(self, case_id: str | None = None) -> bool:
        """Whether a text stands, kept or not, that is in no document; of a case, or anywhere."""
        return any(text and case_id in (None, key[0]) for key, text in self._texts_held.items())

    def leave_case(self, case_id: str) -> None:
        """The case is on the desk no more: its texts are let go once they are kept."""
        self._left.add(case_id)
        self.write()
        self._forget_left()

    def enter_case(self, case_id: str, document: Document) -> None:
        """The case is on the desk, saved as in `document`."""
        self._documents[case_id] = document
        self._left.discard(case_id)

    def _forget_left(self) -> None:
        for case_id in [one for one in self._left if not self.pending(one)]:
            self._left.discard(case_id)
            self._documents.pop(case_id, None)
            for key in [one for one in self._texts_held if one[0] == case_id]:
                del self._texts_held[key]

    def places(self, case_id: str) -> list[str]:
        """The places of a case that hold a text, or held one since the window opened."""
        return [path for case, _, path in self._texts_held if case == case_id]

    def mark_saved(self, case_id: str, edit: int) -> None:
        """The case was saved as it stood after `edit`. Called by whoever saves, under the guard."""
        self._saved_edits[case_id] = edit

    def saved_edit(self, case_id: str) -> int:
        """The last edit of the case that was saved since the window opened, or 0."""
        return self._saved_edits.get(case_id, 0)

    def settle_case(self, case_id: str, edit: int) -> None:
        """Nothing up to `edit` waits any more."""
        if case_id in self._cases and self._cases[case_id].edit <= edit:
            del self._cases[case_id]

    def pending(self, case_id: str | None = None) -> bool:
        """Whether something typed is in no draft yet; of a case, or anywhere."""
        cases, texts = self._all_waiting()
        found = {one.case_id for one in cases} | {one.case_id for one in texts}
        return bool(found) if case_id is None else case_id in found

    def held(self, case_id: str) -> list[Typed]:
        """What waits of a case, for whoever opens it before it is written."""
        cases, texts = self._all_waiting()
        found = [one for one in texts if one.case_id == case_id]
        return found + [typed for one in cases if one.case_id == case_id if (typed := _typed(one))]

    def waiting(self) -> list[Typed]:
        """Everything that is in no draft yet."""
        cases, texts = self._all_waiting()
        return [*texts, *(typed for one in cases if (typed := _typed(one)))]

    def document(self, case_id: str) -> Document:
        """A case of which something waits, as it was saved last; empty where none is known."""
        return self._documents.get(case_id, {})

    def forget(self) -> None:
        """Lets go what could not be written: somebody chose to lose it."""
        self._timer.stop()
        self._cases, self._texts, self._writing, self.error = {}, {}, None, None

    def write(self) -> None:
        """Writes what waits now, in the background; while that goes on, what comes waits for its end."""
        if self._writing is not None or not (self._cases or self._texts):
            return
        self._timer.stop()
        cases, texts = list(self._cases.values()), list(self._texts.values())
        self._writing = (cases, texts)
        self._cases, self._texts = {}, {}

        def work() -> bool:
            held = self.guard.acquire(timeout=drafts.WAIT)
            try:
                open_cases = [one for one in cases if one.edit > self.saved_edit(one.case_id)]
                found = [*texts, *(typed for one in open_cases if (typed := _typed(one)))]
                return drafts.keep(self._desk, found, at_once=not held) if found else True
            finally:
                if held:
                    self.guard.release()

        self._background.keep(work, self._on_written, self._on_failed)

    def _begin(self) -> None:
        if self._writing is None and not self._timer.isActive():
            self._timer.start(DRAFT_MS)
        self.noted.emit()

    def _all_waiting(self) -> tuple[list[OnDesk], list[Typed]]:
        cases, texts = self._writing or ((), ())
        return [*cases, *self._cases.values()], [*texts, *self._texts.values()]

    def _on_written(self, in_store: bool) -> None:
        for one in self._writing[0] if self._writing and not in_store else ():
            if one.edit <= self.saved_edit(one.case_id):
                # Saved while it was on its way past the guard.
                over = Typed(one.case_id, "changes", "", edit=one.edit, over=True)
                self._texts[one.case_id, "changes", ""] = over
        self._writing, self.error = None, None
        self.kept.emit(in_store)
        self._forget_left()
        if self._cases or self._texts:
            self._timer.start(DRAFT_MS)

    def _on_failed(self, error: Exception) -> None:
        if self._writing is not None:
            cases, texts = self._writing
            self._cases = {one.case_id: one for one in cases} | self._cases
            self._texts = {(one.case_id, one.kind, one.path): one for one in texts} | self._texts
        self._writing, self.error = None, error
        self._timer.start(AGAIN_MS)
        self.failed.emit(error)


def _typed(one: OnDesk) -> Typed | None:
    text = drafts.changes_text(one.saved, one.document)
    return Typed(one.case_id, "changes", "", text, one.edit, over=not text)
