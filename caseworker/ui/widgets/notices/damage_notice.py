# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stored files that are missing or were changed: of which evidence, what rests on it, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from caseworker.domain.case.attached import evidence_showing
from caseworker.domain.case.fields import listed
from caseworker.domain.rules.assess import resting_on
from caseworker.services.evidence import papers
from caseworker.words import N_, Words
from caseworker.words.rules.reasons import evidence_text

from ... import theme
from ...models.case_editor import CaseEditor
from ...weakly import weakly
from ..findings.assessment_panel import person_name
from ..plain.clearing import clear
from ..plain.label import Label
from ..plain.link_label import LinkLabel

DAMAGED = {
    "altered": N_("A stored file of this evidence was changed outside the program:"),
    "missing": N_("A stored file of this evidence is missing:"),
}
RESTS = N_("Resting on it for {name}: {conditions}.")
NOTHING_RESTS = N_("No condition rests on it now.")
REMEDY = N_(
    "The case itself is safe. Until this is mended do not rely on the file: attach the same file again, "
    "or take it off and see the paper again."
)
# Of so many the notice tells one by one: the station below keeps its room.
MOST = 3


class DamageNotice(QWidget):
    """Hidden where all files are as they were. `evidence_opened` carries the id of a piece of evidence."""

    evidence_opened = Signal(str)

    def __init__(self, editor: CaseEditor, words: Words) -> None:
        super().__init__()
        self._editor, self._words = editor, words
        self._damaged: dict[str, str] = {}
        self._state: object = None
        self._frame = QFrame()
        self._frame.setObjectName("notice")
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 8, 16, 8)
        around.addWidget(self._frame)
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(10, 6, 10, 6)
        self._mark = Label()
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        row.addLayout(self._column, 1)
        self.hide()
        editor.assessment_changed.connect(self._show)
        editor.adder.added.connect(weakly(self, lambda self, *_: self.look()))
        # The station is painted first: this reads every file of the case.
        QTimer.singleShot(0, self, self.look)

    def look(self) -> None:
        """Compares every stored file of the case with what was attached, in the background."""
        editor = self._editor
        if not editor.halted:
            editor.read(
                lambda: papers.damaged_files(editor.desk, editor.case_id), self._on_found, self._quiet
            )

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self._show()

    def _on_found(self, found: dict[str, str]) -> None:
        self._damaged = found
        self._show()

    def _quiet(self, _: Exception) -> None:
        """A store that does not answer is told of where something is saved or opened."""

    def _show(self) -> None:
        lines = [
            (what, at)
            for what in DAMAGED
            for at in evidence_showing(
                self._editor.document, [one for one, found in self._damaged.items() if found == what]
            )
        ]
        said = [(what, at, self._name(at), self._resting(at)) for what, at in lines]
        state = (self._words.language, said)
        if state == self._state:
            return
        self._state = state
        clear(self._column)
        self.setVisible(bool(said))
        self._mark.setPixmap(theme.mark_pixmap("problem", 18))
        for what, at, name, resting in said[:MOST]:
            self._add(self._words(DAMAGED[what]))
            link = LinkLabel(name)
            link.clicked.connect(weakly(self, lambda self, at=at: self.evidence_opened.emit(at)))
            self._column.addWidget(link)
            self._add(resting)
        if len(said) > MOST:
            self._add(self._words.many("and {count} more", "and {count} more", len(said) - MOST))
        if said:
            self._add(self._words(REMEDY))

    def _add(self, text: str) -> None:
        label = Label(text)
        label.setWordWrap(True)
        self._column.addWidget(label)

    def _name(self, evidence_id: str) -> str:
        types = self._editor.desk.library.reference.evidence_types
        items = listed(self._editor.case.evidence) if self._editor.case else ()
        found = next((one for one in items if one.id == evidence_id), None)
        return evidence_text(found, types, self._words) if found else self._words(N_("Evidence"))

    def _resting(self, evidence_id: str) -> str:
        words, editor = self._words, self._editor
        said = []
        for at, person in enumerate(editor.document.get("applicants") or []):
            if editor.assessment is None:
                break
            one = editor.assessment.of(person["id"])
            wanted = resting_on(one, [evidence_id])
            titles = [
                found.criterion.title.get(words.language, found.criterion.id)
                for found in one.findings
                if found.criterion.id in wanted
            ]
            if titles:
                name = person_name(person, at, words)
                said.append(words(RESTS, name=name, conditions=words.listing(titles)))
        return " ".join(said) or words(NOTHING_RESTS)
