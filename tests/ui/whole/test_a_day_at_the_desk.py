# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day at the desk: real keys, saving by itself, the assessment beside, a letter in the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import desk_of, make_application, now
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.flow import STATIONS
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.letter import drafting
from caseworker.services.programmes.library import Library, load_library
from caseworker.store.opening.opening import open_store
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.case import letter as letter_screen
from caseworker.ui.screens.case.eligibility import EligibilityScreen
from caseworker.ui.screens.case.letter import LetterScreen
from caseworker.ui.screens.new_case import NewCaseScreen
from caseworker.ui.widgets.acts.second_reader import SecondReader
from caseworker.ui.widgets.fields.field_block import FieldBlock
from caseworker.ui.widgets.plain.link_label import LinkLabel
from caseworker.ui.widgets.plain.reading_order import tab_stops
from caseworker.words import words_for
from tests.ui.conftest import opened_copy

PATIENCE = 15_000


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture
def desk(training_desk: Desk) -> Desk:
    return training_desk


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, desk: Desk) -> Iterator[MainWindow]:
    make_application(dark=False)
    found = MainWindow(desk, words_for("en"), dark=False)
    found.resize(1280, 800)
    found.show()
    qtbot.waitUntil(lambda: found.cases.model.rowCount() == 13, timeout=PATIENCE)
    yield found
    found.close()


def type_text(widget: QWidget, text: str) -> None:
    """Types any text as keys: QTest itself knows only ASCII."""
    widget.setFocus()
    for ch in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, ch))


def open_case(window: MainWindow, qtbot: QtBot, surname: str) -> None:
    row = next(row for row in cases.listing(window.desk) if surname in row.principal)
    window.open_case(row.id)
    qtbot.waitUntil(lambda: window.editor is not None and window.editor.case_id == row.id, timeout=PATIENCE)


def block(window: MainWindow, step: str, path: str) -> FieldBlock:
    assert window.page is not None
    window.page.show_step(step)
    for found in window.page.station(step).findChildren(FieldBlock):
        if found.path == path:
            return found
    raise AssertionError(path)


def saved(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: window.editor is not None and not window.editor.dirty and not window.background.busy,
        timeout=PATIENCE,
    )


def stored(desk: Desk, case_id: str, path: str) -> object:
    from caseworker.domain.case.document_paths import value_at

    return value_at(cases.open_case(desk, case_id).document, path)


def test_a_new_case_typed_from_the_first_key_is_found_again(window: MainWindow, qtbot: QtBot) -> None:
    window.new_case()
    screen = window.stack.currentWidget()
    assert isinstance(screen, NewCaseScreen)
    fields = {one.path: one for one in screen.findChildren(FieldBlock)}
    type_text(fields["given_names"].editor.target(), "Zoé Ángel")
    type_text(fields["surnames"].editor.target(), "Ñandú Öz")
    button = next(one for one in screen.findChildren(QPushButton) if one.text() == "Open the case")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.page is not None, timeout=PATIENCE)
    assert window.editor is not None
    assert window.editor.value("applicants/a1/given_names") == "Zoé Ángel"
    assert [row.principal for row in cases.listing(window.desk, "nandu oz")] == ["Ñandú Öz, Zoé Ángel"]


