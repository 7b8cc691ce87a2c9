# SPDX-License-Identifier: AGPL-3.0-or-later
"""One act gives one record, however often and fast its button is pressed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseworker import ui
from caseworker.app import make_application
from caseworker.paths import resource
from caseworker.services import cases, eligibility
from caseworker.services.desk import Desk
from caseworker.services.letter import issuing
from caseworker.ui.background import Background
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.door.unlock import UnlockScreen
from caseworker.ui.widgets.plain.act_button import LAST_MS, QUIET_MS, ActButton
from caseworker.words import words_for
from tests.colleagues import change

from ..conftest import BUSY

LEFT = Qt.MouseButton.LeftButton
# How often and how many milliseconds apart: a double click, a tired finger, a worn mouse, an angry one.
BURSTS = [(2, 5), (2, 60), (2, 130), (3, 20), (5, 90), (25, 5), (25, 40), (12, 130)]


class AtDesk:
    """A window, and what the store holds of acts."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    def case_id(self, surname: str) -> str:
        return next(row.id for row in cases.listing(self.window.desk) if surname in row.principal)

    def open_case(self, surname: str, step: str) -> None:
        case_id = self.case_id(surname)
        self.window.open_case(case_id)
        self.wait(lambda: self.window.editor is not None and self.window.editor.case_id == case_id)
        assert self.window.page is not None
        self.window.page.show_step(step)
        self.settle()

    def wait(self, until: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(until, timeout=BUSY)

    def settle(self) -> None:
        editor = self.window.editor
        self.wait(lambda: not self.window.background.busy and (editor is None or not editor.dirty))

    def count(self, action: str) -> int:
        with self.window.desk.store.raw() as connection:
            sql = "SELECT count(*) FROM ledger WHERE action = ?"
            return int(connection.execute(sql, (action,)).fetchone()[0])

    def button(self, text: str) -> QPushButton:
        """The primary or act button with this text that is shown, in reach of the mouse."""
        place = self.window.stack.currentWidget()

        def shown() -> list[ActButton]:
            return [one for one in place.findChildren(ActButton) if one.text() == text and one.isVisible()]

        self.wait(lambda: len(shown()) == 1)
        (found,) = shown()

        def in_reach() -> bool:
            parent = found.parentWidget()
            while parent is not None:
                if isinstance(parent, QScrollArea):
                    parent.ensureWidgetVisible(found)
                parent = parent.parentWidget()
            window = found.window()
            at = found.mapTo(window, found.rect().center())
            return found.isEnabled() and window.childAt(at) is found

        def still() -> bool:
            """In reach, and nothing moves it any more."""
            before = found.mapTo(found.window(), QPoint()), found.size()
            QTest.qWait(120)
            return in_reach() and before == (found.mapTo(found.window(), QPoint()), found.size())

        self.wait(still)
        return found


@pytest.fixture
def at_desk(qapp: QApplication, qtbot: QtBot, training_desk: Desk) -> Iterator[AtDesk]:
    make_application(dark=False)
    window = MainWindow(training_desk, words_for("en"), dark=False)
    window.resize(1280, 1000)
    with qtbot.waitExposed(window):
        window.show()
    found = AtDesk(window, qtbot)
    yield found
    window.close()


def burst(button: QPushButton, times: int, apart: int) -> None:
    """Clicks at one place of the window, as a mouse does: whatever stands there by then gets the click."""
    window = button.window().windowHandle()
    at = button.mapTo(button.window(), button.rect().center())
    for _ in range(times):
        QTest.mousePress(window, LEFT, pos=at)
        QTest.mouseRelease(window, LEFT, pos=at)
        QTest.qWait(apart)


def pause() -> None:
    QTest.qWait(QUIET_MS + LAST_MS + 60)


def decide(at: AtDesk) -> QPushButton:
    at.open_case("Fonseca", "eligibility")
    return at.button("Record the decision")


def decide_again(at: AtDesk) -> QPushButton:
    at.open_case("Contreras", "eligibility")
    return at.button("Record a new decision")


def approve(at: AtDesk) -> QPushButton:
    eligibility.determine(at.window.desk, at.case_id("Fonseca"), "a1", "eligible")
    at.open_case("Fonseca", "eligibility")
    return at.button("Approve")


def issue(at: AtDesk) -> QPushButton:
    at.open_case("Contreras", "letter")
    return at.button("Issue the letter")


def hand_over(at: AtDesk) -> QPushButton:
    issuing.issue(at.window.desk, at.case_id("Contreras"), "a1", "es", "A4")
    at.open_case("Contreras", "letter")
    return at.button("Record the hand-over")


def new_case(at: AtDesk) -> QPushButton:
    at.window.new_case()
    at.settle()
    return at.button("Open the case")


def letterhead(at: AtDesk) -> QPushButton:
    at.window.show_place("settings")
    at.settle()
    return at.button("Save the letterhead")


def colleague(at: AtDesk) -> QPushButton:
    desk = at.window.desk
    change(desk, desk.worker.id, roles=["administrator"])
    at.window.show_place("settings")
    at.settle()
    screen: Any = at.window.stack.currentWidget()
    screen.people.new_name.setText("Rosa Díaz")
    return at.button("Add this person")


def waiver(at: AtDesk) -> QPushButton:
    at.open_case("Mejía", "matrix")
    assert at.window.page is not None
    screen: Any = at.window.page.station("matrix")
    assert screen.table.choose("reserved-nationality")
    screen.waive.click()
    at.wait(lambda: screen.waiver.who.count() > 0)
    screen.waiver.reason.setText("Seen by the consulate")
    return at.button("Record the waiver")


ACTS: dict[str, Callable[[AtDesk], QPushButton]] = {
    "decide": decide,
    "decide again": decide_again,
    "approve": approve,
    "issue": issue,
    "hand over": hand_over,
    "new case": new_case,
    "letterhead": letterhead,
    "colleague": colleague,
    "waiver": waiver,
}
# One of them is slow, one ends at its own screen, one at another: they meet every burst, the others those
# that differ most. The longest goes on when the answer is there, and meets whatever each act puts there.
MET_BY_ALL = [(2, 5), (2, 130), (5, 90), (25, 5), (12, 130)]
MEETINGS = [
    (act, *one) for act in ACTS for one in (BURSTS if act in {"issue", "decide", "new case"} else MET_BY_ALL)
]


def entries(at: AtDesk) -> int:
    with at.window.desk.store.raw() as connection:
        return int(connection.execute("SELECT count(*) FROM ledger").fetchone()[0])


@pytest.mark.parametrize(("act", "times", "apart"), MEETINGS)
def test_many_quick_clicks_give_one_record(at_desk: AtDesk, act: str, times: int, apart: int) -> None:
    button = ACTS[act](at_desk)
    before = entries(at_desk)
    burst(button, times, apart)
    pause()
    at_desk.settle()
    assert entries(at_desk) == before + 1


@pytest.mark.parametrize("act", ACTS)
def test_a_held_key_and_many_taps_of_it_give_one_record(at_desk: AtDesk, act: str) -> None:
    button = ACTS[act](at_desk)
    button.setFocus()
    before = entries(at_desk)
    window = button.window().windowHandle()
    for _ in range(25):
        QTest.keyPress(window, Qt.Key.Key_Space)
        QTest.keyRelease(window, Qt.Key.Key_Space)
        QTest.qWait(30)
    pause()
    at_desk.settle()
    assert entries(at_desk) == before + 1


def test_enter_held_in_the_form_of_a_new_case_opens_one(at_desk: AtDesk) -> None:
    new_case(at_desk)
    before = len(cases.listing(at_desk.window.desk))
    window = at_desk.window.windowHandle()
    for _ in range(20):
        QTest.keyClick(window, Qt.Key.Key_Return)
        QTest.qWait(15)
    at_desk.settle()
    assert len(cases.listing(at_desk.window.desk)) == before + 1


def test_many_quick_clicks_add_one_paper(at_desk: AtDesk) -> None:
    at_desk.open_case("Ñáñez", "entry")
    editor = at_desk.window.editor
    assert editor is not None
    before = len(editor.value("evidence") or ())
    burst(at_desk.button("+ Add evidence"), 12, 40)
    pause()
    at_desk.settle()
    assert len(editor.value("evidence")) == before + 1


def test_after_a_pause_the_next_decision_is_a_second_one(at_desk: AtDesk) -> None:
    before = at_desk.count("determine")
    burst(decide(at_desk), 1, 0)
    pause()
    at_desk.settle()
    burst(at_desk.button("Record a new decision"), 1, 0)
    pause()
    at_desk.settle()
    assert at_desk.count("determine") == before + 2


class Asking:
    """An act button alone, whose answers come when they are let."""

    def __init__(self, qtbot: QtBot) -> None:
        self.holder = QWidget()
        qtbot.addWidget(self.holder)
        column = QVBoxLayout(self.holder)
        self.button, self.other = ActButton("Act"), QPushButton("Other")
        column.addWidget(self.button)
        column.addWidget(self.other)
        with qtbot.waitExposed(self.holder):
            self.holder.show()
        self.acts = 0
        self.told: list[tuple[Callable[[Any], None], Callable[[Exception], None]]] = []
        self.button.acted.connect(self._on_acted)

    def _on_acted(self) -> None:
        self.acts += 1
        self.told.append(self.button.until_told())


@pytest.fixture
def asking(qapp: QApplication, qtbot: QtBot) -> Asking:
    return Asking(qtbot)


def test_nothing_opens_it_before_the_answer(asking: Asking) -> None:
    burst(asking.button, 1, 0)
    pause()
    for on in (True, False, True):
        asking.button.setEnabled(on)
        assert not asking.button.isEnabled()
    asking.button.click()
    asking.button.press()
    assert asking.acts == 1
    asking.told[0][1](ValueError())
    QTest.qWait(QUIET_MS + LAST_MS + 60)
    assert asking.button.isEnabled()


def test_it_keeps_the_focus_while_it_waits(asking: Asking) -> None:
    asking.button.setFocus()
    QTest.keyClick(asking.holder.windowHandle(), Qt.Key.Key_Space)
    assert not asking.button.isEnabled()
    assert asking.holder.focusWidget() is asking.button
    asking.told[0][0](None)
    pause()
    assert asking.holder.focusWidget() is asking.button


def test_a_press_elsewhere_ends_the_burst(asking: Asking) -> None:
    burst(asking.button, 1, 0)
    asking.told[0][0](None)
    assert not asking.button.isEnabled()
    others: list[bool] = []
    asking.other.clicked.connect(lambda: others.append(True))
    burst(asking.other, 1, 0)
    assert others == [True]
    assert asking.button.isEnabled()
    burst(asking.button, 1, 0)
    assert asking.acts == 2


def test_what_comes_to_stand_at_the_place_is_not_pressed_by_the_burst(asking: Asking, qtbot: QtBot) -> None:
    pressed: list[bool] = []
    asking.other.clicked.connect(lambda: pressed.append(True))

    def swap(_: object = None) -> None:
        asking.button.hide()
        asking.other.setGeometry(asking.button.geometry())

    asking.button.acted.connect(swap)
    burst(asking.button, 6, 60)
    assert pressed == []
    pause()
    QTest.mouseClick(asking.other, LEFT, pos=QPoint(5, 5))
    assert pressed == [True]


def test_what_may_not_be_done_stays_closed_after_the_answer(asking: Asking) -> None:
    burst(asking.button, 1, 0)
    asking.button.setEnabled(False)
    asking.told[0][0](None)
    pause()
    assert not asking.button.isEnabled()


def test_the_answer_comes_from_a_real_background(asking: Asking, qtbot: QtBot) -> None:
    background = Background(asking.holder)
    done: list[object] = []
    background.write(lambda: 7, *asking.button.until_told(done.append))
    assert not asking.button.isEnabled()
    qtbot.waitUntil(lambda: done == [7])
    assert asking.button.isEnabled()


class AtDoor:
    """The screen before the window, with what it asked for."""

    def __init__(self, qtbot: QtBot, *, exists: bool) -> None:
        self.unlocked: list[str] = []
        self.made: list[str] = []
        self.opened: list[object] = []
        self.screen = UnlockScreen(
            words_for("en"),
            exists=exists,
            unlock=self._unlock,
            create=self._create,
            sheet=lambda *_: b"",
            sheet_kept=lambda: None,
            view=self._unlock,
        )
        qtbot.addWidget(self.screen)
        self.screen.opened.connect(self.opened.append)
        with qtbot.waitExposed(self.screen):
            self.screen.show()

    def _unlock(self, passphrase: str, _: str | None) -> tuple[object, str]:
        self.unlocked.append(passphrase)
        return object(), ""

    def _create(self, said: dict[str, str]) -> tuple[object, str]:
        self.made.append(said["name"])
        return object(), "ABCDEF-GHIJKL"

    def button(self, text: str) -> ActButton:
        QTest.qWait(120)
        found = self.screen.findChildren(ActButton)
        return next(one for one in found if one.text() == text and one.isVisible())

    def type_in(self, **texts: str) -> None:
        for name, text in texts.items():
            self.screen._lines[name].setText(text)


@pytest.mark.parametrize(("times", "apart"), BURSTS)
def test_unlocking_opens_once(qapp: QApplication, qtbot: QtBot, times: int, apart: int) -> None:
    door = AtDoor(qtbot, exists=True)
    door.type_in(passphrase="correct horse")
    burst(door.button("Unlock"), times, apart)
    qtbot.waitUntil(lambda: not door.screen.background.busy)
    assert (len(door.unlocked), len(door.opened)) == (1, 1)


def test_enter_held_in_the_passphrase_unlocks_once(qapp: QApplication, qtbot: QtBot) -> None:
    door = AtDoor(qtbot, exists=True)
    door.screen._lines["passphrase"].setFocus()
    for _ in range(20):
        QTest.keyClick(door.screen.windowHandle(), Qt.Key.Key_Return)
        QTest.qWait(20)
    qtbot.waitUntil(lambda: not door.screen.background.busy)
    assert (len(door.unlocked), len(door.opened)) == (1, 1)


@pytest.mark.parametrize(("times", "apart"), BURSTS)
def test_a_store_is_made_once_and_begun_once(
    qapp: QApplication, qtbot: QtBot, times: int, apart: int
) -> None:
    door = AtDoor(qtbot, exists=False)
    long = "violin nutria basalt yoyo"
    door.type_in(name="Ana", organisation="Casa", site="TIJ", passphrase=long, again=long)
    burst(door.button("Make the store"), times, apart)
    pause()
    qtbot.waitUntil(lambda: not door.screen.background.busy)
    assert door.made == ["Ana"]
    step = door.screen.step
    assert step is not None
    step._note("", kept=True)
    step.back.setText("abcdef")
    QTest.qWait(120)
    burst(step.go, times, apart)
    qtbot.waitUntil(lambda: not door.screen.background.busy)
    assert len(door.opened) == 1


@pytest.mark.parametrize(("times", "apart"), [(2, 60), (25, 40)])
def test_a_programme_file_is_put_in_force_once(
    at_desk: AtDesk, tmp_path: Path, times: int, apart: int
) -> None:
    at_desk.window.show_place("programmes")
    at_desk.settle()
    screen: Any = at_desk.window.stack.currentWidget()
    screen.chips["files"].click()
    text = resource("programmes", "venezuela.toml").read_text(encoding="utf-8")
    path = tmp_path / "venezuela.toml"
    path.write_text(text.replace("is = 2022-10-19", "is = 2022-09-01"), encoding="utf-8")
    screen.files.look_at(path)
    at_desk.settle()
    before = entries(at_desk)
    burst(at_desk.button("Put it in force"), times, apart)
    pause()
    at_desk.settle()
    assert entries(at_desk) == before + 1


@pytest.mark.parametrize(("times", "apart"), [(2, 60), (6, 90), (25, 40)])
def test_an_exit_is_recorded_once_and_stays(at_desk: AtDesk, times: int, apart: int) -> None:
    at_desk.open_case("Salazar", "entry")
    editor = at_desk.window.editor
    assert editor is not None
    place = at_desk.window.stack.currentWidget()
    ask = next(one for one in place.findChildren(QPushButton) if one.text() == "Yes, the person left")
    ask.click()
    at_desk.settle()
    burst(at_desk.button("Record the exit"), times, apart)
    pause()
    at_desk.settle()
    told = editor.value("applicants/a1/exits_declared")
    assert len(told) == 1


# What is written without an act of a button: saving by itself, leaving, the language, what was printed or
# saved as a file after a question of its own, and a switch, each turn of which is one.
OF_ITSELF = {
    ("main_window", "leave_case"),
    ("main_window", "set_language"),
    ("main_window", "offer_unsaved"),
    ("alone_card", "_on_allow"),
    ("letter", "save_to"),
    ("letter", "_on_print"),
    ("summary_dialog", "_note"),
    ("summary_dialog", "save_to"),
}


def test_every_act_of_a_screen_waits_for_its_answer() -> None:
    folder = Path(ui.__file__).parent
    open_acts = set()
    # The models say what they write to whoever asked, and no button of theirs is pressed.
    for path in (one for one in folder.rglob("*.py") if one.parent.name != "models"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _writes(call) and not _waits(call):
                    open_acts.add((path.stem, function.name))
    assert open_acts == OF_ITSELF


def _writes(call: ast.Call) -> bool:
    said = ast.unparse(call.func)
    return said.endswith(("editor.work", "background.write"))


def _waits(call: ast.Call) -> bool:
    return any(isinstance(one, ast.Starred) for one in call.args)
