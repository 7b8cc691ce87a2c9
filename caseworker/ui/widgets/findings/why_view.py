# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a finding is what it is: the rule's own words, its sources, and the tests with what each found."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from caseworker.domain.reasons.explain import Why
from caseworker.domain.rules.assess import ApplicantAssessment
from caseworker.words import N_, Words
from caseworker.words.rules.remedies import remedy_lines
from caseworker.words.rules.why import Line, why_lines

from ... import theme
from ...weakly import weakly
from ..plain.label import Label
from ..plain.link_label import LinkLabel
from ..plain.muted_label import muted

MARKS = {"holds": "met", "fails": "not_met", "unknown": "not_known", "unseen": "not_applicable"}
SAID = {
    "holds": N_("holds"),
    "fails": N_("does not hold"),
    "unknown": N_("not known"),
    "unseen": N_("not needed"),
}
FOUND = N_("found: {value}")
INDENT = 18


class WhyView(QWidget):
    """The tree of one finding; `opened` carries the path of the field or paper that a line was read from."""

    opened = Signal(str)

    def __init__(self, one: ApplicantAssessment, why: Why, cites: str, words: Words) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(3)
        rule = why.finding.criterion.rule.get(words.language, "")
        if rule:
            quote = Label(words(N_("The rule: {words}"), words=rule))
            quote.setWordWrap(True)
            quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(quote)
        column.addWidget(muted(words(N_("Source: {sources}"), sources=cites)))
        for line in why_lines(why, words):
            column.addWidget(self._row(line, words))
        for text in remedy_lines(one, why.finding, words):
            said = Label(f"→ {text}")
            said.setWordWrap(True)
            column.addWidget(said)

    def _row(self, line: Line, words: Words) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(line.depth * INDENT, 0, 0, 0)
        row.setSpacing(6)
        mark = Label()
        mark.setPixmap(theme.mark_pixmap(MARKS[line.mark], 14))
        mark.setAccessibleName(words(SAID[line.mark]))
        mark.setToolTip(words(SAID[line.mark]))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        said = f"{line.text} · {words(FOUND, value=line.found)}" if line.found else line.text
        path = place_of(line)
        if path:
            text: QLabel = LinkLabel(said)
            assert isinstance(text, LinkLabel)  # noqa: S101 - made just now
            text.setAccessibleName(f"{said}: {words(SAID[line.mark])}")
            text.clicked.connect(weakly(self, lambda self: self.opened.emit(path)))
        else:
            text = Label(said)
            text.setWordWrap(True)
            if line.depth == 0:
                text.setObjectName("strong")
        row.addWidget(text, 1)
        return holder


def place_of(line: Line) -> str:
    """Where a line leads: to its first paper, else to the field, or nowhere."""
    if line.evidence:
        return f"evidence/{line.evidence[0]}"
    return line.paths[0] if line.paths else ""
