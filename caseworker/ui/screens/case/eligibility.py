# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decision: the findings with their reasons, then a person determines, and a second one approves."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.case.document_paths import value_at
from caseworker.domain.reasons.matrix import matrix_of
from caseworker.domain.rules.assess import ApplicantAssessment
from caseworker.domain.rules.rules import OUTCOMES, may_be_decided
from caseworker.domain.said import says_something
from caseworker.services import eligibility
from caseworker.services.cases import Determination
from caseworker.services.waivers import uncovered
from caseworker.words import N_, Words
from caseworker.words.errors import error_text
from caseworker.words.rules.rules import stale_text

from ... import theme
from ...models.family import in_force, to_decide
from ...weakly import weakly
from ...widgets.acts.family_card import FamilyCard
from ...widgets.acts.second_reader import SecondReader
from ...widgets.findings.evidence_needed import EvidenceNeeded
from ...widgets.findings.findings_list import FindingsList
from ...widgets.findings.summary_dialog import SummaryDialog
from ...widgets.notices.child_notice import ChildNotice
from ...widgets.notices.outdated_notice import OutdatedNotice
from ...widgets.notices.stopped_notice import StoppedNotice
from ...widgets.plain.act_button import ActButton
from ...widgets.plain.clearing import clear
from ...widgets.plain.flow_layout import FlowLayout
from ...widgets.plain.label import Label
from ...widgets.plain.muted_label import muted
from .case_screen import CaseScreen, PeopleRow

WAITS = N_(
    "There is no assessment yet: add an applicant, a programme and a reference day on the intake screen."
)
A_PERSON_DECIDES = N_(
    "The program assesses; a person decides. What you record cannot be changed later, only replaced."
)
PRINT_SUMMARY = N_("Print summary…")
DEPARTS = N_("Why you depart from the assessment")
RECORD = N_("Record the decision")
NEW_DECISION = N_("Record a new decision")
IN_FORCE = N_("{outcome}: decided by {name} on {day}.")
APPROVED = N_("Approved by {name} on {day}.")
APPOINTED = N_("Approved by {name} on {day}, who was given access by the person who decided.")
NOT_YOURS = N_("Caseworkers and supervisors record decisions. You can read what was decided, and print it.")
NOT_APPROVED = N_("Not approved by a second person yet.")
CHANGED = N_("The assessment has changed since: it now says {outcome}. Consider a new decision.")


