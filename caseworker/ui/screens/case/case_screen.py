# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the five screens of a case share: a scrolling page, a title, people to choose from, Back and Next."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from caseworker.words import N_, Words

from ...models.case_editor import CaseEditor
from ...weakly import weakly
from ...widgets.findings.assessment_panel import person_name
from ...widgets.forms.form import Form
from ...widgets.plain.clearing import clear
from ...widgets.plain.flow_layout import FlowLayout
from ...widgets.plain.label import Label, on_button
from ...widgets.plain.reading_order import order_tabs, tab_stops
from ...widgets.plain.row_button import RowButton

BACK, NEXT = N_("Back"), N_("Next")


class CaseScreen(QScrollArea):
    """One station. `moved` carries -1 for back, 1 for next."""

    STEP = ""
    TITLE = ""
    moved = Signal(int)
    finding_opened = Signal(str, str)
    # The id of a piece of evidence, and the SHA-256 of the file to be shown beside the station.
    page_wanted = Signal(str, str)

    def __init__(self, editor: CaseEditor, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor, self.words = editor, words
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = self._page = QWidget()
        page.setObjectName("page")
        # Placed before it is filled: Qt dresses a whole tree anew when it gets a parent.
        self.setWidget(page)
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(24, 16, 24, 16)
        self.column.setSpacing(12)
        self._title = Label()
        self._title.setObjectName("title")
        self._title.setWordWrap(True)
        self.column.addWidget(self._title)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.column.addLayout(self.body)
        self.column.addStretch()
        row = QHBoxLayout()
        self._back, self._next = QPushButton(), QPushButton()
        self._next.setObjectName("primary")
        self._back.clicked.connect(weakly(self, lambda self: self.moved.emit(-1)))
        self._next.clicked.connect(weakly(self, lambda self: self.moved.emit(1)))
        row.addWidget(self._back)
        row.addStretch()
        row.addWidget(self._next)
        self.column.addLayout(row)
        self._forms: list[Form] = []
        # The layout settles first: the order is read off the places.
        self._ordering = QTimer(self)
        self._ordering.setSingleShot(True)
        self._ordering.setInterval(0)
        self._ordering.timeout.connect(lambda: order_tabs(page))
        self.build()
        self.refresh()

    def build(self) -> None:
        """Makes the widgets, once."""
        raise NotImplementedError

    def refresh(self, path: str = "") -> None:
        """Shows the document as it is; `path` is what changed, empty for anything."""
        self._title.setText(self.words(self.TITLE))
        self._back.setText(self.words(BACK))
        self._next.setText(self.words(NEXT))
        for form in self._forms:
            self._show(form)
        self._ordering.start()

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        self.refresh()

    def watch(self, form: Form) -> Form:
        """Ties a form to the editor."""
        form.edited.connect(self.editor.put)
        form.typed_wrong.connect(self.editor.put_draft)
        form.gap_chosen.connect(self.editor.put_gap)
        form.fitted.connect(self.editor.forget_draft)
        self._show(form)
        form.show_drafts(self.editor.drafts, self.words)
        self._forms.append(form)
        return form

    def _show(self, form: Form) -> None:
        form.show_document(self.editor.document, self.words)
        form.show_refusals(self.editor.faults, self.words)
        form.show_restored(self.editor.restored, self.editor.overwritten, self.words)

    def unwatch(self, form: Form) -> None:
        """Lets a form go."""
        if form in self._forms:
            self._forms.remove(form)

    def least_width(self) -> int:
        """The width below which something of the station would be cut, in pixels."""
        return self._page.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width() + 4

    def focus_first(self) -> None:
        """Puts the focus on the first thing that can be typed or chosen here."""
        for part in tab_stops(self._page):
            if part.isEnabled():
                part.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def watch_focus(self, now: QWidget | None) -> None:
        """Hears which of its widgets has the focus now; None where another part of the window has it."""

    def back_from_file(self, evidence_id: str, sha256: str) -> None:
        """Puts the focus where a file was opened that is closed now."""
        self.focus_first()

    def show_finding(self, criterion: str) -> bool:
        """Puts the focus on a finding, on the one station that lists them. False elsewhere."""
        return False

    def open_path(self, path: str) -> bool:
        """Puts the focus on the field at the path, or the nearest above it. False if it is not here."""
        parts = path.split("/")
        while parts:
            wanted = "/".join(parts)
            for form in self._forms:
                for at, block in form.fields.items():
                    if at == wanted or (len(parts) > 1 and at.startswith(f"{wanted}/")):
                        block.take_focus()
                        self.ensureWidgetVisible(block, 40, 80)
                        return True
            parts.pop()
        return False

    def reference_day(self) -> date | None:
        """The day whose rules apply to the case as it stands."""
        return self.editor.case.reference_day() if self.editor.case else self.editor.today

    def countries(self) -> list[str]:
        return sorted(self.editor.desk.library.reference.countries)

    def countries_first(self) -> tuple[str, ...]:
        programme = self.editor.desk.library.programmes.get(str(self.editor.value("programme")))
        return programme.countries_first if programme else ()


class PeopleRow(QWidget):
    """The applicants as chips; one is chosen. `add` offers another."""

    chosen = Signal(str)
    added = Signal()

    def __init__(self, *, add: str = "") -> None:
        super().__init__()
        self._layout = FlowLayout(self, spacing=6)
        self._add_text = add
        self._state: Any = None

    def show_people(self, people: list[dict[str, Any]], current: str, words: Words) -> None:
        """Shows the people, the current one marked."""
        state = (words.language, current, *(person_name(one, at, words) for at, one in enumerate(people)))
        if state == self._state:
            return
        self._state = state
        clear(self._layout)
        for at, person in enumerate(people):
            button = RowButton(on_button(person_name(person, at, words)))
            button.setObjectName("chip")
            if person["id"] == current:
                button.turn_on()
            button.chosen.connect(weakly(self, lambda self, one=person["id"]: self.chosen.emit(one)))
            self._layout.addWidget(button)
        if self._add_text:
            chip = QPushButton(f"+ {words(self._add_text)}")
            chip.setObjectName("chip")
            chip.clicked.connect(self.added)
            self._layout.addWidget(chip)
        self.updateGeometry()
