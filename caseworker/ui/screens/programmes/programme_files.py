# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of the Programmes screen: what is in force and from where, installing another, the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from caseworker.services.desk import Desk
from caseworker.services.programmes import installing, sentences
from caseworker.services.programmes.impact import Impact, impact_of
from caseworker.services.programmes.installing import Candidate, InForce, UnreadableFile, may_install
from caseworker.services.programmes.reassess import Reassessed
from caseworker.words import N_, Words
from caseworker.words.errors import error_text
from caseworker.words.rules.rules import CHECKED, stale_text_of

from ...background import Background, Progress
from ...rules_html import impact_html
from ...weakly import weakly
from ...widgets.plain.act_button import ActButton
from ...widgets.plain.clearing import clear
from ...widgets.plain.label import Label
from ...widgets.plain.long_work import LongWork
from ...widgets.plain.muted_label import muted

INSTALL = N_("Install a programme file…")
EXPLAIN = N_(
    "A file from a folder or a USB stick is checked whole, and what it would change is listed before you "
    "accept it. Decided cases stay as they are."
)
CHOOSE, KIND = N_("Choose a programme file"), N_("Programme files")
ACCEPT, LEAVE = N_("Put it in force"), N_("Leave everything as it is")
BACK = N_("Use the shipped file again")
REFUSED = N_("{file} was refused. The rules before it stay in force.")
NOT_SERVING = N_("This file cannot be read any more: {fault}. The file that came with the program serves.")
LOOKING = N_("Looking at what would change. You can go on working.")
RENEWING = N_("It is in force. The list of cases is being renewed.")
CASES = N_("{done} of {all} cases")
DONE = N_("It is in force. Cases with another outcome in the list: {count}.")
PART_DONE = N_(
    "It is in force. The list was not renewed to the end (so far: {count}): assess all cases again under "
    "Checks."
)
MAY_NOT = N_("Only a supervisor or an administrator puts a programme file in force.")

MOST_FAULTS = 8


