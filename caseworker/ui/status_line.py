# SPDX-License-Identifier: AGPL-3.0-or-later
"""The line at the foot of the window: how saving goes, what undo would change, what kind of store it is."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QStatusBar

from caseworker.services.desk import Desk
from caseworker.words import N_, Words
from caseworker.words.labels import field_label

from .widgets.plain.label import Label

VIEWING = N_("For reading only: nothing is saved")
ALL_SAVED = N_("Everything is saved.")
TRAINING = N_("Training store")


class StatusLine:
    """Three texts in the bar of a window, in words that may change."""

    def __init__(self, bar: QStatusBar, words: Words) -> None:
        self.words = words
        self.saving, self.undo, self.store_kind = Label(), Label(), Label()
        bar.addWidget(self.saving)
        bar.addPermanentWidget(self.undo)
        bar.addPermanentWidget(self.store_kind)

    def say(self, text: str) -> None:
        """Says how saving goes, or what else just happened."""
        self.saving.setText(text)

    def say_saved_now(self) -> None:
        """Says that all was saved at this minute."""
        self.say(self.words(N_("Saved {time}"), time=datetime.now().astimezone().strftime("%H:%M:%S")))

    def take_back(self) -> None:
        """Takes back that everything is saved, if that is what it says."""
        if self.saving.text() == self.words(ALL_SAVED):
            self.say("")

    def show_undo(self, path: str) -> None:
        """Names the field that undo would change; an empty path for none."""
        name = self.words(field_label(path)) if path else ""
        self.undo.setText(self.words(N_("Ctrl+Z: undo change of {field}"), field=name) if name else "")

    def begin(self, desk: Desk, words: Words, *, all_saved: bool) -> None:
        """Speaks other words, and says what is so until something happens."""
        self.words = words
        store = desk.store
        self.say(words(ALL_SAVED) if all_saved and not store.viewer else "")
        kinds = [words(VIEWING)] * store.viewer + [words(TRAINING)] * store.training
        self.store_kind.setText(" · ".join(kinds))
        self.store_kind.setVisible(bool(kinds))
