# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of one paper: its kind, what that proves, the day, whom it is about, and what its kind asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from caseworker.domain.case.days import NotADay, local_days_of
from caseworker.domain.case.document_paths import value_at
from caseworker.domain.case.evidence import ASKED, Consequence, EvidenceType
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import N_, Words
from caseworker.words.labels import options

from ...models.case_editor import CaseEditor
from ..fields.about_editor import AboutEditor
from ..fields.choice_editor import ChoiceEditor, ListChoiceEditor
from ..fields.country_editor import CountryEditor
from ..fields.day_editor import DayEditor
from ..fields.kind_editor import KindEditor
from ..fields.text_editor import TextEditor
from ..forms.form import Form
from ..forms.trap_question import TrapQuestion
from ..plain.clearing import clear
from ..plain.muted_label import muted
from .files_part import FilesPart

REMOVE_EVIDENCE = N_("Remove this evidence")
FIXED = N_("Recorded by somebody else or earlier: a caseworker or a supervisor takes it off.")
DONE = N_("Done")
PROVES = N_("It can prove: {what}.")
MORE, FEWER = N_("More fields"), N_("Fewer fields")


class EvidenceForm(Form):
    """The fields of the evidence item at the path `at`. `names` are (id, name) of the applicants.

    `path_opened` carries the path of a field elsewhere on the station that an answer leads to.
    """

    done = Signal()
    removed = Signal()
    path_opened = Signal(str)

    def __init__(
        self,
        editor: CaseEditor,
        at: str,
        words: Words,
        countries: list[str],
        first: tuple[str, ...],
        names: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__()
        self._editor, self._at = editor, at
        self._reference = editor.desk.library.reference
        self._all_shown = False
        self._asked_of: Any = None
        self._questions: list[TrapQuestion] = []
        self.group(N_("Evidence"))
        kinds = list(self._reference.evidence_types.values())
        self.add(f"{at}/type", N_("Kind of evidence"), KindEditor(kinds), gaps=False)
        self._proves = muted()
        self.add_widget(self._proves)
        self.files = FilesPart(editor, at.rpartition("/")[2], words)
        self.add_widget(self.files)
        self.add(
            f"{at}/on",
            N_("Day on the record"),
            DayEditor(spans=True, moments=True),
            N_(
                "A month alone is fine. Or type it in one go: 10 Oct 2022, 3 to 9 Oct 2022, "
                "12 Oct 2022 23:30."
            ),
            gaps=False,
        )
        self._question_box = QWidget()
        self._question_rows = QVBoxLayout(self._question_box)
        self._question_rows.setContentsMargins(0, 0, 0, 0)
        self._question_rows.setSpacing(12)
        self.add_widget(self._question_box)
        self.add(f"{at}/about", N_("About whom"), AboutEditor(names), gaps=False)
        self.add(
            f"{at}/seen",
            N_("Seen as"),
            ChoiceEditor(options("seen", ("original", "copy", "photo"))),
            gaps=False,
        )
        self._add_asked(countries, first)
        self.more = QPushButton()
        self.more.setObjectName("link")
        self.more.clicked.connect(self._on_more)
        more = QWidget()
        row = QHBoxLayout(more)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.more)
        row.addStretch()
        self.add_widget(more)
        self._add_buttons(words)

    def show_document(self, document: object, words: Words) -> None:
        super().show_document(document, words)
        self._words = words
        kind = self._kind()
        text = dict(kind.proves).get(words.language, "") if kind else ""
        self._proves.setText(words(PROVES, what=text) if text else "")
        self._proves.setVisible(bool(text))
        self._show_questions(kind, words)
        hidden = False
        for name in ASKED:
            block = self.fields[f"{self._at}/{name}"]
            asked = kind is not None and name in kind.fields
            stands = value_at(document, block.path) is not NOT_ASKED or block.fault is not None
            block.setVisible(asked or stands or self._all_shown)
            hidden = hidden or not (asked or stands)
        self.more.setText(words(FEWER if self._all_shown else MORE))
        self.more.setVisible(hidden)

    def _kind(self) -> EvidenceType | None:
        return self._reference.evidence_types.get(str(self._editor.value(f"{self._at}/type")))

    def _show_questions(self, kind: EvidenceType | None, words: Words) -> None:
        asked = [one for one in kind.questions if self._asked(one.since)] if kind else []
        if (kind, len(asked)) != self._asked_of:
            self._asked_of = (kind, len(asked))
            clear(self._question_rows)
            self._questions = []
            for one in asked:
                question = TrapQuestion(one, self._reference)
                question.followed.connect(self._follow)
                self._question_rows.addWidget(question)
                self._questions.append(question)
        for question in self._questions:
            question.show_question(words)
        self._question_box.setVisible(bool(self._questions))

    def _asked(self, since: Any) -> bool:
        """Whether the day on the paper reaches the day from which a question is asked."""
        on = self._editor.value(f"{self._at}/on")
        if since is None or not isinstance(on, str):
            return since is None
        try:
            return local_days_of(on).last >= since
        except NotADay:
            return False

    def _follow(self, found: Consequence) -> None:
        if found.kind:
            self._editor.put(f"{self._at}/type", found.kind)
            self.fields[f"{self._at}/type"].take_focus()
        elif found.asserts:
            self._editor.put(f"{self._at}/asserts", found.asserts)
            self.fields[f"{self._at}/asserts"].take_focus()
        elif found.opens:
            self.path_opened.emit(f"applicants/{self._editor.applicant_id}/{found.opens}")

    def _on_more(self) -> None:
        self._all_shown = not self._all_shown
        self.show_document(self._editor.document, self._words)

    def _add_asked(self, countries: list[str], first: tuple[str, ...]) -> None:
        at = self._at
        self.add(
            f"{at}/issuer",
            N_("Issuing office"),
            TextEditor(),
            N_("Optional. The office, company or person who made it."),
            gaps=False,
        )
        self.add(
            f"{at}/reference",
            N_("Reference number"),
            TextEditor(),
            N_("Optional. Never printed in the letter."),
            gaps=False,
        )
        self.add(
            f"{at}/place",
            N_("Country of the record"),
            CountryEditor(countries, first),
            N_("Left empty, the country that this kind of paper comes from."),
            gaps=False,
        )
        self.add(
            f"{at}/source",
            N_("Source"),
            TextEditor(),
            N_(
                "Optional. Two papers of the same shelter or witness count as one source: give both "
                "the same name."
            ),
            gaps=False,
        )
        self.add(
            f"{at}/asserts",
            N_("What it shows"),
            ListChoiceEditor(options("asserts", ("entry", "present", "absent", "exit", "none"))),
            N_("Only where this paper says other than its kind."),
            gaps=False,
        )

    def _add_buttons(self, words: Words) -> None:
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        done, remove = QPushButton(words(DONE)), QPushButton(words(REMOVE_EVIDENCE))
        remove.setObjectName("link")
        done.clicked.connect(self.done)
        remove.clicked.connect(self.removed)
        row.addWidget(done)
        row.addStretch()
        if (self._at.partition("/")[2], "") in self._editor.fixed:
            row.addWidget(muted(words(FIXED)))
        else:
            row.addWidget(remove)
        self.add_widget(buttons)