def test_what_is_typed_reaches_the_store_by_itself(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Quintero")
    assert window.editor is not None
    field = block(window, "intake", "applicants/a1/given_names")
    field.editor.target().selectAll()
    type_text(field.editor.target(), "Wilmer José")
    saved(window, qtbot)
    assert stored(window.desk, window.editor.case_id, "applicants/a1/given_names") == "Wilmer José"


def test_a_day_that_does_not_exist_stays_as_typed_and_says_why(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Quintero")
    assert window.editor is not None
    case_id = window.editor.case_id
    field = block(window, "intake", "applicants/a1/born_on")
    type_text(field.editor.target(), "31 2 1990")
    assert field.fault is not None
    shown = [one.text() for one in field.findChildren(QLabel) if one.isVisibleTo(field)]
    assert any("is a day that does not exist" in text for text in shown)
    saved(window, qtbot)
    window.show_place("cases")
    open_case(window, qtbot, "Pérez")
    open_case(window, qtbot, "Quintero")
    again = block(window, "intake", "applicants/a1/born_on")
    assert again.fault is not None
    assert again.editor.target().text() == "31 2 1990"
    assert cases.open_case(window.desk, case_id).drafts["applicants/a1/born_on"][1] == "31 2 1990"


def test_the_assessment_follows_each_change_at_once(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Ñáñez")
    editor = window.editor
    assert editor is not None
    assert editor.assessment is not None
    assert editor.assessment.of("a1").outcome == "more_evidence_needed"
    item = {"id": "e9", "about": ["a1"], "type": "comar_constancia", "place": "MEX", "on": "2022-10-05"}
    editor.put("evidence", [*editor.value("evidence"), item])
    assert editor.assessment.of("a1").outcome == "eligible"
    editor.undo()
    assert editor.assessment.of("a1").outcome == "more_evidence_needed"


def test_a_finding_leads_to_the_field_that_decides_it(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Quintero")
    assert window.page is not None
    window.page.show_step("letter")
    links = window.page.panel.findChildren(LinkLabel)
    link = next(one for one in links if one.text() == "Vaccinations attested")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert window.page.step == "intake"
    focus = window.focusWidget()
    assert focus is not None
    field = block(window, "intake", "applicants/a1/vaccinations_attested")
    assert field.isAncestorOf(focus)


def test_from_decision_to_hand_over(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Fonseca")
    page = window.page
    assert page is not None
    page.show_step("eligibility")
    screen = page.station("eligibility")
    assert isinstance(screen, EligibilityScreen)
    qtbot.mouseClick(screen._record, Qt.MouseButton.LeftButton)
    second = screen.findChild(SecondReader)
    assert second is not None
    approve = second.approve
    qtbot.waitUntil(lambda: approve.isVisibleTo(screen) and approve.isEnabled(), timeout=PATIENCE)
    qtbot.mouseClick(approve, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: bool(window.editor and window.editor.determinations[-1].approved_by), timeout=PATIENCE
    )
    page.show_step("letter")
    letter = page.station("letter")
    assert isinstance(letter, LetterScreen)
    qtbot.waitUntil(lambda: letter._pdf is not None, timeout=PATIENCE)
    assert letter._pdf is not None
    assert letter._pdf.startswith(b"%PDF")
    qtbot.mouseClick(letter._issue, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: letter._hand.isVisibleTo(letter), timeout=PATIENCE)
    qtbot.mouseClick(letter._hand, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: bool(window.editor and window.editor.letters[-1].state == "handed_over"), timeout=PATIENCE
    )
    states = {one.step: one.state for one in window.editor.stations()} if window.editor else {}
    assert (states["eligibility"], states["letter"]) == ("completed", "completed")


def test_a_departure_cannot_be_recorded_without_a_reason(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Fonseca")
    assert window.page is not None
    window.page.show_step("eligibility")
    screen = window.page.station("eligibility")
    assert isinstance(screen, EligibilityScreen)
    qtbot.mouseClick(screen._radios["needs_review"], Qt.MouseButton.LeftButton)
    assert not screen._record.isEnabled()
    type_text(screen._reason, "El pasaporte parece alterado")
    assert screen._record.isEnabled()


def test_searching_shows_what_is_found_while_typing(window: MainWindow, qtbot: QtBot) -> None:
    type_text(window.cases.search, "nañ")
    qtbot.waitUntil(lambda: window.cases.model.rowCount() == 1, timeout=PATIENCE)
    qtbot.keyClick(window.cases.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.cases.model.rowCount() == 13, timeout=PATIENCE)
    qtbot.keyClick(window.cases.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.cases.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page is not None, timeout=PATIENCE)


def test_another_language_keeps_the_place_and_what_is_typed(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Quintero")
    assert window.page is not None
    field = block(window, "intake", "applicants/a1/surnames")
    type_text(field.editor.target(), " Paz")
    window.set_language("es")
    assert window.page.step == "intake"
    assert field.editor.target().text() == "Quintero Paz"
    assert field.label.text() == words_for("es")("Surnames")


def named(widget: QWidget) -> bool:
    face = QAccessible.queryAccessibleInterface(widget)
    return face is None or bool(
        face.text(QAccessible.Text.Name).strip() or face.relations(QAccessible.RelationFlag.Label)
    )


@pytest.mark.parametrize("step", [*STATIONS, "matrix"])
def test_every_control_has_a_name_for_those_who_cannot_see(
    step: str, window: MainWindow, qtbot: QtBot
) -> None:
    open_case(window, qtbot, "Pérez")
    assert window.page is not None
    window.page.show_step(step)
    qtbot.waitUntil(lambda: not window.background.busy, timeout=PATIENCE)
    nameless = [
        f"{type(one).__name__} in {type(one.parent()).__name__}"
        for one in tab_stops(window)
        if one.isEnabled() and not named(one)
    ]
    assert nameless == []


@pytest.mark.parametrize("step", ["intake", "sponsor", "entry"])
def test_every_field_is_reached_and_left_by_tab(step: str, window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Rojas")
    page = window.page
    assert page is not None
    page.show_step(step)
    window.activateWindow()
    fields = [one for one in page.station(step).findChildren(FieldBlock) if one.isVisible()]
    reached: set[FieldBlock] = set()
    for _ in range(400):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focus = window.focusWidget()
        reached.update(one for one in fields if focus is not None and one.isAncestorOf(focus))
        if len(reached) == len(fields):
            break
    assert {one.path for one in fields} == {one.path for one in reached}


@pytest.mark.parametrize("step", STATIONS)
def test_tab_goes_the_way_people_read(step: str, window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Pérez")
    page = window.page
    assert page is not None
    page.show_step(step)
    qtbot.waitUntil(lambda: not window.background.busy, timeout=PATIENCE)
    qtbot.wait(50)
    station = page.station(step)
    station.focus_first()
    seen: list[tuple[int, int]] = []
    while (here := window.focusWidget()) is not None and station.isAncestorOf(here):
        middle = here.mapTo(station.widget(), QPoint(0, here.height() // 2))
        if seen and middle.y() - seen[-1][0] < -12:
            raise AssertionError(f"from {seen[-1]} up to {middle}: {here}")
        seen.append((middle.y(), middle.x()))
        qtbot.keyClick(here, Qt.Key.Key_Tab)
        assert len(seen) < 300
    assert len(seen) >= 3


def test_a_case_opens_with_the_focus_on_its_station(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Quintero")
    assert window.page is not None
    focus = window.focusWidget()
    assert focus is not None
    assert window.page.station(window.page.step).isAncestorOf(focus)


def test_enter_opens_a_new_case(window: MainWindow, qtbot: QtBot) -> None:
    window.new_case()
    screen = window.stack.currentWidget()
    assert isinstance(screen, NewCaseScreen)
    surnames = {one.path: one for one in screen.findChildren(FieldBlock)}["surnames"].editor.target()
    type_text(surnames, "Paz")
    window.activateWindow()
    qtbot.keyClick(surnames, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page is not None, timeout=PATIENCE)


def test_a_slow_store_does_not_stop_the_window(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, answer, waited = threading.Event(), threading.Event(), []

    def slowly(real: Callable[..., object]) -> Callable[..., object]:
        def slow(*arguments: object, **more: object) -> object:
            begun.set()
            # Were this the thread of the window, nobody could give the answer.
            waited.append(answer.wait(PATIENCE / 1000))
            return real(*arguments, **more)

        return slow

    for name in ("listing", "keys"):
        monkeypatch.setattr(cases, name, slowly(getattr(cases, name)))
    window.cases.reload()
    qtbot.waitUntil(begun.is_set, timeout=PATIENCE)
    qtbot.keyClicks(window.cases.search, "typed meanwhile")
    assert window.cases.search.text() == "typed meanwhile"
    answer.set()
    qtbot.waitUntil(lambda: not window.background.busy, timeout=PATIENCE)
    assert all(waited)


CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from caseworker import app
from caseworker.services.programmes.library import load_library
from caseworker.store.opening.opening import open_store
application = app.make_application(dark=False)
store = open_store(Path(sys.argv[1]), None, now="2026-03-05T12:00:00Z")
desk = app.desk_of(store, load_library())
window = app.show_window(application, desk, app.words_for("en"))
window.open_case(sys.argv[2])
def type_it():
    if window.editor is None:
        QTimer.singleShot(100, type_it)
        return
    window.editor.put("applicants/a1/given_names", "Typed before the kill")
    window.editor.put_draft("applicants/a1/born_on", "day_impossible", "31 2 1990")
    window.editor.saved.connect(lambda: print("saved", flush=True))
QTimer.singleShot(1500, type_it)
application.exec()
"""


def test_what_was_typed_survives_a_kill(training_folder: Path, tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "store"
    with opened_copy(training_folder, tmp_path, library) as made:
        case_id = next(row.id for row in cases.listing(made) if "Quintero" in row.principal)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), case_id],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"saved\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
    store = open_store(folder, None, now=now().isoformat())
    found = cases.open_case(desk_of(store, library), case_id)
    store.close()
    assert found.document["applicants"][0]["given_names"] == "Typed before the kill"
    assert found.drafts == {"applicants/a1/born_on": ("day_impossible", "31 2 1990")}


def test_qt_calls_lose_no_reference_to_none(qapp: QApplication) -> None:
    label, button = QLabel(), QPushButton()
    calls = (
        lambda: label.setText("a"),
        lambda: label.setToolTip("a"),
        lambda: label.setVisible(False),
        lambda: label.setEnabled(True),
        lambda: label.update(),
        lambda: label.setAccessibleName("a"),
        lambda: label.setObjectName("a"),
        lambda: label.resize(10, 10),
        lambda: button.setText("a"),
        lambda: button.setChecked(False),
        lambda: button.setCheckable(True),
        lambda: qapp.setProperty("x", 1),
    )
    for call in calls:
        call()
        before = sys.getrefcount(None)
        for _ in range(200):
            call()
        assert sys.getrefcount(None) > before - 100


def test_a_month_as_reference_day_is_told_in_the_field_and_does_not_reach_the_case(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_case(window, qtbot, "Fonseca")
    assert window.editor is not None
    before = window.editor.value("assess_on")
    field = block(window, "intake", "assess_on")
    day, month, year = field.findChildren(QLineEdit)[:3]
    for box, text in ((month, "October"), (year, "2022"), (day, "")):
        box.setFocus()
        box.selectAll()
        qtbot.keyClick(box, Qt.Key.Key_Delete)
        qtbot.keyClicks(box, text)
    assert field.fault is not None
    assert field.fault.code == "not_an_exact_day"
    assert window.editor.value("assess_on") == before or len(window.editor.value("assess_on")) == 10
    qtbot.waitUntil(lambda: not window.background.busy and not window.editor.dirty, timeout=PATIENCE)
    stored = cases.open_case(window.desk, window.editor.case_id)
    assert stored.drafts["assess_on"][0] == "not_an_exact_day"


def test_undoing_a_value_brings_back_why_the_field_was_empty(window: MainWindow, qtbot: QtBot) -> None:
    open_case(window, qtbot, "Fonseca")
    editor = window.editor
    assert editor is not None
    path = f"applicants/{editor.applicant_id}/passport/issued_on"
    editor.put(path, NOT_ASKED)
    editor.put_gap(path, "does_not_know")
    editor.put(path, "2019")
    editor.put(path, "2019-05")
    assert path not in editor.value("gaps")
    editor.undo()
    assert editor.value(path) is NOT_ASKED
    assert editor.value("gaps")[path] == "does_not_know"
    editor.redo()
    assert editor.value(path) == "2019-05"
    assert path not in editor.value("gaps")
    editor.undo()
    assert editor.value("gaps")[path] == "does_not_know"


def test_the_preview_of_a_letter_goes_by_what_the_case_holds(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    real = drafting.preview
    monkeypatch.setattr(
        drafting,
        "preview",
        lambda desk, document, *more: drawn.append(document) or real(desk, document, *more),
    )
    # Python gives the number of an object that is gone to another one.
    monkeypatch.setattr(letter_screen, "id", lambda _: 1, raising=False)
    open_case(window, qtbot, "Fonseca")
    editor = window.editor
    assert editor is not None
    assert window.page is not None
    window.page.show_step("letter")
    station = window.page.station("letter")

    def being_made() -> bool:
        return any(one.text() == "Making the letter…" for one in station.findChildren(QLabel))

    qtbot.waitUntil(lambda: bool(drawn) and not being_made(), timeout=PATIENCE)
    seen = 0
    while seen != len(drawn):  # made anew where the bar beside the pages takes room from them
        seen = len(drawn)
        station.refresh()
        qtbot.wait(600)
        qtbot.waitUntil(lambda: not being_made(), timeout=PATIENCE)
    editor.put(f"applicants/{editor.applicant_id}/given_names", "Somebody Else")
    qtbot.waitUntil(lambda: len(drawn) > seen and drawn[-1] == editor.document, timeout=PATIENCE)
