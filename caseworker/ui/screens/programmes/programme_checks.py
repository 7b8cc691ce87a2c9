# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of the Programmes screen: assess all cases again, run every decision again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from caseworker.services.desk import Desk
from caseworker.services.programmes.reassess import Reassessed, reassess_all
from caseworker.services.programmes.replay import Replayed, replay_all
from caseworker.words import N_, Words

from ...background import Background
from ...rules_html import replay_html
from ...widgets.plain.act_button import ActButton
from ...widgets.plain.long_work import LongWork
from ...widgets.plain.muted_label import muted

ASSESSED = N_("{seen} cases assessed; the outcome of {changed} changed. Decisions stay as they are.")
STOPPED = N_("Stopped after {seen} cases; the outcome of {changed} changed. What was done stays.")
ASSESSING = N_("Assessing all cases. You can go on working.")
REPLAYING = N_("Running every decision again. You can go on working.")
CASES, DECISIONS = N_("{done} of {all} cases"), N_("{done} of {all} decisions")
AGAIN = N_("Assess all cases again")
AGAIN_MEANS = N_("Renews the outcomes in the list, as after an update of the rules.")
REPLAY = N_("Run every decision again")
REPLAY_MEANS = N_(
    "Each decision is assessed again from the case and the rules kept with it, on its own day, and compared "
    "with what was recorded. Nothing is written."
)


class ChecksPart(QWidget):
    """Two cards, each with its button, its progress and its result."""

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self.desk, self.words = desk, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.again, self.replay = ActButton(), ActButton()
        self.again_work, self.replay_work = LongWork(background), LongWork(background)
        self._again_means, self._replay_means = muted(), muted()
        self.again.acted.connect(self._on_again)
        self.replay.acted.connect(self._on_replay)
        self.result = QTextBrowser()
        self.result.setOpenLinks(False)
        self.result.hide()
        self._found: Replayed | None = None
        self._assessed: Reassessed | None = None
        for means, button, work in (
            (self._replay_means, self.replay, self.replay_work),
            (self._again_means, self.again, self.again_work),
        ):
            card = QFrame()
            card.setObjectName("card")
            inner = QVBoxLayout(card)
            inner.setContentsMargins(16, 12, 16, 12)
            inner.addWidget(means)
            inner.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
            inner.addWidget(work)
            if button is self.replay:
                self.result.setMaximumHeight(220)
                inner.addWidget(self.result)
            column.addWidget(card)
        column.addStretch()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        self.again.setText(words(AGAIN))
        self.replay.setText(words(REPLAY))
        self._again_means.setText(words(AGAIN_MEANS))
        self._replay_means.setText(words(REPLAY_MEANS))
        self.result.setAccessibleName(words(REPLAY))
        for work in (self.again_work, self.replay_work):
            work.set_words(words)
            if not work.running:
                work.say("")
        if self._found is not None:
            self.result.setHtml(replay_html(self._found, self.desk.library.programmes, words))
        if self._assessed is not None:
            self._show_assessed(self._assessed)

    def _on_again(self) -> None:
        def done(found: Reassessed) -> None:
            self._assessed = found
            self._show_assessed(found)

        told, refused = self.again.until_told(done)
        self.again_work.run(
            lambda progress: reassess_all(self.desk, progress.report, progress.stopped),
            ASSESSING,
            CASES,
            told,
            self.words,
            refused,
        )

    def _show_assessed(self, found: Reassessed) -> None:
        text = ASSESSED if found.whole else STOPPED
        self.again_work.say(self.words(text, seen=found.seen, changed=found.changed))

    def _on_replay(self) -> None:
        def done(found: Replayed) -> None:
            self._found = found
            self.result.setHtml(replay_html(found, self.desk.library.programmes, self.words))
            self.result.show()

        told, refused = self.replay.until_told(done)
        self.replay_work.run(
            lambda progress: replay_all(self.desk, progress.report, progress.stopped),
            REPLAYING,
            DECISIONS,
            told,
            self.words,
            refused,
        )
