# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letter: a supervisor takes an issued letter out of force, with a reason."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from caseworker.domain.letter_state import stands
from caseworker.domain.said import says_something
from caseworker.services.cases import Letter
from caseworker.services.letter.revocation import revoke
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...models.case_editor import CaseEditor
from ...weakly import weakly
from ..plain.act_button import ActButton
from ..plain.label import Label
from ..plain.muted_label import muted

OPEN, OPEN_NOTE = N_("Revoke this letter…"), N_("Revoke this note…")
TITLE, TITLE_NOTE = N_("Revoke letter {number}"), N_("Revoke note {number}")
EXPLAIN = N_(
    "It stays as it was issued, and so does the decision; a new letter can be issued. Whoever checks this "
    "one here, or with the newest list from Settings, is told that it is revoked. This cannot be taken back."
)
REASON = N_("Why the letter is revoked")
ALSO = N_("What is issued in another language stays in force until it is revoked too: {numbers}.")
REASON_NOTE = N_("Why the note is revoked")
CANCEL = N_("Cancel")
REVOKED = N_("Letter {number} was revoked on {day} by {name}: {reason}")


class RevokeForm(QFrame):
    """A button for those who may; it opens the form, which stays with the letter it was opened for."""

    def __init__(self, editor: CaseEditor) -> None:
        super().__init__()
        self._editor = editor
        self._words: Words | None = None
        self._letter: Letter | None = None
        self._open = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.past = muted()
        column.addWidget(self.past)
        self.begin = QPushButton()
        self.begin.clicked.connect(weakly(self, lambda self, _=False: self._turn(opened=True)))
        row = QHBoxLayout()
        row.addWidget(self.begin)
        row.addStretch()
        column.addLayout(row)
        self.form = QFrame()
        self.form.setObjectName("notice")
        inner = QVBoxLayout(self.form)
        inner.setContentsMargins(16, 10, 16, 12)
        self._title = Label()
        self._title.setObjectName("group")
        self._explain = muted()
        self.reason = QLineEdit()
        self.reason.textChanged.connect(self._on_reason)
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        for part in (self._title, self._explain, self.reason, self._error):
            inner.addWidget(part)
        acts = QHBoxLayout()
        self.revoke, self.cancel = ActButton(), QPushButton()
        self.revoke.acted.connect(self._on_revoke)
        self.cancel.clicked.connect(weakly(self, lambda self, _=False: self._turn(opened=False)))
        acts.addWidget(self.revoke)
        acts.addWidget(self.cancel)
        acts.addStretch()
        inner.addLayout(acts)
        column.addWidget(self.form)

    def show_for(self, letter: Letter | None, words: Words) -> None:
        """Shows what can be done with the letter that stands, and those of this person that were revoked."""
        self._words = words
        editor = self._editor
        if (letter and letter.id) != (self._letter and self._letter.id):
            self._letter, self._open = letter, False
            self._error.hide()
            self.reason.setText(editor.text(self._place()) if letter else "")
        gone = [one for one in editor.letters if one.applicant_id == editor.applicant_id and one.revoked]
        self.past.setText("\n".join(_said(one, words) for one in gone))
        self.past.setVisible(bool(gone))
        number = letter.number if letter else ""
        note = letter is not None and letter.kind == "note"
        others = [one.number for one in self._beside(letter)]
        also = f" {words(ALSO, numbers=', '.join(others))}" if others else ""
        self.begin.setText(words(OPEN_NOTE if note else OPEN))
        self._title.setText(words(TITLE_NOTE if note else TITLE, number=number))
        self._explain.setText(words(EXPLAIN) + also)
        self.reason.setPlaceholderText(words(REASON_NOTE if note else REASON))
        self.reason.setAccessibleName(words(REASON_NOTE if note else REASON))
        self.revoke.setText(words(TITLE_NOTE if note else TITLE, number=number))
        self.cancel.setText(words(CANCEL))
        may = letter is not None and "revoke" in editor.permitted and not editor.desk.store.viewer
        self.begin.setVisible(may and not self._open)
        self.form.setVisible(may and self._open)
        self.setVisible(may or bool(gone))
        self._allow()

    def _beside(self, letter: Letter | None) -> list[Letter]:
        """What tells the same in other languages, and stands."""
        if letter is None:
            return []
        same = (letter.applicant_id, letter.determination_id, letter.kind)
        return [
            one
            for one in self._editor.letters
            if one.id != letter.id
            and stands(one.state)
            and (one.applicant_id, one.determination_id, one.kind) == same
        ]

    def _place(self) -> str:
        return f"revoke/{self._letter.id}" if self._letter else ""

    def _turn(self, *, opened: bool) -> None:
        self._open = opened
        self.form.setVisible(opened)
        self.begin.setVisible(not opened)
        (self.reason if opened else self.begin).setFocus()

    def _on_reason(self, text: str) -> None:
        if self._letter:
            self._editor.put_text(self._place(), text)
        self._allow()

    def _allow(self) -> None:
        self.revoke.setEnabled(self._letter is not None and says_something(self.reason.text()))

    def _on_revoke(self) -> None:
        editor, letter, reason, place = self._editor, self._letter, self.reason.text(), self._place()
        if letter is None:
            return

        def done(_: Any) -> None:
            editor.put_text(place, "")
            editor.reload_records(self.revoke.until_told())

        def failed(error: Exception) -> None:
            if self._words is not None:
                self._error.setText(error_text(error, self._words))
            self._error.show()

        editor.work(
            lambda: revoke(editor.desk, letter.id, reason),
            *self.revoke.until_told(done, failed),
        )


def _said(one: Letter, words: Words) -> str:
    assert one.revoked is not None  # noqa: S101 - asked before
    day = words.day_text(one.revoked.revoked_at[:10])
    return words(REVOKED, number=one.number, day=day, name=one.revoked.revoked_by, reason=one.revoked.reason)
