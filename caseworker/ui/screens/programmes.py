# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programmes: the rules in force on a day, in plain words, with their sources and doubts."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.days import days_of
from caseworker.domain.fields import NOT_ASKED
from caseworker.domain.programme import STEPS, Programme
from caseworker.domain.reference import NoValueInForce
from caseworker.services.desk import Desk
from caseworker.services.reassess import Reassessed, reassess_all
from caseworker.words import N_, Words
from caseworker.words.errors import error_text
from caseworker.words.reasons import blanked

from ..background import Background, Progress
from ..widgets.day_editor import DayEditor
from ..widgets.field_block import FieldBlock
from ..widgets.muted_label import muted

ASSESSED = N_("{seen} cases assessed; the outcome of {changed} changed. Decisions stay as they are.")
STOPPED = N_("Stopped after {seen} cases; the outcome of {changed} changed. What was done stays.")


class ProgrammesScreen(QWidget):
    def __init__(self, desk: Desk, background: Background, words: Words) -> None:
        super().__init__()
        self.desk, self._background, self.words = desk, background, words
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        self._title = QLabel()
        self._title.setObjectName("title")
        column.addWidget(self._title)
        row = QHBoxLayout()
        self._which = QComboBox()
        for one in desk.library.programmes.values():
            self._which.addItem(one.name.get(words.language, one.id), one.id)
        venezuela = self._which.findData("venezuela")
        self._which.setCurrentIndex(max(venezuela, 0))
        self._which.activated.connect(lambda _: self._on_programme())
        self._day = FieldBlock("on", N_("Rules in force on"), DayEditor(), gaps=False)
        self._day.edited.connect(self._on_day)
        row.addWidget(self._which)
        row.addWidget(self._day)
        row.addStretch()
        column.addLayout(row)
        self._text = QTextBrowser()
        self._text.setOpenLinks(False)
        column.addWidget(self._text, 1)
        bottom = QHBoxLayout()
        self._again, self._stop = QPushButton(), QPushButton()
        self._again.clicked.connect(self._on_again)
        self._stop.clicked.connect(self._on_stop)
        self._bar = QProgressBar()
        self._bar.setMaximumWidth(320)
        self._said = muted()
        for part in (self._again, self._bar, self._stop):
            bottom.addWidget(part)
        bottom.addWidget(self._said, 1)
        column.addLayout(bottom)
        self._bar.hide()
        self._stop.hide()
        self._progress: Progress | None = None
        self._on: date | None = None
        self._on_programme()

    def set_words(self, words: Words) -> None:
        self.words = words
        for at in range(self._which.count()):
            one = self.desk.library.programmes[self._which.itemData(at)]
            self._which.setItemText(at, one.name.get(words.language, one.id))
        self._show()

    def _programme(self) -> Programme:
        return self.desk.library.programmes[self._which.currentData()]

    def _on_programme(self) -> None:
        programme = self._programme()
        self._on = programme.versions[min(1, len(programme.versions) - 1)].span.first
        self._show()

    def _on_day(self, _: str, value: object) -> None:
        if isinstance(value, str) and days_of(value).exact:
            self._on = days_of(value).first
            self._show()

    def _on_stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _on_again(self) -> None:
        words = self.words
        self._again.setEnabled(False)
        self._bar.setValue(0)
        self._bar.show()
        self._stop.show()
        self._said.setText(words(N_("Assessing all cases. You can go on working.")))

        def heard(so_far: int, total: int) -> None:
            self._bar.setMaximum(max(total, 1))
            self._bar.setValue(so_far)
            self._bar.setFormat(words(N_("{done} of {all} cases"), done=so_far, all=total))

        def finish(text: str) -> None:
            self._bar.hide()
            self._stop.hide()
            self._again.setEnabled(True)
            self._said.setText(text)

        def done(found: Reassessed) -> None:
            text = words(ASSESSED if found.whole else STOPPED, seen=found.seen, changed=found.changed)
            finish(text)

        self._progress = self._background.run_long(
            lambda progress: reassess_all(self.desk, progress.report, progress.stopped),
            heard,
            done,
            lambda error: finish(error_text(error, words)),
        )

    def _show(self) -> None:
        words = self.words
        self._again.setText(words(N_("Assess all cases again")))
        self._stop.setText(words(N_("Stop")))
        self._title.setText(words(N_("Programmes")))
        self._which.setAccessibleName(words(N_("Programme")))
        self._day.show_value(self._on.isoformat() if self._on else NOT_ASKED, "", words)
        self._text.setAccessibleName(words(N_("The rules in plain words")))
        if self._on is not None:
            self._text.setMarkdown(rules_text(self._programme(), self._on, words))


def rules_text(programme: Programme, on: date, words: Words) -> str:
    """The rules of a programme on a day, as Markdown."""
    try:
        version = programme.version_on(on)
    except NoValueInForce:
        return words(N_("No rules of this programme are in force on {day}."), day=words.day(on))
    language = words.language
    lines = [
        f"## {programme.name.get(language, programme.id)}",
        f"**{version.title.get(language, '')}** ({version.cite}) · "
        f"{words.label('status', programme.status_on(on))} · {words.day(on)}",
        words(N_("Last checked against the sources on {day}."), day=words.day(programme.checked_on)),
    ]
    for step in STEPS:
        criteria = [one for one in programme.criteria_on(on) if one.step == step]
        if not criteria:
            continue
        lines.append(f"### {words.label('step', step)}")
        for one in criteria:
            lines.append(f"**{one.title.get(language, one.id)}**")
            for answer in one.answers:
                result = "needs_review" if answer.then == "needs_review" else answer.result
                text = blanked(answer.reason.get(language, ""))
                lines.append(f"- {words.label('result', result)}: {text}")
            cites = "; ".join(programme.sources[source].cite for source in one.sources)
            source = words(N_("Source: {sources}"), sources=cites)
            lines.append(f"\n*{source}*")
    cautions = programme.cautions_on(on)
    if cautions:
        doubts = words(N_("Doubts"))
        lines.append(f"### {doubts}")
        lines += [f"- {one.words.get(language, '')}" for one in cautions]
    return "\n\n".join(lines)
