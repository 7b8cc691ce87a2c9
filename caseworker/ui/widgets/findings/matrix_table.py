# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of the matrix: headers that stay while it scrolls, marks in the cells, all of it by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from caseworker.domain.reasons.grounds import Ground
from caseworker.domain.reasons.matrix import Column, Matrix, Row
from caseworker.words import Words
from caseworker.words.rules.matrix import Covered

from ... import theme
from ...weakly import weakly
from .matrix_model import Index, MatrixModel

TITLES, TITLES_NARROW, NARROW = 260, 190, 720
CELL, BACKED_LEAST, PAD, MARK, HEAD_LINES = 86, 210, 6, 16, 7
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class MatrixTable(QTableView):
    """Carries (criterion, column or None) of what is chosen, opened or to be tied.

    Enter and a double click open the paper of a cell, or in the last column the condition; space ties a
    paper to a condition or unties it.
    """

    cell_chosen = Signal()
    opened = Signal(str, str)
    tie_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.table = MatrixModel(self)
        self.setModel(self.table)
        self.setItemDelegate(_Cell(self))
        self.setHorizontalHeader(_Papers(self))
        self.setVerticalHeader(_Conditions(self))
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setShowGrid(False)
        self.selectionModel().currentChanged.connect(weakly(self, lambda self, *_: self.cell_chosen.emit()))
        self.doubleClicked.connect(weakly(self, lambda self, _: self._open()))

    def show_matrix(self, matrix: Matrix | None, covered: Covered, words: Words) -> None:
        """Shows a matrix; the chosen cell stays chosen where it still is."""
        at = self.chosen()
        place = (self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        self.table.show(matrix, covered, words)
        self._fit()
        if at is not None:
            self.choose(at[0].criterion, at[1].ground if at[1] else None)
        if not self.currentIndex().isValid() and len(self.table.lines) > 1:
            self.setCurrentIndex(self.table.index(1, 0))
        self.horizontalScrollBar().setValue(place[0])
        self.verticalScrollBar().setValue(place[1])
        self.cell_chosen.emit()

    def chosen(self) -> tuple[Row, Column | None] | None:
        """The condition and the column that are chosen; no column is the last one."""
        index = self.currentIndex()
        if not index.isValid() or index.row() >= len(self.table.lines):
            return None
        row = self.table.lines[index.row()].row
        if row is None:
            return None
        at = index.column()
        return row, self.table.columns[at] if at < len(self.table.columns) else None

    def choose(self, criterion: str, ground: Ground | None = None) -> bool:
        """Chooses a cell, without a ground the last of its line. False where there is none."""
        for at, line in enumerate(self.table.lines):
            if line.row is not None and line.row.criterion == criterion:
                grounds = [one.ground for one in self.table.columns]
                column = grounds.index(ground) if ground in grounds else len(grounds)
                index = self.table.index(at, column)
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        found = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Space and found and found[1] and found[1].item is not None:
            self.tie_wanted.emit(found[0].criterion, found[1].item.id)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _open(self) -> None:
        found = self.chosen()
        if found is not None:
            path = found[1].path if found[1] is not None else ""
            self.opened.emit(path, found[0].criterion)

    def _fit(self) -> None:
        """Gives every column and line the room that its words need."""
        columns = len(self.table.columns)
        if not self.table.lines:
            return
        titles = TITLES_NARROW if self.width() < NARROW else TITLES
        self.verticalHeader().setFixedWidth(titles)
        metrics = QFontMetrics(self.font())
        room = self.width() - titles - 22
        for at in range(columns):
            longest = max(map(metrics.horizontalAdvance, self.table.column_text(at).name.split()), default=0)
            width = max(CELL, longest + 2 * PAD + 4)
            self.setColumnWidth(at, width)
            room -= width
        backed = max(room, BACKED_LEAST)
        self.setColumnWidth(columns, backed)
        for at, line in enumerate(self.table.lines):
            height = _height(metrics, line.title, titles - MARK - 3 * PAD)
            if line.text is not None:
                height = max(height, _height(metrics, line.text.backed, backed - 2 * PAD))
            self.setRowHeight(at, height + 2 * PAD)


def _height(metrics: QFontMetrics, text: str, width: int) -> int:
    return metrics.boundingRect(QRect(0, 0, width, 10_000), _WRAP, text).height()


class _Cell(QStyledItemDelegate):
    """Draws a mark in the middle of a cell, words in the last column, a frame around the chosen one."""

    def __init__(self, table: MatrixTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours, model, box = theme.colours_now(), self._table.table, option.rect
        line = model.lines[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.text is None:
            painter.fillRect(box, QColor(colours.raised))
        elif line.text.state == "wanting" and index.column() == len(model.columns):
            painter.fillRect(box, QColor(colours.warn_fill))
        painter.setPen(QColor(colours.border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomRight())
        mark = model.mark(index)
        if mark:
            side = MARK
            corner = box.center() - QPoint(side // 2 - 1, side // 2 - 1)
            theme.draw_mark(painter, QRectF(corner.x(), corner.y(), side, side), mark, colours)
        if line.text is not None and index.column() == len(model.columns):
            painter.setFont(_bold(self._table) if line.text.state == "wanting" else self._table.font())
            painter.setPen(QColor(colours.text if line.text.state != "backed" else colours.muted))
            painter.drawText(box.adjusted(PAD, 0, -PAD, 0), _WRAP, line.text.backed)
        if index == self._table.currentIndex() and line.row is not None:
            painter.setPen(QPen(QColor(colours.accent), 2 if self._table.hasFocus() else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(box).adjusted(1, 1, -2, -2))
        painter.restore()


class _Papers(QHeaderView):
    """The names of papers with their days, each in a few short lines."""

    def __init__(self, table: MatrixTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.sectionDoubleClicked.connect(self._open)

    def sizeHint(self) -> QSize:
        metrics, model, most = QFontMetrics(self.font()), self._table.table, 1
        for at in range(len(model.columns)):
            height = _height(metrics, self._words(at), self.sectionSize(at) - 2 * PAD)
            most = max(most, -(-height // metrics.lineSpacing()))
        lines = min(most, HEAD_LINES)
        return QSize(super().sizeHint().width(), lines * metrics.lineSpacing() + 2 * PAD)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        colours = theme.colours_now()
        painter.save()
        painter.fillRect(rect, QColor(colours.window))
        painter.setPen(QColor(colours.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setFont(_bold(self._table) if logicalIndex == len(self._table.table.columns) else self.font())
        painter.setPen(QColor(colours.text))
        inner = rect.adjusted(PAD, PAD, -PAD, -PAD)
        found, metrics = self._table.table.column_text(logicalIndex), QFontMetrics(painter.font())
        name, day = found.name, f"\n{found.day}" if found.day else ""
        # What takes more lines than there are is whole in its tip; the day is always there.
        while _height(metrics, name + day, inner.width()) > inner.height() and len(name) > 2:
            name = f"{name.rstrip('…')[:-1].rstrip()}…"
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, flags, name + day)
        painter.restore()

    def _words(self, at: int) -> str:
        found = self._table.table.column_text(at)
        return f"{found.name}\n{found.day}" if found.day else found.name

    def _open(self, at: int) -> None:
        if at < len(self._table.table.columns) and (path := self._table.table.columns[at].path):
            self._table.opened.emit(path, "")


class _Conditions(QHeaderView):
    """The conditions with their results; the names of stations stand out."""

    def __init__(self, table: MatrixTable) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table = table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(10)
        self.sectionDoubleClicked.connect(self._open)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        colours, line = theme.colours_now(), self._table.table.lines[logicalIndex]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(colours.raised if line.text is None else colours.base))
        painter.setPen(QColor(colours.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        left = rect.left() + PAD
        if line.text is not None:
            top = rect.center().y() - MARK // 2
            theme.draw_mark(painter, QRectF(left, top, MARK, MARK), line.text.mark, colours)
            left += MARK + PAD
        else:
            painter.setFont(_bold(self._table))
        painter.setPen(QColor(colours.text))
        painter.drawText(QRect(left, rect.top(), rect.right() - left - PAD, rect.height()), _WRAP, line.title)
        painter.restore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._open(self.logicalIndexAt(event.position().toPoint()))

    def _open(self, at: int) -> None:
        row = self._table.table.lines[at].row if 0 <= at < len(self._table.table.lines) else None
        if row is not None:
            self._table.opened.emit("", row.criterion)


def _bold(widget: QWidget) -> QFont:
    font = QFont(widget.font())
    font.setBold(True)
    return font


__all__ = ["Index", "MatrixTable"]
