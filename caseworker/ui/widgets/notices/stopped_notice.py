# SPDX-License-Identifier: AGPL-3.0-or-later
"""A programme that nobody can use on the day of issue, whatever held on the reference day."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from caseworker.domain.rules.programme import Status
from caseworker.services.letter.child_note import children_alone
from caseworker.words import Words
from caseworker.words.rules.programme_state import stopped_text, stopped_title

from ...models.case_editor import CaseEditor
from ..plain.label import Label


class StoppedNotice(QFrame):
    """Hidden while the programme can be used on the day of issue.

    It needs its parent from the start: shown without one it would be a window, and take the focus.
    """

    def __init__(self, editor: CaseEditor, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._editor, self._words = editor, words
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(4)
        self.title, self.text = Label(), Label()
        self.title.setObjectName("group")
        for label in (self.title, self.text):
            label.setWordWrap(True)
            column.addWidget(label)
        editor.assessment_changed.connect(self.refresh)
        self.refresh()

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self.refresh()

    def refresh(self) -> None:
        """Says since when nobody can use the programme of the case; of a child alone there is no letter."""
        state = self._state()
        self.setVisible(state is not None)
        if state is None:
            return
        self.title.setText(stopped_title(state, self._words))
        self.text.setText(stopped_text(state, self._words))
        self.setAccessibleName(self.title.text())

    def _state(self) -> Status | None:
        assessment, editor = self._editor.assessment, self._editor
        alone = children_alone(editor.case, assessment, editor.day_of_issue)
        if assessment is None or editor.applicant_id in alone:
            return None
        known = editor.desk.library.programmes.get(assessment.programme.id, assessment.programme)
        return known.stopped_on(editor.day_of_issue)
