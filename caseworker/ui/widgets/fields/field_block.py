# SPDX-License-Identifier: AGPL-3.0-or-later
"""One field of a form: label, hint, editor, how it was understood, what is wrong and what to do."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from caseworker.domain.case.case import GAPS
from caseworker.domain.case.document import Fault
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.words import N_, Words
from caseworker.words.faults import fault_text

from ... import theme
from ...weakly import weakly
from ..plain.label import Label
from .editor import Editor

RESTORED = N_("Put back: it was typed before and not saved.")
OVER = N_("Put back over what was saved meanwhile: {value}")
OVER_SOMETHING = N_("Put back over what somebody else saved here meanwhile.")
WHY_EMPTY = N_("Why is it empty?")
WIDEST = 560


class NarrowColumn(QVBoxLayout):
    """Asks for the height of the width it will really have: Qt asks with that of the card around it."""

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(min(width, WIDEST))

    def minimumHeightForWidth(self, width: int) -> int:
        return super().minimumHeightForWidth(min(width, WIDEST))


class FieldBlock(QWidget):
    """A field at a document path."""

    edited = Signal(str, object)
    typed_wrong = Signal(str, str, str)
    gap_chosen = Signal(str, str)
    # A part of a list fits again: the path with the part behind `#`; all parts where none is named.
    fitted = Signal(str)

    def __init__(self, path: str, label: str, editor: Editor, hint: str = "", *, gaps: bool = True) -> None:
        super().__init__()
        self.path, self.editor = path, editor
        self._label_text, self._hint_text = label, hint
        self._value: Any = NOT_ASKED
        self._words: Words | None = None
        self._fault: Fault | None = None
        self._refusal: Fault | None = None
        self._typed = self._typed_at = ""
        column = NarrowColumn(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(6)
        self.label = Label()
        self.label.setObjectName("fieldLabel")
        self.label.setWordWrap(True)
        self.label.setBuddy(editor.target())
        top.addWidget(self.label, 1)
        self._gap = QToolButton()
        self._gap.setAutoRaise(True)
        self._gap.setText("…")
        self._gap.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._gap)
        self._gap.setMenu(self._menu)
        self._gap.setVisible(gaps)
        self._gaps = gaps
        self._actions = QActionGroup(self)
        for gap in GAPS:
            action = QAction(self)
            action.setData(gap)
            action.setCheckable(True)
            self._actions.addAction(action)
            self._menu.addAction(action)
        self._actions.triggered.connect(
            weakly(self, lambda self, action: self.gap_chosen.emit(self.path, action.data()))
        )
        top.addWidget(self._gap)
        column.addLayout(top)
        self._hint = Label()
        self._hint.setObjectName("hint")
        self._hint.setWordWrap(True)
        column.addWidget(self._hint)
        column.addWidget(editor)
        self._echo = Label()
        self._echo.setObjectName("echo")
        self._echo.setWordWrap(True)
        column.addWidget(self._echo)
        self._restored = Label()
        self._restored.setObjectName("hint")
        self._restored.setWordWrap(True)
        self._restored.hide()
        column.addWidget(self._restored)
        self._error_row = QWidget()
        error_row = QHBoxLayout(self._error_row)
        error_row.setContentsMargins(0, 0, 0, 0)
        self._error_mark = Label()
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        error_row.addWidget(self._error_mark)
        error_row.addWidget(self._error, 1)
        column.addWidget(self._error_row)
        self._error_row.hide()
        self._echo.hide()
        self.setMaximumWidth(WIDEST)
        editor.changed.connect(self._on_changed)
        editor.wrong.connect(self._on_wrong)
        editor.echo.connect(self._on_echo)

    def show_value(self, value: Any, gap: str, words: Words) -> None:
        """Shows the value at the path, why it is empty if somebody said so, in these words."""
        self._value, self._words = value, words
        self.label.setText(words(self._label_text))
        self._hint.setText(words(self._hint_text) if self._hint_text else "")
        self._hint.setVisible(bool(self._hint_text))
        self.editor.show_value(value, words)
        self.editor.name(words(self._label_text))
        if self._hint_text:
            self.editor.target().setAccessibleDescription(words(self._hint_text))
        empty = value is NOT_ASKED
        self._gap.setVisible(self._gaps and empty and self._fault is None)
        self._gap.setToolTip(words(WHY_EMPTY))
        self._gap.setAccessibleName(f"{words(WHY_EMPTY)} {words(self._label_text)}")
        for action in self._actions.actions():
            action.setText(words.label("gap", action.data()))
            action.setChecked(action.data() == (gap or "not_asked"))
        if empty and gap and gap != "not_asked":
            self._on_echo(words.label("gap", gap))
        elif empty and self._fault is None:
            self._on_echo("")
        if self._fault is not None:
            self._show_typed()
            self.show_fault(self._fault, words)
        elif self._refusal is not None:
            self._show_error(self._refusal, words)

    def show_fault(self, fault: Fault | None, words: Words) -> None:
        """Shows what is wrong beside the field, or nothing."""
        self._fault = fault
        self._show_error(fault or self._refusal, words)

    def show_refusal(self, fault: Fault | None, words: Words) -> None:
        """Shows why the case cannot be saved with this value, or nothing."""
        if fault != self._refusal:
            self._refusal = fault
            self._show_error(self._fault or fault, words)

    def show_restored(
        self, restored: bool, words: Words, meanwhile: bool = False, stored: Any = NOT_ASKED
    ) -> None:
        """Marks a value that was typed, not saved, and put back; `meanwhile` somebody else saved `stored`."""
        said = self.editor.said(stored, words) if meanwhile and stored is not NOT_ASKED else ""
        text = words(OVER, value=said) if said else words(OVER_SOMETHING if meanwhile else RESTORED)
        self._restored.setObjectName("strong" if meanwhile else "hint")
        self._restored.style().polish(self._restored)
        self._restored.setText(text if restored else "")
        self._restored.setVisible(restored)

    def _show_error(self, fault: Fault | None, words: Words) -> None:
        self._error_row.setVisible(fault is not None)
        line = self.editor.target()
        line.setProperty("wrong", fault is not None)
        line.style().unpolish(line)
        line.style().polish(line)
        if fault is not None:
            self._error.setText(fault_text(fault, words))
            self._error_mark.setPixmap(theme.mark_pixmap("problem", 14))
            line.setAccessibleDescription(fault_text(fault, words))

    def show_draft(self, code: str, text: str, words: Words, place: str = "") -> None:
        """Shows a text that did not fit, as it was typed, and why; `place` is where in the field."""
        self._typed, self._typed_at = text, place
        self._show_typed()
        self.show_fault(Fault(self.path, code, text[:40]), words)

    @property
    def fault(self) -> Fault | None:
        return self._fault

    def take_focus(self) -> None:
        self.editor.target().setFocus()

    def _on_changed(self, value: Any) -> None:
        self.fitted.emit(self._place_path() if self.editor.place else f"{self.path}#")
        if self._words is not None:
            self.show_fault(None, self._words)
        self.edited.emit(self.path, value)

    def _on_wrong(self, code: str, text: str) -> None:
        self._typed, self._typed_at = text, self.editor.place
        if self._words is not None:
            self.show_fault(Fault(self.path, code, text[:40]), self._words)
        self.typed_wrong.emit(self._place_path(), code, text)

    def _place_path(self) -> str:
        return f"{self.path}#{self.editor.place}" if self.editor.place else self.path

    def _show_typed(self) -> None:
        if self._typed_at:
            self.editor.show_wrong_at(self._typed_at, self._typed)
        else:
            self.editor.show_wrong(self._typed)

    def _on_echo(self, text: str) -> None:
        self._echo.setText(text)
        self._echo.setVisible(bool(text))
