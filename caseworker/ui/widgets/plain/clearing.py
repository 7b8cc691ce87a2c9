# SPDX-License-Identifier: AGPL-3.0-or-later
"""Emptying a layout before it is filled anew."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QWidget


def clear(layout: QLayout, keep: QWidget | None = None) -> None:
    """Takes every widget out of the layout and lets it go, but for the one to keep."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None and widget is not keep:
            widget.hide()
            widget.deleteLater()
