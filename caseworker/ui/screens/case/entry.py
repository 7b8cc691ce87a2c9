# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entry: the papers, what they prove together, and how the person travelled."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from caseworker.domain.case.document_paths import value_at
from caseworker.words import N_

from ...models.file_adder import Brought
from ...weakly import weakly
from ...widgets.evidence.brought import PasteCatcher, brought_in, holds_files
from ...widgets.evidence.drop_veil import DropVeil
from ...widgets.evidence.entry_result import EntryResult
from ...widgets.evidence.evidence_form import EvidenceForm
from ...widgets.evidence.evidence_list import EvidenceList, listed_evidence
from ...widgets.forms.form import Form
from ...widgets.forms.travel_form import TravelForm
from .case_screen import CaseScreen, PeopleRow

SETTLED_MS = 600
DROP_NEW = N_("Let go here: the files become a new piece of evidence.")
DROP_OPEN = N_("Let go here: the files are added to the evidence that is open.")


class EntryScreen(CaseScreen):
    STEP = "entry"
    TITLE = N_("Entry")

    def build(self) -> None:
        self._people = PeopleRow()
        self._people.chosen.connect(self.editor.choose_applicant)
        self.body.addWidget(self._people)
        self._result = EntryResult(self.editor, self.words)
        self._result.item_opened.connect(self._open_evidence)
        self.body.addWidget(self._result)
        self.papers = EvidenceList(self.editor, self.words, self.countries(), self.countries_first())
        self.papers.form_opened.connect(self._on_form_opened)
        self.papers.form_closed.connect(self._on_form_closed)
        self.body.addWidget(self.papers)
        self.papers.page_opened.connect(self.page_wanted)
        self.setAcceptDrops(True)
        self._veil = DropVeil(self.viewport())
        self._pastes = PasteCatcher(self)
        self._pastes.pasted.connect(self._on_paste)
        self._brought_up = QTimer(self)
        self._brought_up.setSingleShot(True)
        self._brought_up.setInterval(SETTLED_MS)
        self.verticalScrollBar().rangeChanged.connect(weakly(self, lambda self, *_: self._bring_up()))
        self._travel: TravelForm | None = None
        self._travel_of = ""
        self._travel_at = self.body.count()

    def refresh(self, path: str = "") -> None:
        found = value_at(self.editor.document, "applicants")
        found = found if isinstance(found, list) else []
        self._people.show_people(found, self.editor.applicant_id, self.words)
        self._people.setVisible(len(found) > 1)
        self._result.show_result(self.words)
        self.papers.show_evidence(self.words)
        if self.editor.applicant_id != self._travel_of:
            self._show_travel(self.editor.applicant_id)
        for line in self._page.findChildren(QLineEdit):
            # A dropped file is added, wherever it falls; its path is no text for a field.
            line.setAcceptDrops(False)
        super().refresh(path)

    def watch_focus(self, now: QWidget | None) -> None:
        self._pastes.watch(now)

    def back_from_file(self, evidence_id: str, sha256: str) -> None:
        form = self.papers.form
        tiles = form.files.tiles() if form is not None and form.files.evidence_id == evidence_id else []
        found = next((one.picture for one in tiles if one.sha256 == sha256), self.papers.add)
        found.setFocus()

    def _on_form_closed(self, form: Form) -> None:
        self.unwatch(form)
        self.page_wanted.emit("", "")

    def take_files(self, files: list[Brought]) -> None:
        """Adds files to the paper that is open, or to a new one."""
        if self.papers.take(files) is not None:
            self._show_new_form()

    def take_scans(self, files: list[Brought], how: str) -> None:
        """Adds files of the scanner folder: to the `open` paper, as `one` new paper, or `each` as its own."""
        open_form = self.papers.form
        if how == "open" and open_form is not None:
            self.take_files(files)
            open_form.files.add.setFocus()
            self.ensureWidgetVisible(open_form.files, 20, 60)
            return
        form = self.papers.take_new([[one] for one in files] if how == "each" else [files])
        if form is not None:
            self._show_new_form()

    def _show_new_form(self) -> None:
        # As a whole it is taller than the page shows, and it gets its place little by little.
        self._brought_up.start()
        self._bring_up()

    def _bring_up(self) -> None:
        form = self.papers.form
        if form is not None and self._brought_up.isActive():
            self.verticalScrollBar().setValue(form.mapTo(self._page, QPoint(0, 0)).y() - 20)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_files(event.mimeData()):
            event.acceptProposedAction()
            self._veil.show_text(self.words(DROP_NEW if self.papers.form is None else DROP_OPEN))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        event.acceptProposedAction()
        self.take_files(brought_in(event.mimeData(), self.words))

    def _on_paste(self) -> None:
        self.take_files(brought_in(QGuiApplication.clipboard().mimeData(), self.words))

    def open_path(self, path: str) -> bool:
        parts = path.split("/")
        if parts[0] == "evidence":
            if len(parts) > 1:
                self._open_evidence(parts[1])
            else:
                if listed_evidence(self.editor.document):
                    self.ensureWidgetVisible(self.papers.add)
                self.papers.add.setFocus()
                return True
        if parts[0] == "applicants" and len(parts) > 1 and parts[1] != self.editor.applicant_id:
            self.editor.choose_applicant(parts[1])
        return super().open_path(path)

    def _on_form_opened(self, form: EvidenceForm) -> None:
        self.watch(form)
        form.path_opened.connect(self.open_path)

    def _open_evidence(self, evidence_id: str) -> None:
        self.ensureWidgetVisible(self.papers.open_evidence(evidence_id), 20, 60)

    def _show_travel(self, applicant_id: str) -> None:
        if self._travel is not None:
            self.unwatch(self._travel)
            self._travel.hide()
            self._travel.deleteLater()
            self._travel = None
        self._travel_of = applicant_id
        if applicant_id:
            at = f"applicants/{applicant_id}"
            self._travel = TravelForm(at, self.countries(), self.countries_first())
            self.body.insertWidget(self._travel_at, self.watch(self._travel))
