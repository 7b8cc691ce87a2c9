# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entry: the papers, what they prove together, and the picture of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from caseworker.domain import applicant as people
from caseworker.domain.document_paths import value_at
from caseworker.domain.entry import EntryProof, sighting_of
from caseworker.domain.fields import listed
from caseworker.services.cases import new_item_id
from caseworker.words import N_
from caseworker.words.reasons import evidence_text
from caseworker.words.remedies import remedy_lines

from .. import theme
from ..widgets.about_editor import AboutEditor
from ..widgets.assessment_panel import person_name
from ..widgets.choice_editor import ChoiceEditor, ListChoiceEditor
from ..widgets.clearing import clear
from ..widgets.country_editor import CountryEditor
from ..widgets.day_editor import DayEditor
from ..widgets.form import Form
from ..widgets.link_label import LinkLabel
from ..widgets.muted_label import muted
from ..widgets.records_editor import RecordsEditor
from ..widgets.text_editor import TextEditor
from ..widgets.timeline import Timeline, TimelineItem, TimelineView, sentences
from .case_screen import CaseScreen, PeopleRow
from .intake import options

ADD_EVIDENCE = N_("Add evidence")
REMOVE_EVIDENCE = N_("Remove this evidence")
DONE = N_("Done")
NO_EVIDENCE = N_(
    "No evidence yet. A stamp, an FMM, a COMAR certificate, a bus ticket: add what the person has."
)
PROVES = N_("It can prove: {what}.")
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


