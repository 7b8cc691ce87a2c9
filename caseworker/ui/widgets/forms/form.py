# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form: groups of fields in one column, each tied to a place in the case document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from caseworker.domain.case.document import Fault
from caseworker.domain.case.document_paths import value_at
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import Words

from ..fields.editor import Editor
from ..fields.field_block import FieldBlock
from ..plain.label import Label


class Form(QWidget):
    """Fields by path. `edited` carries (path, value), `typed_wrong` (path, code, text)."""

    edited = Signal(str, object)
    typed_wrong = Signal(str, str, str)
    gap_chosen = Signal(str, str)
    fitted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, FieldBlock] = {}
        self._titles: list[tuple[QLabel, str]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._group: QVBoxLayout | None = None
        self._cards: list[QFrame] = []

    def group(self, title: str) -> QVBoxLayout:
        """Begins a group; what is added next stands in it."""
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        if title:
            label = Label()
            label.setObjectName("group")
            label.setWordWrap(True)
            column.addWidget(label)
            self._titles.append((label, title))
        self._column.addWidget(card)
        self._cards.append(card)
        self._group = column
        return column

    def add(self, path: str, label: str, editor: Editor, hint: str = "", *, gaps: bool = True) -> FieldBlock:
        """Adds a field to the present group."""
        block = FieldBlock(path, label, editor, hint, gaps=gaps)
        block.edited.connect(self.edited)
        block.typed_wrong.connect(self.typed_wrong)
        block.gap_chosen.connect(self.gap_chosen)
        block.fitted.connect(self.fitted)
        self.fields[path] = block
        self.add_widget(block)
        return block

    def add_widget(self, widget: QWidget) -> None:
        """Adds anything else to the present group."""
        if self._group is None:
            self.group("")
        assert self._group is not None  # noqa: S101 - group() made it
        self._group.addWidget(widget)

    def show_document(self, document: object, words: Words) -> None:
        """Shows every field of the form as the document has it."""
        for label, text in self._titles:
            label.setText(words(text))
        gaps = value_at(document, "gaps")
        known: Mapping[str, str] = gaps if isinstance(gaps, dict) else {}
        for path, block in self.fields.items():
            block.show_value(value_at(document, path), known.get(path, ""), words)

    def show_drafts(self, drafts: Mapping[str, tuple[str, str]], words: Words) -> None:
        """Shows what was typed and did not fit: path -> (fault code, text)."""
        for path, (code, text) in drafts.items():
            field, _, place = path.partition("#")
            block = self.fields.get(field)
            if block is not None:
                block.show_draft(code, text, words, place)

    def show_refusals(self, faults: Iterable[tuple[str, Fault]], words: Words) -> None:
        """Shows beside the fields what keeps the case from being saved: (path, fault) each."""
        found = dict(faults)
        for path, block in self.fields.items():
            near = [at for at in found if at == path or at.startswith(f"{path}/")]
            block.show_refusal(found[near[0]] if near else None, words)

    def show_restored(self, paths: Collection[str], over: Mapping[str, object], words: Words) -> None:
        """Marks the fields that were put back from a draft, `over` what somebody saved meanwhile, by path."""
        for path, block in self.fields.items():
            stored = over.get(path, NOT_ASKED)
            meanwhile = any(_touches(path, at) for at in over)
            block.show_restored(any(_touches(path, at) for at in paths), words, meanwhile, stored)

    def cards(self) -> list[QFrame]:
        """The groups, in order."""
        return self._cards

    def faults(self) -> Iterable[FieldBlock]:
        """The fields with something wrong."""
        return [block for block in self.fields.values() if block.fault is not None]


def _touches(path: str, at: str) -> bool:
    return path == at or path.startswith(f"{at}/") or at.startswith(f"{path}/")
