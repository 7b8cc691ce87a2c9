# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before a person is taken off a case: what becomes of the papers, decisions and letters that name them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from caseworker.domain.case.removing import Removal
from caseworker.words import N_, Words

ASK = N_("Remove {name} from this case?")
STAY = N_(
    "Decisions and letters about this person cannot be changed: they stay in the history of the file "
    "(decisions: {decisions}, letters: {letters})."
)
BACK = N_("Ctrl+Z brings the person and the papers back in one step.")
REMOVE, KEEP = N_("Remove the person"), N_("Keep the person")


def ask_removal(
    parent: QWidget,
    name: str,
    removal: Removal,
    kept: tuple[int, int],
    words: Words,
    remove: Callable[[], object],
) -> None:
    """Asks, and calls `remove` after yes. `kept` counts decisions and letters about the person."""
    lines = []
    if removal.alone:
        lines.append(
            words.many(
                "{count} paper about this person alone is removed too.",
                "{count} papers about this person alone are removed too.",
                len(removal.alone),
            )
        )
    if removal.shared:
        lines.append(
            words.many(
                "{count} paper about others as well stays; this name is taken off it.",
                "{count} papers about others as well stay; this name is taken off them.",
                len(removal.shared),
            )
        )
    if any(kept):
        lines.append(words(STAY, decisions=kept[0], letters=kept[1]))
    lines.append(words(BACK))
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words(ASK, name=name))
    box.setInformativeText("\n".join(lines))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    yes = box.addButton(words(REMOVE), QMessageBox.ButtonRole.DestructiveRole)
    no = box.addButton(words(KEEP), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    yes.clicked.connect(remove)
    box.open()