class EntryScreen(CaseScreen):
    STEP = "entry"
    TITLE = N_("Entry")

    def build(self) -> None:
        self._people = PeopleRow()
        self._people.chosen.connect(self.editor.choose_applicant)
        self.body.addWidget(self._people)
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
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
        self._picture.item_opened.connect(self._open_evidence)
        column.addWidget(self._picture)
        self._key = muted()
        column.addWidget(self._key)
        self.body.addWidget(card)

        head = QHBoxLayout()
        self._evidence_title = QLabel()
        self._evidence_title.setObjectName("heading")
        self._add = QPushButton()
        self._add.setObjectName("primary")
        self._add.setShortcut("Ctrl+E")
        self._add.clicked.connect(self._add_evidence)
        head.addWidget(self._evidence_title)
        head.addStretch()
        head.addWidget(self._add)
        self.body.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.body.addLayout(self._list)
        self._open_id = ""
        self._drawn: Any = None
        self._evidence_form: Form | None = None
        self._person: Form | None = None
        self._person_id = ""
        self._person_at = self.body.count()

    def refresh(self, path: str = "") -> None:
        words = self.words
        found = value_at(self.editor.document, "applicants")
        found = found if isinstance(found, list) else []
        self._people.show_people(found, self.editor.applicant_id, words)
        self._people.setVisible(len(found) > 1)
        self._evidence_title.setText(words(N_("Evidence")))
        self._add.setText(f"+ {words(ADD_EVIDENCE)}")
        self._key.setText(words(N_("Solid: primary. Hatched: corroborating. Outlined: weak, sets no bound.")))
        self._show_result()
        self._show_list()
        if self.editor.applicant_id != self._person_id:
            self._show_person(self.editor.applicant_id)
        super().refresh(path)

    def open_path(self, path: str) -> bool:
        parts = path.split("/")
        if parts[0] == "evidence":
            if len(parts) > 1:
                self._open_evidence(parts[1])
            elif not listed_evidence(self.editor.document):
                self._add.setFocus()
                return True
            else:
                self.ensureWidgetVisible(self._add)
                self._add.setFocus()
                return True
        if parts[0] == "applicants" and len(parts) > 1 and parts[1] != self.editor.applicant_id:
            self.editor.choose_applicant(parts[1])
        return super().open_path(path)

    def _show_result(self) -> None:
        words, editor = self.words, self.editor
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

    def _show_list(self) -> None:
        words = self.words
        found = listed_evidence(self.editor.document)
        mine = [
            one
            for one in found
            if self.editor.applicant_id in (one.get("about") or [self.editor.applicant_id])
        ]
        state = (
            words.language,
            self._open_id,
            self.editor.applicant_id,
            repr(_summaries(mine, self._open_id)),
        )
        if state == self._drawn:
            return
        self._drawn = state
        if self._evidence_form is not None and self._open_id not in [one["id"] for one in mine]:
            self._close_form()
        focus_form = self._evidence_form
        clear(self._list, keep=focus_form)
        if not mine:
            self._list.addWidget(muted(words(NO_EVIDENCE)))
        for one in mine:
            if one["id"] == self._open_id and self._evidence_form is not None:
                self._list.addWidget(self._evidence_form)
            else:
                self._list.addWidget(self._card(one))

    def _card(self, one: dict[str, Any]) -> QWidget:
        words, reference = self.words, self.editor.desk.library.reference
        kind = reference.evidence_types.get(one.get("type", ""))
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(0)
        name = LinkLabel(kind.name(words.language) if kind else words(N_("Evidence without a kind")))
        name.clicked.connect(lambda at=one["id"]: self._open_evidence(at))
        column.addWidget(name)
        place = one.get("place") or (kind.place if kind else "")
        tier = one.get("tier") or (kind.tier if kind else "weak")
        asserts = one.get("asserts") or (kind.asserts if kind else "none")
        day = words.day_text(one.get("on")) or words(N_("no day yet"))
        country = words.country(place) if place else words(N_("no country yet"))
        said = (country, day, words.label("tier", tier), words.label("asserts", asserts))
        column.addWidget(muted(" · ".join(said)))
        return card

    def _add_evidence(self) -> None:
        found = listed_evidence(self.editor.document)
        new_id = new_item_id("e", [one["id"] for one in found])
        about = [self.editor.applicant_id] if self.editor.applicant_id else []
        self.editor.put("evidence", [*found, {"id": new_id, "about": about}])
        self._open_evidence(new_id)

    def _open_evidence(self, evidence_id: str) -> None:
        if self._evidence_form is not None:
            self._close_form()
        self._open_id = evidence_id
        form = self._form_for(f"evidence/{evidence_id}")
        self._evidence_form = form
        self.watch(form)
        self._drawn = None
        self._show_list()
        form.fields[f"evidence/{evidence_id}/type"].take_focus()
        self.ensureWidgetVisible(form, 20, 60)

    def _close_form(self) -> None:
        form, self._evidence_form, self._open_id = self._evidence_form, None, ""
        if form is not None:
            self.unwatch(form)
            form.hide()
            form.deleteLater()
        self._drawn = None

    def _form_for(self, at: str) -> Form:
        words, reference = self.words, self.editor.desk.library.reference
        kinds = sorted(reference.evidence_types.values(), key=lambda one: one.name(words.language))
        form = Form()
        form.group(N_("Evidence"))
        names = [(one.id, one.name(words.language)) for one in kinds]
        kind = ListChoiceEditor(names, width=520)
        form.add(f"{at}/type", N_("Kind of evidence"), kind, gaps=False)
        proves = muted()

        def explain(_: Any = None) -> None:
            found = reference.evidence_types.get(str(self.editor.value(f"{at}/type")))
            text = dict(found.proves).get(words.language, "") if found else ""
            ask = dict(found.asks).get(words.language, "") if found else ""
            proves.setText(f"{words(PROVES, what=text)} {ask}".strip() if text else "")

        explain()
        form.edited.connect(explain)
        form.add_widget(proves)
        form.add(
            f"{at}/on",
            N_("Day on the record"),
            DayEditor(),
            N_("A month alone is fine. For some day from the 3rd to the 9th, type 2022-10-03/2022-10-09."),
            gaps=False,
        )
        form.add(
            f"{at}/place",
            N_("Country of the record"),
            CountryEditor(self.countries(), self.countries_first()),
            N_("Left empty, the country that this kind of paper comes from."),
            gaps=False,
        )
        form.add(f"{at}/about", N_("About whom"), AboutEditor(self._names()), gaps=False)
        form.add(
            f"{at}/seen",
            N_("Seen as"),
            ChoiceEditor(options("seen", ("original", "copy", "photo"))),
            gaps=False,
        )
        form.add(
            f"{at}/issuer",
            N_("Issuing office"),
            TextEditor(),
            N_("Optional. For an FMM, is it a port of entry?"),
            gaps=False,
        )
        form.add(
            f"{at}/reference",
            N_("Reference number"),
            TextEditor(),
            N_("Optional. Never printed in the letter."),
            gaps=False,
        )
        form.add(
            f"{at}/source",
            N_("Source"),
            TextEditor(),
            N_(
                "Optional. Two papers of the same shelter or witness count as one source: give both "
                "the same name."
            ),
            gaps=False,
        )
        form.add(
            f"{at}/asserts",
            N_("What it shows"),
            ListChoiceEditor(options("asserts", ("entry", "present", "absent", "exit", "none"))),
            N_("Only where this paper says other than its kind."),
            gaps=False,
        )
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        done, remove = QPushButton(words(DONE)), QPushButton(words(REMOVE_EVIDENCE))
        remove.setObjectName("link")
        done.clicked.connect(self._on_done)
        remove.clicked.connect(self._on_remove)
        row.addWidget(done)
        row.addStretch()
        row.addWidget(remove)
        form.add_widget(buttons)
        return form

    def _names(self) -> list[tuple[str, str]]:
        found = value_at(self.editor.document, "applicants")
        found = found if isinstance(found, list) else []
        return [(one["id"], person_name(one, at, self.words)) for at, one in enumerate(found)]

    def _on_done(self) -> None:
        self._close_form()
        self._show_list()
        self._add.setFocus()

    def _on_remove(self) -> None:
        gone = self._open_id
        self._close_form()
        kept = [one for one in listed_evidence(self.editor.document) if one["id"] != gone]
        self.editor.put("evidence", kept)

    def _show_person(self, applicant_id: str) -> None:
        if self._person is not None:
            self.unwatch(self._person)
            self._person.hide()
            self._person.deleteLater()
            self._person = None
        self._person_id = applicant_id
        if not applicant_id:
            return
        at = f"applicants/{applicant_id}"
        countries, first = self.countries(), self.countries_first()
        form = Form()
        form.group(N_("How the person travelled"))
        manners = options("manner", people.MANNERS)
        form.add(f"{at}/entry_manner/MEX", N_("Manner of entry to Mexico"), ChoiceEditor(manners))
        form.add(f"{at}/entry_manner/PAN", N_("Manner of entry to Panama"), ChoiceEditor(manners))
        form.add(
            f"{at}/exits_declared",
            N_("Did the person leave the country and come back?"),
            RecordsEditor(
                [
                    ("country", N_("Country left"), lambda: CountryEditor(countries, first)),
                    ("on", N_("Day"), DayEditor),
                ],
                N_("Add an exit"),
            ),
            N_("The person's own statement is enough. It is never guessed."),
        )
        form.add(
            f"{at}/us_border",
            N_("Was the person at or over the border of the United States?"),
            RecordsEditor(
                [
                    ("on", N_("Day"), DayEditor),
                    (
                        "manner",
                        N_("How"),
                        lambda: ListChoiceEditor(options("crossing", people.CROSSING_MANNERS)),
                    ),
                    (
                        "ended_by",
                        N_("How it ended"),
                        lambda: ListChoiceEditor(options("ended_by", people.CROSSING_ENDS)),
                    ),
                ],
                N_("Add a crossing"),
            ),
        )
        form.add(
            f"{at}/returned_to",
            N_("Was the person returned by the United States?"),
            RecordsEditor(
                [
                    ("country", N_("Returned to"), lambda: CountryEditor(countries, first)),
                    ("on", N_("Day"), DayEditor),
                    (
                        "under",
                        N_("Under"),
                        lambda: ListChoiceEditor(options("ended_by", people.CROSSING_ENDS)),
                    ),
                ],
                N_("Add a return"),
            ),
        )
        self._person = form
        self.body.insertWidget(self._person_at, self.watch(form))


def listed_evidence(document: Any) -> list[dict[str, Any]]:
    """The evidence of a document, as plain values."""
    found = value_at(document, "evidence")
    return found if isinstance(found, list) else []


def _summaries(found: list[dict[str, Any]], open_id: str) -> list[object]:
    return [one["id"] if one["id"] == open_id else one for one in found]
