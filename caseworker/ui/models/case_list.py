# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of cases: read-only rows, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from caseworker.domain.flow import STATIONS
from caseworker.services.library import Library
from caseworker.words import N_, Words

from .. import theme

if TYPE_CHECKING:
    from caseworker.services.cases import CaseRow

COLUMNS = (
    N_("Number"),
    N_("Applicant"),
    N_("Programme"),
    N_("Outcome so far"),
    N_("Stations"),
    N_("Changed"),
)
Index = QModelIndex | QPersistentModelIndex
STEP_ROLE = Qt.ItemDataRole.UserRole + 1


class CaseTableModel(QAbstractTableModel):
    """Rows of the case list."""

    def __init__(self, library: Library, words: Words) -> None:
        super().__init__()
        self._library, self._words = library, words
        self._rows: list[CaseRow] = []

    def show_rows(self, rows: Sequence[CaseRow]) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def set_words(self, words: Words) -> None:
        self.beginResetModel()
        self._words = words
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def row_at(self, row: int) -> CaseRow:
        return self._rows[row]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._words(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column, spoken=role == Qt.ItemDataRole.AccessibleTextRole)
        if role == Qt.ItemDataRole.DecorationRole and column == 3 and row.outcome:
            return theme.mark_pixmap(row.outcome, 16)
        if role == Qt.ItemDataRole.ToolTipRole and column == 4:
            return self._stations(row)
        if role == STEP_ROLE and column == 4:
            return [row.steps.get(step, "not_started") for step in STATIONS]
        return None

    def _text(self, row: CaseRow, column: int, *, spoken: bool) -> str:
        words = self._words
        if column == 0:
            return row.number
        if column == 1:
            name = row.principal or words(N_("No name yet"))
            return f"{name}  +{row.people_count - 1}" if row.people_count > 1 else name
        if column == 2:
            return self._library.programmes.words(row.programme).get(words.language, row.programme)
        if column == 3:
            return words.label("outcome", row.outcome) if row.outcome else ""
        if column == 4:
            return self._stations(row) if spoken else ""
        return words.short_day(datetime.fromisoformat(row.updated_at).astimezone().date())

    def _stations(self, row: CaseRow) -> str:
        words = self._words
        return ", ".join(
            f"{words.label('step', step)}: {words.label('state', row.steps.get(step, 'not_started'))}"
            for step in STATIONS
        )
