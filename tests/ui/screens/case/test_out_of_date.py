# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed after a decision is loud at Decision, Letter, in the list and on Start."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.case.document_paths import with_value
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services import cases, eligibility, intake
from caseworker.services.desk import Desk
from caseworker.services.letter import issuing
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.case.case_page import CasePage
from caseworker.ui.screens.cases import CasesScreen
from caseworker.ui.screens.start import StartScreen
from caseworker.ui.widgets.notices.outdated_notice import OutdatedNotice
from caseworker.words import words_for

from ...conftest import BUSY


class AtCase:
    """A window with the decided family open."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    @property
    def page(self) -> CasePage:
        assert self.window.page is not None
        return self.window.page

    def case_id(self, surname: str = "Pérez") -> str:
        return next(row.id for row in cases.listing(self.window.desk) if surname in row.principal)

    def open_case(self, step: str = "") -> None:
        case_id = self.case_id()
        self.window.open_case(case_id)
        self.wait(lambda: self.window.editor is not None and self.window.editor.case_id == case_id)
        if step:
            self.page.show_step(step)
        self.settle()

    def wait(self, until: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(until, timeout=BUSY)

    def settle(self) -> None:
        editor = self.window.editor
        self.wait(lambda: not self.window.background.busy and (editor is None or not editor.dirty))

    def put(self, path: str, value: object) -> None:
        assert self.window.editor is not None
        self.window.editor.put(path, value)
        self.settle()

    def notice(self, step: str) -> OutdatedNotice:
        self.page.show_step(step)
        self.settle()
        found = self.page.station(step).findChild(OutdatedNotice)
        assert isinstance(found, OutdatedNotice)
        return found

    def said(self, step: str) -> str:
        """What the notice of a station says; nothing where it is hidden."""
        found = self.notice(step)
        if not found.isVisible():
            return ""
        parts = [*found.findChildren(QLabel), *found.findChildren(QPushButton)]
        return "\n".join(part.text() for part in parts if part.isVisible())

    def button(self, step: str, text: str) -> QPushButton | None:
        found = self.page.station(step).findChildren(QPushButton)
        return next((one for one in found if one.isVisible() and one.text() == text), None)


@pytest.fixture
def at_case(qapp: QApplication, qtbot: QtBot, training_desk: Desk) -> Iterator[AtCase]:
    make_application(dark=False)
    window = MainWindow(training_desk, words_for("en"), dark=False)
    window.resize(1280, 800)
    window.show()
    found = AtCase(window, qtbot)
    yield found
    window.close()


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(6, 6))


def test_decision_says_it_while_it_is_typed_and_takes_it_back_with_undo(at_case: AtCase) -> None:
    at_case.open_case("eligibility")
    assert at_case.said("eligibility") == ""
    at_case.put("evidence/e2/on", "2022-10-27")
    said = at_case.said("eligibility")
    assert "Facts changed since this decision of " in said
    assert "Changed: Evidence, Day on the record (" in said
    assert "was “Met”, is now “Not known”" in said
    states = {one.step: one.state for one in at_case.page.editor.stations()}
    assert states["eligibility"] == "outdated"
    at_case.page.editor.undo()
    at_case.settle()
    assert at_case.said("eligibility") == ""


def test_what_nothing_rests_on_is_no_reason_to_shout(at_case: AtCase) -> None:
    at_case.open_case("eligibility")
    at_case.put("x_consent/phone", "664 555 0199")
    at_case.put("evidence/e2/note", "The stamp is faint.")
    assert at_case.said("eligibility") == at_case.said("letter") == ""
    assert at_case.button("letter", "Issue the letter") is not None


def test_the_letter_says_since_when_offers_no_issuing_and_leads_to_the_decision(at_case: AtCase) -> None:
    case_id = at_case.case_id()
    issuing.issue(at_case.window.desk, case_id, "a1", "es", "A4")
    at_case.open_case("letter")
    at_case.put("applicants/a1/surnames", "Peres Rodríguez")
    said = at_case.said("letter")
    assert "Facts changed since this letter of " in said
    assert "Changed: Surnames" in said
    assert at_case.button("letter", "Issue the letter") is None
    go = at_case.button("letter", "Go to the decision")
    assert go is not None
    click(go)
    assert at_case.page.step == "eligibility"
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.isVisible()
    assert focus.parentWidget().findChildren(type(focus))[0].text() == "Eligible"


def test_nothing_is_issued_where_no_letter_stands_yet(at_case: AtCase) -> None:
    at_case.open_case("letter")
    assert at_case.button("letter", "Issue the letter") is not None
    at_case.put("applicants/a1/born_on", "1991-05-14")
    assert "Facts changed since this decision of " in at_case.said("letter")
    assert at_case.button("letter", "Issue the letter") is None


def test_a_long_list_is_folded_and_unfolds(at_case: AtCase) -> None:
    at_case.open_case("eligibility")
    for path, value in (
        ("applicants/a1/surnames", "Peres"),
        ("applicants/a1/given_names", "María"),
        ("applicants/a1/nationalities", ["FRA"]),
        ("evidence/e2/on", "2022-10-27"),
        ("sponsor/documents_seen", []),
        ("sponsor/contact_confirmed_on", NOT_ASKED),
    ):
        at_case.put(path, value)
    notice = at_case.notice("eligibility")

    def lines() -> int:
        return sum(1 for one in notice.findChildren(QLabel) if one.isVisible() and one.text()[:1] == "•")

    at_case.wait(lambda: lines() == 6)
    more = next(one for one in notice.findChildren(QPushButton) if "more change" in one.text())
    click(more)
    at_case.wait(lambda: lines() > 6)
    click(more)
    at_case.wait(lambda: lines() == 6)


def test_relatives_are_named_and_shown(at_case: AtCase) -> None:
    desk, case_id = at_case.window.desk, at_case.case_id()
    eligibility.determine(desk, case_id, "a1", "not_eligible", "The sponsor withdrew.")
    at_case.open_case("eligibility")
    assert "Facts changed since the decision on: Luis Ángel" in at_case.said("eligibility")
    show = at_case.notice("eligibility").action
    assert show.text() == "Show Luis Ángel González Márquez"
    click(show)
    at_case.settle()
    assert at_case.page.editor.applicant_id == "a2"
    told = "The principal applicant, on whom this person depends, is now: Not eligible"
    at_case.wait(lambda: told in at_case.said("eligibility"))


def test_start_and_the_list_say_it_after_somebody_else_saved(at_case: AtCase) -> None:
    window, case_id = at_case.window, at_case.case_id()

    def start() -> StartScreen:
        window.show_place("start")
        at_case.settle()
        found = window.stack.currentWidget()
        assert isinstance(found, StartScreen)
        return found

    def heads(of: StartScreen) -> list[str]:
        return [
            one.text() for one in of.findChildren(QLabel) if one.objectName() == "heading" and one.isVisible()
        ]

    assert "Facts changed since the decision" not in heads(start())
    opened = cases.open_case(window.desk, case_id)
    changed = with_value(opened.document, "evidence/e2/on", "2022-10-27")
    intake.record(window.desk, case_id, changed, base_rev=opened.rev)
    screen = start()
    assert heads(screen)[0] == "Facts changed since the decision"
    card = next(one for one in screen.findChildren(QPushButton) if "María José" in one.text())
    click(card)
    at_case.wait(lambda: window.editor is not None)
    at_case.settle()
    assert at_case.page.step == "eligibility"
    assert "Facts changed since this decision of " in at_case.said("eligibility")

    window.show_place("cases")
    at_case.settle()
    listed = window.stack.currentWidget()
    assert isinstance(listed, CasesScreen)
    model = listed.model
    at = next(at for at in range(model.rowCount()) if "María José" in str(model.index(at, 1).data()))
    assert model.index(at, 3).data() == "Out of date"
    tip = str(model.index(at, 4).data(Qt.ItemDataRole.ToolTipRole))
    assert "Decision: Out of date" in tip
    assert "Facts changed since the decision" in tip


def test_a_new_decision_ends_it(at_case: AtCase) -> None:
    at_case.open_case("eligibility")
    at_case.put("applicants/a1/surnames", "Peres Rodríguez")
    click(at_case.notice("eligibility").action)
    record = at_case.button("eligibility", "Record a new decision")
    assert record is not None
    primary = next(
        one
        for one in at_case.page.station("eligibility").findChildren(QPushButton)
        if one.text() == "Record a new decision" and one.objectName() == "primary"
    )
    click(primary)
    at_case.settle()
    at_case.wait(lambda: at_case.said("eligibility") == "")


def test_it_is_said_in_spanish(at_case: AtCase) -> None:
    at_case.window.set_language("es")
    at_case.open_case("eligibility")
    at_case.put("applicants/a1/surnames", "Peres Rodríguez")
    assert "Cambiaron datos desde esta decisión del " in at_case.said("eligibility")
