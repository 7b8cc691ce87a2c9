# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the papers show together of one entry: the result in words, what to ask, the picture of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from caseworker.domain.rules.assess import ApplicantAssessment
from caseworker.words import N_, Words
from caseworker.words.entry import also_asked, entry_text
from caseworker.words.timeline import sentences, timeline_of

from ... import theme
from ...models.case_editor import CaseEditor
from ...weakly import weakly
from ..plain.label import Label
from ..plain.muted_label import muted
from .exit_asker import ExitAsker
from .timeline import TimelineView

NOT_ASKED_HERE = N_("The rules in force on the reference day do not ask when somebody entered a country.")
KEY = N_(
    "Solid: primary. Hatched: corroborating. Outlined: weak, sets no bound. Struck through: an earlier stay. "
    "A thick edge: an entry (left) or an exit (right)."
)
AS_LIST, NO_LIST = N_("Read the picture as a list"), N_("Hide the list")
COUNTRY = "MEX"
MARKS = {"proved_before": "met", "proved_after": "not_met", "contradictory": "needs_review"}


class EntryResult(QFrame):
    """The result card; `item_opened` names the evidence that was opened in the picture."""

    item_opened = Signal(str)

    def __init__(self, editor: CaseEditor, words: Words) -> None:
        super().__init__()
        self.editor, self.words = editor, words
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        row = QHBoxLayout()
        self._mark = Label()
        self._result = Label()
        self._result.setObjectName("group")
        self._result.setWordWrap(True)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._result, 1)
        column.addLayout(row)
        self._lines = muted()
        column.addWidget(self._lines)
        self.asker = ExitAsker(editor)
        column.addWidget(self.asker)
        self.picture = TimelineView()
        self.picture.item_opened.connect(self.item_opened)
        column.addWidget(self.picture)
        self._key = muted()
        column.addWidget(self._key)
        self.as_list = QPushButton()
        self.as_list.setObjectName("link")
        self.as_list.setCheckable(True)
        self.as_list.toggled.connect(weakly(self, lambda self, _: self._show_list()))
        column.addWidget(self.as_list, 0, Qt.AlignmentFlag.AlignLeft)
        self.list = muted()
        column.addWidget(self.list)
        self._sentences: list[str] = []

    def show_result(self, words: Words) -> None:
        """Shows what the evidence of the chosen applicant proves, as the case stands."""
        self.words = words
        one = self._asked()
        timeline = timeline_of(one, COUNTRY, words) if one else None
        self.picture.show_timeline(timeline, words)
        self._key.setText(words(KEY))
        self._key.setVisible(timeline is not None)
        self._sentences = sentences(timeline, words) if timeline else []
        self._show_list()
        if one is None:
            self._result.setText(
                words(NOT_ASKED_HERE if self.editor.assessment else N_("No assessment yet."))
            )
            self._mark.setPixmap(theme.mark_pixmap("not_applicable", 18))
            self._lines.hide()
            self.asker.show_question(None, COUNTRY, words)
            self.asker.hide()
            return
        found = entry_text(one, COUNTRY, words)
        self._result.setText(found.result)
        self._mark.setPixmap(theme.mark_pixmap(MARKS.get(one.entries()[COUNTRY].proof, "not_known"), 18))
        lines = [*found.lines, *also_asked(one, COUNTRY, words)]
        self._lines.setText("\n".join(lines))
        self._lines.setVisible(bool(lines))
        self.asker.show_question(found.question, COUNTRY, words)

    def _show_list(self) -> None:
        on = self.as_list.isChecked()
        self.as_list.setText(self.words(NO_LIST if on else AS_LIST))
        self.as_list.setVisible(bool(self._sentences))
        self.list.setText("\n".join(f"• {said}" for said in self._sentences))
        self.list.setVisible(on and bool(self._sentences))

    def _asked(self) -> ApplicantAssessment | None:
        assessment = self.editor.assessment
        if assessment is None:
            return None
        try:
            one = assessment.of(self.editor.applicant_id)
        except KeyError:
            return None
        return one if COUNTRY in dict(one.rules.entry_days) else None
