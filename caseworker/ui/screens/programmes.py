# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programmes: the rules in force on a day, in plain words, with their sources and doubts."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from caseworker.domain.days import days_of
from caseworker.domain.fields import NOT_ASKED
from caseworker.domain.programme import STEPS, Programme
from caseworker.domain.reference import NoValueInForce
from caseworker.services.desk import Desk
from caseworker.words import N_, Words

from ..widgets.day_editor import DayEditor
from ..widgets.field_block import FieldBlock


class ProgrammesScreen(QWidget):
    def __init__(self, desk: Desk, words: Words, today: date) -> None:
        super().__init__()
        self.desk, self.words = desk, words
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

    def _show(self) -> None:
        words = self.words
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
                text = _open(answer.reason.get(language, ""))
                lines.append(f"- {words.label('result', result)}: {text}")
            cites = "; ".join(programme.sources[source].cite for source in one.sources)
            lines.append(f"\n*{words(N_('Source: {sources}'), sources=cites)}*")
    cautions = programme.cautions_on(on)
    if cautions:
        lines.append(f"### {words(N_('Doubts'))}")
        lines += [f"- {one.words.get(language, '')}" for one in cautions]
    return "\n\n".join(lines)


def _open(text: str) -> str:
    """A template as a rule reads: its blanks as an ellipsis."""
    out, depth = "", 0
    for ch in text:
        depth += ch == "{"
        if depth == 0:
            out += ch
        elif ch == "}":
            depth -= 1
            out += "…"
    return out
