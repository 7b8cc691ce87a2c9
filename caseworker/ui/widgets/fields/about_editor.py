# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a piece of evidence speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from caseworker.words import Words

from ..plain.flow_layout import FlowLayout
from .editor import Editor


class AboutEditor(Editor):
    """A list of applicant ids. `people` are (id, name)."""

    def __init__(self, people: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        row = FlowLayout(self, spacing=8)
        self._boxes: list[tuple[str, QCheckBox]] = []
        for applicant_id, name in people:
            box = QCheckBox(name)
            box.toggled.connect(self._on_toggled)
            row.addWidget(box)
            self._boxes.append((applicant_id, box))

    def target(self) -> QWidget:
        return self._boxes[0][1] if self._boxes else self

    def name(self, label: str) -> None:
        for _, box in self._boxes:
            box.setAccessibleName(f"{label}: {box.text()}")

    def show_value(self, value: Any, words: Words) -> None:
        about = value if isinstance(value, list) else []
        with self.showing():
            for applicant_id, box in self._boxes:
                box.setChecked(applicant_id in about)

    def _on_toggled(self) -> None:
        if self.shows_itself:
            return
        self.changed.emit([applicant_id for applicant_id, box in self._boxes if box.isChecked()])
