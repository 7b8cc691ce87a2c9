# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which kind of paper: the usual ones first, any part of a name typed finds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from caseworker.domain.case.evidence import EvidenceType
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.folding import fold
from caseworker.words import N_, Words, words_for

from .editor import Editor
from .name_search import add_name, holding, name_box, named

SETTLES_AFTER = 1000  # milliseconds
CHOOSE = N_("Choose, or type part of the name")


class KindEditor(Editor):
    """One kind of evidence by name; the emptied text means not asked."""

    def __init__(self, kinds: Sequence[EvidenceType], width: int = 520) -> None:
        super().__init__()
        self._kinds = list(kinds)
        self._value: Any = NOT_ASKED
        self._language = ""
        self.box, self._line = name_box()
        self.box.setMaximumWidth(width)
        self.box.setMaxVisibleItems(16)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box)
        row.addStretch()
        self._line.textChanged.connect(self._on_typed)
        self._line.editingFinished.connect(self._on_left)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLES_AFTER)
        self._settling.timeout.connect(self._on_left)
        self._fill(words_for("en"))

    def target(self) -> QWidget:
        return self.box

    def name(self, label: str) -> None:
        self.box.setAccessibleName(label)
        self._line.setAccessibleName(label)

    def show_value(self, value: Any, words: Words) -> None:
        changed = value != self._value
        self._value = value
        if words.language != self._language:
            self._fill(words)
        elif self._line.hasFocus() and not changed:
            return
        self._show()

    def _show(self) -> None:
        with self.showing(), QSignalBlocker(self.box):
            at = self.box.findData(self._value) if isinstance(self._value, str) else -1
            self.box.setCurrentIndex(at)
            self.box.setEditText(self.box.itemText(at) if at >= 0 else "")
        self._line.setCursorPosition(0)

    def _fill(self, words: Words) -> None:
        self._language = words.language
        with self.showing(), QSignalBlocker(self.box):
            self.box.clear()
            for kind in self._kinds:
                if kind.often:
                    add_name(self.box, kind.name(words.language), kind.id)
            self.box.insertSeparator(self.box.count())
            rest = [(kind.name(words.language), kind.id) for kind in self._kinds if not kind.often]
            for name, code in sorted(rest, key=lambda it: fold(it[0])):
                add_name(self.box, name, code)
            self.box.setCurrentIndex(-1)
        self._line.setPlaceholderText(words(CHOOSE))

    def _on_typed(self, text: str) -> None:
        if self.shows_itself:
            return
        self._settling.stop()
        if not text.strip():
            self._choose(NOT_ASKED)
            return
        at = named(self.box, text)
        if at >= 0:
            self._choose(self.box.itemData(at))
        elif not self._line.hasFocus():
            # Brought in by another program: nobody will leave the line and so settle what is meant.
            self._settling.start()

    def _on_left(self) -> None:
        """A part that only one name holds is that name; any other leaves the kind as it was."""
        text = self._line.text().strip()
        found = holding(self.box, text)
        if text and text != self.box.itemText(self.box.findData(self._value)) and len(found) == 1:
            self._choose(self.box.itemData(found[0]))
        self._show()

    def _choose(self, code: Any) -> None:
        if code != self._value and code is not None:
            self._value = code
            self.changed.emit(code)
