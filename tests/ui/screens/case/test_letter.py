# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter screen: each language as what it is, a child alone, and the way to what cannot be sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services import cases, settings
from caseworker.services.desk import Desk
from caseworker.services.letter import verifying
from caseworker.ui.main_window import MainWindow
from caseworker.ui.models.case_editor import CaseEditor
from caseworker.ui.screens.case.eligibility import EligibilityScreen
from caseworker.ui.screens.case.letter import LetterScreen
from caseworker.ui.screens.settings import SettingsScreen
from caseworker.ui.widgets.findings.assessment_panel import AssessmentPanel
from caseworker.words import words_for
from tests.colleagues import colleague

from ...conftest import PATIENCE


class AtLetter:
    """A case open on its letter."""

    def __init__(self, window: MainWindow, qtbot: QtBot, surname: str) -> None:
        self.window, self.qtbot = window, qtbot
        row = next(row for row in cases.listing(window.desk) if surname in row.principal)
        window.open_case(row.id)
        self.wait(lambda: window.editor is not None and window.editor.case_id == row.id)
        self.show("letter")

    def show(self, step: str) -> None:
        assert self.window.page is not None
        self.window.page.show_step(step)
        self.settle()

    @property
    def editor(self) -> CaseEditor:
        assert self.window.editor is not None
        return self.window.editor

    @property
    def screen(self) -> LetterScreen:
        assert self.window.page is not None
        found = self.window.page.station("letter")
        assert isinstance(found, LetterScreen)
        return found

    def choose(self, language: str) -> None:
        self.screen._language.setCurrentIndex(self.screen._language.findData(language))
        self.drawn()

    def drawn(self) -> None:
        self.wait(lambda: self.screen._pdf is not None or self.screen._error.isVisible())
        self.settle()

    def issue(self) -> str:
        """Issues what is shown and returns its number."""
        before = len(self.editor.letters)
        self.click(self.screen._issue)
        self.wait(lambda: len(self.editor.letters) == before + 1)
        self.settle()
        self.wait(lambda: self.screen._shown is not None)
        return self.editor.letters[-1].number

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
def at(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[[Desk, str], AtLetter]]:
    make_application(dark=False)
    windows: list[MainWindow] = []

    def opened(desk: Desk, surname: str) -> AtLetter:
        windows.append(MainWindow(desk, words_for("en"), dark=False))
        windows[-1].resize(1280, 800)
        windows[-1].show()
        return AtLetter(windows[-1], qtbot, surname)

    yield opened
    for one in windows:
        one.close()


def test_a_letter_in_two_languages_is_shown_saved_and_numbered_as_what_it_is(
    at: Callable[[Desk, str], AtLetter], training_desk: Desk, tmp_path: Path
) -> None:
    here = at(training_desk, "Pérez")
    screen = here.screen
    here.choose("es")
    spanish = here.issue()
    here.choose("en")
    assert screen._shown is None
    assert f"Letter {spanish} was issued in Spanish." in screen._state.text()
    assert screen._hand.isHidden()
    screen.save_to(tmp_path / "draft.pdf")
    here.settle()
    assert verifying.verify_here(training_desk, (tmp_path / "draft.pdf").read_bytes()).state == "draft"
    english = here.issue()
    assert screen._language.currentData() == "en"
    assert english != spanish
    for language, number in (("es", spanish), ("en", english), ("es", spanish)):
        here.choose(language)
        assert number in screen._state.text()
        assert screen._issue.isHidden()
        assert screen._shown is not None
        assert screen._shown.number == number
        screen.save_to(tmp_path / f"{language}.pdf")
        here.settle()
        saved = (tmp_path / f"{language}.pdf").read_bytes()
        assert (verifying.verify_here(training_desk, saved).state) == "genuine"
        assert verifying.verify_here(training_desk, saved).number == number
    # The hand-over is recorded for the paper that is shown.
    here.click(screen._hand)
    here.wait(lambda: any(one.state == "handed_over" for one in here.editor.letters))
    assert {one.number: one.state for one in here.editor.letters} == {
        spanish: "handed_over",
        english: "issued",
    }


def test_nothing_of_the_page_of_before_can_be_saved_while_another_is_made(
    at: Callable[[Desk, str], AtLetter], training_desk: Desk
) -> None:
    here = at(training_desk, "Pérez")
    here.choose("es")
    here.issue()
    screen = here.screen
    screen._language.setCurrentIndex(screen._language.findData("en"))
    assert screen._pdf is None
    here.drawn()
    here.editor.choose_applicant("a2")
    assert screen._pdf is None
    here.drawn()


def test_a_child_alone_is_led_from_the_decision_to_the_note_by_intake_staff_too(
    at: Callable[[Desk, str], AtLetter], training_desk: Desk
) -> None:
    here = at(colleague(training_desk, ["intake"]), "Mora")
    here.show("eligibility")
    assert here.window.page is not None
    decision = here.window.page.station("eligibility")
    assert isinstance(decision, EligibilityScreen)
    assert decision._child.isVisible()
    assert "DIF" in decision._child.authority.text()
    here.click(decision._child.go)
    assert here.window.page.step == "letter"
    screen = here.screen
    assert not screen._decide.isVisible()
    assert screen._issue.text() == "Issue the note"
    here.drawn()
    number = here.issue()
    assert number in screen._state.text()
    assert [one.kind for one in here.editor.letters] == ["note"]
    states = {one.step: one.state for one in here.editor.stations()}
    assert (states["eligibility"], states["letter"]) == ("completed", "completed")


