# SPDX-License-Identifier: AGPL-3.0-or-later
"""The marks on the page that is shown: each with a note, removable, and the removal undone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from caseworker.domain.case.document_paths import value_at
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import N_, Words

from ...models.case_editor import CaseEditor
from ...weakly import weakly
from ..plain.clearing import clear
from ..plain.label import Label

Mark = dict[str, Any]
MARK = N_("Mark {number}")
NOTE = N_("Note on mark {number}")
NOTE_HINT = N_("Note, optional")
LONGEST_NOTE = 300
REMOVE = N_("Remove")
REMOVE_MARK = N_("Remove mark {number}")
MARK_REMOVED = N_("The mark was removed.")
UNDO_REMOVAL = N_("Undo removal")


class PageMarks(QWidget):
    """Reads and writes `evidence/<id>/marks` of the document."""

    def __init__(self, editor: CaseEditor) -> None:
        super().__init__()
        self._editor = editor
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._at: tuple[str, str, int] = ("", "", 1)
        self._state: object = None
        self._removed: tuple[int, Mark] | None = None

    def show_page(self, evidence_id: str, sha256: str, page: int, words: Words) -> None:
        """Shows the marks of one page."""
        if self._at != (evidence_id, sha256, page):
            self._removed = None
        self._at = (evidence_id, sha256, page)
        mine = self._mine()
        bare = [{key: value for key, value in one.items() if key != "note"} for _, one in mine]
        state = (self._at, words.language, repr(bare), self._removed)
        if state == self._state:
            return
        self._state = state
        clear(self._column)
        for number, (at, one) in enumerate(mine, start=1):
            self._column.addWidget(self._row(number, at, one, words))
        if self._removed is not None:
            self._column.addWidget(self._gone(words))
        self.setVisible(bool(mine) or self._removed is not None)

    def boxes(self) -> list[QRectF]:
        """The marked rectangles of the page."""
        return [QRectF(one["x"], one["y"], one["w"], one["h"]) for _, one in self._mine()]

    def add(self, box: QRectF) -> None:
        """Keeps a new mark on the page."""
        _, sha256, page = self._at
        x, y = round(box.x(), 4), round(box.y(), 4)
        one = {
            "attachment": sha256,
            "page": page,
            "x": x,
            "y": y,
            "w": round(min(box.width(), 1 - x), 4),
            "h": round(min(box.height(), 1 - y), 4),
        }
        self._put([*self._all(), one])

    def _all(self) -> list[Mark]:
        found = value_at(self._editor.document, f"evidence/{self._at[0]}/marks")
        return list(found) if isinstance(found, list) else []

    def _mine(self) -> list[tuple[int, Mark]]:
        _, sha256, page = self._at
        return [
            (at, one)
            for at, one in enumerate(self._all())
            if (one.get("attachment"), one.get("page")) == (sha256, page)
        ]

    def _put(self, marks: list[Mark]) -> None:
        self._editor.put(f"evidence/{self._at[0]}/marks", marks or NOT_ASKED)

    def _row(self, number: int, at: int, one: Mark, words: Words) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(words(MARK, number=number)))
        note = QLineEdit(one.get("note") or "")
        note.setMaxLength(LONGEST_NOTE)
        note.setPlaceholderText(words(NOTE_HINT))
        note.setAccessibleName(words(NOTE, number=number))
        note.textChanged.connect(weakly(self, lambda self, text: self._on_note(at, text)))
        remove = QPushButton(words(REMOVE))
        remove.setObjectName("link")
        remove.setAccessibleName(words(REMOVE_MARK, number=number))
        remove.clicked.connect(weakly(self, lambda self: self._on_remove(at)))
        row.addWidget(note, 1)
        row.addWidget(remove)
        return holder

    def _gone(self, words: Words) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(words(MARK_REMOVED)))
        undo = QPushButton(words(UNDO_REMOVAL))
        undo.clicked.connect(self._on_undo)
        row.addWidget(undo)
        row.addStretch()
        return holder

    def _on_note(self, at: int, text: str) -> None:
        marks = self._all()
        marks[at] = {key: value for key, value in marks[at].items() if key != "note"}
        if text.strip():
            marks[at]["note"] = text
        self._put(marks)

    def _on_remove(self, at: int) -> None:
        marks = self._all()
        self._removed = (at, marks.pop(at))
        self._put(marks)

    def _on_undo(self) -> None:
        if self._removed is not None:
            (at, one), self._removed = self._removed, None
            marks = self._all()
            if one in marks:  # Ctrl+Z brought it back already
                self._editor.document_changed.emit("")
                return
            marks.insert(at, one)
            self._put(marks)
