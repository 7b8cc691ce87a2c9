# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text shown as it is: what somebody typed or named a file is never taken for rich text."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class Label(QLabel):
    """A label of plain text. Qt's own guesses whether a text is HTML, and whoever types it decides."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def show_tip(widget: QWidget, text: str) -> None:
    """Gives a widget a tip of plain text; tips have no format of their own."""
    widget.setToolTip(f"<p>{escape(text)}</p>" if "<" in text else text)


def on_button(text: str) -> str:
    """The text of a button that shows what somebody typed: an ampersand there would be swallowed."""
    return text.replace("&", "&&")
