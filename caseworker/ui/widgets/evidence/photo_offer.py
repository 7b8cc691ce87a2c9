# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a photo itself says of its day and place: offered with its limits, applied by a person's click."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from caseworker.services.evidence.photo import PhotoAssertion
from caseworker.words import N_, Words

from ...models.case_editor import CaseEditor
from ...weakly import weakly
from ..plain.clearing import clear
from ..plain.flow_layout import FlowLayout
from ..plain.label import Label

SAYS = N_(
    "The photo itself says: {what}. A camera's clock can be wrong and both can be edited: it is weak "
    "evidence until confirmed."
)
TAKEN = N_("taken on {day}")
TAKEN_IN = N_("taken in {country}")
TAKEN_ON_IN = N_("taken on {day} in {country}")
USE_DAY, USE_PLACE = N_("Use the day"), N_("Use the place")


class PhotoOffer(QWidget):
    """The offers of several photos of one paper; hidden where there is nothing to take over."""

    def __init__(self, editor: CaseEditor, evidence_id: str) -> None:
        super().__init__()
        self._editor, self._at = editor, f"evidence/{evidence_id}"
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._state: object = None

    def show_offers(self, found: list[PhotoAssertion], words: Words) -> None:
        """Shows what differs from the fields."""
        on, place = (self._editor.value(f"{self._at}/{name}") for name in ("on", "place"))
        open_ = [
            one
            for one in dict.fromkeys(found)
            if (one.on and one.on != on) or (one.place and one.place != place)
        ]
        state = (words.language, tuple(open_), on, place)
        if state == self._state:
            return
        self._state = state
        clear(self._column)
        for one in open_:
            self._column.addWidget(self._offer(one, on, place, words))
        self.setVisible(bool(open_))

    def _offer(self, one: PhotoAssertion, on: object, place: object, words: Words) -> QWidget:
        frame = QFrame()
        frame.setObjectName("notice")
        column = QVBoxLayout(frame)
        column.setContentsMargins(10, 6, 10, 6)
        text = TAKEN_ON_IN if one.on and one.place else TAKEN if one.on else TAKEN_IN
        country = words.country(one.place) if one.place else ""
        said = Label(words(SAYS, what=words(text, day=words.day_text(one.on), country=country)))
        said.setWordWrap(True)
        column.addWidget(said)
        buttons = QWidget()
        row = FlowLayout(buttons, spacing=8)
        for label, name, value, now in (
            (USE_DAY, "on", one.on, on),
            (USE_PLACE, "place", one.place, place),
        ):
            if value and value != now:
                button = QPushButton(words(label))
                button.clicked.connect(
                    weakly(self, lambda self, _=False, to=name, what=value: self._use(to, what))
                )
                row.addWidget(button)
        column.addWidget(buttons)
        return frame

    def _use(self, name: str, value: str) -> None:
        self._editor.put(f"{self._at}/{name}", value)
