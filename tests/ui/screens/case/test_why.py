# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a finding to what decided it and back, with real clicks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.case.case_page import CasePage
from caseworker.ui.widgets.fields.field_block import FieldBlock
from caseworker.ui.widgets.findings.ties_bar import TiesBar
from caseworker.ui.widgets.findings.why_view import WhyView
from caseworker.ui.widgets.plain.link_label import LinkLabel
from caseworker.words import words_for

BUSY = 15_000


@pytest.fixture(scope="module")
def desk(shared_desk: Desk) -> Desk:
    return shared_desk


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> Iterator[MainWindow]:
    make_application(dark=False)
    found = MainWindow(desk, words_for("en"), dark=False)
    found.resize(1280, 800)
    found.show()
    qtbot.waitUntil(lambda: found.cases.model.rowCount() == 13, timeout=BUSY)
    yield found
    found.close()


def opened(window: MainWindow, qtbot: QtBot, surname: str) -> CasePage:
    row = next(row for row in cases.listing(window.desk) if surname in row.principal)
    window.open_case(row.id)
    qtbot.waitUntil(lambda: window.editor is not None and window.editor.case_id == row.id, timeout=BUSY)
    assert window.page is not None
    return window.page


def button(root: QWidget, text: str) -> QPushButton:
    return next(one for one in root.findChildren(QPushButton) if one.isVisible() and text in one.text())


def why_of(page: CasePage, qtbot: QtBot, criterion: str) -> WhyView:
    page.show_step("eligibility")
    station = page.station("eligibility")
    assert station.show_finding(criterion)
    more = page.focusWidget()
    assert isinstance(more, QPushButton)
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(shown(page)) == 1, timeout=BUSY)
    return shown(page)[0]


def shown(page: CasePage) -> list[WhyView]:
    return [one for one in page.station("eligibility").findChildren(WhyView) if one.isVisible()]


def test_why_shows_the_tests_and_leads_to_the_paper_and_back(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot, "Contreras")
    view = why_of(page, qtbot, "no-irregular-entry-mexico")
    links = [
        one for one in view.findChildren(LinkLabel) if "last acceptable day 19 October 2022" in one.text()
    ]
    assert "found: " in links[0].text()
    qtbot.waitUntil(lambda: links[0].height() > 10 and links[0].width() > 50, timeout=BUSY)
    qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    assert page.step == "entry"
    focus = window.focusWidget()
    assert focus is not None
    opened_form = [one for one in page.station("entry").findChildren(FieldBlock) if one.isAncestorOf(focus)]
    assert opened_form[0].path.startswith("evidence/")
    qtbot.mouseClick(button(page, "Back to Decision"), Qt.MouseButton.LeftButton)
    assert page.step == "eligibility"
    back = page.focusWidget()
    assert isinstance(back, QPushButton)
    assert back.accessibleName().startswith("Why? ")


def test_a_field_names_what_it_is_used_for_and_leads_there(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot, "Pérez")
    window.activateWindow()
    page.open_path("applicants/a1/vaccinations_attested")
    ties = page.findChild(TiesBar)
    assert ties is not None
    qtbot.waitUntil(lambda: any(one.isVisible() for one in ties.findChildren(QPushButton)), timeout=BUSY)
    tie = button(ties, "Vaccinations attested")
    qtbot.mouseClick(tie, Qt.MouseButton.LeftButton)
    focus = page.focusWidget()
    assert isinstance(focus, LinkLabel)
    assert focus.text() == "Vaccinations attested"


def test_less_closes_the_reasons_again(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot, "Fonseca")
    why_of(page, qtbot, "nationality")
    more = page.focusWidget()
    assert isinstance(more, QPushButton)
    assert more.text() == "Less"
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shown(page), timeout=BUSY)
    assert more.text() == "Why?"
