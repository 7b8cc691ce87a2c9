# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits for the second person who is signed in: counted in the rail, listed at Review and on Start."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from caseworker.services import review
from caseworker.services.desk import Desk
from caseworker.services.review import GoneAlone, SentBack, Waiting

from .background import Background


class Reviewing(QObject):
    """`changed` when it was read again. `waiting`, `gone_alone` and `sent_back` are what was found."""

    changed = Signal()

    def __init__(self, desk: Desk, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._background = desk, background
        self.waiting: tuple[Waiting, ...] = ()
        self.gone_alone: tuple[GoneAlone, ...] = ()
        self.sent_back: tuple[SentBack, ...] = ()

    @property
    def count(self) -> int:
        """How many cases and letters wait for whoever sits here."""
        return len({one.case_id for one in self.waiting}) + len(self.gone_alone)

    def reload(self) -> None:
        """Reads it again, after what is on its way to the store."""
        desk = self._desk

        def work() -> tuple[tuple[Waiting, ...], tuple[GoneAlone, ...], tuple[SentBack, ...]]:
            return review.waiting(desk), review.gone_alone(desk), review.sent_back(desk)

        def done(found: tuple[tuple[Waiting, ...], tuple[GoneAlone, ...], tuple[SentBack, ...]]) -> None:
            self.waiting, self.gone_alone, self.sent_back = found
            self.changed.emit()

        ask = self._background.write if self._background.busy else self._background.read
        ask(work, done)
