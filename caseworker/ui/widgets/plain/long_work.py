# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long work in one row: how far it is, a way to stop it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from caseworker.words import N_, Words
from caseworker.words.errors import error_text

from ...background import Background, Progress
from .muted_label import muted

STOP = N_("Stop")


class LongWork(QWidget):
    """`run` starts the work; the bar and the stop button are there only meanwhile."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._progress: Progress | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.bar, self.stop = QProgressBar(), QPushButton()
        self.bar.setMaximumWidth(280)
        self.stop.clicked.connect(self._on_stop)
        self.said = muted()
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        row.addWidget(self.said, 1)
        self._show(running=False)

    def set_words(self, words: Words) -> None:
        """Speaks a language."""
        self.stop.setText(words(STOP))

    def say(self, text: str) -> None:
        """Shows a text instead of the last one."""
        self.said.setText(text)
        self._fit()

    @property
    def running(self) -> bool:
        """Whether work is under way."""
        return self._progress is not None

    def run(
        self,
        work: Callable[[Progress], Any],
        doing: str,
        counted: str,
        done: Callable[[Any], None],
        words: Words,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Runs `work`; `done` gets its answer.

        `doing` says what is done, `counted` is a text with {done} and {all}.
        """
        self.bar.setMaximum(0)
        self.bar.setAccessibleName(words(doing))
        self.said.setText(words(doing))
        self._show(running=True)

        def heard(so_far: int, total: int) -> None:
            self.bar.setMaximum(max(total, 1))
            self.bar.setValue(so_far)
            self.bar.setFormat(words(counted, done=so_far, all=total))

        def finished(found: Any) -> None:
            self._progress = None
            self._show(running=False)
            self.say("")
            done(found)

        def broken(error: Exception) -> None:
            self._progress = None
            self._show(running=False)
            self.say(error_text(error, words))
            if failed is not None:
                failed(error)

        self._progress = self._background.run_long(work, heard, finished, broken)

    def _on_stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _show(self, *, running: bool) -> None:
        self.bar.setVisible(running)
        self.stop.setVisible(running)
        self._fit()

    def _fit(self) -> None:
        self.setVisible(not self.bar.isHidden() or bool(self.said.text()))
