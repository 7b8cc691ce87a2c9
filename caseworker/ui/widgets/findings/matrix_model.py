# SPDX-License-Identifier: AGPL-3.0-or-later
"""The matrix as a table: a line for each condition, a column for each paper, the last what backs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from caseworker.domain.reasons.matrix import Column, Matrix, Row
from caseworker.words import Words
from caseworker.words.rules.matrix import (
    BACKED,
    ColumnText,
    Covered,
    MatrixText,
    RowText,
    cell_text,
    matrix_text,
)

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a condition, or the name of a station where `row` is None."""

    title: str
    row: Row | None = None
    text: RowText | None = None


class MatrixModel(QAbstractTableModel):
    """Shows one matrix in the words of one language."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()
        self.columns: tuple[Column, ...] = ()
        self.text = MatrixText((), ())
        self._words: Words | None = None

    def show(self, matrix: Matrix | None, covered: Covered, words: Words) -> None:
        """Shows a matrix, or nothing."""
        self.beginResetModel()
        self._words = words
        self.lines, self.columns, self.text = (), (), MatrixText((), ())
        if matrix is not None:
            self.text = matrix_text(matrix, covered, words)
            self.columns = matrix.columns
            lines = []
            for step, rows in self.text.groups:
                lines.append(Line(step))
                lines += [Line(one.title, matrix.row(one.criterion), one) for one in rows]
            self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or not self.lines else len(self.columns) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        # The arrows pass over the names of stations.
        if not index.isValid() or self.lines[index.row()].row is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def mark(self, index: Index) -> str:
        """The mark of a cell, empty in the last column and in lines of stations."""
        text = self.lines[index.row()].text
        return text.cells[index.column()] if text and index.column() < len(self.columns) else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._words is None:
            return None
        line = self.lines[index.row()]
        if line.text is None:
            return line.title if role == Qt.ItemDataRole.AccessibleTextRole else None
        last = index.column() == len(self.columns)
        if role == Qt.ItemDataRole.DisplayRole and last:
            return line.text.backed
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.sentence(index)
        return None

    def sentence(self, index: Index) -> str:
        """A cell in words."""
        line = self.lines[index.row()]
        if line.text is None or self._words is None:
            return line.title
        if index.column() == len(self.columns):
            head = f"{line.title}: {line.text.result}"
            backed = line.text.backed
            return f"{head}. {self._words(BACKED)}: {backed}." if backed else f"{head}."
        title = f"{line.title}: {line.text.result}"
        return cell_text(title, self.column_text(index.column()), self.mark(index), self._words)

    def column_text(self, at: int) -> ColumnText:
        """The words of a column; of the last one, what it is."""
        if at < len(self.columns):
            return self.text.columns[at]
        return ColumnText(self._words(BACKED) if self._words else "", "")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        if orientation == Qt.Orientation.Vertical:
            line = self.lines[section]
            plain = role == Qt.ItemDataRole.DisplayRole or line.text is None
            return line.title if plain else f"{line.title}: {line.text.result}"  # type: ignore[union-attr]
        found = self.column_text(section)
        return f"{found.name}, {found.day}" if found.day else found.name
