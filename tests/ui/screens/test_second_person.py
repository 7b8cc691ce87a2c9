# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people in the window: one decides, another reads, approves or sends back; nobody walks round them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.services import intake, settings
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library, load_library
from caseworker.services.training import training_cases
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.store.staff import slots
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.case.eligibility import EligibilityScreen
from caseworker.ui.screens.case.letter import LetterScreen
from caseworker.ui.screens.review import ReviewScreen
from caseworker.ui.screens.start import StartScreen
from caseworker.ui.widgets.plain import act_button
from caseworker.words import words_for
from tests.services.office import OWN, Office

from ..conftest import PATIENCE


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def staffed() -> list[Office]:
    """The office that the others are copied from, once the first test has made it."""
    return []


@pytest.fixture
def office(
    qapp: QApplication,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    library: Library,
    staffed: list[Office],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    """Ana made the store, Ben is a supervisor, Eva a caseworker, Leo does intake."""
    make_application(dark=False)
    for function in (*(slots.add_passphrase, slots.change_passphrase, slots.reset_passphrase),):
        monkeypatch.setitem(function.__kwdefaults__, "kdf", FLOOR_KDF)
    if not staffed:
        staffed.append(staffed_office(tmp_path_factory.mktemp("staffed") / "office", library))
    made = staffed[0].moved(tmp_path / "office")
    yield made
    made.desk.store.close()


def staffed_office(folder: Path, library: Library) -> Office:
    made = Office(folder, library)
    made.hire("Ben Soto", "supervisor")
    made.hire("Eva Paz", "caseworker")
    made.hire("Leo Gil", "intake")
    for document in training_cases():
        if document["applicants"][0].get("surnames") in ("Fonseca", "Hernández Villalobos"):
            said = {key: value for key, value in document.items() if key != "x_determined"}
            intake.start(
                made.desk,
                programme=said["programme"],
                language="es",
                opened_on=date.fromisoformat(said["opened_on"]),
                document=said,
            )
    return made


class Sitting:
    """Somebody's window; they unlocked with their own passphrase."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = MainWindow(desk, words_for("en"), dark=False)
        qtbot.addWidget(self.window)
        self.window.resize(1280, 800)
        self.window.begin()
        self.window.show()
        self.window.activateWindow()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.background.busy, timeout=PATIENCE)
        QApplication.processEvents()

    def open(self, surname: str, step: str) -> None:
        from caseworker.services import cases

        row = next(row for row in cases.listing(self.window.desk) if surname in row.principal)
        self.window.open_case(row.id, step)
        self.qtbot.waitUntil(
            lambda: self.window.editor is not None and self.window.editor.case_id == row.id, timeout=PATIENCE
        )
        self.settle()

    def place(self, name: str) -> Any:
        self.click(self.window.rail.places[name])
        self.settle()
        return self.window.stack.currentWidget()

    @property
    def decision(self) -> EligibilityScreen:
        assert self.window.page is not None
        screen = self.window.page.station("eligibility")
        assert isinstance(screen, EligibilityScreen)
        return screen

    @property
    def letter(self) -> LetterScreen:
        assert self.window.page is not None
        self.window.page.show_step("letter")
        self.settle()
        screen = self.window.page.station("letter")
        assert isinstance(screen, LetterScreen)
        return screen

    def click(self, button: QWidget) -> None:
        self.qtbot.waitUntil(button.isEnabled, timeout=PATIENCE)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def decide(self, outcome: str = "", reason: str = "") -> None:
        screen = self.decision
        if outcome:
            screen._radios[outcome].setChecked(True)
        if reason:
            QTest.keyClicks(screen._reason, reason)
        before = len(self.determinations())
        self.click(screen._record)
        self.qtbot.waitUntil(lambda: len(self.determinations()) == before + 1, timeout=PATIENCE)
        self.settle()

    def determinations(self) -> tuple[Any, ...]:
        assert self.window.editor is not None
        return self.window.editor.determinations

    def close(self) -> None:
        self.window.close()
        QApplication.processEvents()


@pytest.fixture
def sit(office: Office, qtbot: QtBot) -> Iterator[Any]:
    here: list[Sitting] = []

    def change(name: str) -> Sitting:
        for one in here:
            one.close()
        here.append(Sitting(office.sit(name), qtbot))
        return here[-1]

    yield change
    for one in here:
        one.close()


def said(widget: QWidget) -> str:
    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]
    buttons = [one.text() for one in widget.findChildren(QPushButton) if one.isVisibleTo(widget)]
    return "\n".join([*labels, *buttons])


def test_one_decides_and_another_approves_in_their_own_session_with_enter(sit: Any, qtbot: QtBot) -> None:
    eva = sit("Eva Paz")
    eva.open("Fonseca", "eligibility")
    eva.decide("needs_review", "The passport looks altered.")
    # Nobody but a supervisor is offered to approve, and not without a passphrase.
    second = eva.decision._second
    assert {second.reader.itemText(at) for at in range(second.reader.count())} == {
        "Ben Soto",
        "Ana Ruiz",
    }
    assert second.passphrase.isVisible()
    assert not eva.letter._issue.isVisible()
    assert "no letter goes out before one approves it" in eva.letter._state.text()
    assert eva.letter._slip.isVisible()
    assert not eva.window.rail.places["review"].isVisible()

    ben = sit("Ben Soto")
    place = ben.window.rail.places["review"]
    qtbot.waitUntil(lambda: place.text().split() == ["Review", "1"], timeout=PATIENCE)
    start = ben.window.stack.currentWidget()
    assert isinstance(start, StartScreen)
    qtbot.waitUntil(lambda: "Fonseca" in said(start.waiting), timeout=PATIENCE)
    review = ben.place("review")
    assert isinstance(review, ReviewScreen)
    assert "departs from the assessment" in said(review)
    (button,) = review.findChildren(QPushButton, "primary")
    ben.click(button)
    qtbot.waitUntil(lambda: ben.window.page is not None, timeout=PATIENCE)
    ben.settle()
    second = ben.decision._second
    assert not second.passphrase.isVisible()
    assert "The passport looks altered." in said(second)
    qtbot.waitUntil(second.approve.hasFocus, timeout=PATIENCE)
    QTest.keyClick(second.approve, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ben.determinations()[-1].approved_by == "Ben Soto", timeout=PATIENCE)
    ben.settle()
    qtbot.waitUntil(lambda: ben.window.rail.places["review"].text() == "Review", timeout=PATIENCE)
    assert "Nothing more of this case waits for you." in said(second)

    eva = sit("Eva Paz")
    eva.open("Fonseca", "eligibility")
    letter = eva.letter
    eva.click(letter._issue)
    qtbot.waitUntil(lambda: bool(eva.window.editor and eva.window.editor.letters), timeout=PATIENCE)


def test_what_is_sent_back_stands_on_start_of_who_decided(sit: Any, qtbot: QtBot) -> None:
    eva = sit("Eva Paz")
    eva.open("Fonseca", "eligibility")
    eva.decide()
    ben = sit("Ben Soto")
    review = ben.place("review")
    (button,) = review.findChildren(QPushButton, "primary")
    ben.click(button)
    qtbot.waitUntil(lambda: ben.window.page is not None, timeout=PATIENCE)
    ben.settle()
    second = ben.decision._second
    ben.click(second.send_back)
    assert not second.send.isEnabled()
    QTest.keyClicks(second.remarks, "Ask for the passport again.")
    ben.click(second.send)
    qtbot.waitUntil(lambda: ben.determinations()[-1].sent_back is not None, timeout=PATIENCE)
    ben.settle()
    eva = sit("Eva Paz")
    start = eva.window.stack.currentWidget()
    qtbot.waitUntil(lambda: "Ask for the passport again." in said(start.waiting), timeout=PATIENCE)
    eva.open("Fonseca", "eligibility")
    assert "Ask for the passport again." in said(eva.decision._second)
    assert not eva.decision._second.approve.isVisible()
    assert not eva.letter._issue.isVisible()
    assert eva.window.page is not None
    eva.window.page.show_step("eligibility")
    eva.decide()
    start = eva.place("start")
    qtbot.waitUntil(lambda: "Ask for the passport again." not in said(start.waiting), timeout=PATIENCE)


def test_a_colleague_approves_at_the_desk_with_their_own_passphrase_and_nobody_else(
    sit: Any, qtbot: QtBot
) -> None:
    eva = sit("Eva Paz")
    eva.open("Fonseca", "eligibility")
    eva.decide()
    second = eva.decision._second
    second.reader.setCurrentIndex(second.reader.findText("Ben Soto", Qt.MatchFlag.MatchStartsWith))
    QTest.keyClicks(second.passphrase, OWN["Eva Paz"])
    QTest.keyClick(second.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(second._error.isVisible, timeout=PATIENCE)
    eva.settle()
    assert eva.determinations()[-1].approved_by == ""
    assert second.passphrase.text() == ""


def test_intake_staff_are_offered_no_decision_and_no_letter(sit: Any) -> None:
    leo = sit("Leo Gil")
    leo.open("Fonseca", "eligibility")
    assert not leo.decision._record.isVisible()
    assert not leo.decision._holder.isVisible()
    assert "Caseworkers and supervisors record decisions." in said(leo.decision)
    assert not leo.decision._family.isVisible()
    assert not leo.letter._issue.isVisible()
    assert not leo.window.rail.places["review"].isVisible()


def test_a_family_of_twelve_takes_one_click_each(sit: Any, qtbot: QtBot) -> None:
    eva = sit("Eva Paz")
    eva.open("Hernández", "eligibility")
    family = eva.decision._family
    assert "12" in family.go.text()
    eva.click(family.go)
    qtbot.waitUntil(lambda: len(eva.determinations()) == 12, timeout=PATIENCE)
    eva.settle()
    assert not family.isVisible()
    ben = sit("Ben Soto")
    ben.open("Hernández", "eligibility")
    second = ben.decision._second
    assert second.approve_all.text() == "Approve for all 12 people"
    ben.click(second.approve_all)
    qtbot.waitUntil(lambda: all(one.approved_by for one in ben.determinations()), timeout=PATIENCE)
    ben.settle()
    eva = sit("Eva Paz")
    eva.open("Hernández", "eligibility")
    letter = eva.letter
    eva.click(letter._family.go)
    qtbot.waitUntil(lambda: len(eva.window.editor.letters) == 12, timeout=PATIENCE)
    eva.settle()
    eva.click(letter._together.go)
    qtbot.waitUntil(
        lambda: {one.state for one in eva.window.editor.letters} == {"handed_over"}, timeout=PATIENCE
    )


def test_a_letter_that_went_alone_stands_under_review_until_looked_at(
    sit: Any, office: Office, qtbot: QtBot
) -> None:
    settings.allow_alone(office.sit("Ana Ruiz"), allowed=True)
    eva = sit("Eva Paz")
    eva.open("Fonseca", "eligibility")
    eva.decide()
    letter = eva.letter
    assert not letter._issue.isEnabled()
    QTest.keyClicks(letter._alone, "Nobody else is on shift")
    eva.click(letter._issue)
    qtbot.waitUntil(lambda: bool(eva.window.editor.letters), timeout=PATIENCE)
    ben = sit("Ben Soto")
    review = ben.place("review")
    qtbot.waitUntil(lambda: "Eva Paz" in said(review) and "Letter L-TIJ" in said(review), timeout=PATIENCE)
    looked = next(one for one in review.findChildren(QPushButton) if one.text() == "I have looked at it")
    ben.click(looked)
    qtbot.waitUntil(lambda: "Letter L-TIJ" not in said(review), timeout=PATIENCE)


class TestNothingIsApprovedUnread:
    """What was pressed for something else approves nothing that came to stand in its place."""

    @pytest.fixture
    def family(self, sit: Any, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Sitting:
        """Ben at the first decision of a family that Eva decided."""
        eva = sit("Eva Paz")
        eva.open("Hernández", "eligibility")
        eva.click(eva.decision._family.go)
        qtbot.waitUntil(lambda: len(eva.determinations()) == 12, timeout=PATIENCE)
        ben: Sitting = sit("Ben Soto")
        monkeypatch.setattr(act_button, "GRACE_MS", 700)
        return ben

    def test_a_double_click_on_start_opens_and_approves_nothing(self, family: Sitting, qtbot: QtBot) -> None:
        start = family.window.stack.currentWidget()
        assert isinstance(start, StartScreen)
        qtbot.waitUntil(lambda: "Hernández" in said(start.waiting), timeout=PATIENCE)
        link = next(one for one in start.waiting.findChildren(QPushButton) if "Hernández" in one.text())
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: family.window.page is not None, timeout=PATIENCE)
        approve = family.decision._second.approve
        qtbot.waitUntil(approve.isVisible, timeout=PATIENCE)
        QTest.mouseClick(approve, Qt.MouseButton.LeftButton)
        family.settle()
        assert not [one for one in family.determinations() if one.approved_by]
        qtbot.waitUntil(lambda: not approve.fresh, timeout=PATIENCE)
        family.click(approve)
        qtbot.waitUntil(lambda: any(one.approved_by for one in family.determinations()), timeout=PATIENCE)

    def test_enter_held_down_or_struck_twice_approves_one(self, family: Sitting, qtbot: QtBot) -> None:
        family.open("Hernández", "eligibility")
        second = family.decision._second
        qtbot.waitUntil(lambda: not second.approve.fresh, timeout=PATIENCE)
        second.take_focus()
        QTest.keyClick(second.approve, Qt.Key.Key_Return)
        qtbot.waitUntil(second.go_on.hasFocus, timeout=PATIENCE)
        family.settle()
        qtbot.wait(1000)
        QTest.keyClick(second.go_on, Qt.Key.Key_Return)
        qtbot.waitUntil(second.approve.isVisible, timeout=PATIENCE)
        for _ in range(5):
            held = QKeyEvent(
                QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
            )
            QApplication.sendEvent(second.approve, held)
        QTest.keyClick(second.approve, Qt.Key.Key_Return)
        family.settle()
        assert len([one for one in family.determinations() if one.approved_by]) == 1
