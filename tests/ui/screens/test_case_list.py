# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list shows every case: the true number, and the last row by wheel and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.services import cases, intake
from caseworker.services.desk import Desk
from caseworker.store.cases.case_index import CaseIndex
from caseworker.store.cases.cases import insert_case
from caseworker.store.database.ids import new_id
from caseworker.store.records.ledger import append_ledger
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.cases import CasesScreen
from caseworker.ui.screens.new_case import NewCaseScreen
from caseworker.ui.screens.start import StartScreen
from caseworker.words import words_for

MANY = 1_250
BEGUN = datetime(2020, 1, 1, tzinfo=UTC)


def _add(desk: Desk, count: int) -> None:
    with desk.store.write() as tx:
        for at in range(count):
            moment = (BEGUN + timedelta(minutes=at)).isoformat(timespec="milliseconds")
            case_id, number = new_id(moment), f"TIJ-2020-XX-{at + 1:06d}"
            index = CaseIndex(
                number=number,
                site="TIJ",
                programme="venezuela",
                language="es",
                opened_on="2020-01-01",
                principal=f"Persona {at:05d}",
                search_text=f"{number} Persona {at:05d} {'even' if at % 2 == 0 else 'odd'}",
            )
            insert_case(tx, case_id, {"number": number}, index, author=desk.worker.id, at=moment)
            append_ledger(
                tx, at=moment, staff_id=desk.worker.id, action="open", object_kind="case", object_id=case_id
            )


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, training_desk: Desk) -> Iterator[MainWindow]:
    make_application(dark=False)
    _add(training_desk, MANY)
    found = MainWindow(training_desk, words_for("en"), dark=False)
    found.resize(1280, 800)
    found.show()
    _settle(found, qtbot)
    yield found
    found.close()


def _settle(window: MainWindow, qtbot: QtBot) -> None:
    # What was asked for is asked in the next turn of the window, and painted in another.
    for _ in range(4):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not window.background.busy)


def _note(screen: CasesScreen) -> str:
    return screen._note.text()


def _numbers(screen: CasesScreen) -> list[str]:
    """The numbers that can be seen in the table now."""
    table = screen.table
    first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
    last = last if last >= 0 else screen.model.rowCount() - 1
    return [screen.model.index(at, 0).data() for at in range(first, last + 1)]


def _all(desk: Desk) -> int:
    return cases.count(desk)


def test_the_number_is_the_true_one(window: MainWindow) -> None:
    assert _all(window.desk) > MANY
    assert _note(window.cases) == f"{_all(window.desk):,} cases"
    assert window.cases.model.rowCount() == _all(window.desk)
    window.set_language("es")
    assert _note(window.cases) == f"{_all(window.desk):,} casos"


