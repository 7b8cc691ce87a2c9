# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stations of a case at the left, each with its state in words; any order is allowed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from caseworker.domain.flow import STATIONS, Station
from caseworker.words import N_, Words

from ... import theme
from ...weakly import weakly
from .label import Label
from .row_button import RowButton

WHY = {
    "no_applicants": N_("Add an applicant first"),
    "no_rules": N_("Choose programme and reference day first"),
    "no_determination": N_("Record a decision first"),
}


class StepList(QWidget):
    """Emits `chosen` with the step's name."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("steps")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(4)
        self._buttons: dict[str, RowButton] = {}
        self._states: dict[str, QLabel] = {}
        for step in STATIONS:
            button = RowButton()
            button.setObjectName("rail")
            button.chosen.connect(weakly(self, lambda self, step=step: self.chosen.emit(step)))
            state = Label()
            state.setObjectName("muted")
            state.setWordWrap(True)
            state.setContentsMargins(38, 0, 4, 8)
            column.addWidget(button)
            column.addWidget(state)
            self._buttons[step], self._states[step] = button, state
        column.addStretch()
        self.setFixedWidth(190)

    def show_stations(self, found: Sequence[Station], words: Words) -> None:
        """Shows the state of each."""
        for at, step in enumerate(STATIONS, start=1):
            self._buttons[step].setText(f"{at}  {words.label('step', step)}")
        for station in found:
            state = words.label("state", station.state)
            why = words(WHY[station.why]) if station.why else ""
            self._states[station.step].setText(f"{state}: {why}" if why else state)
            self._buttons[station.step].setIcon(theme.mark_pixmap(station.state, 16))
            self._buttons[station.step].setAccessibleName(
                f"{words.label('step', station.step)}: {self._states[station.step].text()}"
            )

    def show_current(self, step: str) -> None:
        self._buttons[step].turn_on()
