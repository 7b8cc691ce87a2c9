# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form in which a supervisor accepts a condition without evidence: why, who, and their own passphrase."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.said import says_something
from caseworker.services import waivers
from caseworker.services.desk import Worker
from caseworker.words import N_, Words
from caseworker.words.errors import error_text
from caseworker.words.roles import roles_text

from ...models.case_editor import CaseEditor
from ...models.family import also_wanting
from ..findings.assessment_panel import person_name
from ..plain.act_button import ActButton
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label
from ..plain.muted_label import muted

TITLE = N_("Accept without evidence: {condition}")
EXPLAIN = N_(
    "A supervisor answers for it. The reason and the name are kept with the decision. It lapses when the "
    "facts behind the condition change."
)
NOBODY = N_("No supervisor is registered. Record or tie a paper, or add a supervisor under Settings.")
REASON, WHO = N_("Why it is accepted without evidence"), N_("Supervisor")
PASSPHRASE = N_("Passphrase of the supervisor")
ALSO = N_("The same for: {names}")
RECORD, CANCEL = N_("Record the waiver"), N_("Cancel")


class WaiverForm(QFrame):
    """Hidden until `ask` names a condition; `closed` when it was recorded or left."""

    closed = Signal()

    def __init__(self, editor: CaseEditor) -> None:
        super().__init__()
        self._editor = editor
        self._words: Words | None = None
        self._criterion, self._condition, self._place = "", "", ""
        self._alike: tuple[str, ...] = ()
        # The person whom the waiver would be for, whoever is shown meanwhile.
        self.applicant_id = ""
        self.setObjectName("notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(6)
        self._title = Label()
        self._title.setObjectName("group")
        self._title.setWordWrap(True)
        self._explain = muted()
        column.addWidget(self._title)
        column.addWidget(self._explain)
        self.reason = QLineEdit()
        self.reason.textChanged.connect(self._on_reason)
        column.addWidget(self.reason)
        self.others = QCheckBox()
        column.addWidget(self.others)
        bar = QWidget()
        row = FlowLayout(bar, spacing=8)
        self.who = QComboBox()
        self.who.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setFixedWidth(220)
        self.record, self.cancel = ActButton(), QPushButton()
        self.record.setObjectName("primary")
        self.record.acted.connect(self._on_record)
        self.cancel.clicked.connect(self.leave)
        for part in (self.who, self.passphrase, self.record, self.cancel):
            row.addWidget(part)
        column.addWidget(bar)
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._error)
        self.hide()

    def ask(self, criterion: str, condition: str, words: Words) -> None:
        """Opens for a condition by its id and its title."""
        self.applicant_id = self._editor.applicant_id
        place = f"waiver/{self.applicant_id}/{criterion}"
        self._condition, self._criterion = condition, criterion
        if place != self._place:
            self._place = place
            self.reason.setText(self._editor.text(place))
            self.passphrase.setText("")
            self._error.hide()
        self.set_words(words)
        self.show()
        self.reason.setFocus()
        self._show_others()
        self._editor.read(lambda: waivers.supervisors(self._editor.desk), self._show_people)

    def _show_others(self) -> None:
        """Offers the same waiver for those of the family for whom nothing shows the condition either."""
        self._alike = also_wanting(self._editor, self._criterion)
        words = self._words
        self.others.setChecked(False)
        self.others.setVisible(bool(self._alike) and words is not None)
        if words is not None:
            people = self._editor.document.get("applicants") or []
            names = {one["id"]: person_name(one, at, words) for at, one in enumerate(people)}
            self.others.setText(words(ALSO, names=", ".join(names.get(one, "") for one in self._alike)))

    @property
    def criterion(self) -> str:
        """The condition that it is open for, or an empty text."""
        return self._criterion

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self._title.setText(words(TITLE, condition=self._condition))
        self._explain.setText(words(EXPLAIN))
        for line, text in ((self.reason, REASON), (self.passphrase, PASSPHRASE)):
            line.setPlaceholderText(words(text))
            line.setAccessibleName(words(text))
        self.who.setAccessibleName(words(WHO))
        self.record.setText(words(RECORD))
        self.cancel.setText(words(CANCEL))
        self._allow()

    def leave(self) -> None:
        """Closes without a waiver; what was typed waits as a draft."""
        self._criterion, self._place = "", ""
        self.reason.clear()
        self.passphrase.setText("")
        self.hide()
        self.closed.emit()

    def _show_people(self, people: tuple[Worker, ...]) -> None:
        if self._words is None:
            return
        self.who.clear()
        for one in people:
            self.who.addItem(f"{one.name}, {roles_text(one.roles, self._words)}", one.id)
        for part in (self.reason, self.who, self.record):
            part.setVisible(bool(people))
        self.passphrase.setVisible(bool(people) and not self._editor.desk.store.training)
        self._explain.setText(self._words(EXPLAIN if people else NOBODY))
        self._allow()

    def _on_reason(self, text: str) -> None:
        if self._place:
            self._editor.put_text(self._place, text)
        self._allow()

    def _allow(self) -> None:
        self.record.setEnabled(says_something(self.reason.text()) and self.who.count() > 0)

    def _on_record(self) -> None:
        editor, criterion, who = self._editor, self._criterion, self.who.currentData()
        reason, said, applicant_id = self.reason.text(), self.passphrase.text(), self.applicant_id
        place = self._place
        people = [applicant_id, *(self._alike if self.others.isChecked() else ())]
        self.passphrase.setText("")

        def done(_: Any) -> None:
            editor.put_text(place, "")
            if self._place == place:
                self.reason.clear()
            if self._place == place:
                self._error.hide()
                self.leave()
            editor.reload_records(self.record.until_told())

        def failed(error: Exception) -> None:
            if self._words is not None and self._place == place:
                self._error.setText(error_text(error, self._words))
                self._error.show()
            self._allow()

        editor.work(
            lambda: waivers.waive_all(editor.desk, editor.case_id, people, criterion, reason, who, said),
            *self.record.until_told(done, failed),
        )
