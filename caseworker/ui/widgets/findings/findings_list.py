# SPDX-License-Identifier: AGPL-3.0-or-later
"""The findings for one applicant, station by station: reason, papers, what would settle it, and why."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from caseworker.domain.case.fields import listed
from caseworker.domain.reasons.explain import why
from caseworker.domain.rules.assess import ApplicantAssessment
from caseworker.domain.rules.finding import Finding
from caseworker.domain.rules.programme import STEPS
from caseworker.words import N_, Words
from caseworker.words.rules.reasons import cure, evidence_text, reason
from caseworker.words.rules.rules import cites_of

from ... import theme
from ...weakly import weakly
from ..plain.clearing import clear
from ..plain.label import Label
from ..plain.muted_label import muted
from .why_view import WhyView

WHY_MORE, WHY_LESS, PROVED = N_("Why?"), N_("Less"), N_("What proves it")


class FindingsList(QWidget):
    """`finding_opened` carries the path of what a finding rests on and the criterion's id.

    `unfolded` carries the reasons that somebody opened, `changed` says that rows came or went.
    """

    finding_opened = Signal(str, str)
    changed = Signal()
    unfolded = Signal(QWidget)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._drawn: Any = None
        self._whys: dict[str, QPushButton] = {}
        self._open: dict[str, WhyView] = {}

    def show_none(self) -> None:
        """Shows nothing, where there is no assessment."""
        self._forget()
        self._drawn = None

    def show_findings(self, one: ApplicantAssessment, words: Words) -> None:
        """Shows the findings as they are now; what is open stays open while nothing changes."""
        key = (
            words.language,
            one.applicant.id,
            *((f.criterion.id, f.result, reason(f, words)) for f in one.findings),
        )
        if key == self._drawn:
            return
        self._forget()
        self._drawn = key
        for step in STEPS:
            found = [f for f in one.findings if f.criterion.step == step]
            if not found:
                continue
            title = Label(words.label("step", step))
            title.setObjectName("group")
            self._column.addWidget(title)
            for finding in found:
                self._column.addWidget(self._card(one, finding, words))
        self.changed.emit()

    def why_button(self, criterion: str) -> QPushButton | None:
        """The button that opens the reasons of a finding."""
        return self._whys.get(criterion)

    def _forget(self) -> None:
        clear(self._column)
        self._whys.clear()
        self._open.clear()

    def _toggle(self, one: ApplicantAssessment, finding: Finding, column: QVBoxLayout, words: Words) -> None:
        criterion = finding.criterion.id
        shown = self._open.pop(criterion, None)
        if shown is not None:
            column.removeWidget(shown)
            shown.deleteLater()
        else:
            cites = "; ".join(cites_of(one.rules.programme, finding.criterion.sources, words))
            view = WhyView(one, why(one, finding), cites, words)
            view.opened.connect(weakly(self, lambda self, path: self.finding_opened.emit(path, criterion)))
            self._open[criterion] = view
            column.addWidget(view)
            self.unfolded.emit(view)
        self._whys[criterion].setText(words(WHY_LESS if criterion in self._open else WHY_MORE))
        self.changed.emit()

    def _card(self, one: ApplicantAssessment, finding: Finding, words: Words) -> QWidget:
        kind = finding.shown_as
        card = QFrame()
        card.setObjectName("card")
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 12, 8)
        mark = Label()
        mark.setPixmap(theme.mark_pixmap(kind, 16))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        title = Label(f"{finding.criterion.title.get(words.language, '')} · {words.label('result', kind)}")
        title.setObjectName("strong")
        title.setWordWrap(True)
        more = QPushButton(words(WHY_MORE))
        more.setObjectName("link")
        more.setAccessibleName(f"{words(WHY_MORE)} {title.text()}")
        more.clicked.connect(weakly(self, lambda self: self._toggle(one, finding, column, words)))
        self._whys[finding.criterion.id] = more
        head = QHBoxLayout()
        head.addWidget(title, 1)
        criterion = finding.criterion.id
        proved = QPushButton(words(PROVED))
        proved.setObjectName("link")
        proved.setAccessibleName(f"{words(PROVED)}: {title.text()}")
        proved.clicked.connect(
            weakly(self, lambda self: self.finding_opened.emit(f"matrix/{criterion}", criterion))
        )
        head.addWidget(proved, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        text = Label(reason(finding, words))
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(text)
        used = set(finding.evidence())
        types = finding.view.reference.evidence_types
        papers = [
            evidence_text(item, types, words)
            for item in listed(finding.view.case.evidence)
            if item.id in used
        ]
        if papers:
            column.addWidget(muted(words(N_("Rests on: {papers}"), papers="; ".join(papers))))
        if finding.then == "more_evidence_needed" and not finding.waits and (wanted := cure(finding, words)):
            column.addWidget(muted(words(N_("To settle it: {what}"), what=wanted)))
        row.addLayout(column, 1)
        return card