class EligibilityScreen(CaseScreen):
    STEP = "eligibility"
    TITLE = N_("Decision")
    review_wanted = Signal()

    def build(self) -> None:
        self._people = PeopleRow()
        self._people.chosen.connect(self.editor.choose_applicant)
        self.body.addWidget(self._people)
        self._outdated = OutdatedNotice(self.editor, self.words, self.STEP)
        self._outdated.decide_wanted.connect(weakly(self, lambda self: self.open_path("")))
        self.body.addWidget(self._outdated)
        self._child = ChildNotice(self.editor, self.words, self.STEP, self)
        self._child.letter_wanted.connect(weakly(self, lambda self: self.finding_opened.emit("letter", "")))
        self.body.addWidget(self._child)
        self._stopped = StoppedNotice(self.editor, self.words, self)
        self.body.addWidget(self._stopped)
        self._summary = QFrame()
        self._summary.setObjectName("card")
        self._summary_column = QVBoxLayout(self._summary)
        self.body.addWidget(self._summary)
        self._print_summary = QPushButton()
        self._print_summary.clicked.connect(self._on_print_summary)
        self.body.addWidget(self._print_summary, alignment=Qt.AlignmentFlag.AlignLeft)
        self._decide = QFrame()
        self._decide.setObjectName("card")
        column = QVBoxLayout(self._decide)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        self._decide_title = Label()
        self._decide_title.setObjectName("group")
        column.addWidget(self._decide_title)
        self._record_box = QVBoxLayout()
        column.addLayout(self._record_box)
        self._explain = muted()
        column.addWidget(self._explain)
        holder = self._holder = QWidget()
        self._outcomes = QButtonGroup(self)
        flow = FlowLayout(holder, spacing=4)
        self._radios: dict[str, QRadioButton] = {}
        for at, outcome in enumerate(OUTCOMES):
            radio = QRadioButton()
            self._outcomes.addButton(radio, at)
            self._radios[outcome] = radio
            flow.addWidget(radio)
        self._outcomes.idToggled.connect(self._on_outcome)
        column.addWidget(holder)
        self._reason_label = Label()
        self._reason_label.setObjectName("fieldLabel")
        self._reason = QPlainTextEdit()
        self._reason.setMaximumSize(560, 80)
        self._reason.setTabChangesFocus(True)
        self._reason_label.setBuddy(self._reason)
        self._reason.textChanged.connect(self._on_reason)
        column.addWidget(self._reason_label)
        column.addWidget(self._reason)
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._error)
        self._needed = EvidenceNeeded()
        self._needed.opened.connect(self.finding_opened)
        column.addWidget(self._needed)
        self._record = ActButton()
        self._record.setObjectName("primary")
        self._record.acted.connect(self._on_record)
        row = QHBoxLayout()
        row.addWidget(self._record)
        self._matrix = QPushButton()
        self._matrix.clicked.connect(weakly(self, lambda self: self.finding_opened.emit("matrix", "")))
        row.addWidget(self._matrix)
        row.addStretch()
        column.addLayout(row)
        self.body.addWidget(self._decide)

        self._second = SecondReader(self.editor, self.words)
        self._second.next_wanted.connect(weakly(self, lambda self, who: self._on_next(who)))
        self._second.acted.connect(weakly(self, lambda self: self.focus_review()))
        self._second.list_wanted.connect(self.review_wanted)
        self.body.addWidget(self._second)
        self._family = FamilyCard()
        self._family.shown.connect(self.editor.choose_applicant)
        self._family.acted.connect(self._on_family)
        self.body.addWidget(self._family)

        self._findings_title = Label()
        self._findings_title.setObjectName("heading")
        self.body.addWidget(self._findings_title)
        self._findings = FindingsList()
        self._findings.finding_opened.connect(self.finding_opened)
        self._findings.changed.connect(self._ordering.start)
        self._findings.unfolded.connect(self._show_unfolded)
        self.body.addWidget(self._findings)
        self._shown_for = ""
        self._to_review = self._second_first = False
        self.editor.assessment_changed.connect(self._on_assessed)

    def _on_assessed(self) -> None:
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.refresh()

    def set_words(self, words: Words) -> None:
        self._outdated.set_words(words)
        self._child.set_words(words)
        self._stopped.set_words(words)
        super().set_words(words)

    def refresh(self, path: str = "") -> None:
        words = self.words
        super().refresh(path)
        people = value_at(self.editor.document, "applicants")
        people = people if isinstance(people, list) else []
        self._people.show_people(people, self.editor.applicant_id, words)
        self._people.setVisible(len(people) > 1)
        one = self._current()
        self._print_summary.setText(words(PRINT_SUMMARY))
        for part in (self._decide, self._second, self._findings_title, self._print_summary):
            part.setVisible(one is not None)
        if one is None:
            self._family.hide()
        self._show_summary(one)
        if one is None:
            self._findings.show_none()
            return
        for outcome, radio in self._radios.items():
            radio.setText(words.label("outcome", outcome))
        self._reason_label.setText(words(DEPARTS))
        self._reason.setAccessibleName(words(DEPARTS))
        self._explain.setText(words(A_PERSON_DECIDES))
        self._findings_title.setText(words(N_("Findings")))
        determination = self._in_force()
        self._decide_title.setText(words(N_("Decision")))
        self._record.setText(words(NEW_DECISION if determination else RECORD))
        self._matrix.setText(words(N_("What proves what")))
        self._needed.show_needed(uncovered(matrix_of(one), self.editor.waivers), words)
        self._show_record(determination, one)
        open_now = may_be_decided(one.outcome)
        for outcome, radio in self._radios.items():
            radio.setVisible(outcome in open_now)
        if self._shown_for != one.applicant.id:
            self._shown_for = ""
            self._error.hide()
            chosen, reason = self._kept(one.applicant.id)
            usual = determination.outcome if determination else one.outcome
            self._check(next(each for each in (chosen, usual, one.outcome) if each in open_now))
            self._reason.setPlainText(reason)
            self._shown_for = one.applicant.id
        elif self._chosen() not in open_now or (
            determination is None and not self._kept(one.applicant.id)[0]
        ):
            self._check(one.outcome)
        self._show_departure()
        self._show_who_may()
        self._second.show_waiting(determination, self.words)
        self._place_second()
        if self._to_review:
            QTimer.singleShot(0, self._second, self._focus_review)
        self._show_family()
        self._findings.show_findings(one, words)

    def focus_review(self) -> None:
        """Puts the focus on what approves the decision, once it has its place."""
        self._to_review = True
        QTimer.singleShot(0, self._second, self._focus_review)

    def _on_next(self, applicant_id: str) -> None:
        self.editor.choose_applicant(applicant_id)
        self.focus_review()

    def _focus_review(self) -> None:
        if self._to_review and self._second.isVisible():
            self._to_review = False
            self._second.take_focus()
            # Its place is known once the layout has settled.
            QTimer.singleShot(0, self._second, lambda: self.ensureWidgetVisible(self._second, 20, 120))

    def _place_second(self) -> None:
        """For the second person what they came for stands first, for others after the decision."""
        first = self._second.mine or self._second.reviewed
        if first != self._second_first:
            self._second_first = first
            self.body.removeWidget(self._second)
            beside = self._summary if first else self._family
            self.body.insertWidget(self.body.indexOf(beside), self._second)

    def _check(self, outcome: str) -> None:
        with QSignalBlocker(self._outcomes):
            self._radios[outcome].setChecked(True)

    def _on_outcome(self, _: int, checked: bool) -> None:
        if checked:
            self._on_reason()
            self._show_family()

    def _on_reason(self) -> None:
        self._keep_reason()
        self._show_departure()

    def _keep_reason(self) -> None:
        """Keeps the outcome that was chosen and what is typed about it, for the person whose it is."""
        one = self._current()
        if self._shown_for and one is not None and one.applicant.id == self._shown_for:
            text, chosen = self._reason.toPlainText(), self._chosen()
            determination = self._in_force()
            usual = determination.outcome if determination else one.outcome
            draft = f"{chosen}\n{text}" if text or chosen != usual else ""
            self.editor.put_text(f"reason/{self._shown_for}", draft)

    def _kept(self, applicant_id: str) -> tuple[str, str]:
        """The outcome that was chosen for a person and not recorded, and the reason typed; empty for none."""
        chosen, _, reason = self.editor.text(f"reason/{applicant_id}").partition("\n")
        return (chosen, reason) if chosen in self._radios else ("", "")

    def open_path(self, path: str) -> bool:
        chosen = self._outcomes.checkedButton() or self._radios[OUTCOMES[0]]
        chosen.setFocus()
        self.ensureWidgetVisible(chosen, 20, 200)
        return True

    def show_finding(self, criterion: str) -> bool:
        button = self._findings.why_button(criterion)
        if button is None:
            return False
        button.setFocus()
        self.ensureWidgetVisible(button, 20, 120)
        return True

    def _show_unfolded(self, view: QWidget) -> None:
        # Its place is known once the layout has settled.
        QTimer.singleShot(0, view, lambda: self.ensureWidgetVisible(view, 20, 20))

    def _current(self) -> ApplicantAssessment | None:
        assessment = self.editor.assessment
        if assessment is None or not self.editor.applicant_id:
            return None
        return assessment.of(self.editor.applicant_id)

    def _in_force(self) -> Determination | None:
        return in_force(self.editor, self.editor.applicant_id)

    def _show_summary(self, one: ApplicantAssessment | None) -> None:
        words, layout = self.words, self._summary_column
        clear(layout)
        if one is None:
            layout.addWidget(muted(words(WAITS)))
            return
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(4, 0, 0, 0)
        mark = Label()
        mark.setPixmap(theme.mark_pixmap(one.outcome, 22))
        text = Label(words(N_("The assessment says: {outcome}"), outcome=words.label("outcome", one.outcome)))
        text.setObjectName("heading")
        text.setWordWrap(True)
        line.addWidget(mark)
        line.addWidget(text, 1)
        layout.addWidget(row)
        if stale := stale_text(one.rules.programme, self.editor.today, words):
            layout.addWidget(muted(f"⚠ {stale}"))
        for caution in one.cautions():
            layout.addWidget(muted(f"⚠ {caution.words.get(words.language, '')}"))

    def _show_record(self, determination: Determination | None, one: ApplicantAssessment) -> None:
        words = self.words
        clear(self._record_box)
        if determination is None:
            return
        day = words.day_text(determination.determined_at[:10])
        label = Label(
            words(
                IN_FORCE,
                outcome=words.label("outcome", determination.outcome),
                name=determination.determined_by,
                day=day,
            )
        )
        label.setObjectName("strong")
        label.setWordWrap(True)
        self._record_box.addWidget(label)
        if determination.reason:
            self._record_box.addWidget(muted(determination.reason))
        if determination.approved_by:
            day = words.day_text(determination.approved_at[:10])
            said = APPOINTED if determination.appointed else APPROVED
            self._record_box.addWidget(muted(words(said, name=determination.approved_by, day=day)))
        else:
            self._record_box.addWidget(muted(words(NOT_APPROVED)))
        if determination.assessed_outcome != one.outcome:
            outcome = words.label("outcome", one.outcome)
            self._record_box.addWidget(muted(words(CHANGED, outcome=outcome)))

    def _on_print_summary(self) -> None:
        dialog = SummaryDialog(self.editor, self.words, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _chosen(self) -> str:
        at = self._outcomes.checkedId()
        return OUTCOMES[at] if at >= 0 else ""

    def _show_who_may(self) -> None:
        """Offers deciding to whom it is for, and says to others who does it."""
        may = "determine" in self.editor.permitted
        for part in (self._holder, self._record):
            part.setVisible(may)
        if not may:
            self._explain.setText(self.words(NOT_YOURS))
            for part in (self._reason_label, self._reason):
                part.hide()

    def _show_departure(self) -> None:
        one = self._current()
        if one is None:
            return
        departs = self._chosen() != one.outcome
        self._reason_label.setVisible(departs)
        self._reason.setVisible(departs)
        reasoned = not departs or says_something(self._reason.toPlainText())
        self._record.setEnabled(reasoned and not self._needed.wanting)

    def _on_record(self) -> None:
        editor = self.editor
        editor.save()
        applicant_id, outcome, why = editor.applicant_id, self._chosen(), self._reason.toPlainText()
        before = self._in_force()
        replaces = before.id if before is not None else ""

        def done(_: Any) -> None:
            editor.put_text(f"reason/{applicant_id}", "")
            if self._shown_for == applicant_id:
                self._error.hide()
                with QSignalBlocker(self._reason):
                    self._reason.setPlainText("")
            editor.reload_records(self._record.until_told())

        def failed(error: Exception) -> None:
            if self._shown_for == applicant_id:
                self._error.setText(error_text(error, self.words))
                self._error.show()
            self._show_departure()

        editor.work(
            lambda: eligibility.determine(editor.desk, editor.case_id, applicant_id, outcome, why, replaces),
            *self._record.until_told(done, failed),
        )

    def _show_family(self) -> None:
        if "determine" not in self.editor.permitted:
            self._family.hide()
            return
        family, outcome = to_decide(self.editor, self.words)
        # The button says how many and what.
        act = self.words.many(
            "Record for {count} person: {outcome}",
            "Record for these {count} people: {outcome}",
            len(family.ready),
            outcome=self.words.label("outcome", outcome) if outcome else "",
        )
        self._family.show_family(family, act, self.words)

    def _on_family(self) -> None:
        editor, card = self.editor, self._family
        editor.save()
        family, outcome = to_decide(editor, self.words)
        before = {who: in_force(editor, who) for who, _ in family.ready}
        decisions = [
            eligibility.Decision(who, outcome, replaces=old.id if old is not None else "")
            for who, old in before.items()
        ]

        def done(_: Any) -> None:
            card.tell("")
            editor.reload_records(card.go.until_told())

        editor.work(
            lambda: eligibility.determine_all(editor.desk, editor.case_id, decisions),
            *card.go.until_told(done, lambda error: card.tell(error_text(error, self.words))),
        )
