# SPDX-License-Identifier: AGPL-3.0-or-later
"""What proves what in the window: seen before the decision, tied and waived at the desk, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from caseworker.app import make_application, now
from caseworker.domain.reasons.grounds import Ground
from caseworker.domain.reasons.matrix import Row
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import load_library
from caseworker.services.training import create_training_store
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.case.eligibility import EligibilityScreen
from caseworker.ui.screens.case.matrix import MatrixScreen
from caseworker.ui.widgets.plain.link_label import LinkLabel
from caseworker.words import words_for

PATIENCE = 15_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = create_training_store(tmp_path / "store", load_library(), now)
    yield found
    found.store.close()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, desk: Desk) -> Iterator[MainWindow]:
    make_application(dark=False)
    found = MainWindow(desk, words_for("en"), dark=False)
    found.resize(1024, 700)
    found.show()
    qtbot.waitUntil(lambda: found.cases.model.rowCount() == 13, timeout=PATIENCE)
    yield found
    found.close()


def open_case(window: MainWindow, qtbot: QtBot, surname: str) -> None:
    row = next(row for row in cases.listing(window.desk) if surname in row.principal)
    window.open_case(row.id)
    qtbot.waitUntil(lambda: window.editor is not None and window.editor.case_id == row.id, timeout=PATIENCE)


def decision(window: MainWindow) -> EligibilityScreen:
    assert window.page is not None
    window.page.show_step("eligibility")
    screen = window.page.station("eligibility")
    assert isinstance(screen, EligibilityScreen)
    return screen


def matrix(window: MainWindow) -> MatrixScreen:
    assert window.page is not None
    window.page.show_step("matrix")
    screen = window.page.station("matrix")
    assert isinstance(screen, MatrixScreen)
    return screen


def row(screen: MatrixScreen, criterion: str) -> Row:
    found = next(one.row for one in screen.table.table.lines if one.row and one.row.criterion == criterion)
    assert found is not None
    return found


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_decision_says_beforehand_what_is_missing_and_leads_to_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_case(window, qtbot, "Mejía")
    screen = decision(window)
    assert not screen._record.isEnabled()
    assert screen._needed.wanting == ("reserved-nationality", "named-employer")
    link = screen._needed.findChildren(LinkLabel)[0]
    assert "passport" in link.text()
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert window.page is not None
    assert window.page.step == "intake"
    screen = decision(window)
    click(qtbot, next(one for one in screen.findChildren(QPushButton) if "waive" in one.text()))
    assert window.page.step == "matrix"
    chosen = matrix(window).table.chosen()
    assert chosen is not None
    assert chosen[0].criterion == "reserved-nationality"


def test_a_passport_a_tied_letter_and_then_the_decision(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Mejía")
    editor = window.editor
    assert editor is not None
    editor.put("applicants/a1/passport", {"country": "HND", "number": "E123", "expires_on": "2030-01-01"})
    editor.put("evidence", [{"id": "e1", "note": "Letter of the employer"}])
    screen = matrix(window)
    assert row(screen, "named-employer").wanting
    assert screen.table.choose("named-employer", Ground("paper", "e1"))
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    assert editor.value("evidence/e1/shows") == ["named-employer"]
    assert row(screen, "named-employer").backed
    editor.undo()
    assert row(screen, "named-employer").wanting
    editor.redo()
    made = decision(window)
    assert made._needed.isHidden()
    click(qtbot, made._record)
    qtbot.waitUntil(lambda: bool(editor.determinations), timeout=PATIENCE)
    assert editor.determinations[0].outcome == "eligible"


def test_a_supervisor_waives_at_the_desk_and_the_decision_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Mejía")
    editor = window.editor
    assert editor is not None
    screen = matrix(window)
    form = screen.waiver
    for number, criterion in enumerate(("reserved-nationality", "named-employer"), start=1):
        assert screen.table.choose(criterion)
        click(qtbot, screen.waive)
        qtbot.waitUntil(lambda: form.who.count() == 2, timeout=PATIENCE)
        assert not form.record.isEnabled()
        qtbot.keyClicks(form.reason, "Seen by the consulate")
        click(qtbot, form.record)
        qtbot.waitUntil(lambda many=number: len(editor.waivers) == many, timeout=PATIENCE)
        assert form.isHidden()
        assert not screen.waive.isEnabled()
        at = next(one.text for one in screen.table.table.lines if one.row and one.row.criterion == criterion)
        assert at is not None
        assert at.backed.startswith("Waived by Luis Ortega on ")
    made = decision(window)
    click(qtbot, made._record)
    qtbot.waitUntil(lambda: bool(editor.determinations), timeout=PATIENCE)


def test_arrows_go_over_the_cells_and_enter_opens_the_record_or_the_condition(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_case(window, qtbot, "Pérez")
    page = window.page
    assert page is not None
    screen = matrix(window)
    table = screen.table
    assert table.choose("vaccinations", Ground("paper", "e1"))
    # The next condition is that of minors, then, over the name of a station, the sponsor's.
    for criterion in ("minor-accompanied", "sponsor-present"):
        qtbot.keyClick(table, Qt.Key.Key_Down)
        chosen = table.chosen()
        assert chosen is not None
        assert chosen[0].criterion == criterion
    qtbot.keyClick(table, Qt.Key.Key_Right)
    chosen = table.chosen()
    assert chosen is not None
    assert chosen[1] is not None
    assert chosen[1].ground == Ground("paper", "e2")
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.step == "entry"
    page._go_back()
    assert page.step == "matrix"
    assert table.choose("passport")
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.step == "eligibility"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_cell_says_what_it_means(window: MainWindow, qtbot: QtBot, language: str) -> None:
    window.set_language(language)
    open_case(window, qtbot, "Salazar")
    model = matrix(window).table.table
    said = set()
    for line in range(model.rowCount()):
        title = model.headerData(line, Qt.Orientation.Vertical, Qt.ItemDataRole.AccessibleTextRole)
        for at in range(model.columnCount()):
            text = model.data(model.index(line, at), Qt.ItemDataRole.AccessibleTextRole)
            assert text.startswith(title.partition(":")[0])
            said.add(text.rpartition(": ")[2])
    assert {words_for(language)("contradicts another record") + "."} <= said


def test_many_papers_scroll_under_headers_that_stay(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Salazar")
    editor = window.editor
    assert editor is not None
    more = [
        {"id": f"x{number}", "type": "medical_record", "place": "MEX", "on": "2022-10-05"}
        for number in range(12)
    ]
    editor.put("evidence", [*editor.value("evidence"), *more])
    table = matrix(window).table
    assert len(table.table.lines) > 26
    assert table.horizontalScrollBar().maximum() > 0
    places = (table.verticalHeader().x(), table.horizontalHeader().y())
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    qtbot.wait(10)
    assert (table.verticalHeader().x(), table.horizontalHeader().y()) == places
    assert table.verticalHeader().isVisible()
    assert table.horizontalHeader().isVisible()


def test_the_page_is_drawn_and_saved(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    open_case(window, qtbot, "Pérez")
    screen = matrix(window)
    click(qtbot, screen.chips["page"])
    qtbot.waitUntil(lambda: screen.preview.pdf is not None, timeout=PATIENCE)
    kept = tmp_path / "page.pdf"
    screen.preview.save_to(kept)
    qtbot.waitUntil(lambda: kept.exists() and not window.background.busy, timeout=PATIENCE)
    assert kept.read_bytes() == screen.preview.pdf


def test_back_leads_to_the_decision_it_was_opened_from(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Pérez")
    page = window.page
    assert page is not None
    click(qtbot, decision(window)._matrix)
    assert page.step == "matrix"
    click(qtbot, matrix(window)._back)
    assert page.step == "eligibility"
