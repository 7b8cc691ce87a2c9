# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letter: the very PDF, in the applicant's language; issue, save, print, record the hand-over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.case.document_paths import value_at
from caseworker.domain.errors import Refused
from caseworker.domain.said import says_something
from caseworker.drawing.paper import PAPERS
from caseworker.private_files import write_private
from caseworker.services import settings
from caseworker.services.cases import Letter
from caseworker.services.letter import drafting, handing_over, issuing
from caseworker.services.letter.faults import ALONE_REASON, DECISION, LETTERHEAD, SIGNATURE, LetterFault
from caseworker.services.letter.slip import waiting_slip
from caseworker.words import LANGUAGE_NAMES, N_, Words
from caseworker.words.errors import error_text
from caseworker.words.refusals import REFUSED

from ...models.family import Family, current, to_hand_over, to_issue
from ...models.letter_now import LetterNow, letter_now
from ...printing import NO_PRINTER, SENT, print_pdf
from ...weakly import weakly
from ...widgets.acts.family_card import FamilyCard
from ...widgets.acts.revoke_form import RevokeForm
from ...widgets.findings.assessment_panel import person_name
from ...widgets.notices.child_notice import ChildNotice
from ...widgets.notices.outdated_notice import OutdatedNotice
from ...widgets.notices.stopped_notice import StoppedNotice
from ...widgets.pages.pdf_view import PdfPage, PdfView, draw_pages
from ...widgets.plain.act_button import ActButton
from ...widgets.plain.flow_layout import FlowLayout
from ...widgets.plain.label import Label
from ...widgets.plain.muted_label import muted
from .case_screen import CaseScreen, PeopleRow

GO = N_("Go to the decision")
SLIP = N_("Print a slip that says so…")
MEND = N_("Go to where it is mended")
NARROWEST, WIDEST = 420, 900


