# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guide and the list of keys, shown over the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QTextBrowser, QVBoxLayout, QWidget

from caseworker.paths import resource
from caseworker.words import N_, Words

KEYS = (
    ("Ctrl+N", N_("New case")),
    ("Ctrl+F", N_("Search the cases")),
    ("Ctrl+1 … Ctrl+5", N_("Go to a station of the case")),
    ("Ctrl+Enter", N_("Next station")),
    ("Alt+←, Alt+→", N_("Back and forth")),
    ("Ctrl+E", N_("Add evidence")),
    ("Ctrl+P", N_("Print the letter")),
    ("Ctrl+Z, Ctrl+Shift+Z", N_("Undo, redo")),
    ("Ctrl+S", N_("Save now")),
    ("Ctrl+L", N_("Lock")),
    ("F6", N_("Between list, screen and assessment")),
    ("F1", N_("Guide")),
    ("Ctrl+/", N_("These keys")),
)


def show_guide(parent: QWidget, words: Words) -> None:
    """Shows the guide in the language of the words."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(words(N_("Guide")))
    dialog.resize(760, 640)
    text = QTextBrowser()
    text.setMarkdown(resource("help", f"{words.language}.md").read_text(encoding="utf-8"))
    text.setAccessibleName(words(N_("Guide")))
    column = QVBoxLayout(dialog)
    column.addWidget(text)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def show_keys(parent: QWidget, words: Words) -> None:
    """Shows all keys."""
    rows = "".join(
        f"<tr><td><b>{keys}</b>&nbsp;&nbsp;</td><td>{words(text)}</td></tr>" for keys, text in KEYS
    )
    box = QMessageBox(parent)
    box.setWindowTitle(words(N_("Keys")))
    box.setText(f"<table>{rows}</table>")
    box.setStandardButtons(QMessageBox.StandardButton.NoButton)
    box.addButton(words(N_("Close")), QMessageBox.ButtonRole.RejectRole)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
