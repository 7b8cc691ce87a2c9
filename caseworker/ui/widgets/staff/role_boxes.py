# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which roles somebody holds: one box each, with a line on what it may do."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from caseworker.domain.permissions import ROLES
from caseworker.words import N_, Words

from ..plain.muted_label import muted

WHAT = {
    "intake": N_(
        "Sees cases, opens new ones, records facts, papers and contacts; prints letters that were issued."
    ),
    "caseworker": N_("As intake, and decides, takes off what others recorded, and issues letters."),
    "supervisor": N_(
        "As a caseworker, and approves or sends back what others decided, revokes letters, accepts "
        "conditions without evidence, and puts programme files in force."
    ),
    "administrator": N_("People, roles, keys, letterhead and programme files. Sees no cases."),
    "auditor": N_("Sees the record of everything that was done. Sees no cases."),
}


BESIDE_BOX = 26


class RoleBoxes(QWidget):
    """A person holds any of them."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.boxes = {role: QCheckBox() for role in ROLES}
        self._lines: dict[str, QLabel] = {role: muted() for role in ROLES}
        for role, box in self.boxes.items():
            column.addWidget(box)
            # An indent of the label itself is left out where it counts its lines.
            line = QVBoxLayout()
            line.setContentsMargins(BESIDE_BOX, 0, 0, 4)
            line.addWidget(self._lines[role])
            column.addLayout(line)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        for role, box in self.boxes.items():
            box.setText(words.label("staff_role", role))
            self._lines[role].setText(words(WHAT[role]))
            box.setAccessibleDescription(words(WHAT[role]))

    def chosen(self) -> tuple[str, ...]:
        """The roles whose boxes are ticked."""
        return tuple(role for role, box in self.boxes.items() if box.isChecked())

    def choose(self, roles: Collection[str]) -> None:
        """Ticks these and no others."""
        for role, box in self.boxes.items():
            box.setChecked(role in roles)
