# SPDX-License-Identifier: AGPL-3.0-or-later
"""What proves what: conditions down, papers across; ties made by hand, waivers, and the page to print."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from caseworker.domain.case.document_paths import value_at
from caseworker.domain.case.fields import NOT_ASKED, listed
from caseworker.domain.reasons.matrix import Matrix, matrix_of
from caseworker.services.matrix_page import covered
from caseworker.words import N_
from caseworker.words.rules.matrix import MARKS, lack_text

from ... import theme
from ...weakly import weakly
from ...widgets.acts.waiver_form import WaiverForm
from ...widgets.findings.matrix_preview import MatrixPreview
from ...widgets.findings.matrix_table import MatrixTable
from ...widgets.plain.clearing import clear
from ...widgets.plain.elided_label import ElidedLabel
from ...widgets.plain.flow_layout import FlowLayout
from ...widgets.plain.label import Label
from ...widgets.plain.muted_label import muted
from ...widgets.plain.row_button import RowButton
from .case_screen import CaseScreen, PeopleRow

PARTS = (("table", N_("On screen")), ("page", N_("Page to print")))
OPEN_PAPER, OPEN_FINDING = N_("Open the record"), N_("Open the condition")
TIE, UNTIE = N_("Tie this paper to the condition"), N_("Untie this paper")
WAIVE = N_("Ask a supervisor to waive it")
TABLE = N_("Conditions down, papers across")
EMPTY = N_(
    "There is no assessment yet: add an applicant, a programme and a reference day on the intake screen."
)


class MatrixScreen(CaseScreen):
    STEP = "matrix"
    TITLE = N_("What proves what")

    def build(self) -> None:
        self._people = PeopleRow()
        self._people.chosen.connect(self.editor.choose_applicant)
        self.body.addWidget(self._people)
        self._empty = muted()
        self.body.addWidget(self._empty)
        self._parts = QStackedWidget()
        chips = QWidget()
        row = FlowLayout(chips, spacing=6)
        self.chips: dict[str, RowButton] = {}
        for at, (name, _) in enumerate(PARTS):
            chip = RowButton()
            chip.setObjectName("chip")
            chip.setChecked(at == 0)
            chip.chosen.connect(weakly(self, lambda self, at=at: self._parts.setCurrentIndex(at)))
            self.chips[name] = chip
            row.addWidget(chip)
        self.body.addWidget(chips)
        self._parts.addWidget(self._make_table())
        self.preview = MatrixPreview(self.editor, self.words)
        self._parts.addWidget(self.preview)
        self.body.addWidget(self._parts, 1)
        self.column.setStretch(1, 1)
        self._next.hide()
        self._matrix: Matrix | None = None
        self._drawn: Any = None
        self._drawn_of: Any = None
        self.editor.assessment_changed.connect(self._on_assessed)

    def _make_table(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        legend = QWidget()
        self._legend = FlowLayout(legend, spacing=14)
        column.addWidget(legend)
        self.table = MatrixTable()
        self.table.setMinimumHeight(300)
        self.table.cell_chosen.connect(self._show_chosen)
        self.table.opened.connect(self._open)
        self.table.tie_wanted.connect(self._tie)
        column.addWidget(self.table, 1)
        self._said = ElidedLabel()
        self._wanted = muted()
        column.addWidget(self._said)
        column.addWidget(self._wanted)
        bar = QWidget()
        row = FlowLayout(bar, spacing=8)
        self.open_paper, self.tie, self.open_finding, self.waive = (QPushButton() for _ in range(4))
        for button, act in (
            (self.open_paper, self._on_open),
            (self.tie, self._on_tie),
            (self.open_finding, self._on_finding),
            (self.waive, self._on_waive),
        ):
            button.clicked.connect(act)
            row.addWidget(button)
        column.addWidget(bar)
        self.waiver = WaiverForm(self.editor)
        self.waiver.closed.connect(self._on_left)
        column.addWidget(self.waiver)
        return holder

    def refresh(self, path: str = "") -> None:
        super().refresh(path)
        words, editor = self.words, self.editor
        self._next.hide()
        people = value_at(editor.document, "applicants")
        people = people if isinstance(people, list) else []
        self._people.show_people(people, editor.applicant_id, words)
        self._people.setVisible(len(people) > 1)
        for name, text in PARTS:
            self.chips[name].setText(words(text))
            self.chips[name].setVisible(editor.assessment is not None)
        self._empty.setText(words(EMPTY))
        self._empty.setVisible(editor.assessment is None)
        self._parts.setVisible(editor.assessment is not None)
        self.table.setAccessibleName(words(TABLE))
        if self.isVisible():
            self._show_matrix()

    def set_words(self, words: Any) -> None:
        self.words = words
        self.preview.set_words(words)
        self.waiver.set_words(words)
        self.refresh()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.refresh()

    def open_path(self, path: str) -> bool:
        """`matrix/CRITERION` chooses the line of a condition, in the column of what backs it."""
        self.chips["table"].turn_on()
        self._parts.setCurrentIndex(0)
        self._show_matrix()
        self.table.setFocus()
        return self.table.choose(path.partition("/")[2])

    def show_finding(self, criterion: str) -> bool:
        return self.open_path(f"matrix/{criterion}")

    def focus_first(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_assessed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show_matrix(self) -> None:
        editor, words = self.editor, self.words
        assessment = editor.assessment
        key = (editor.applicant_id, words.language, editor.waivers)
        # The assessment is kept: another one might come to lie at the same address.
        if key == self._drawn and assessment is self._drawn_of:
            return
        self._drawn, self._drawn_of = key, assessment
        found = assessment is not None and editor.applicant_id
        self._matrix = matrix_of(assessment.of(editor.applicant_id)) if assessment and found else None
        given = covered(self._matrix, editor.waivers) if self._matrix else {}
        self.table.show_matrix(self._matrix, given, words)
        clear(self._legend)
        for mark, text in MARKS.items():
            if mark:
                self._legend.addWidget(_marked(mark, words(text)))
        of_another = self.waiver.applicant_id != editor.applicant_id
        if not self.waiver.isHidden() and (of_another or not self._may_waive(self.waiver.criterion)):
            self.waiver.leave()
        self.preview.draw()

    def _may_waive(self, criterion: str) -> bool:
        if self._matrix is None:
            return False
        wanting = [row.criterion for row in self._matrix.wanting()]
        return criterion in wanting and criterion not in covered(self._matrix, self.editor.waivers)

    def _show_chosen(self) -> None:
        words, found = self.words, self.table.chosen()
        row, column = found or (None, None)
        index = self.table.currentIndex()
        self._said.setText(self.table.table.sentence(index) if row is not None else "")
        lacking = row.lacking if row is not None and row.wanting else ()
        self._wanted.setText(" ".join(f"{lack_text(one, words)}." for one in lacking))
        self._wanted.setVisible(bool(lacking))
        item = column.item if column is not None else None
        self.open_paper.setText(words(OPEN_PAPER))
        self.open_finding.setText(words(OPEN_FINDING))
        tied = item is not None and row is not None and row.criterion in listed(item.shows)
        self.tie.setText(words(UNTIE if tied else TIE))
        self.waive.setText(words(WAIVE))
        # They stay where they are: nothing jumps while the arrows go over the cells.
        self.open_paper.setEnabled(column is not None and bool(column.path))
        self.open_finding.setEnabled(row is not None)
        self.tie.setEnabled(item is not None)
        self.waive.setEnabled(row is not None and self._may_waive(row.criterion))

    def _open(self, path: str, criterion: str) -> None:
        self.finding_opened.emit(path or f"eligibility/{criterion}", criterion)

    def _on_open(self) -> None:
        found = self.table.chosen()
        if found is not None and found[1] is not None and found[1].path:
            self._open(found[1].path, found[0].criterion)

    def _on_finding(self) -> None:
        found = self.table.chosen()
        if found is not None:
            self._open("", found[0].criterion)

    def _on_tie(self) -> None:
        found = self.table.chosen()
        if found is not None and found[1] is not None and found[1].item is not None:
            self._tie(found[0].criterion, found[1].item.id)

    def _tie(self, criterion: str, evidence_id: str) -> None:
        path = f"evidence/{evidence_id}/shows"
        now = self.editor.value(path)
        shows = list(now) if isinstance(now, list) else []
        if criterion in shows:
            shows.remove(criterion)
        else:
            shows.append(criterion)
        self.editor.put(path, shows or NOT_ASKED)

    def _on_waive(self) -> None:
        found = self.table.chosen()
        if found is not None:
            title = found[0].finding.criterion.title.get(self.words.language, found[0].criterion)
            self.waiver.ask(found[0].criterion, title, self.words)
            # Its place is known once the layout has settled.
            QTimer.singleShot(0, self.waiver, lambda: self.ensureWidgetVisible(self.waiver, 20, 20))

    def _on_left(self) -> None:
        self.table.setFocus()


def _marked(mark: str, text: str) -> QFrame:
    holder = QFrame()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(5)
    picture = Label()
    picture.setPixmap(theme.mark_pixmap(mark, 14))
    said = Label(text)
    said.setObjectName("muted")
    row.addWidget(picture)
    row.addWidget(said)
    return holder
