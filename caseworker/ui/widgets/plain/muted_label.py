# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wrapping explanation in quiet letters."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from .label import Label


def muted(text: str = "") -> QLabel:
    """A wrapping explanation."""
    label = Label(text)
    label.setObjectName("muted")
    label.setWordWrap(True)
    return label
