# SPDX-License-Identifier: AGPL-3.0-or-later
"""Over the stations of a case: what keeps it from being saved, and what was put back from a draft."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from caseworker.domain.case.document_paths import value_at
from caseworker.words import N_, Words
from caseworker.words.faults import fault_text
from caseworker.words.unsaved import unsaved_list, unsaved_text

from ... import theme
from ...models.case_editor import CaseEditor
from ..findings.assessment_panel import person_name
from ..plain.label import Label

NOT_SAVED = N_(
    "The case cannot be saved as it stands. What you type is kept as an encrypted draft until this is mended:"
)
PUT_BACK = N_("Put back, as it was typed before and not saved: {what}.")
GO_THERE, TAKE_AWAY = N_("Go there"), N_("Take it away again")
MOST = 6


class SaveNotice(QWidget):
    """Hidden where there is nothing to say. `path_opened` carries the path that is wrong."""

    path_opened = Signal(str)

    def __init__(self, editor: CaseEditor, words: Words) -> None:
        super().__init__()
        self._editor, self._words = editor, words
        self._state: object = None
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 8, 16, 0)
        self._wrong, self._wrong_text, self._go = self._part("problem")
        self._back, self._back_text, self._undo = self._part("")
        around.addWidget(self._wrong)
        around.addWidget(self._back)
        self._go.clicked.connect(self._on_go)
        self._undo.clicked.connect(editor.take_restored_away)
        editor.assessment_changed.connect(self.refresh)
        editor.document_changed.connect(self.refresh)
        self.refresh()

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self.refresh()

    def refresh(self) -> None:
        """Shows what there is to say now."""
        words, faults = self._words, self._editor.faults
        restored = sorted(self._editor.restored)
        over = len(self._editor.overwritten)
        state = (words.language, faults, restored, over)
        if state == self._state:
            return
        self._state = state
        self._wrong.setVisible(bool(faults))
        self._back.setVisible(bool(restored))
        self.setVisible(bool(faults or restored))
        if faults:
            path, fault = faults[0]
            named = unsaved_text(self._person(path), "changes", path, words)
            self._wrong_text.setText(f"{words(NOT_SAVED)} {named}: {fault_text(fault, words)}")
            self._go.setText(words(GO_THERE))
        if restored:
            places = [(self._person(path), "changes", path) for path in restored]
            said = words(PUT_BACK, what=unsaved_list(places, words, MOST))
            meanwhile = words.many(
                "{count} of these fields was changed by somebody else meanwhile.",
                "{count} of these fields were changed by somebody else meanwhile.",
                over,
            )
            self._back_text.setText(f"{said} {meanwhile}" if over else said)
            self._undo.setText(words(TAKE_AWAY))

    def _part(self, mark: str) -> tuple[QFrame, QLabel, QPushButton]:
        frame = QFrame()
        frame.setObjectName("notice")
        row = QHBoxLayout(frame)
        row.setContentsMargins(10, 6, 10, 6)
        if mark:
            picture = Label()
            picture.setPixmap(theme.mark_pixmap(mark, 18))
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        text, button = Label(), QPushButton()
        text.setWordWrap(True)
        row.addWidget(text, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return frame, text, button

    def _person(self, path: str) -> str:
        parts = path.split("/")
        if parts[0] != "applicants" or len(parts) < 2:
            return ""
        people = value_at(self._editor.document, "applicants")
        people = people if isinstance(people, list) else []
        at = next((n for n, one in enumerate(people) if one.get("id") == parts[1]), None)
        return "" if at is None else person_name(people[at], at, self._words)

    def _on_go(self) -> None:
        if self._editor.faults:
            self.path_opened.emit(self._editor.faults[0][0])
