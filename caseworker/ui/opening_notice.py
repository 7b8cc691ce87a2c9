# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was found beside the database at opening, said once over the first screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from caseworker.words import N_, Words


def tell(window: QWidget, text: str, words: Words) -> QMessageBox:
    """Shows the text in a box that keeps nobody from working; where files lie can be copied from it."""
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Caseworker")
    box.setText(text)
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    box.addButton(words(N_("Close")), QMessageBox.ButtonRole.RejectRole)
    box.setWindowModality(Qt.WindowModality.NonModal)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.show()
    return box
