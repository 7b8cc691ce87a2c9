# SPDX-License-Identifier: AGPL-3.0-or-later
"""A child without parent or guardian: protection first, and who protects children where the child is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from caseworker.domain.case.child import in_care_of
from caseworker.domain.rules.programme import NOTE
from caseworker.services.letter.child_note import child_authority, what_follows
from caseworker.words import N_, Words

from ...models.case_editor import CaseEditor
from ..plain.label import Label

ALONE = N_("A child alone: protection first")
NO_LETTER = N_(
    "No decision letter goes to the child, and nothing has to be shown, decided or approved first. The note "
    "on the letter screen asks for protection:"
)
HERE = N_(
    "No decision letter goes to the child, and nothing has to be shown, decided or approved first. The note "
    "asks for protection:"
)
WITH_AN_ADULT = N_("The adult with this child is not shown to be parent or guardian")
WITH_WHOM = N_("It is not known yet who is with this child")
BESIDE = N_("Offer this contact now; the letter names it too:")
GO = N_("Go to the note")


class ChildNotice(QFrame):
    """Hidden for everybody else. `letter_wanted` where the station is another than that of letters.

    It needs its parent from the start: shown without one it would be a window, and take the focus.
    """

    letter_wanted = Signal()

    def __init__(self, editor: CaseEditor, words: Words, station: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._editor, self._words, self._station = editor, words, station
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(4)
        self._title, self._text, self.authority = Label(), Label(), Label()
        self._title.setObjectName("group")
        self.authority.setObjectName("strong")
        for label in (self._title, self._text, self.authority):
            label.setWordWrap(True)
            column.addWidget(label)
        self.go = QPushButton()
        self.go.clicked.connect(self.letter_wanted)
        column.addWidget(self.go, alignment=Qt.AlignmentFlag.AlignLeft)
        editor.assessment_changed.connect(self.refresh)
        self.refresh()

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self.refresh()

    def refresh(self) -> None:
        """Shows what follows for the person who is shown."""
        editor, words = self._editor, self._words
        case, who = editor.case, editor.applicant_id
        follows = what_follows(case, editor.assessment, editor.day_of_issue).get(who, "")
        self.setVisible(bool(follows))
        if case is None or not follows:
            return
        person = case.applicant(who)
        alone, here = follows == NOTE, self._station == "letter"
        beside = WITH_AN_ADULT if in_care_of(person) == "other_adult" else WITH_WHOM
        self._title.setText(words(ALONE if alone else beside))
        self._text.setText(words((HERE if here else NO_LETTER) if alone else BESIDE))
        self.authority.setText(child_authority(person, words))
        self.go.setText(words(GO))
        self.go.setVisible(alone and not here)
        self.setAccessibleName(self._title.text())
