# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame of what is asked before the window: a title, what it is about, and a card for the rest."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ..plain.label import Label
from ..plain.muted_label import muted

TITLE = "Caseworker"


def before_card(screen: QWidget, heading: str, about: str) -> QVBoxLayout:
    """Dresses a screen and returns the column of its card."""
    screen.setWindowTitle(TITLE)
    screen.resize(760, 640)
    outer = QVBoxLayout(screen)
    outer.setContentsMargins(40, 24, 40, 24)
    title, explain = Label(heading), muted()
    title.setObjectName("title")
    explain.setText(about)
    card = QFrame()
    card.setObjectName("card")
    column = QVBoxLayout(card)
    column.setContentsMargins(20, 16, 20, 20)
    for widget in (title, explain, card):
        outer.addWidget(widget)
    outer.addStretch()
    return column
