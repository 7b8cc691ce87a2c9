# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who unlocks: their own Start, or what has to be done before anything is shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from shiboken6 import isValid

from caseworker.domain.errors import WrongPassphrase
from caseworker.services.programmes.library import Library, load_library
from caseworker.services.staff import people
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.store.staff import slots
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.door.own_passphrase import OwnPassphraseScreen
from caseworker.ui.screens.door.recovery import RecoveryScreen
from caseworker.ui.screens.door.unlock import UnlockScreen
from caseworker.ui.screens.new_case import NewCaseScreen
from caseworker.ui.screens.start import StartScreen
from caseworker.ui.widgets.fields.field_block import FieldBlock
from tests.services.office import ANA, OWN, Office

from .test_before_the_window import Desk, as_it_was, at_rest, button, holders, ready, shown, start, typed

__all__ = ["as_it_was"]
NEW = "violin nutria basalt yoyo"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture
def office(
    qapp: QApplication, tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    for function in (slots.add_passphrase, slots.change_passphrase, slots.reset_passphrase):
        monkeypatch.setitem(function.__kwdefaults__, "kdf", FLOOR_KDF)
    made = Office(tmp_path / "office", library)
    yield made
    made.desk.store.close()


def unlock(passphrase: str, *, recovery: bool = False) -> Callable[[UnlockScreen], None]:
    def act(screen: UnlockScreen) -> None:
        screen._lines["recovery" if recovery else "passphrase"].setText(passphrase)
        button(screen, "Unlock").click()

    return act


def there(kind: type[Any]) -> Callable[[], Any]:
    def look() -> Any:
        found = shown(kind)
        return found if found is not None and not found.background.busy else None

    return look


def texts(widget: QWidget) -> str:
    """Everything that is written anywhere in it, shown or not."""
    found: list[Any] = [*widget.findChildren(QLineEdit), *widget.findChildren(QLabel)]
    return " ".join(one.text() for one in found if isValid(one))


@pytest.fixture
def locking(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would take the place of the process once a store is locked; the test starts it itself."""
    started: list[list[str]] = []

    def execv(_: str, arguments: list[str]) -> None:
        started.append(arguments)
        QApplication.exit(0)

    monkeypatch.setattr(os, "execv", execv)
    return started


def test_whoever_unlocks_after_somebody_else_sees_nothing_of_theirs(
    office: Office, locking: list[list[str]]
) -> None:
    office.hire("Ben Soto", "caseworker")
    office.desk.store.close()
    clipboard = QApplication.clipboard()

    def type_it(window: MainWindow) -> None:
        assert isinstance(window.stack.currentWidget(), StartScreen)
        window.new_case()
        screen = window.stack.currentWidget()
        assert isinstance(screen, NewCaseScreen)
        fields = {one.path: one for one in screen.findChildren(FieldBlock)}
        QTest.keyClicks(fields["surnames"].editor.target(), "Quintanilla")
        clipboard.setText("copied by Ben")
        window.lock()

    def look(window: MainWindow) -> None:
        assert isinstance(window.stack.currentWidget(), StartScreen)
        assert "Good day, Ana Ruiz" in texts(window)
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        window.new_case()
        assert "Quintanilla" not in texts(window)
        assert window.notice.isHidden()
        assert window.status.undo.text() == ""
        assert clipboard.text() == "copied by Ben"
        window.lock()

    def offered(window: MainWindow) -> None:
        assert isinstance(window.stack.currentWidget(), StartScreen)
        assert "Good day, Ben Soto" in texts(window)
        window.close()

    def offer_there() -> Any:
        window = there(MainWindow)()
        return window if window and not window.notice.isHidden() else None

    for passphrase, until, act in (
        (OWN["Ben Soto"], there(MainWindow), type_it),
        (ANA, there(MainWindow), look),
        (OWN["Ben Soto"], offer_there, offered),
    ):
        desk = Desk()
        desk.then(ready("Unlock"), unlock(passphrase))
        desk.then(until, act)
        desk.run(start(office.folder))
        # The process that ended with the lock takes its windows along.
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow | UnlockScreen):
                window.close()
                window.background.shut()
                window.deleteLater()
        QApplication.processEvents()
    assert len(locking) == 2


def test_the_demonstration_comes_back_on_start_too(qapp: QApplication) -> None:
    def lock(window: MainWindow) -> None:
        window.open_case(window.cases.model.index(0, 0).data(0x0100))
        window.lock()

    def look(window: MainWindow) -> None:
        assert isinstance(window.stack.currentWidget(), StartScreen)
        assert window.editor is None
        window.close()

    desk = Desk()
    desk.then(at_rest, lock)
    desk.then(
        ready("Open the training store"), lambda screen: button(screen, "Open the training store").click()
    )
    desk.then(at_rest, look)
    assert desk.run(start(None)) == 0


def test_the_recovery_key_opens_recovery_and_no_desk(office: Office, locking: list[list[str]]) -> None:
    office.hire("Ben Soto", "supervisor")
    office.desk.store.close()

    def listed() -> Any:
        screen = shown(RecoveryScreen)
        return screen if screen and screen.people.count() == 2 else None

    def choose(screen: RecoveryScreen) -> None:
        assert shown(MainWindow) is None
        screen.people.setCurrentRow(1)
        for line in screen.form.findChildren(QLineEdit):
            line.setText(NEW)
        screen.form.go.click()

    def done() -> Any:
        screen = shown(RecoveryScreen)
        return screen if screen and not screen.form.isVisible() else None

    desk = Desk()
    desk.then(ready("Unlock"), unlock(office.recovery_key, recovery=True))
    desk.then(listed, choose)
    desk.then(done, lambda screen: screen.leave.click())
    desk.run(start(office.folder))
    shown(RecoveryScreen).close()
    assert locking[0][-2:] == ["--store", str(office.folder)]
    assert office.open(NEW).worker.name == "Ben Soto"
    with pytest.raises(WrongPassphrase):
        office.open(OWN["Ben Soto"])


def test_a_first_passphrase_is_replaced_before_anything_is_shown(office: Office) -> None:
    _, first = people.add(office.desk, "Ben Soto", ("intake",), "en")
    office.desk.store.close()

    def leave(screen: OwnPassphraseScreen) -> None:
        assert shown(MainWindow) is None
        screen.close()

    desk = Desk()
    desk.then(ready("Unlock"), unlock(first))
    desk.then(there(OwnPassphraseScreen), leave)
    assert desk.run(start(office.folder)) == 0

    def choose(screen: OwnPassphraseScreen) -> None:
        for line, text in zip(screen.form.findChildren(QLineEdit), (first, typed(), typed()), strict=True):
            line.setText(text)
        screen.form.go.click()

    def look(window: MainWindow) -> None:
        assert shown(OwnPassphraseScreen) is None
        assert "Good day, Ben Soto" in texts(window)
        assert holders(typed()) == []
        window.close()

    desk = Desk()
    desk.then(ready("Unlock"), unlock(first))
    desk.then(there(OwnPassphraseScreen), choose)
    desk.then(there(MainWindow), look)
    assert desk.run(start(office.folder)) == 0
    office.open(typed())


@pytest.mark.parametrize("by", ["recovery key", "first passphrase"])
def test_where_nothing_can_be_written_neither_opens_anything(office: Office, by: str) -> None:
    _, first = people.add(office.desk, "Ben Soto", ("intake",), "es")
    office.desk.store.close()
    recovery = by == "recovery key"

    def refused() -> Any:
        screen = shown(UnlockScreen)
        return screen if screen and screen._error.text() else None

    def look(screen: UnlockScreen) -> None:
        assert "the usual way" in screen._error.text()
        assert not screen._look.isVisible()
        screen.close()

    desk = Desk()
    desk.then(ready("Unlock"), unlock(office.recovery_key if recovery else first, recovery=recovery))
    desk.then(refused, look)
    assert desk.run(start(office.folder, read_only=True)) == 0
    assert shown(MainWindow) is None


def test_whoever_unlocks_is_spoken_to_in_their_own_language(office: Office) -> None:
    office.hire("Ben Soto", "caseworker", language="es")
    office.desk.store.close()

    def look(window: MainWindow) -> None:
        assert window.words.language == "es"
        assert "Buen día, Ben Soto" in texts(window)
        window.close()

    desk = Desk()
    desk.then(ready("Unlock"), unlock(OWN["Ben Soto"]))
    desk.then(there(MainWindow), look)
    assert desk.run(start(office.folder)) == 0


def test_the_screen_of_somebody_who_sees_no_cases_has_no_list(office: Office) -> None:
    office.hire("Ben Soto", "auditor")
    office.desk.store.close()

    def look(window: MainWindow) -> None:
        assert "Your roles do not include seeing cases." in texts(window)
        assert not window.rail.places["cases"].isVisible()
        window.show_place("cases")
        assert isinstance(window.stack.currentWidget(), StartScreen)
        window.close()

    desk = Desk()
    desk.then(ready("Unlock"), unlock(OWN["Ben Soto"]))
    desk.then(there(MainWindow), look)
    assert desk.run(start(office.folder)) == 0