def test_end_and_page_down_reach_the_last_case(window: MainWindow, qtbot: QtBot) -> None:
    screen = window.cases
    screen.table.setFocus()
    QTest.keyClick(screen.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    _settle(window, qtbot)
    assert _numbers(screen)[-1] == "TIJ-2020-XX-000001"
    assert None not in _numbers(screen)
    QTest.keyClick(screen.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    for _ in range(MANY):
        if screen.table.currentIndex().row() == screen.model.rowCount() - 1:
            break
        QTest.keyClick(screen.table, Qt.Key.Key_PageDown)
    _settle(window, qtbot)
    assert _numbers(screen)[-1] == "TIJ-2020-XX-000001"


def test_the_wheel_meets_every_case_once(window: MainWindow, qtbot: QtBot) -> None:
    screen, seen = window.cases, []
    bar = screen.table.verticalScrollBar()
    for _ in range(MANY):
        _settle(window, qtbot)
        seen += [one for one in _numbers(screen) if one not in seen]
        if bar.value() == bar.maximum():
            break
        at = QPointF(100, 100)
        down = QWheelEvent(
            at,
            screen.table.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, -120 * 5),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(screen.table.viewport(), down)
    assert seen == [row.number for row in cases.listing(window.desk)]


def test_what_changes_while_scrolling_is_neither_lost_nor_twice(window: MainWindow, qtbot: QtBot) -> None:
    screen, desk = window.cases, window.desk
    middle = screen.model.rowCount() // 2
    screen.table.scrollTo(screen.model.index(middle, 0), screen.table.ScrollHint.PositionAtTop)
    screen.table.selectRow(middle + 2)
    _settle(window, qtbot)
    top, chosen = _numbers(screen)[0], screen.model.index(middle + 2, 0).data()
    # A case from below comes to the top of the list.
    moved = cases.listing(desk, "TIJ-2020-XX-000007")[0]
    with desk.store.write() as tx:
        tx.run(
            "UPDATE cases SET updated_at = ? WHERE id = ?",
            (datetime(2031, 1, 1, tzinfo=UTC).isoformat(timespec="milliseconds"), moved.id),
        )
        tx.unrecorded.clear()
    screen.reload()
    _settle(window, qtbot)
    assert _numbers(screen)[0] == top
    assert screen.model.index(screen.table.currentIndex().row(), 0).data() == chosen
    numbers = []
    for at in range(0, screen.model.rowCount(), 20):
        screen.table.scrollTo(screen.model.index(at, 0), screen.table.ScrollHint.PositionAtTop)
        _settle(window, qtbot)
        numbers += [one for one in _numbers(screen) if one not in numbers]
    assert len(numbers) == _all(desk)
    assert numbers[0] == moved.number


def test_a_search_shows_all_that_it_finds(window: MainWindow, qtbot: QtBot) -> None:
    screen = window.cases
    QTest.keyClicks(screen.search, "even")
    _settle(window, qtbot)
    assert _note(screen) == f"{MANY // 2:,} of {_all(window.desk):,} cases"
    assert screen.model.rowCount() == MANY // 2
    screen.table.setFocus()
    QTest.keyClick(screen.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    _settle(window, qtbot)
    assert _numbers(screen)[-1] == "TIJ-2020-XX-000001"
    window.set_language("es")
    assert _note(screen) == f"{MANY // 2:,} de {_all(window.desk):,} casos"
    screen.search.clear()
    _settle(window, qtbot)
    assert screen.model.rowCount() == _all(window.desk)


def test_enter_opens_a_case_that_has_not_been_read_yet(window: MainWindow, qtbot: QtBot) -> None:
    screen = window.cases
    opened: list[str] = []
    screen.opened.disconnect()
    screen.opened.connect(opened.append)
    last = screen.model.rowCount() - 1
    screen.table.setFocus()
    assert screen.model.row_at(last) is None
    QTest.keyClick(screen.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(screen.table, Qt.Key.Key_Return)
    _settle(window, qtbot)
    assert opened == [cases.listing(window.desk)[-1].id]


def test_start_leads_on_to_all_cases_and_shows_all_that_waits(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place("start")
    _settle(window, qtbot)
    start = window.stack.currentWidget()
    assert isinstance(start, StartScreen)
    more = f"{_all(window.desk) - 6:,} more in the list of cases"
    link = next(one for one in start.findChildren(QPushButton) if one.text() == more)
    link.click()
    assert window.stack.currentWidget() is window.cases


def test_a_new_case_says_how_many_have_such_a_name(window: MainWindow, qtbot: QtBot) -> None:
    window.new_case()
    screen = window.stack.currentWidget()
    assert isinstance(screen, NewCaseScreen)
    screen._on_edited("given_names", "Persona")
    qtbot.waitUntil(lambda: screen._here.isVisible())
    said = [one.text() for one in screen._here.findChildren(QLabel)]
    assert f"{MANY - 5:,} more with such a name: look in the list of cases." in said


def test_a_case_saved_elsewhere_in_the_list_shows_its_change(window: MainWindow, qtbot: QtBot) -> None:
    desk, screen = window.desk, window.cases
    row = cases.listing(desk)[3]
    opened = cases.open_case(desk, row.id)
    people = opened.document["applicants"]
    document = {**opened.document, "applicants": [{**people[0], "given_names": "Nueva"}, *people[1:]]}
    intake.record(desk, row.id, document, base_rev=opened.rev)
    screen.reload()
    _settle(window, qtbot)
    assert "Nueva" in screen.model.index(0, 1).data()
    assert screen.model.rowCount() == _all(desk)
