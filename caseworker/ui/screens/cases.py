# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases: one search box and a table. Enter opens; the list is there before anything else is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
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

from .. import theme
from ..background import Background
from ..models.case_list import STEP_ROLE, CaseTableModel
from ..weakly import weakly
from ..widgets.muted_label import muted

if TYPE_CHECKING:
    from caseworker.services.cases import CaseRow

SEARCH = N_("Search by name, case number or passport number")
NEW = N_("New case")
EMPTY = N_("No cases yet. A new case begins with a name and a programme.")
NO_MATCH = N_("Nothing found for “{text}”. Try fewer letters, or another part of the name.")
SEARCH_DELAY_MS = 0


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
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        row = QHBoxLayout()
        self._title = QLabel()
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
        self.model = CaseTableModel(desk.library, words)
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
        for at, width in enumerate((140, 250, 200, 180, 124, 104)):
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
        self._found = "", 0
        self._retranslate()

    def show_now(self) -> None:
        """Reads the list on the spot: at the start, where the first picture must already hold it."""
        self._show("", cases.listing(self.desk))

    def reload(self) -> None:
        """Reads the list again, in the background; an answer to an older question is dropped."""
        text = self.search.text()
        self._asked += 1
        asked = self._asked

        def done(rows: list[CaseRow]) -> None:
            if asked == self._asked:
                self._show(text, rows)

        self._background.read(lambda: cases.listing(self.desk, text), done)

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

    def _show(self, text: str, rows: list[CaseRow]) -> None:
        self.model.show_rows(rows)
        self._found = text, len(rows)
        self._show_note()

    def _show_note(self) -> None:
        words = self.words
        text, count = self._found
        if count:
            self._note.setText(words.many("{count} case", "{count} cases", count))
        else:
            self._note.setText(words(NO_MATCH, text=text) if text.strip() else words(EMPTY))

    def _on_activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self._open(index.row())

    def _open(self, row: int) -> None:
        self.opened.emit(self.model.row_at(row).id)

    def _retranslate(self) -> None:
        words = self.words
        self._title.setText(words(N_("Cases")))
        self._new.setText(words(NEW))
        self.search.setPlaceholderText(words(SEARCH))
        self.search.setAccessibleName(words(SEARCH))
        self.table.setAccessibleName(words(N_("Cases")))
