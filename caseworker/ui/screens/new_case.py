# SPDX-License-Identifier: AGPL-3.0-or-later
"""New case: first a look whether the person is here already, then one button."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from caseworker.domain.case.document_paths import with_value
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services import cases, drafts, intake
from caseworker.services.desk import Desk
from caseworker.words import LANGUAGE_NAMES, N_, Words
from caseworker.words.errors import error_text

from ..background import Background
from ..models.draft_keeper import DraftKeeper
from ..weakly import weakly
from ..widgets.fields.choice_editor import ChoiceEditor, ListChoiceEditor
from ..widgets.fields.text_editor import TextEditor
from ..widgets.forms.form import Form
from ..widgets.plain.act_button import ActButton
from ..widgets.plain.clearing import clear
from ..widgets.plain.label import Label, on_button
from ..widgets.plain.muted_label import muted

if TYPE_CHECKING:
    from caseworker.services.cases import CaseRow

NAMES = ("given_names", "surnames")
SHOWN = 5
MORE = N_("{number} more with such a name: look in the list of cases.")
HERE = N_("Already here? Open the case instead of making a second one.")


class NewCaseScreen(QScrollArea):
    """Emits `opened` with the id of a case, new or found; `left` when the person goes back."""

    opened = Signal(str)
    left = Signal()

    def __init__(
        self, desk: Desk, background: Background, words: Words, today: date, keeper: DraftKeeper
    ) -> None:
        super().__init__()
        self.desk, self._background, self.words, self._today = desk, background, words, today
        self._keeper = keeper
        self.setWidgetResizable(True)
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        self._title = Label()
        self._title.setObjectName("title")
        column.addWidget(self._title)
        self._form = Form()
        self._form.group(N_("Who asks"))
        self._form.add("given_names", N_("Given names"), TextEditor(), gaps=False)
        self._form.add("surnames", N_("Surnames"), TextEditor(), gaps=False)
        names = [(one.id, one.name) for one in desk.library.programmes.values()]
        self._form.add("programme", N_("Programme"), ListChoiceEditor(names, ask=False), gaps=False)
        self._form.add(
            "language",
            N_("Language of the letter"),
            ChoiceEditor(list(LANGUAGE_NAMES.items()), ask=False),
            gaps=False,
        )
        self._form.edited.connect(self._on_edited)
        column.addWidget(self._form)
        self._here = QFrame()
        self._here.setObjectName("notice")
        inner = QVBoxLayout(self._here)
        self._here_text = Label()
        self._here_text.setWordWrap(True)
        self._here_rows = QVBoxLayout()
        inner.addWidget(self._here_text)
        inner.addLayout(self._here_rows)
        self._here.setMaximumWidth(560)
        self._here.hide()
        column.addWidget(self._here)
        row = QHBoxLayout()
        self._back, self._open = QPushButton(), ActButton()
        self._open.setObjectName("primary")
        self._back.clicked.connect(self.left)
        self._open.acted.connect(self._on_open)
        row.addWidget(self._back)
        row.addWidget(self._open)
        row.addStretch()
        column.addLayout(row)
        self._said = muted()
        column.addWidget(self._said)
        column.addStretch()
        self.setWidget(page)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(key, self).activated.connect(self._open.press)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(150)
        self._timer.timeout.connect(self._look)
        self.document: Any = {}
        self.begin()

    def begin(self) -> None:
        """An empty form, or what was typed into the last one, of which no case was made."""
        first = "venezuela" if "venezuela" in self.desk.library.programmes else ""
        self.document = {"programme": first, "language": self.words.language}
        self._show_kept()
        self._here.hide()
        self._said.setText("")
        self.set_words(self.words)
        self._form.fields["given_names"].take_focus()
        # After a crash it is in the store alone.
        self._background.read(lambda: drafts.beside(self.desk, "new_case"), self._on_kept)

    def _on_kept(self, found: dict[str, str]) -> None:
        if not any(self._keeper.text("", f"new_case/{name}") for name in NAMES):
            for name in NAMES:
                self._keeper.know_text("", "text", f"new_case/{name}", found.get(f"new_case/{name}", ""))
            if self._show_kept():
                # A field in which somebody types is not written over; nobody typed into this one yet.
                self._form.fields["surnames"].take_focus()
                self._form.show_document(self.document, self.words)
                self._form.fields["given_names"].take_focus()
                self._form.show_document(self.document, self.words)
                self._timer.start()

    def _show_kept(self) -> bool:
        kept = {name: text for name in NAMES if (text := self._keeper.text("", f"new_case/{name}"))}
        self.document |= kept
        return bool(kept)

    def set_words(self, words: Words) -> None:
        self.words = words
        self._title.setText(words(N_("New case")))
        self._here_text.setText(words(HERE))
        self._back.setText(words(N_("Back")))
        self._open.setText(words(N_("Open the case")))
        self._form.show_document(self.document, words)

    def _on_edited(self, path: str, value: Any) -> None:
        self.document = with_value(self.document, path, value)
        if path in NAMES:
            self._keeper.note_text("", "text", f"new_case/{path}", value if isinstance(value, str) else "")
            self._timer.start()
        self._form.show_document(self.document, self.words)

    def _look(self) -> None:
        text = " ".join(str(self.document.get(key, "")) for key in ("given_names", "surnames")).strip()
        if len(text) < 3:
            self._here.hide()
            return

        def work() -> tuple[list[CaseRow], int]:
            return cases.listing(self.desk, text, limit=SHOWN), len(cases.keys(self.desk, text))

        self._background.read(work, self._show_found)

    def _show_found(self, found: tuple[list[CaseRow], int]) -> None:
        rows, count = found
        clear(self._here_rows)
        for row in rows:
            button = QPushButton(on_button(f"{row.principal} · {row.number}"))
            button.setObjectName("link")
            button.clicked.connect(weakly(self, lambda self, _=False, at=row.id: self.opened.emit(at)))
            self._here_rows.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        if count > len(rows):
            self._here_rows.addWidget(muted(self.words(MORE, number=self.words.number(count - len(rows)))))
        self._here.setVisible(bool(rows))

    def _on_open(self) -> None:
        person: dict[str, Any] = {"id": "a1", "role": "principal"}
        for key in NAMES:
            value = self.document.get(key, NOT_ASKED)
            if value is not NOT_ASKED:
                person[key] = value
        programme, language = self.document["programme"], self.document["language"]

        def work() -> str:
            return intake.start(
                self.desk,
                programme=programme,
                language=language,
                opened_on=self._today,
                document={"applicants": [person]},
            )

        def failed(error: Exception) -> None:
            self._said.setText(error_text(error, self.words))

        def done(case_id: str) -> None:
            for name in NAMES:
                self._keeper.note_text("", "text", f"new_case/{name}", "")
            self.opened.emit(case_id)

        self._background.write(work, *self._open.until_told(done, failed))