class FilesPart(QScrollArea):
    """`changed` says that other rules are in force now."""

    changed = Signal()

    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self.desk, self._background, self.words = desk, background, words
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        self._explain = muted()
        column.addWidget(self._explain)
        self.install = QPushButton()
        self.install.setObjectName("primary")
        self.install.clicked.connect(self._on_install)
        column.addWidget(self.install, alignment=Qt.AlignmentFlag.AlignLeft)
        self.error = Label()
        self.error.setObjectName("error")
        self.error.setWordWrap(True)
        self.error.hide()
        column.addWidget(self.error)
        self.work = LongWork(background)
        column.addWidget(self.work)
        column.addWidget(self._make_offer())
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        column.addLayout(self._cards)
        column.addStretch()
        self.setWidget(page)
        self._rows: tuple[InForce, ...] = ()
        self._offered: tuple[Candidate, Impact] | None = None
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self.words = words
        self.setAccessibleName(words(N_("Programme files")))
        self._explain.setText(words(EXPLAIN))
        self.install.setText(words(INSTALL))
        self.accept.setText(words(ACCEPT))
        self.leave.setText(words(LEAVE))
        self.offer_text.setAccessibleName(words(N_("What would change")))
        self._may_not.setText(words(MAY_NOT))
        self.work.set_words(words)
        if not self.work.running:
            self.work.say("")
        self.error.hide()
        self._show_offer()
        self._show_rows()

    def reload(self) -> None:
        """Reads again which files are in force."""
        self._background.read(
            lambda: installing.in_force(self.desk), self._on_rows, lambda error: self._say_error([error])
        )

    def look_at(self, path: Path) -> None:
        """Checks a file and lists what it would change, in the background; nothing is accepted."""
        self._look(lambda: installing.read_candidate(self.desk, path), path.name)

    def look_back(self, programme_id: str) -> None:
        """Lists what the way back to the shipped file would change."""
        self._look(lambda: installing.shipped_candidate(self.desk, programme_id), programme_id)

    def _make_offer(self) -> QFrame:
        self.offer = QFrame()
        self.offer.setObjectName("notice")
        column = QVBoxLayout(self.offer)
        column.setContentsMargins(16, 12, 16, 12)
        self._offer_title = Label()
        self._offer_title.setObjectName("heading")
        self._offer_title.setWordWrap(True)
        column.addWidget(self._offer_title)
        self.offer_text = QTextBrowser()
        self.offer_text.setOpenLinks(False)
        self.offer_text.setMinimumHeight(260)
        column.addWidget(self.offer_text)
        self._may_not = muted()
        column.addWidget(self._may_not)
        row = QHBoxLayout()
        self.accept, self.leave = ActButton(), QPushButton()
        self.accept.setObjectName("primary")
        self.accept.acted.connect(self._on_accept)
        self.leave.clicked.connect(self._on_leave)
        row.addWidget(self.accept)
        row.addWidget(self.leave)
        row.addStretch()
        column.addLayout(row)
        self.offer.hide()
        return self.offer

    def _on_install(self) -> None:
        kind = f"{self.words(KIND)} (*.toml)"
        chosen, _ = QFileDialog.getOpenFileName(self, self.words(CHOOSE), "", kind)
        if chosen:
            self.look_at(Path(chosen))

    def _look(self, read: Callable[[], Candidate], name: str) -> None:
        self._offered = None
        self.error.hide()
        self._show_offer()
        self._enable(False)

        words = self.words

        def work(progress: Progress) -> tuple[Candidate, Impact, str]:
            candidate = read()
            impact = impact_of(self.desk, candidate, progress.report, progress.stopped)
            # Put into words here: a file may change hundreds of lines.
            return candidate, impact, impact_html(candidate, impact, words)

        def done(found: tuple[Candidate, Impact, str]) -> None:
            self._enable(True)
            self._offered = found[:2]
            self._show_offer(found[2] if words is self.words else "")
            self.accept.setFocus() if self.accept.isEnabled() else self.leave.setFocus()
            self.ensureVisible(0, 0)

        def failed(error: Exception) -> None:
            self._enable(True)
            self.work.say("")
            self._say_refused(name, error)

        self.work.run(work, LOOKING, CASES, done, words, failed)

    def _on_accept(self) -> None:
        if self._offered is None:
            return
        candidate, _ = self._offered
        self._on_leave()
        self._enable(False)

        def done(found: Reassessed) -> None:
            self._enable(True)
            self.work.say(self.words(DONE if found.whole else PART_DONE, count=found.changed))
            self.reload()
            self.changed.emit()

        def failed(error: Exception) -> None:
            self._enable(True)
            self._say_error([error])

        told, refused = self.accept.until_told(done, failed)
        self.work.run(
            lambda progress: installing.accept(self.desk, candidate, progress.report, progress.stopped),
            RENEWING,
            CASES,
            told,
            self.words,
            refused,
        )

    def _on_leave(self) -> None:
        self._offered = None
        self._show_offer()
        self.install.setFocus()

    def _enable(self, on: bool) -> None:
        self.install.setEnabled(on)
        for button in self.findChildren(QPushButton, "back"):
            button.setEnabled(on)

    def _say_refused(self, name: str, error: Exception) -> None:
        words = self.words
        lines = [words(REFUSED, file=name)]
        if isinstance(error, UnreadableFile):
            lines.append(sentences.unreadable_text(error, words))
        else:
            faults = sentences.fault_lines(error, words)
            lines += faults[:MOST_FAULTS] or [error_text(error, words)]
            if len(faults) > MOST_FAULTS:
                more = len(faults) - MOST_FAULTS
                lines.append(words.many("and {count} more fault", "and {count} more faults", more))
        self.error.setText("\n".join(lines))
        self.error.show()

    def _say_error(self, errors: list[Exception]) -> None:
        self.error.setText("\n".join(error_text(one, self.words) for one in errors))
        self.error.show()

    def _show_offer(self, html: str = "") -> None:
        found = self._offered
        self.offer.setVisible(found is not None)
        if found is None:
            return
        candidate, impact = found
        self._offer_title.setText(candidate.file or self.words(BACK))
        self.offer_text.setHtml(html or impact_html(candidate, impact, self.words))
        allowed = may_install(self.desk)
        self._may_not.setVisible(not allowed)
        # What was stopped half-way does not show everything that would change.
        self.accept.setEnabled(allowed and impact.whole)

    def _on_rows(self, rows: tuple[InForce, ...]) -> None:
        self._rows = rows
        self._show_rows()

    def _show_rows(self) -> None:
        clear(self._cards)
        # What the office itself put in force comes first.
        for row in sorted(self._rows, key=lambda one: not one.installed):
            self._cards.addWidget(self._card(row))

    def _card(self, one: InForce) -> QWidget:
        words = self.words
        card = QFrame()
        card.setObjectName("notice" if one.fault else "card")
        line = QHBoxLayout(card)
        line.setContentsMargins(12, 8, 12, 8)
        texts = QVBoxLayout()
        name = Label(one.name.get(words.language) or one.name.get("en", one.programme_id))
        name.setObjectName("strong")
        name.setWordWrap(True)
        texts.addWidget(name)
        said = [sentences.origin_text(one, words)]
        if one.checked_on:
            stale = stale_text_of(one.checked_on, self.desk.today(), words)
            said.append(f"⚠ {stale}" if stale else words(CHECKED, day=words.day(one.checked_on)))
        if newer := sentences.newer_text(one, words):
            said.append(newer)
        if one.fault:
            said.append(words(NOT_SERVING, fault=one.fault.in_words(words)))
        texts.addWidget(muted("\n".join(said)))
        digest = Label(f"SHA-256 {one.sha256}")
        digest.setObjectName("muted")
        digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts.addWidget(digest)
        line.addLayout(texts, 1)
        if one.installed:
            button = QPushButton(words(BACK))
            button.setObjectName("back")
            button.clicked.connect(
                weakly(self, lambda self, _=False, at=one.programme_id: self.look_back(at))
            )
            line.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)
        return card
