# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases: one search box and a table. Enter opens; the list is there before anything else is loaded."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from .. import theme
from ..background import Background
from ..models.case_list import STEP_ROLE, CaseTableModel
from ..weakly import weakly
from ..widgets.plain.label import Label
from ..widgets.plain.muted_label import muted

if TYPE_CHECKING:
    from caseworker.services.cases import CaseRow

SEARCH = N_("Search by name, case number or passport number")
NEW = N_("New case")
EMPTY = N_("No cases yet. A new case begins with a name and a programme.")
NO_MATCH = N_("Nothing found for “{text}”. Try fewer letters, or another part of the name.")
FOUND_OF = N_("{found} of {count} cases")
SEARCH_DELAY_MS = 0


def _first_of(place: tuple[int, list[int]], keys: array[int]) -> int:
    """The row of the first case that still stands where the view was; 0 for a view at the top."""
    top, shown = place
    if not top:
        return 0
    for key in shown:
        try:
            return keys.index(key)
        except ValueError:
            continue
    return min(top, max(len(keys) - 1, 0))


class _StationsDelegate(QStyledItemDelegate):
    """The five stations as marks."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        super().paint(painter, option, index)
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, state in enumerate(index.data(STEP_ROLE) or []):
            place = QRectF(box.left() + 8 + at * 22, box.center().y() - 7, 14, 14)
            theme.draw_mark(painter, place, state, theme.colours_now())
        painter.restore()


class CasesScreen(QWidget):
    """Emits `opened` with a case id, and `new_wanted`."""

    opened = Signal(str)
    new_wanted = Signal()

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self.desk, self._background, self.words = desk, background, words
        # Whoever may not see cases has no list of them.
        self._permitted = "read_cases" in desk.permitted()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        row = QHBoxLayout()
        self._title = Label()
        self._title.setObjectName("title")
        self._new = QPushButton()
        self._new.setObjectName("primary")
        self._new.clicked.connect(self.new_wanted)
        row.addWidget(self._title)
        row.addStretch()
        row.addWidget(self._new)
        column.addLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_DELAY_MS)
        self._timer.timeout.connect(self.reload)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(weakly(self, lambda self, _: self._timer.start()))
        self.search.installEventFilter(self)
        column.addWidget(self.search)
        self.model = CaseTableModel(desk.library, words, self)
        self.model.wanted.connect(self._on_wanted)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(4, _StationsDelegate(self.table))
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(30)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for at, width in enumerate((156, 250, 200, 180, 124, 104)):
            self.table.setColumnWidth(at, width)
        for at in (1, 2):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(90)
        self.table.activated.connect(self._on_activated)
        self.table.installEventFilter(self)
        column.addWidget(self.table, 1)
        self._note = muted()
        column.addWidget(self._note)
        self._asked = 0
        # What is shown: the text, how many cases it finds, of how many.
        self._found: tuple[str, int | None, int] = "", 0, 0
        self._retranslate()

    def show_now(self) -> None:
        """Reads the first of the list on the spot: at the start, where the first picture must hold them."""
        if not self._permitted:
            return
        self._show_first("", cases.listing(self.desk, limit=cases.PAGE))
        QTimer.singleShot(0, self, self.reload)

    def reload(self) -> None:
        """Reads the list again, in the background; an answer to an older question is dropped.

        The same text keeps the place and the choice; another begins at the top, with its first rows at once.
        """
        if not self._permitted:
            return
        text = self.search.text()
        self._asked += 1
        asked = self._asked
        if text == self._found[0]:
            self._read_keys(text, asked)
            return

        def done(rows: list[CaseRow]) -> None:
            if asked == self._asked:
                self._show_first(text, rows)
                self._read_keys(text, asked)

        self._background.read(lambda: cases.listing(self.desk, text, limit=cases.PAGE), done, self._on_error)

    def _read_keys(self, text: str, asked: int) -> None:
        desk = self.desk
        place = self._place()

        def stopped() -> bool:
            return asked != self._asked

        def work() -> tuple[array[int], int, list[CaseRow]]:
            keys = cases.keys(desk, text, stopped=stopped)
            if stopped():
                return keys, 0, []
            # The rows that will be looked at: where the first of those shown stands now.
            first = _first_of(place, keys)
            return keys, cases.count(desk), cases.rows(desk, keys[first : first + cases.PAGE])

        def done(found: tuple[array[int], int, list[CaseRow]]) -> None:
            if asked == self._asked:
                self._show_all(text, *found)

        self._background.read(work, done, self._on_error)

    def _place(self) -> tuple[int, list[int]]:
        """The row at the top of the view, and the keys of some rows from there on."""
        top = max(self.table.rowAt(0), 0)
        return top, [self.model.key_at(at) for at in range(top, min(top + 50, self.model.rowCount()))]

    def _show_first(self, text: str, rows: list[CaseRow]) -> None:
        self.model.show_rows(rows)
        self.table.scrollToTop()
        # The number is not known yet where there may be more.
        self._found = text, len(rows) if len(rows) < cases.PAGE else None, self._found[2]
        self._show_note()

    def _show_all(self, text: str, keys: array[int], count: int, rows: list[CaseRow]) -> None:
        self._found = text, len(keys), count
        self._show_note()
        if self.model.show_keys(keys):
            self.model.take_rows(rows)
            return
        place = self._place()
        chosen = self.table.currentIndex().row()
        chosen_key = self.model.key_at(chosen) if chosen >= 0 else 0
        first = _first_of(place, keys)
        self.model.show_rows(rows, keys, until=first + cases.PAGE)
        if first:
            self.table.scrollTo(self.model.index(first, 0), QTableView.ScrollHint.PositionAtTop)
        at = self.model.place_of(chosen_key) if chosen >= 0 else -1
        if 0 <= at < self.model.rowCount():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(at, 0), flags)
            if first:
                self.table.scrollTo(self.model.index(first, 0), QTableView.ScrollHint.PositionAtTop)

    def _on_wanted(self, keys: list[int]) -> None:
        self._background.read(lambda: cases.rows(self.desk, keys), self.model.take_rows, self._on_error)

    def _on_error(self, error: Exception) -> None:
        self._note.setText(error_text(error, self.words))

    def update_names(self) -> None:
        """Shows the names of programmes that were not known at the first look."""
        self.table.viewport().update()

    def set_words(self, words: Words) -> None:
        self.words = words
        self.model.set_words(words)
        self._retranslate()
        self._show_note()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if watched is self.search and key == Qt.Key.Key_Escape:
                self.search.clear()
                return True
            if watched is self.search and key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.model.rowCount():
                    self.table.setFocus()
                    self.table.selectRow(0)
                    if key != Qt.Key.Key_Down and self.model.rowCount() == 1:
                        self._open(0)
                return True
            if watched is self.table and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.table.currentIndex().isValid():
                    self._open(self.table.currentIndex().row())
                return True
        return super().eventFilter(watched, event)

    def _show_note(self) -> None:
        words = self.words
        text, found, count = self._found
        if found is None:
            self._note.setText("")
        elif not found:
            self._note.setText(words(NO_MATCH, text=text) if text.strip() else words(EMPTY))
        elif text.strip() and found < count:
            said = {"found": words.number(found), "count": words.number(count)}
            self._note.setText(words(FOUND_OF, **said))
        else:
            self._note.setText(
                words.many("{number} case", "{number} cases", found, number=words.number(found))
            )

    def _on_activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self._open(index.row())

    def _open(self, row: int) -> None:
        found = self.model.row_at(row)
        if found is not None:
            self.opened.emit(found.id)
            return
        key = self.model.key_at(row)

        def done(rows: list[CaseRow]) -> None:
            for one in rows:
                self.opened.emit(one.id)

        self._background.read(lambda: cases.rows(self.desk, [key]), done, self._on_error)

    def _retranslate(self) -> None:
        words = self.words
        self._title.setText(words(N_("Cases")))
        self._new.setText(words(NEW))
        self.search.setPlaceholderText(words(SEARCH))
        self.search.setAccessibleName(words(SEARCH))
        self.table.setAccessibleName(words(N_("Cases")))
