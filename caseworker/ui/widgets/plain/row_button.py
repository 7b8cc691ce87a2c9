# SPDX-License-Identifier: AGPL-3.0-or-later
"""One of a row of buttons of which one is on: a place, a station, a person, a part of a page."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QPushButton


class RowButton(QPushButton):
    """`chosen` where somebody turns it on, by whichever way, or presses it while it is on.

    Assistive technology only turns such a button on, which is no click.
    """

    chosen = Signal()

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self._told = False
        self.pressed.connect(self._on_pressed)
        self.toggled.connect(self._on_toggled)
        self.clicked.connect(self._on_clicked)

    def turn_on(self) -> None:
        """Shows it as the one that is on; the program does, and `chosen` is not said."""
        with QSignalBlocker(self):
            self.setChecked(True)

    def _on_pressed(self) -> None:
        self._told = False

    def _on_toggled(self, on: bool) -> None:
        if on:
            self._told = True
            self.chosen.emit()

    def _on_clicked(self) -> None:
        if not self._told:
            self.chosen.emit()
