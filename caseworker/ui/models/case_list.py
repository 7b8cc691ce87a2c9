# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of cases: read-only rows, as many as there are, read as somebody comes to them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from caseworker.domain.flow import STATIONS
from caseworker.services.programmes.library import Library
from caseworker.words import N_, Words

from .. import theme

if TYPE_CHECKING:
    from caseworker.services.cases import CaseRow

OUTDATED = N_("Facts changed since the decision: look at what changed, and record a new decision.")
NEWER = N_("A newer decision was recorded since the letter: issue a new letter.")
NOW = N_("As the facts stand now: {outcome}")
COLUMNS = (
    N_("Number"),
    N_("Applicant"),
    N_("Programme"),
    N_("Outcome so far"),
    N_("Stations"),
    N_("Changed"),
)
Index = QModelIndex | QPersistentModelIndex
READING = N_("Being read…")
# Rows of which a view is told in one turn, read around those looked at, asked for at once, and kept.
AT_ONCE, AROUND, MOST_ASKED, MOST_KEPT = 25_000, 50, 200, 3000
STEP_ROLE = Qt.ItemDataRole.UserRole + 1
ROLES = frozenset(
    (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ToolTipRole,
        STEP_ROLE,
    )
)


class CaseTableModel(QAbstractTableModel):
    """Rows of the case list: as many as there are cases, each read when it is first looked at.

    `keys` say which case stands where, as they stood at one moment: a case that changes while somebody
    scrolls is neither left out nor there twice. `wanted` carries the keys of rows that are looked at and have
    not been read; whoever reads them calls `take_rows`.
    """

    wanted = Signal(object)

    def __init__(self, library: Library, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library, self._words = library, words
        self._keys: array[int] = array("q")
        self._shown = 0
        self._rows: dict[int, CaseRow] = {}
        self._asked: set[int] = set()
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(0)
        self._ask.timeout.connect(self._tell_wanted)
        self._grow = QTimer(self)
        self._grow.setSingleShot(True)
        self._grow.setInterval(0)
        self._grow.timeout.connect(self._show_more)
        self._near: tuple[int, int] | None = None

    def show_rows(self, rows: Sequence[CaseRow], keys: array[int] | None = None, *, until: int = 0) -> None:
        """Shows other rows: the first of them, or some of those with `keys`, by which the others follow.

        All up to the row `until` are there at once.
        """
        self.beginResetModel()
        self._keys = array("q", [row.pk for row in rows]) if keys is None else keys
        self._rows = {row.pk: row for row in rows}
        self._asked.clear()
        self._near = None
        self._shown = min(len(self._keys), max(until, AT_ONCE))
        self.endResetModel()
        self._show_more()

    def show_keys(self, keys: array[int]) -> bool:
        """Lets the rest follow what is shown, all to be read anew. False, and nothing changed, if others come
        first."""
        if keys[: len(self._keys)] != self._keys:
            return False
        self._rows.clear()
        self._keys = keys
        self._show_more()
        return True

    def take_rows(self, rows: Sequence[CaseRow]) -> None:
        """Shows rows that were wanted."""
        if len(self._rows) > MOST_KEPT:
            self._rows.clear()
        self._asked.clear()
        self._rows.update((row.pk, row) for row in rows)
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(self._shown - 1, len(COLUMNS) - 1))

    def place_of(self, key: int) -> int:
        """The row where a case stands, or -1."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def key_at(self, row: int) -> int:
        """The key of the case in a row."""
        return self._keys[row]

    def _show_more(self) -> None:
        # A view needs time for each row it hears of: so many in one turn of the window.
        until = min(len(self._keys), self._shown + AT_ONCE)
        if until > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, until - 1)
            self._shown = until
            self.endInsertRows()
        if self._shown < len(self._keys):
            self._grow.start()

    def _row(self, at: int) -> CaseRow | None:
        found = self._rows.get(self._keys[at])
        if found is None:
            first, last = self._near or (at, at)
            self._near = min(first, at), max(last, at)
            if not self._ask.isActive():
                self._ask.start()
        return found

    def _tell_wanted(self) -> None:
        if self._near is None:
            return
        (first, last), self._near = self._near, None
        # What lies around it is looked at next.
        around = self._keys[max(first - AROUND, 0) : min(last, first + MOST_ASKED) + AROUND]
        keys = [key for key in around if key not in self._rows and key not in self._asked]
        if keys:
            self._asked.update(keys)
            self.wanted.emit(keys)

    def set_words(self, words: Words) -> None:
        self.beginResetModel()
        self._words = words
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def row_at(self, row: int) -> CaseRow | None:
        """The case in a row, or None where it has not been read yet."""
        return self._rows.get(self._keys[row])

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._shown

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._words(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in ROLES:
            return None
        row = self._row(index.row())
        if row is None:
            return self._words(READING) if role == Qt.ItemDataRole.AccessibleTextRole else None
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column, spoken=role == Qt.ItemDataRole.AccessibleTextRole)
        if role == Qt.ItemDataRole.DecorationRole and column == 3 and row.outcome:
            return theme.mark_pixmap("outdated" if is_outdated(row) else row.outcome, 16)
        if role == Qt.ItemDataRole.ToolTipRole and column in (3, 4):
            said = [self._stations(row)] if column == 4 else []
            return "\n".join([*said, *sentences(row, self._words)]) or None
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
            if is_outdated(row):
                late = words.label("state", "outdated")
                return " ".join([f"{late}.", *sentences(row, words)]) if spoken else late
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


def is_outdated(row: CaseRow) -> bool:
    """Whether facts of the case changed since its decision."""
    return row.steps.get("eligibility") == "outdated"


def sentences(row: CaseRow, words: Words) -> list[str]:
    """What there is to say of a case that is out of date."""
    if is_outdated(row):
        now = [words(NOW, outcome=words.label("outcome", row.outcome))] if row.outcome else []
        return [words(OUTDATED), *now]
    return [words(NEWER)] if row.steps.get("letter") == "outdated" else []
