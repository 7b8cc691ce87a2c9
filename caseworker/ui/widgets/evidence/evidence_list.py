# SPDX-License-Identifier: AGPL-3.0-or-later
"""The papers of one applicant as cards in a list, one of them open as a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from caseworker.domain.case.document_paths import value_at
from caseworker.words import N_, Words
from caseworker.words.files import files_text, marked_text

from ...models.case_editor import CaseEditor
from ...models.file_adder import Brought
from ...weakly import weakly
from ..findings.assessment_panel import person_name
from ..forms.form import Form
from ..plain.act_button import ActButton
from ..plain.clearing import clear
from ..plain.label import Label
from ..plain.link_label import LinkLabel
from ..plain.muted_label import muted
from .evidence_form import EvidenceForm

ADD_EVIDENCE = N_("Add evidence")
NO_EVIDENCE = N_(
    "No evidence yet. A stamp, an FMM, a COMAR certificate, a bus ticket: add what the person has."
)


class EvidenceList(QWidget):
    """`form_opened` and `form_closed` carry the form, for whoever ties forms to the document.

    `page_opened` carries the id of a piece of evidence and the SHA-256 of one of its files.
    """

    form_opened = Signal(object)
    form_closed = Signal(object)
    page_opened = Signal(str, str)

    def __init__(
        self, editor: CaseEditor, words: Words, countries: list[str], first: tuple[str, ...]
    ) -> None:
        super().__init__()
        self.editor, self.words = editor, words
        self._countries, self._first = countries, first
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        self._title = Label()
        self._title.setObjectName("heading")
        self.add = ActButton()
        self.add.setObjectName("primary")
        # Not the button's own key: a button forgets that when its text is set.
        QShortcut(QKeySequence("Ctrl+E"), self).activated.connect(self.add.press)
        self.add.acted.connect(self._add_evidence)
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self.add)
        column.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        column.addLayout(self._list)
        self._open_id = ""
        self._drawn: Any = None
        self.form: EvidenceForm | None = None

    def show_evidence(self, words: Words) -> None:
        """Shows the papers of the chosen applicant as the document has them."""
        self.words = words
        self._title.setText(words(N_("Evidence")))
        self.add.setText(f"+ {words(ADD_EVIDENCE)}")
        mine = self._mine()
        if self.form is not None:
            self.form.files.show_files(words)
        state = (words.language, self._open_id, self.editor.applicant_id, repr(self._summaries(mine)))
        if state == self._drawn:
            return
        self._drawn = state
        if self.form is not None and self._open_id not in [one["id"] for one in mine]:
            self._close_form()
        form = self.form
        clear(self._list, keep=form)
        if not mine:
            self._list.addWidget(muted(words(NO_EVIDENCE)))
        for one in mine:
            self._list.addWidget(form if form and one["id"] == self._open_id else self._card(one))

    def open_evidence(self, evidence_id: str) -> Form:
        """Opens the form of one paper in its place, with the focus in it."""
        if self.form is not None:
            self._close_form()
        self._open_id = evidence_id
        form = EvidenceForm(
            self.editor, f"evidence/{evidence_id}", self.words, self._countries, self._first, self._names()
        )
        form.done.connect(self._on_done)
        form.removed.connect(self._on_remove)
        form.files.page_opened.connect(
            weakly(self, lambda self, sha256: self.page_opened.emit(evidence_id, sha256))
        )
        self.form = form
        self.form_opened.emit(form)
        self._drawn = None
        self.show_evidence(self.words)
        form.fields[f"evidence/{evidence_id}/type"].take_focus()
        return form

    def take(self, files: Sequence[Brought]) -> Form | None:
        """Adds files to the paper whose form is open, or to a new one, whose form it opens and returns."""
        form = None
        if self.form is None and files:
            form = self._add_evidence()
        self.editor.adder.add(self._open_id, files)
        return form

    def take_new(self, papers: Sequence[Sequence[Brought]]) -> Form | None:
        """Makes a new piece of evidence of the files of each, in one step of undo; opens the first."""
        new_ids = self._new_evidence(len(papers))
        form = self.open_evidence(new_ids[0]) if new_ids else None
        for new_id, files in zip(new_ids, papers, strict=True):
            self.editor.adder.add(new_id, files)
        return form

    def _mine(self) -> list[dict[str, Any]]:
        me = self.editor.applicant_id
        return [one for one in listed_evidence(self.editor.document) if me in (one.get("about") or [me])]

    def _summaries(self, found: list[dict[str, Any]]) -> list[object]:
        return [one["id"] if one["id"] == self._open_id else one for one in found]

    def _card(self, one: dict[str, Any]) -> QWidget:
        words, reference = self.words, self.editor.desk.library.reference
        kind = reference.evidence_types.get(one.get("type", ""))
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(0)
        name = LinkLabel(kind.name(words.language) if kind else words(N_("Evidence without a kind")))
        name.clicked.connect(weakly(self, lambda self, at=one["id"]: self.open_evidence(at)))
        column.addWidget(name)
        place = one.get("place") or (kind.place if kind else "")
        tier = one.get("tier") or (kind.tier if kind else "weak")
        asserts = one.get("asserts") or (kind.asserts if kind else "none")
        day = words.day_text(one.get("on")) or words(N_("no day yet"))
        country = words.country(place) if place else words(N_("no country yet"))
        said = (country, day, words.label("tier", tier), words.label("asserts", asserts))
        column.addWidget(muted(" · ".join(said)))
        files, marks = one.get("attachments") or [], one.get("marks") or []
        if files:
            pages = marked_text([mark["page"] for mark in marks], words)
            column.addWidget(muted(" · ".join(filter(None, (files_text(len(files), words), pages)))))
        return card

    def _names(self) -> list[tuple[str, str]]:
        found = value_at(self.editor.document, "applicants")
        found = found if isinstance(found, list) else []
        return [(one["id"], person_name(one, at, self.words)) for at, one in enumerate(found)]

    def _add_evidence(self) -> Form:
        return self.open_evidence(self._new_evidence(1)[0])

    def _new_evidence(self, count: int) -> list[str]:
        found = listed_evidence(self.editor.document)
        new_ids = self.editor.new_ids("e", [one["id"] for one in found], count)
        about = [self.editor.applicant_id] if self.editor.applicant_id else []
        self.editor.put("evidence", [*found, *({"id": one, "about": about} for one in new_ids)])
        return new_ids

    def _close_form(self) -> None:
        form, self.form, self._open_id = self.form, None, ""
        if form is not None:
            self.form_closed.emit(form)
            form.hide()
            form.deleteLater()
        self._drawn = None

    def _on_done(self) -> None:
        self._close_form()
        self.show_evidence(self.words)
        self.add.setFocus()

    def _on_remove(self) -> None:
        gone = self._open_id
        self._close_form()
        kept = [one for one in listed_evidence(self.editor.document) if one["id"] != gone]
        self.editor.put("evidence", kept)


def listed_evidence(document: Any) -> list[dict[str, Any]]:
    """The evidence of a document, as plain values."""
    found = value_at(document, "evidence")
    return found if isinstance(found, list) else []
