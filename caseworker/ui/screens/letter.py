# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letter: the very PDF, in the applicant's language; issue, save, print, record the hand-over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.document_paths import value_at
from caseworker.private_files import write_private
from caseworker.services import letter as letters
from caseworker.services import settings
from caseworker.services.cases import Determination, Letter
from caseworker.services.slip import waiting_slip
from caseworker.words import LANGUAGE_NAMES, N_, Words
from caseworker.words.errors import error_text

from ..models.family import Family, to_hand_over, to_issue
from ..printing import print_pdf
from ..weakly import weakly
from ..widgets.act_button import ActButton
from ..widgets.assessment_panel import person_name
from ..widgets.family_card import FamilyCard
from ..widgets.flow_layout import FlowLayout
from ..widgets.muted_label import muted
from ..widgets.outdated_notice import OutdatedNotice
from ..widgets.pdf_view import PdfPage, PdfView, draw_pages
from ..widgets.revoke_form import RevokeForm
from .case_screen import CaseScreen, PeopleRow

DRAFT = N_("This is a draft of the case as it stands now. Record a decision, then issue the letter.")
AS_IT_STANDS = N_("This is a draft of the case as it stands now.")
READY = N_(
    "The decision is approved. Issuing gives the letter its number and seal; it is stored and cannot "
    "be changed."
)
ALONE = N_(
    "No second person has approved. Say why the letter must go out now; it will be in the letter and "
    "the record."
)
WAITS = N_(
    "This decision waits for a second person, and no letter goes out before one approves it. Tell the person "
    "that it waits for the office."
)
BACK = N_("The second person sent this decision back. Look at the remarks and record a new decision.")
NOTE = N_(
    "This note asks for the protection of a child; it decides nothing and needs no approval. Issuing gives "
    "it its number and seal."
)
NOT_YOURS = N_(
    "Caseworkers and supervisors issue letters. Once one is issued you can print and hand it over."
)
GO = N_("Go to the decision")
SLIP = N_("Print a slip that says so…")
ISSUED = N_("Letter {number}, issued on {day}.")
HANDED = N_("Letter {number}, issued on {day}, handed over on {handed}.")
NEWER = N_("A newer decision was recorded. Issue a new letter; this one will count as superseded.")
NARROWEST, WIDEST = 420, 900


