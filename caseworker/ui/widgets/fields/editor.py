# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every field's editor has in common: it shows a value, and says when a person changed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from caseworker.words import Words


class Editor(QWidget):
    """An editor of one value: NOT_ASKED, None or the value itself.

    `changed` carries a value that fits, `wrong` a fault code and the text that does not. `echo`
    carries how the program understood what was typed.
    """

    changed = Signal(object)
    wrong = Signal(str, str)
    echo = Signal(str)
    # Where within the editor the last change or fault was, as `0/on` in a list; empty for the whole.
    place = ""
    # How many of the program's own changes to what is shown are under way.
    _by_program = 0
    # Whether a change is just being announced: what somebody enters is then left as it stands.
    announcing = False

    @contextmanager
    def showing(self) -> Iterator[None]:
        """Within it the program itself changes what is shown, and nothing is announced.

        Editors listen to what they come to show, not to keys and clicks: whatever a person, a reader of the
        screen or another program brings into them is a change.
        """
        self._by_program += 1
        try:
            yield
        finally:
            self._by_program -= 1

    def announce(self, value: Any) -> None:
        """Tells of a value that was entered, and leaves it as it was entered while it is told.

        Else a sign that is entered next, by a program that needs no focus, would stand in another text.
        """
        self.announcing = True
        try:
            self.changed.emit(value)
        finally:
            self.announcing = False

    @property
    def shows_itself(self) -> bool:
        """Whether the program itself is changing what is shown."""
        return self._by_program > 0

    def show_value(self, value: Any, words: Words) -> None:
        """Shows a value without announcing it."""
        raise NotImplementedError

    def show_wrong(self, text: str) -> None:
        """Shows a text that did not fit, as it was typed."""

    def show_wrong_at(self, place: str, text: str) -> None:
        """As `show_wrong`, at a place within."""
        self.show_wrong(text)

    def said(self, value: Any, words: Words) -> str:
        """A value in words, as where another is shown; empty where it is more than a line says."""
        return ""

    def target(self) -> QWidget:
        """The widget that takes the focus."""
        return self

    def name(self, label: str) -> None:
        """Gives the parts that take the focus their accessible name."""
        self.target().setAccessibleName(label)
