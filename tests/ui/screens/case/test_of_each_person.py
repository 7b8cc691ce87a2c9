# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is typed for one person belongs to that person, on every station with a bar of people."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.case.document_paths import with_value
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services import cases, eligibility, intake, settings
from caseworker.services.desk import Desk
from caseworker.services.letter import handing_over
from caseworker.ui.main_window import MainWindow
from caseworker.ui.models.case_editor import CaseEditor
from caseworker.ui.screens.case.case_page import SCREENS
from caseworker.ui.screens.case.case_screen import CaseScreen, PeopleRow
from caseworker.ui.screens.case.eligibility import EligibilityScreen
from caseworker.ui.screens.case.entry import EntryScreen
from caseworker.ui.screens.case.intake import IntakeScreen
from caseworker.ui.screens.case.letter import LetterScreen
from caseworker.ui.screens.case.matrix import MatrixScreen
from caseworker.ui.widgets.evidence.exit_asker import ExitAsker
from caseworker.ui.widgets.plain.row_button import RowButton
from caseworker.words import words_for
from tests.colleagues import desk_as

from ...conftest import PATIENCE

ONE, OTHER = "a1", "a2"
TYPED = {ONE: "Only for the first", OTHER: "Only for the second"}


class AtCase:
    """The case of a family, open in a window."""

    def __init__(self, window: MainWindow, qtbot: QtBot, case_id: str) -> None:
        self.window, self.qtbot, self.case_id = window, qtbot, case_id
        window.open_case(case_id)
        self.wait(lambda: window.editor is not None and window.editor.case_id == case_id)

    @property
    def editor(self) -> CaseEditor:
        assert self.window.editor is not None
        return self.window.editor

    def station(self, step: str) -> CaseScreen:
        assert self.window.page is not None
        self.window.page.show_step(step)
        self.settle()
        return self.window.page.station(step)

    def choose(self, who: str) -> None:
        """Clicks the person in the bar of the station that is shown."""
        assert self.window.page is not None
        screen = self.window.page.station(self.window.page.step)
        (bar,) = screen.findChildren(PeopleRow)
        people = [one["id"] for one in self.editor.document["applicants"]]
        chip = bar.findChildren(RowButton)[people.index(who)]
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        self.settle()
        assert self.editor.applicant_id == who

    def click(self, button: QWidget) -> None:
        self.qtbot.waitUntil(button.isEnabled, timeout=PATIENCE)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def wait(self, until: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(until, timeout=PATIENCE)

    def settle(self) -> None:
        self.wait(lambda: not self.window.background.busy)
        QApplication.processEvents()


@pytest.fixture
def open_family(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[[Desk], AtCase]]:
    make_application(dark=False)
    windows: list[MainWindow] = []

    def opened(desk: Desk) -> AtCase:
        window = MainWindow(desk, words_for("en"), dark=False)
        windows.append(window)
        window.resize(1280, 800)
        window.show()
        return AtCase(window, qtbot, family(desk))

    yield opened
    for one in windows:
        one.close()


def family(desk: Desk) -> str:
    return next(row.id for row in cases.listing(desk) if "Pérez" in row.principal)


def changed(desk: Desk, path: str, value: object) -> None:
    opened = cases.open_case(desk, family(desk))
    document = opened.document
    for who in (ONE, OTHER):
        document = with_value(document, f"applicants/{who}/{path}", value)
    intake.record(desk, family(desk), document, base_rev=opened.rev)


def decided(desk: Desk, outcome: str = "", reason: str = "") -> None:
    found = {one.applicant_id: one for one in cases.open_case(desk, family(desk)).determinations}
    for who in (ONE, OTHER):
        eligibility.determine(desk, family(desk), who, outcome or found[who].assessed_outcome, reason)


def there_and_back(at: AtCase, line: QLineEdit | QPlainTextEdit, again: Callable[[], None]) -> None:
    """Types for each of two people while the other's text waits; `again` opens what a change closed."""

    def text() -> str:
        return line.text() if isinstance(line, QLineEdit) else line.toPlainText()

    for who in (ONE, OTHER):
        at.choose(who)
        again()
        assert text() == ""
        line.setFocus()
        QTest.keyClicks(line, TYPED[who])
    for who in (*random.choices((ONE, OTHER), k=5), OTHER, ONE):
        at.choose(who)
        assert text() in (TYPED[who], "")
        again()
        assert text() == TYPED[who]


def test_every_station_with_a_bar_of_people_is_looked_at_here(
    open_family: Callable[[Desk], AtCase], training_desk: Desk
) -> None:
    at = open_family(training_desk)
    with_bar = {step for step in SCREENS if at.station(step).findChildren(PeopleRow)}
    assert with_bar == {"intake", "entry", "eligibility", "letter", "matrix"}


def test_the_outcome_chosen_and_its_reason_come_back_to_their_person(
    open_family: Callable[[Desk], AtCase], training_desk: Desk
) -> None:
    at = open_family(training_desk)
    screen = at.station("eligibility")
    assert isinstance(screen, EligibilityScreen)
    chosen = {ONE: "needs_review", OTHER: "more_evidence_needed"}
    for who, outcome in chosen.items():
        at.choose(who)
        assert screen._chosen() == "eligible"
        QTest.mouseClick(screen._radios[outcome], Qt.MouseButton.LeftButton)
    for who, outcome in chosen.items():
        at.choose(who)
        assert screen._chosen() == outcome
        assert screen._reason.toPlainText() == ""
    there_and_back(at, screen._reason, lambda: None)
    assert screen._chosen() == chosen[ONE]
    at.click(screen._record)
    at.wait(lambda: len([one for one in at.editor.determinations if one.applicant_id == ONE]) == 2)
    at.settle()
    made = [one for one in at.editor.determinations if one.applicant_id == ONE][-1]
    assert (made.outcome, made.reason) == (chosen[ONE], TYPED[ONE])
    assert screen._reason.toPlainText() == ""
    at.choose(OTHER)
    assert (screen._chosen(), screen._reason.toPlainText()) == (chosen[OTHER], TYPED[OTHER])
    at.choose(ONE)
    assert (screen._chosen(), screen._reason.toPlainText()) == (chosen[ONE], "")


def test_an_outcome_that_was_chosen_survives_whatever_else_is_shown(
    open_family: Callable[[Desk], AtCase], training_desk: Desk
) -> None:
    at = open_family(training_desk)
    screen = at.station("eligibility")
    assert isinstance(screen, EligibilityScreen)
    QTest.mouseClick(screen._radios["not_eligible"], Qt.MouseButton.LeftButton)
    at.station("intake")
    at.editor.put("x_consent/phone", "664 1")
    at.station("eligibility")
    assert screen._chosen() == "not_eligible"


def test_a_reason_that_is_not_on_the_screen_any_more_is_not_recorded(
    open_family: Callable[[Desk], AtCase], training_desk: Desk
) -> None:
    at = open_family(training_desk)
    screen = at.station("eligibility")
    assert isinstance(screen, EligibilityScreen)
    QTest.mouseClick(screen._radios["needs_review"], Qt.MouseButton.LeftButton)
    QTest.keyClicks(screen._reason, TYPED[ONE])
    QTest.mouseClick(screen._radios["eligible"], Qt.MouseButton.LeftButton)
    before = len(at.editor.determinations)
    at.click(screen._record)
    at.wait(lambda: len(at.editor.determinations) > before)
    made = [one for one in at.editor.determinations if one.applicant_id == ONE][-1]
    assert (made.outcome, made.reason) == ("eligible", "")


def test_the_button_for_the_family_counts_those_for_whom_nothing_else_is_chosen(
    open_family: Callable[[Desk], AtCase], training_desk: Desk
) -> None:
    document = cases.open_case(training_desk, family(training_desk)).document
    case_id = intake.start(
        training_desk,
        programme=document["programme"],
        language="es",
        opened_on=date.fromisoformat(document["opened_on"]),
        document=document,
    )
    at = open_family(training_desk)
    at.window.open_case(case_id)
    at.wait(lambda: at.editor.case_id == case_id)
    screen = at.station("eligibility")
    assert isinstance(screen, EligibilityScreen)
    people = len(document["applicants"])
    assert screen._family.go.text() == f"Record for these {people} people: Eligible"
    at.choose(OTHER)
    QTest.mouseClick(screen._radios["needs_review"], Qt.MouseButton.LeftButton)
    assert str(people) not in screen._family.go.text() or screen._family.isHidden()
    QTest.mouseClick(screen._radios["eligible"], Qt.MouseButton.LeftButton)
    assert screen._family.go.text() == f"Record for these {people} people: Eligible"


def test_the_reason_for_going_alone_stands_in_the_letter_of_its_person_only(
    open_family: Callable[[Desk], AtCase], training_desk: Desk
) -> None:
    settings.allow_alone(training_desk, allowed=True)
    decided(training_desk)
    at = open_family(training_desk)
    screen = at.station("letter")
    assert isinstance(screen, LetterScreen)
    there_and_back(at, screen._alone, lambda: None)
    at.choose(OTHER)
    before = len(at.editor.letters)
    at.click(screen._issue)
    at.wait(lambda: len(at.editor.letters) > before)
    at.settle()
    said = text_of(handing_over.issued_pdf(training_desk, at.editor.letters[-1].id))
    assert TYPED[OTHER] in said
    assert TYPED[ONE] not in said
    at.choose(ONE)
    assert screen._alone.text() == TYPED[ONE]


def test_a_waiver_is_for_whom_it_was_asked(
    open_family: Callable[[Desk], AtCase], training_desk: Desk
) -> None:
    changed(training_desk, "passport/number", NOT_ASKED)
    at = open_family(training_desk)
    screen = at.station("matrix")
    assert isinstance(screen, MatrixScreen)
    wanting = [row.criterion for row in screen._matrix.wanting()] if screen._matrix else []
    assert "passport" in wanting

    def ask() -> None:
        if screen.waiver.isHidden():
            assert screen.table.choose("passport")
            at.click(screen.waive)

    there_and_back(at, screen.waiver.reason, ask)
    screen.waiver.passphrase.setText("never for another")
    at.choose(OTHER)
    assert screen.waiver.isHidden()
    ask()
    assert screen.waiver.passphrase.text() == ""
    at.click(screen.waiver.record)
    at.wait(lambda: bool(at.editor.waivers))
    assert [(one.applicant_id, one.reason) for one in at.editor.waivers] == [(OTHER, TYPED[OTHER])]


def test_remarks_go_back_with_the_decision_they_were_typed_about(
    open_family: Callable[[Desk], AtCase], training_desk: Desk
) -> None:
    decided(training_desk, "needs_review", "A doubt came up.")
    (other,) = [one.id for one in second_people(training_desk)]
    at = open_family(desk_as(training_desk, other))
    screen = at.station("eligibility")
    assert isinstance(screen, EligibilityScreen)
    second = screen._second

    def ask() -> None:
        if second._form.isHidden():
            at.click(second.send_back)

    there_and_back(at, second.remarks, ask)
    at.click(second.send)
    at.wait(lambda: any(one.sent_back for one in at.editor.determinations))
    sent = [(one.applicant_id, one.sent_back.text) for one in at.editor.determinations if one.sent_back]
    assert sent == [(ONE, TYPED[ONE])]
    at.choose(OTHER)
    ask()
    assert second.remarks.toPlainText() == TYPED[OTHER]


def test_fields_of_intake_are_those_of_the_person_who_is_shown(
    open_family: Callable[[Desk], AtCase], training_desk: Desk
) -> None:
    at = open_family(training_desk)
    screen = at.station("intake")
    assert isinstance(screen, IntakeScreen)

    def line() -> QLineEdit:
        assert screen._person is not None
        return screen._person.fields[f"applicants/{at.editor.applicant_id}/passport/number"].findChildren(
            QLineEdit
        )[0]

    for who in (ONE, OTHER):
        at.choose(who)
        line().selectAll()
        QTest.keyClicks(line(), TYPED[who])
    for who in (ONE, OTHER, ONE):
        at.choose(who)
        assert line().text() == TYPED[who]
        assert at.editor.value(f"applicants/{who}/passport/number") == TYPED[who]


def test_a_day_that_waits_under_entry_is_the_persons(
    open_family: Callable[[Desk], AtCase], training_desk: Desk
) -> None:
    at = open_family(training_desk)
    screen = at.station("entry")
    assert isinstance(screen, EntryScreen)
    for who in (ONE, OTHER):
        at.choose(who)
        (asker,) = screen.findChildren(ExitAsker)
        asker._on_typed(f"2022-10-0{who[1]}")
    for who in (ONE, OTHER, ONE):
        at.choose(who)
        assert at.editor.text(f"exit/{who}") == f"\n2022-10-0{who[1]}"


def second_people(desk: Desk) -> list[object]:
    from caseworker.services import review

    return list(review.second_readers(desk))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", " ")
    finally:
        document.close()