def test_a_child_alone_is_led_to_the_note_where_no_rules_are_in_force(
    at: Callable[[Desk, str], AtLetter], training_desk: Desk
) -> None:
    here = at(training_desk, "Mora")
    here.editor.put("assess_on", "2020-01-01")
    here.settle()
    assert here.editor.assessment is None
    here.show("eligibility")
    assert here.window.page is not None
    decision = here.window.page.station("eligibility")
    assert isinstance(decision, EligibilityScreen)
    assert decision._child.isVisible()
    here.click(decision._child.go)
    screen = here.screen
    assert screen._child.isVisible()
    assert screen._issue.text() == "Issue the note"
    here.drawn()
    assert not screen._error.isVisible()
    assert here.issue() in screen._state.text()
    assert [one.kind for one in here.editor.letters] == ["note"]
    assert {one.step: one.state for one in here.editor.stations()}["letter"] == "completed"


def test_a_child_of_whom_nobody_asked_who_is_there_is_offered_the_contact(
    at: Callable[[Desk, str], AtLetter], training_desk: Desk
) -> None:
    here = at(training_desk, "Mora")
    here.editor.put("applicants/a1/accompanied_by", NOT_ASKED)
    here.editor.put_gap("applicants/a1/accompanied_by", "refused")
    here.settle()
    assert here.screen._child.isVisible()
    assert here.screen._child.accessibleName() == "It is not known yet who is with this child"
    assert "DIF" in here.screen._child.authority.text()


def test_a_child_with_another_adult_is_offered_the_contact(
    at: Callable[[Desk, str], AtLetter], training_desk: Desk
) -> None:
    here = at(training_desk, "Mora")
    states = {one.step: one.state for one in here.editor.stations()}
    assert states["letter"] == "not_started"
    here.editor.put("applicants/a1/accompanied_by", "other_adult")
    here.editor.put("applicants/a1/located_in", "CRI")
    here.settle()
    assert here.screen._child.isVisible()
    assert "Patronato Nacional de la Infancia (PANI)" in here.screen._child.authority.text()
    assert here.screen._decide.isVisible()
    here.editor.put("applicants/a1/accompanied_by", "parent")
    here.settle()
    assert not here.screen._child.isVisible()


def test_a_name_that_cannot_be_printed_is_told_before_and_leads_to_its_field(
    at: Callable[[Desk, str], AtLetter], training_desk: Desk
) -> None:
    here = at(training_desk, "Mora")
    here.editor.put("applicants/a1/surnames", "حسن")
    here.drawn()
    here.wait(here.screen._error.isVisible)
    assert "characters that the letter cannot print" in here.screen._error.text()
    assert "ح" in here.screen._error.text()
    assert not here.screen._issue.isEnabled()
    here.click(here.screen._mend)
    assert here.window.page is not None
    assert here.window.page.step == "intake"
    here.editor.put("applicants/a1/surnames", "Hassan")
    here.show("letter")
    here.drawn()
    here.wait(here.screen._issue.isEnabled)
    assert not here.screen._error.isVisible()


def test_a_letterhead_without_address_leads_to_settings(
    at: Callable[[Desk, str], AtLetter], training_desk: Desk
) -> None:
    settings.set_office(training_desk, settings.Office("Casa"))
    here = at(training_desk, "Pérez")
    here.drawn()
    here.wait(here.screen._error.isVisible)
    assert not here.screen._issue.isEnabled()
    here.click(here.screen._mend)
    here.wait(lambda: isinstance(here.window.stack.currentWidget(), SettingsScreen))


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2023-06-01", ""),
        ("2024-08-01", "This programme is paused since some day in July 2024"),
        ("2026-03-05", "Nobody can use this programme since 25 March 2025"),
    ],
)
def test_decision_and_letter_say_that_a_programme_is_stopped_on_the_day_of_issue(
    at: Callable[[Desk, str], AtLetter], training_desk: Desk, day: str, title: str
) -> None:
    here = at(training_desk, "Fonseca")
    # In a training store a letter bears the day on which the file was opened.
    here.editor.put("assess_on", here.editor.document["opened_on"])
    here.editor.put("opened_on", day)
    here.settle()
    for step in ("eligibility", "letter"):
        here.show(step)
        assert here.window.page is not None
        station = here.window.page.station(step)
        assert isinstance(station, EligibilityScreen | LetterScreen)
        notice = station._stopped
        assert notice.isVisible() == bool(title)
        assert notice.title.text() == title
        if title:
            notice.set_words(words_for("es"))
            assert notice.title.text() != title
            assert "fecha de referencia" in notice.text.text()
            notice.set_words(words_for("en"))


@pytest.mark.parametrize(("day", "offered"), [("2023-06-01", True), ("2026-03-05", False)])
def test_nobody_is_sent_to_a_programme_that_has_stopped(
    at: Callable[[Desk, str], AtLetter], training_desk: Desk, day: str, offered: bool
) -> None:
    here = at(training_desk, "Fonseca")
    here.editor.put("assess_on", here.editor.document["opened_on"])
    here.editor.put("opened_on", day)
    here.editor.put("applicants/a1/nationalities", ["VEN"])
    here.settle()
    assert here.editor.assessment is not None
    assert here.editor.assessment.of("a1").referrals == ("venezuela",)
    (panel,) = here.window.findChildren(AssessmentPanel)
    said = [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]
    assert any("Process for Venezuelans" in text for text in said) == offered
