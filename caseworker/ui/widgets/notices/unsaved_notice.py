# SPDX-License-Identifier: AGPL-3.0-or-later
"""Over the first screen: what was typed and not saved, case by case, to open or to discard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMessageBox, QPushButton, QVBoxLayout, QWidget

from caseworker.services.drafts import Unsaved
from caseworker.words import N_, Words
from caseworker.words.unsaved import unsaved_list

from ...weakly import weakly
from ..plain.clearing import clear
from ..plain.label import Label

TITLE = N_("Typed and not saved. It was kept, encrypted, and only you see it:")
OPEN_CASE, OPEN_FORM, OPEN_SETTINGS = N_("Open {number}"), N_("Open the form"), N_("Open Settings")
NEW_CASE, SETTINGS = N_("New case"), N_("Settings")
DISCARD, KEEP = N_("Discard"), N_("Keep it")
ASK = N_("Discard what was typed and not saved? It cannot be brought back. {what}")
SHOW_ALL = N_("Show all")
# So many are shown one by one: the screen below keeps its room.
MOST, MOST_FIELDS = 3, 6


class UnsavedNotice(QWidget):
    """Hidden where nothing waits. `opened` carries a case id; `place_opened` new or settings; `discarded` the
    case id, and for what stands outside of cases the place."""

    opened = Signal(str)
    place_opened = Signal(str)
    discarded = Signal(str, str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._found: tuple[Unsaved, ...] = ()
        self._here = ""
        self._all = False
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 8, 16, 0)
        frame = QFrame()
        frame.setObjectName("notice")
        around.addWidget(frame)
        self._column = QVBoxLayout(frame)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(4)
        self.hide()

    def show_unsaved(self, found: tuple[Unsaved, ...]) -> None:
        """Shows what waits."""
        self._found = found
        self._show()

    @property
    def waiting(self) -> bool:
        """Whether something waits that it shows, or would show if no case were open."""
        return bool(self._found)

    def show_here(self, case_id: str) -> None:
        """A case is open, shows its own and needs the room; empty for none."""
        if case_id:
            self._found = tuple(one for one in self._found if one.case_id != case_id)
        self._here = case_id
        self._show()

    def let_go(self, place: str) -> None:
        """A place outside of cases is open, and shows its own."""
        self._found = tuple(
            part
            for one in self._found
            for part in (_without(one, place) if not one.case_id else one,)
            if part.fields
        )
        self._show()

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words = words
        self._show()

    def _show(self) -> None:
        clear(self._column)
        words = self._words
        rows = [row for one in self._found for row in self._rows(one)]
        self.setVisible(bool(rows) and not self._here)
        if not rows:
            return
        title = Label(words(TITLE))
        title.setObjectName("strong")
        title.setWordWrap(True)
        self._column.addWidget(title)
        for row in rows if self._all else rows[:MOST]:
            self._column.addWidget(row)
        if len(rows) > MOST and not self._all:
            more = QPushButton(f"{words(SHOW_ALL)} ({len(rows)})")
            more.setObjectName("link")
            more.clicked.connect(self._on_all)
            self._column.addWidget(more, alignment=Qt.AlignmentFlag.AlignLeft)

    def _rows(self, one: Unsaved) -> list[QWidget]:
        words = self._words
        if one.case_id:
            act = words(OPEN_CASE, number=one.number)
            return [
                self._row(one.number, one, act, weakly(self, lambda self: self.opened.emit(one.case_id)), "")
            ]
        rows = []
        for place, title, act in (("new_case", NEW_CASE, OPEN_FORM), ("settings", SETTINGS, OPEN_SETTINGS)):
            part = _only(one, place)
            if part.fields:
                go = self._going("new" if place == "new_case" else place)
                rows.append(self._row(words(title), part, words(act), go, place))
        return rows

    def _going(self, name: str) -> Callable[[], None]:
        return weakly(self, lambda self: self.place_opened.emit(name))

    def _row(self, head: str, one: Unsaved, act: str, go: Callable[[], None], place: str) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        said = self._said(one)
        text = Label(f"{head} · {said}")
        text.setWordWrap(True)
        row.addWidget(text, 1)
        button, drop = QPushButton(act), QPushButton(self._words(DISCARD))
        button.clicked.connect(go)
        drop.setObjectName("link")
        drop.setAccessibleName(f"{self._words(DISCARD)}: {head}")
        drop.clicked.connect(weakly(self, lambda self: self._ask(one.case_id, place, f"{head} · {said}")))
        row.addWidget(button)
        row.addWidget(drop)
        return holder

    def _said(self, one: Unsaved) -> str:
        places = [(field.person, field.kind, field.path) for field in one.fields]
        return unsaved_list(places, self._words, MOST_FIELDS)

    def _on_all(self) -> None:
        self._all = True
        self._show()

    def _ask(self, case_id: str, place: str, what: str) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self._words(ASK, what=what))
        drop = box.addButton(self._words(DISCARD), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self._words(KEEP), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        drop.clicked.connect(weakly(self, lambda self: self.discarded.emit(case_id, place)))
        box.open()


def _only(one: Unsaved, place: str) -> Unsaved:
    fields = tuple(field for field in one.fields if field.path.startswith(f"{place}/"))
    return Unsaved(one.case_id, one.number, fields)


def _without(one: Unsaved, place: str) -> Unsaved:
    fields = tuple(field for field in one.fields if not field.path.startswith(f"{place}/"))
    return Unsaved(one.case_id, one.number, fields)