class LetterScreen(CaseScreen):
    STEP = "letter"
    TITLE = N_("Letter")
    # Where the letterhead is written.
    settings_wanted = Signal(str)

    def build(self) -> None:
        self._people = PeopleRow()
        self._people.chosen.connect(self.editor.choose_applicant)
        self.body.addWidget(self._people)
        self._outdated = OutdatedNotice(self.editor, self.words, self.STEP)
        self._outdated.decide_wanted.connect(
            weakly(self, lambda self: self.finding_opened.emit("eligibility", ""))
        )
        self.body.addWidget(self._outdated)
        self._child = ChildNotice(self.editor, self.words, self.STEP, self)
        self.body.addWidget(self._child)
        self._stopped = StoppedNotice(self.editor, self.words, self)
        self.body.addWidget(self._stopped)
        bar = QWidget()
        row = FlowLayout(bar, spacing=8, centred=True)
        self._language, self._paper = QComboBox(), QComboBox()
        for code, name in LANGUAGE_NAMES.items():
            self._language.addItem(name, code)
        for paper in PAPERS:
            self._paper.addItem(paper, paper)
        self._language.currentIndexChanged.connect(weakly(self, lambda self, _: self._on_language()))
        self._paper.currentIndexChanged.connect(weakly(self, lambda self, _: self._draw()))
        self._language_label, self._paper_label = Label(), Label()
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
        self._state = Label()
        self._state.setObjectName("strong")
        self._state.setWordWrap(True)
        column.addWidget(self._state)
        self._alone = QLineEdit()
        self._alone.setMaximumWidth(560)
        self._alone.textChanged.connect(self._on_alone)
        column.addWidget(self._alone)
        self._error = Label()
        self._error.setObjectName("error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._error)
        self._mend = QPushButton()
        self._mend.clicked.connect(weakly(self, lambda self, _=False: self._on_mend()))
        self._decide = QPushButton()
        self._decide.clicked.connect(
            weakly(self, lambda self, _=False: self.finding_opened.emit("eligibility", ""))
        )
        self._slip = ActButton()
        self._slip.acted.connect(self._on_slip)
        beside = QWidget()
        pair = FlowLayout(beside, spacing=8)
        pair.addWidget(self._mend)
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
        self._busy = muted()
        # Its line is there while nothing is said, so that the page below it stays where it is.
        self._busy.setMinimumHeight(self._busy.fontMetrics().height())
        self.body.addWidget(self._busy)
        self.body.addWidget(self._view, 1)
        # The pages that are shown, and the issued letter that they are, if they are one.
        self._pdf: bytes | None = None
        self._shown: Letter | None = None
        self._faults: tuple[LetterFault, ...] = ()
        self._mend_at = ""
        self._asked: Any = None
        self._for = ""
        self._case_language = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._draw_now)
        self.editor.read(lambda: settings.office(self.editor.desk).paper, self._set_paper)

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
        self._language_label.setText(words(N_("Language of the letter")))
        self._paper_label.setText(words(N_("Paper")))
        self._language.setAccessibleName(words(N_("Language of the letter")))
        self._paper.setAccessibleName(words(N_("Paper")))
        self._paper.setItemText(1, words(N_("Letter")))
        self._print.setText(words(N_("Print…")))
        self._save.setText(words(N_("Save as PDF…")))
        self._hand.setText(words(N_("Record the hand-over")))
        self._alone.setPlaceholderText(words(N_("Reason for going on without a second person")))
        self._alone.setAccessibleName(words(N_("Reason for going on without a second person")))
        if self._for != self.editor.applicant_id:
            self._for = self.editor.applicant_id
            with QSignalBlocker(self._alone):
                self._alone.setText(self.editor.text(f"alone/{self._for}"))
            self._show_nothing()
        language = str(self.editor.value("language"))
        at = self._language.findData(language)
        if at >= 0 and language != self._case_language:
            # Once: another language that somebody chose here stays.
            self._case_language = language
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

    def _now(self) -> LetterNow:
        return letter_now(self.editor, self._language.currentData(), held_up=self._outdated.holds_up)

    def _show_state(self) -> None:
        words, now = self.words, self._now()
        reasoned = not now.alone or says_something(self._alone.text())
        self._alone.setVisible(now.alone and now.may_issue)
        self._issue.setText(words(N_("Issue the note") if now.note else N_("Issue the letter")))
        self._issue.setVisible(now.may_issue)
        self._issue.setEnabled(now.may_issue and reasoned and not self._faults)
        letter = now.letter
        waits = letter is not None and letter.state == "issued" and current(self.editor, letter)
        self._hand.setVisible(waits)
        self._decide.setText(words(GO))
        self._decide.setVisible(now.decide)
        self._slip.setText(words(SLIP))
        self._slip.setVisible(now.waits and not now.back and "hand_over" in self.editor.permitted)
        self._show_families()
        self._revoke.show_for(now.letter, words)
        self._state.setText(now.said(words))

    def _show_faults(self) -> None:
        """Says what keeps the draft from being issued, and leads there."""
        for one in self._faults[:1]:
            text = self.words(REFUSED[one.code])
            self._say_wrong(f"{text} ({one.characters})" if one.characters else text, one.path)
        self._show_state()

    def _say_wrong(self, text: str, mend_at: str = "") -> None:
        """Shows what went wrong, and offers the way to where it is mended; an empty text takes it away."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        needed = {LETTERHEAD: "letterhead", SIGNATURE: "staff"}.get(mend_at)
        may = needed is None or needed in self.editor.permitted
        self._mend_at = mend_at
        self._mend.setText(self.words(MEND))
        self._mend.setVisible(bool(text and mend_at and may))

    def _on_mend(self) -> None:
        if self._mend_at in (LETTERHEAD, SIGNATURE):
            self.settings_wanted.emit(self._mend_at)
        elif self._mend_at == ALONE_REASON:
            self._alone.setFocus()
        else:
            self.finding_opened.emit(self._mend_at, "")

    def _on_language(self) -> None:
        self._show_nothing()
        self._show_state()
        self._draw()

    def _show_nothing(self) -> None:
        """Nothing of another person or language stays on the page, to be saved or printed as this one's."""
        self._asked, self._pdf, self._shown, self._faults = None, None, None, ()
        self._view.show_pages([], self.words)
        self._say_wrong("")

    def _show_families(self) -> None:
        words, editor = self.words, self.editor
        language = self._language.currentData()
        family = to_issue(editor, words, language) if "issue" in editor.permitted else Family((), ())
        count = len(family.ready)
        self._family.show_family(
            family, words.many("Issue {count} letter", "Issue all {count} letters", count), words
        )
        waiting = to_hand_over(editor, words, language)
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
        wanted = [issuing.Issue(who, language) for who, _ in to_issue(editor, self.words, language).ready]
        self._do_for_all(card, lambda: issuing.issue_all(editor.desk, editor.case_id, wanted, paper))

    def _on_hand_over_all(self) -> None:
        editor = self.editor
        ids = [one.id for one in to_hand_over(editor, self.words, self._language.currentData())]
        self._do_for_all(self._together, lambda: handing_over.hand_over_all(editor.desk, ids))

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
            said = print_pdf(self, pdf, self.words)
            if said == self.words(NO_PRINTER):
                self._save_slip(pdf)
            else:
                self._busy.setText(said)

        def failed(error: Exception) -> None:
            self._say_wrong(error_text(error, self.words))

        editor.work(
            lambda: waiting_slip(editor.desk, editor.case_id, document, who, language, paper),
            *self._slip.until_told(done, failed),
        )

    def _save_slip(self, pdf: bytes) -> None:
        """Where there is no printer: it is kept as a file, to be printed elsewhere."""
        title = self.words(NO_PRINTER)
        chosen, _ = QFileDialog.getSaveFileName(self, title, "slip.pdf", "PDF (*.pdf)")
        if chosen:
            self.editor.read(
                lambda: write_private(Path(chosen), pdf),
                lambda _: self._busy.setText(self.words(N_("Saved as a file."))),
                lambda error: self._say_wrong(error_text(error, self.words)),
            )

    def _stay(self) -> None:
        """Keeps the place where a card went away under the focus."""
        self._print.setFocus()
        self.ensureWidgetVisible(self._state, 20, 120)

    def _on_alone(self, text: str) -> None:
        if self._for:
            self.editor.put_text(f"alone/{self._for}", text)
        if self._mend_at == ALONE_REASON:
            self._say_wrong("")
        self._show_state()

    def _draw(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _draw_now(self) -> None:
        editor, now = self.editor, self._now()
        language, paper = self._language.currentData(), self._paper.currentData()
        issued = now.letter
        reasons = {} if now.note or now.determination is None else {DECISION: now.determination.reason}
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

        def work() -> tuple[drafting.Preview, list[PdfPage]]:
            found = (
                drafting.Preview(handing_over.issued_pdf(desk, issued.id), ())
                if issued
                else drafting.preview(desk, document, applicant_id, language, paper, reasons)
            )
            return found, draw_pages(found.pdf, width)

        def done(found: tuple[drafting.Preview, list[PdfPage]]) -> None:
            if key == self._asked:
                self._pdf, self._shown, self._faults = found[0].pdf, issued, found[0].faults
                self._view.show_pages(found[1], self.words)
                self._busy.setText("")
                self._say_wrong("")
                self._show_faults()

        def failed(error: Exception) -> None:
            if key == self._asked:
                self._busy.setText("")
                self._pdf, self._shown = None, None
                self._say_wrong(error_text(error, self.words))

        editor.read(work, done, failed)

    def _on_issue(self) -> None:
        editor, note = self.editor, self._now().note
        applicant_id, language = editor.applicant_id, self._language.currentData()
        paper, why = self._paper.currentData(), editor.text(f"alone/{applicant_id}")

        def work() -> str:
            if note:
                return issuing.issue_note(editor.desk, editor.case_id, applicant_id, language, paper)
            return issuing.issue(editor.desk, editor.case_id, applicant_id, language, paper, why)

        def done(_: Any) -> None:
            editor.put_text(f"alone/{applicant_id}", "")
            if self._for == applicant_id:
                self._alone.clear()
            self._asked = None
            editor.reload_records(self._issue.until_told())

        def failed(error: Exception) -> None:
            mend_at = error.details.get("path", "") if isinstance(error, Refused) else ""
            if self._for == applicant_id:
                self._say_wrong(error_text(error, self.words), mend_at)
            self._show_state()

        editor.work(work, *self._issue.until_told(done, failed))

    def _on_save(self) -> None:
        if self._pdf is None:
            return
        letter = self._shown
        name = f"{letter.number}.pdf" if letter and letter.number else "letter-draft.pdf"
        title = self.words(N_("Save the letter as PDF"))
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Writes the PDF that is shown to a file, in the background."""
        pdf, letter, desk = self._pdf, self._shown, self.editor.desk
        if pdf is None:
            return

        def work() -> None:
            write_private(path, pdf)
            if letter is not None:
                handing_over.note_printed(desk, letter.id)

        def failed(error: Exception) -> None:
            self._say_wrong(error_text(error, self.words))

        self.editor.work(work, lambda _: self._busy.setText(self.words(N_("Saved as a file."))), failed)

    def _on_print(self) -> None:
        if self._pdf is None:
            return
        letter, desk = self._shown, self.editor.desk
        said = print_pdf(self, self._pdf, self.words)
        if said == self.words(SENT) and letter is not None:
            self.editor.work(
                lambda: handing_over.note_printed(desk, letter.id), lambda _: None, lambda _: None
            )
        self._busy.setText(said)

    def _on_hand_over(self) -> None:
        letter, editor = self._now().letter, self.editor
        if letter is not None:
            editor.work(
                lambda: handing_over.hand_over(editor.desk, letter.id),
                *self._hand.until_told(
                    lambda _: editor.reload_records(self._hand.until_told()),
                    lambda error: self._say_wrong(error_text(error, self.words)),
                ),
            )