class LetterScreen(CaseScreen):
    STEP = "letter"
    TITLE = N_("Letter")

    def build(self) -> None:
        self._people = PeopleRow()
        self._people.chosen.connect(self.editor.choose_applicant)
        self.body.addWidget(self._people)
        self._outdated = OutdatedNotice(self.editor, self.words, self.STEP)
        self._outdated.decide_wanted.connect(
            weakly(self, lambda self: self.finding_opened.emit("eligibility", ""))
        )
        self.body.addWidget(self._outdated)
        bar = QWidget()
        row = FlowLayout(bar, spacing=8, centred=True)
        self._language, self._paper = QComboBox(), QComboBox()
        for code, name in LANGUAGE_NAMES.items():
            self._language.addItem(name, code)
        for paper in ("A4", "Letter"):
            self._paper.addItem(paper, paper)
        self._language.currentIndexChanged.connect(weakly(self, lambda self, _: self._draw()))
        self._paper.currentIndexChanged.connect(weakly(self, lambda self, _: self._draw()))
        self._language_label, self._paper_label = QLabel(), QLabel()
        for part in (self._language_label, self._language, self._paper_label, self._paper):
            row.addWidget(part)
        self._save, self._print, self._issue, self._hand = (ActButton() for _ in range(4))
        self._issue.setObjectName("primary")
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self._print.press)
        for button, act in (
            (self._issue, self._on_issue),
            (self._print, self._on_print),
            (self._save, self._on_save),
            (self._hand, self._on_hand_over),
        ):
            button.acted.connect(act)
            row.addWidget(button)
        self.body.addWidget(bar)
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 10, 16, 10)
        self._state = QLabel()
        self._state.setObjectName("strong")
        self._state.setWordWrap(True)
        column.addWidget(self._state)
        self._alone = QLineEdit()
        self._alone.setMaximumWidth(560)
        self._alone.textChanged.connect(self._on_alone)
        column.addWidget(self._alone)
        self._error = QLabel()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._error)
        self._decide = QPushButton()
        self._decide.clicked.connect(
            weakly(self, lambda self, _=False: self.finding_opened.emit("eligibility", ""))
        )
        self._slip = ActButton()
        self._slip.acted.connect(self._on_slip)
        beside = QWidget()
        pair = FlowLayout(beside, spacing=8)
        pair.addWidget(self._decide)
        pair.addWidget(self._slip)
        column.addWidget(beside)
        self.body.addWidget(card)
        self._revoke = RevokeForm(self.editor)
        self.body.addWidget(self._revoke)
        self._family, self._together = FamilyCard(), FamilyCard()
        self._family.acted.connect(self._on_issue_all)
        self._together.acted.connect(self._on_hand_over_all)
        for family in (self._family, self._together):
            family.shown.connect(self.editor.choose_applicant)
            self.body.addWidget(family)
        self._view = PdfView()
        self._view.setMinimumHeight(520)
        self.body.addWidget(self._view, 1)
        self._busy = muted()
        self.body.addWidget(self._busy)
        self._pdf: bytes | None = None
        self._asked: Any = None
        self._for = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._draw_now)
        self.editor.read(lambda: settings.office(self.editor.desk).paper, self._set_paper)

    def set_words(self, words: Words) -> None:
        self._outdated.set_words(words)
        super().set_words(words)

    def refresh(self, path: str = "") -> None:
        words = self.words
        super().refresh(path)
        people = value_at(self.editor.document, "applicants")
        people = people if isinstance(people, list) else []
        self._people.show_people(people, self.editor.applicant_id, words)
        self._people.setVisible(len(people) > 1)
        self._language_label.setText(words(N_("Language of the letter")))
        self._paper_label.setText(words(N_("Paper")))
        self._language.setAccessibleName(words(N_("Language of the letter")))
        self._paper.setAccessibleName(words(N_("Paper")))
        self._paper.setItemText(1, words(N_("Letter")))
        self._issue.setText(words(N_("Issue the letter")))
        self._print.setText(words(N_("Print…")))
        self._save.setText(words(N_("Save as PDF…")))
        self._hand.setText(words(N_("Record the hand-over")))
        self._alone.setPlaceholderText(words(N_("Reason for going on without a second person")))
        self._alone.setAccessibleName(words(N_("Reason for going on without a second person")))
        if self._for != self.editor.applicant_id:
            self._for = self.editor.applicant_id
            self._alone.setText(self.editor.text(f"alone/{self._for}"))
            self._asked = None
        if path in ("", "language"):
            language = self.editor.value("language")
            at = self._language.findData(language)
            if at >= 0 and self._asked is None:
                with QSignalBlocker(self._language):
                    self._language.setCurrentIndex(at)
        if not self._view.accessibleName():
            self._view.setAccessibleName(words(N_("Preview of the letter")))
        self._show_state()
        self._draw()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._draw()

    def open_path(self, path: str) -> bool:
        self._language.setFocus()
        return True

    def _set_paper(self, paper: str) -> None:
        with QSignalBlocker(self._paper):
            self._paper.setCurrentIndex(max(self._paper.findData(paper), 0))
        self._draw()

    def _determination(self) -> Determination | None:
        mine = [one for one in self.editor.determinations if one.in_force]
        found = [one for one in mine if one.applicant_id == self.editor.applicant_id]
        return found[-1] if found else None

    def _letter(self) -> Letter | None:
        found = [
            one
            for one in self.editor.letters
            if one.applicant_id == self.editor.applicant_id and one.state in ("issued", "handed_over")
        ]
        return found[-1] if found else None

    def _show_state(self) -> None:
        words, determination, letter = self.words, self._determination(), self._letter()
        stale = (
            letter is not None and determination is not None and letter.determination_id != determination.id
        )
        editor = self.editor
        wanted = determination is not None and (letter is None or stale) and not self._outdated.holds_up
        note = self._is_note()
        waits = wanted and determination is not None and not determination.approved_by and not note
        back = waits and determination is not None and determination.sent_back is not None
        alone = (
            waits
            and not back
            and editor.alone
            and determination is not None
            and not determination.needs_second_person
        )
        may_issue = wanted and "issue" in editor.permitted and (not waits or alone)
        self._alone.setVisible(alone and may_issue)
        self._issue.setVisible(may_issue)
        self._issue.setEnabled(may_issue and (not alone or bool(self._alone.text().strip())))
        self._hand.setVisible(letter is not None and letter.state == "issued")
        self._decide.setText(words(GO))
        self._decide.setVisible(determination is None or (waits and not alone))
        self._slip.setText(words(SLIP))
        self._slip.setVisible(waits and not back and "hand_over" in editor.permitted)
        self._show_families()
        self._revoke.show_for(letter, words)
        if letter is not None:
            day = words.day_text(letter.issued_at[:10])
            handed = words.day_text(letter.handed_over_at[:10]) if letter.handed_over_at else ""
            text = words(HANDED if handed else ISSUED, number=letter.number, day=day, handed=handed)
            self._state.setText(f"{text} {words(NEWER)}" if stale else text)
        elif determination is None:
            self._state.setText(words(DRAFT))
        elif self._outdated.holds_up:
            self._state.setText(words(AS_IT_STANDS))
        elif back:
            self._state.setText(words(BACK))
        elif alone:
            self._state.setText(words(ALONE))
        elif waits:
            self._state.setText(words(WAITS))
        elif not may_issue:
            self._state.setText(words(NOT_YOURS))
        else:
            self._state.setText(words(NOTE if note else READY))

    def _is_note(self) -> bool:
        """Whether what is written for this person is the note that asks for the protection of a child."""
        assessment, who = self.editor.assessment, self.editor.applicant_id
        return assessment is not None and bool(who) and letters.is_note(assessment.of(who))

    def _show_families(self) -> None:
        words, editor = self.words, self.editor
        family = to_issue(editor, words) if "issue" in editor.permitted else Family((), ())
        count = len(family.ready)
        self._family.show_family(
            family, words.many("Issue {count} letter", "Issue all {count} letters", count), words
        )
        waiting = to_hand_over(editor, words)
        people = editor.document.get("applicants") or []
        names = {one["id"]: person_name(one, at, words) for at, one in enumerate(people)}
        received = tuple((one.applicant_id, names.get(one.applicant_id, "")) for one in waiting)
        act = words.many(
            "Record the hand-over of {count} letter",
            "Record the hand-over of all {count} letters",
            len(waiting),
        )
        self._together.show_family(Family(received, ()), act, words)

    def _on_issue_all(self) -> None:
        editor, card = self.editor, self._family
        language, paper = self._language.currentData(), self._paper.currentData()
        wanted = [letters.Issue(who, language) for who, _ in to_issue(editor, self.words).ready]
        self._do_for_all(card, lambda: letters.issue_all(editor.desk, editor.case_id, wanted, paper))

    def _on_hand_over_all(self) -> None:
        editor = self.editor
        ids = [one.id for one in to_hand_over(editor, self.words)]
        self._do_for_all(self._together, lambda: letters.hand_over_all(editor.desk, ids))

    def _do_for_all(self, card: FamilyCard, work: Callable[[], Any]) -> None:
        editor = self.editor

        def done(_: Any) -> None:
            card.tell("")
            self._asked = None
            editor.reload_records(card.go.until_told(lambda _: self._stay()))

        editor.work(work, *card.go.until_told(done, lambda error: card.tell(error_text(error, self.words))))

    def _on_slip(self) -> None:
        editor = self.editor
        document, who = editor.document, editor.applicant_id
        language, paper = self._language.currentData(), self._paper.currentData()

        def done(pdf: bytes) -> None:
            self._busy.setText(print_pdf(self, pdf, self.words))

        def failed(error: Exception) -> None:
            self._error.setText(error_text(error, self.words))
            self._error.show()

        editor.work(
            lambda: waiting_slip(editor.desk, editor.case_id, document, who, language, paper),
            *self._slip.until_told(done, failed),
        )

    def _stay(self) -> None:
        """Keeps the place where a card went away under the focus."""
        self._print.setFocus()
        self.ensureWidgetVisible(self._state, 20, 120)

    def _on_alone(self, text: str) -> None:
        if self._for:
            self.editor.put_text(f"alone/{self._for}", text)
        self._show_state()

    def _draw(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _draw_now(self) -> None:
        editor, letter = self.editor, self._letter()
        language, paper = self._language.currentData(), self._paper.currentData()
        issued = letter if letter is not None and letter.language == language else None
        width = min(max(self._view.viewport().width() - 40, NARROWEST), WIDEST)
        key = (
            issued.id if issued else editor.document,  # by what it holds, and kept while it is compared
            editor.applicant_id,
            language,
            paper,
            self.words.language,
            width,
        )
        if key == self._asked or not editor.applicant_id:
            return
        self._asked = key
        self._busy.setText(self.words(N_("Making the letter…")))
        document, applicant_id, desk = editor.document, editor.applicant_id, editor.desk

        def work() -> tuple[bytes, list[PdfPage]]:
            pdf = (
                letters.issued_pdf(desk, issued.id)
                if issued
                else letters.preview(desk, document, applicant_id, language, paper)
            )
            return pdf, draw_pages(pdf, width)

        def done(found: tuple[bytes, list[PdfPage]]) -> None:
            if key == self._asked:
                self._pdf = found[0]
                self._view.show_pages(found[1], self.words)
                self._busy.setText("")
                self._error.hide()

        def failed(error: Exception) -> None:
            self._busy.setText("")
            self._pdf = None
            self._error.setText(error_text(error, self.words))
            self._error.show()

        editor.read(work, done, failed)

    def _on_issue(self) -> None:
        editor = self.editor
        applicant_id, language = editor.applicant_id, self._language.currentData()
        paper, why = self._paper.currentData(), self._alone.text()

        def done(_: Any) -> None:
            editor.put_text(f"alone/{applicant_id}", "")
            if self._for == applicant_id:
                self._alone.clear()
            self._asked = None
            editor.reload_records(self._issue.until_told())

        def failed(error: Exception) -> None:
            self._error.setText(error_text(error, self.words))
            self._error.show()
            self._show_state()

        editor.work(
            lambda: letters.issue(editor.desk, editor.case_id, applicant_id, language, paper, why),
            *self._issue.until_told(done, failed),
        )

    def _on_save(self) -> None:
        if self._pdf is None:
            return
        letter = self._letter()
        name = f"{letter.number}.pdf" if letter and letter.number else "letter-draft.pdf"
        title = self.words(N_("Save the letter as PDF"))
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Writes the PDF that is shown to a file, in the background."""
        pdf, letter, desk = self._pdf, self._letter(), self.editor.desk
        if pdf is None:
            return

        def work() -> None:
            write_private(path, pdf)
            if letter is not None:
                letters.note_printed(desk, letter.id)

        def failed(error: Exception) -> None:
            self._error.setText(error_text(error, self.words))
            self._error.show()

        self.editor.work(work, lambda _: self._busy.setText(self.words(N_("Saved as a file."))), failed)

    def _on_print(self) -> None:
        if self._pdf is None:
            return
        said = print_pdf(self, self._pdf, self.words)
        letter, desk = self._letter(), self.editor.desk
        if said and letter is not None:
            self.editor.work(lambda: letters.note_printed(desk, letter.id), lambda _: None, lambda _: None)
        self._busy.setText(said)

    def _on_hand_over(self) -> None:
        letter, editor = self._letter(), self.editor
        if letter is not None:
            editor.work(
                lambda: letters.hand_over(editor.desk, letter.id),
                *self._hand.until_told(
                    lambda _: editor.reload_records(self._hand.until_told()),
                    lambda error: self._error.setText(error_text(error, self.words)),
                ),
            )
