# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the papers show together of one entry: the result in words, the window, the picture of it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from caseworker.domain.entry import EntryProof, sighting_of
from caseworker.domain.fields import listed
from caseworker.words import N_, Words
from caseworker.words.reasons import evidence_text
from caseworker.words.remedies import remedy_lines

from .. import theme
from ..models.case_editor import CaseEditor
from .muted_label import muted
from .timeline import Timeline, TimelineItem, TimelineView, sentences

RESULT = {
    "proved_before": N_("Entry to {country} proved: on or before {last_day}, the last acceptable day."),
    "proved_after": N_("The papers show entry to {country} after {last_day}, the last acceptable day."),
    "not_established": N_(
        "The papers do not yet show on which side of {last_day} the person entered {country}."
    ),
    "contradictory": N_(
        "Papers contradict each other about the entry to {country}. Ask; do not choose between them."
    ),
}
BETWEEN = N_("Entered between {earliest} and {latest}.")
UNTIL = N_("Entered on or before {latest}.")
FROM = N_("Entered on or after {earliest}.")
ON = N_("Entered on {latest}.")
CLASH = N_("These clash: {papers}. Ask whether the person left the country in between, and record the day.")
IMMATERIAL = N_("Two records clash, but the result is the same whichever is right.")
NOT_ENOUGH = N_("Read together, but not enough yet: {window}")
NOT_ASKED_HERE = N_("The rules in force on the reference day do not ask when somebody entered a country.")
KEY = N_("Solid: primary. Hatched: corroborating. Outlined: weak, sets no bound.")


class EntryResult(QFrame):
    """The result card; `item_opened` names the evidence that was clicked in the picture."""

    item_opened = Signal(str)

    def __init__(self, editor: CaseEditor, words: Words) -> None:
        super().__init__()
        self.editor, self.words = editor, words
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        row = QHBoxLayout()
        self._mark = QLabel()
        self._result = QLabel()
        self._result.setObjectName("group")
        self._result.setWordWrap(True)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._result, 1)
        column.addLayout(row)
        self._window = muted()
        column.addWidget(self._window)
        self._picture = TimelineView()
        self._picture.item_opened.connect(self.item_opened)
        column.addWidget(self._picture)
        self._key = muted()
        column.addWidget(self._key)

    def show_result(self, words: Words) -> None:
        """Shows what the evidence of the chosen applicant proves, as the case stands."""
        self.words = words
        self._key.setText(words(KEY))
        editor = self.editor
        timeline = self._timeline()
        self._picture.show_timeline(timeline, words)
        self._picture.setToolTip("\n".join(sentences(timeline, words)) if timeline else "")
        asked = self._asked()
        if asked is None:
            self._result.setText(words(NOT_ASKED_HERE if editor.assessment else N_("No assessment yet.")))
            self._mark.setPixmap(theme.mark_pixmap("not_applicable", 18))
            self._window.setText("")
            return
        country, last_day, proof = asked
        values = {"country": words.country(country), "last_day": words.day(last_day)}
        self._result.setText(words(RESULT[proof.proof], **values))
        marks = {"proved_before": "met", "proved_after": "not_met", "contradictory": "needs_review"}
        self._mark.setPixmap(theme.mark_pixmap(marks.get(proof.proof, "not_known"), 18))
        self._window.setText(" ".join(self._window_texts(proof)))

    def _window_texts(self, proof: EntryProof) -> list[str]:
        words = self.words
        earliest = words.day(proof.earliest) if proof.earliest else ""
        latest = words.day(proof.latest) if proof.latest else ""
        said = []
        if "conflict" in proof.flags:
            assert self.editor.case is not None  # noqa: S101 - the proof came from it
            types = self.editor.desk.library.reference.evidence_types
            papers = [
                evidence_text(one, types, words)
                for one in listed(self.editor.case.evidence)
                if one.id in proof.clash
            ]
            said.append(words(CLASH, papers="; ".join(papers)))
        elif proof.proof == "not_established" and (earliest or latest):
            text = BETWEEN if earliest and latest else UNTIL if latest else FROM
            window = words(text, earliest=earliest, latest=latest)
            said.append(words(NOT_ENOUGH, window=window))
        elif earliest and latest:
            said.append(words(ON if earliest == latest else BETWEEN, earliest=earliest, latest=latest))
        elif latest:
            said.append(words(UNTIL, latest=latest))
        elif earliest:
            said.append(words(FROM, earliest=earliest))
        if "conflict_immaterial" in proof.flags:
            said.append(words(IMMATERIAL))
        if proof.proof == "not_established":
            said += self._would_settle()
        return said

    def _would_settle(self) -> list[str]:
        """What would settle the open entry criterion, the easiest to get first."""
        assessment = self.editor.assessment
        if assessment is None:
            return []
        one = assessment.of(self.editor.applicant_id)
        for finding in one.open_findings():
            if finding.criterion.step == "entry" and finding.criterion.proofs:
                return remedy_lines(one, finding, self.words)
        return []

    def _asked(self) -> tuple[str, date, EntryProof] | None:
        assessment = self.editor.assessment
        if assessment is None:
            return None
        try:
            one = assessment.of(self.editor.applicant_id)
        except KeyError:
            return None
        days = dict(one.rules.entry_days)
        if "MEX" not in days:
            return None
        return "MEX", days["MEX"], one.entries()["MEX"]

    def _timeline(self) -> Timeline | None:
        asked = self._asked()
        case = self.editor.case
        if asked is None or case is None:
            return None
        country, last_day, proof = asked
        reference = self.editor.desk.library.reference
        items = []
        for item in case.evidence_about(self.editor.applicant_id):
            found = sighting_of(item, country, reference.evidence_types, reference.zones)
            if found is not None:
                kind = reference.evidence_types.get(item.type) if isinstance(item.type, str) else None
                name = kind.name(self.words.language) if kind else self.words(N_("Evidence"))
                items.append(TimelineItem(found, name, found.made_in))
        return Timeline(tuple(items), proof, last_day, country) if items else None
