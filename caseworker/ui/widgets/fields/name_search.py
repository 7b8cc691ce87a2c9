# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding an entry of a box by any part of its name, whatever the case and with or without accents."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from caseworker.domain.folding import fold

FOLDED = Qt.ItemDataRole.UserRole + 1


def name_box() -> tuple[QComboBox, QLineEdit]:
    """A box that offers the names that hold what is typed, and its line; fill it by `add_name`."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
    completer = _NameCompleter(box)
    completer.setModel(box.model())
    completer.setCompletionRole(FOLDED)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    box.setCompleter(completer)
    line = box.lineEdit()
    assert line is not None  # noqa: S101 - the box is editable
    return box, line


def add_name(box: QComboBox, name: str, code: str) -> None:
    """Adds an entry that is found by its name."""
    box.addItem(name, code)
    box.setItemData(box.count() - 1, fold(name), FOLDED)


def named(box: QComboBox, text: str) -> int:
    """Where the entry of this very name is, or -1."""
    wanted = fold(text.strip())
    return next((at for at in range(box.count()) if wanted and box.itemData(at, FOLDED) == wanted), -1)


def holding(box: QComboBox, text: str) -> list[int]:
    """Where the entries are whose names hold the text."""
    wanted = fold(text.strip())
    return [at for at in range(box.count()) if wanted and wanted in (box.itemData(at, FOLDED) or "")]


class _NameCompleter(QCompleter):
    def splitPath(self, path: str) -> list[str]:
        return [fold(path.strip())]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")
