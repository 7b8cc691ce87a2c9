# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entry: the papers, what they prove together, and how the person travelled."""

from __future__ import annotations

from caseworker.domain.document_paths import value_at
from caseworker.words import N_

from ..widgets.entry_result import EntryResult
from ..widgets.evidence_form import EvidenceForm
from ..widgets.evidence_list import EvidenceList, listed_evidence
from ..widgets.travel_form import TravelForm
from .case_screen import CaseScreen, PeopleRow


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
        self._papers = EvidenceList(self.editor, self.words, self.countries(), self.countries_first())
        self._papers.form_opened.connect(self._on_form_opened)
        self._papers.form_closed.connect(self.unwatch)
        self.body.addWidget(self._papers)
        self._travel: TravelForm | None = None
        self._travel_of = ""
        self._travel_at = self.body.count()

    def refresh(self, path: str = "") -> None:
        found = value_at(self.editor.document, "applicants")
        found = found if isinstance(found, list) else []
        self._people.show_people(found, self.editor.applicant_id, self.words)
        self._people.setVisible(len(found) > 1)
        self._result.show_result(self.words)
        self._papers.show_evidence(self.words)
        if self.editor.applicant_id != self._travel_of:
            self._show_travel(self.editor.applicant_id)
        super().refresh(path)

    def open_path(self, path: str) -> bool:
        parts = path.split("/")
        if parts[0] == "evidence":
            if len(parts) > 1:
                self._open_evidence(parts[1])
            else:
                if listed_evidence(self.editor.document):
                    self.ensureWidgetVisible(self._papers.add)
                self._papers.add.setFocus()
                return True
        if parts[0] == "applicants" and len(parts) > 1 and parts[1] != self.editor.applicant_id:
            self.editor.choose_applicant(parts[1])
        return super().open_path(path)

    def _on_form_opened(self, form: EvidenceForm) -> None:
        self.watch(form)
        form.path_opened.connect(self.open_path)

    def _open_evidence(self, evidence_id: str) -> None:
        self.ensureWidgetVisible(self._papers.open_evidence(evidence_id), 20, 60)

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
