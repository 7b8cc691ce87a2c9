# SPDX-License-Identifier: AGPL-3.0-or-later
"""People in the window: added, changed, let go, let in for the first time, recovered and confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.errors import WrongPassphrase
from caseworker.services.programmes.library import Library, load_library
from caseworker.services.staff import people, recovery
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.store.staff import slots
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.door.own_passphrase import OwnPassphraseScreen
from caseworker.ui.screens.door.recovery import RecoveryScreen
from caseworker.ui.screens.settings import SettingsScreen
from caseworker.ui.screens.start import StartScreen
from caseworker.ui.widgets.staff.passphrase_form import PassphraseForm
from caseworker.words import words_for
from tests.services.office import ANA, OWN, Office

from ..conftest import PATIENCE

NEW = "violin nutria basalt yoyo"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture
def office(
    qapp: QApplication, tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    make_application(dark=False)
    for function in (
        *(slots.add_passphrase, slots.change_passphrase, slots.reset_passphrase),
        slots.renew_recovery_key,
    ):
        monkeypatch.setitem(function.__kwdefaults__, "kdf", FLOOR_KDF)
    made = Office(tmp_path / "office", library)
    yield made
    made.desk.store.close()


class AtSettings:
    """A window of whoever sits at the office, on the settings."""

    def __init__(self, office: Office, qtbot: QtBot, language: str = "en") -> None:
        self.qtbot = qtbot
        self.window = MainWindow(office.desk, words_for(language), dark=False)
        self.window.show()
        self.window.show_place("settings")
        screen = self.window.stack.currentWidget()
        assert isinstance(screen, SettingsScreen)
        self.screen, self.staff = screen, screen.people
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.background.busy, timeout=PATIENCE)
        QApplication.processEvents()

    def act(self, name: str, which: str) -> None:
        QTest.mouseClick(self.staff.row(name).buttons[which], Qt.MouseButton.LeftButton)
        self.settle()

    def click(self, button: QPushButton) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def close(self) -> None:
        self.window.close()


@pytest.fixture
def settings(office: Office, qtbot: QtBot) -> Iterator[Callable[..., AtSettings]]:
    opened: list[AtSettings] = []

    def make(language: str = "en") -> AtSettings:
        opened.append(AtSettings(office, qtbot, language))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def text_of(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def test_a_colleague_is_added_and_their_first_passphrase_shown_once(
    office: Office, settings: Callable[..., AtSettings]
) -> None:
    at = settings()
    QTest.keyClicks(at.staff.new_name, "Ben Soto")
    at.staff.new_roles.choose(("intake", "auditor"))
    at.click(at.staff.add)
    first = at.staff.first.text()
    assert at.staff.first.isVisibleTo(at.staff)
    assert text_of(at.staff.row("Ben Soto")) == "Ben Soto Intake, Auditor · First passphrase not yet replaced"
    assert at.staff.new_name.text() == ""
    at.click(at.staff._written)
    assert first not in text_of(at.window)
    assert not at.staff._first.isVisibleTo(at.staff)
    at.close()
    assert office.open(first).worker.name == "Ben Soto"


def test_a_name_that_reads_alike_is_refused_with_what_to_do(
    office: Office, settings: Callable[..., AtSettings]
) -> None:
    at = settings("es")
    QTest.keyClicks(at.staff.new_name, "ruiz ana")
    at.click(at.staff.add)
    assert "segundo apellido" in text_of(at.staff)
    assert at.staff.new_name.text() == "ruiz ana"
    assert [one.name for one in people.staff(office.desk)] == ["Ana Ruiz"]


def test_roles_are_changed_and_an_account_is_ended(
    office: Office, settings: Callable[..., AtSettings]
) -> None:
    ben = office.hire("Ben Soto", "intake")
    at = settings()
    at.act("Ben Soto", "roles")
    assert at.staff.act.roles.chosen() == ("intake",)
    at.staff.act.roles.boxes["supervisor"].click()
    at.click(at.staff.act.go)
    assert not at.staff.act.isVisibleTo(at.staff)
    assert "Intake, Supervisor" in text_of(at.staff.row("Ben Soto"))
    at.act("Ben Soto", "end")
    assert "cannot be taken back" in text_of(at.staff.act)
    at.click(at.staff.act.cancel)
    assert people.colleagues(office.desk)[1].active
    at.act("Ben Soto", "end")
    at.click(at.staff.act.go)
    assert "Not active any more" in text_of(at.staff.row("Ben Soto"))
    assert at.staff.row("Ben Soto").buttons == {}
    at.close()
    with pytest.raises(WrongPassphrase):
        office.sit("Ben Soto")
    assert ben


def test_a_passphrase_is_reset_with_a_second_person_at_the_desk(
    office: Office, settings: Callable[..., AtSettings]
) -> None:
    office.hire("Ben Soto", "intake")
    at = settings()
    at.act("Ben Soto", "reset")
    assert "There is nobody who could be the second person" in text_of(at.staff.act)
    assert not at.staff.act.go.isEnabled()
    at.click(at.staff.act.cancel)
    at.close()
    office.hire("Eva Paz", "intake")
    at = settings()
    at.act("Ben Soto", "reset")
    assert [at.staff.act.who.itemText(n) for n in range(at.staff.act.who.count())] == ["Eva Paz"]
    # That of another colleague is wrong too, and it would not be true that it opens nothing.
    QTest.keyClicks(at.staff.act.passphrase, OWN["Ben Soto"])
    at.click(at.staff.act.go)
    assert "not the passphrase of this person" in text_of(at.staff.act)
    assert at.staff.act.passphrase.text() == ""
    QTest.keyClicks(at.staff.act.passphrase, OWN["Eva Paz"])
    at.click(at.staff.act.go)
    first = at.staff.first.text()
    assert first
    at.close()
    assert office.open(first).worker.name == "Ben Soto"


def test_who_is_no_administrator_is_offered_nothing_and_told_who_may(
    office: Office, settings: Callable[..., AtSettings]
) -> None:
    office.hire("Ben Soto", "supervisor")
    office.sit("Ben Soto")
    at = settings()
    assert at.staff.row("Ana Ruiz").buttons == {}
    assert "An administrator adds people" in text_of(at.staff)
    assert not at.staff.new_name.isVisibleTo(at.staff)
    assert at.screen.recovery.isHidden()
    assert at.screen.passphrase.isVisibleTo(at.screen)


def fill(form: PassphraseForm, *typed: str) -> None:
    for line, text in zip(form.findChildren(QLineEdit), typed, strict=True):
        line.clear()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_End)


def test_ones_own_passphrase_is_changed(office: Office, settings: Callable[..., AtSettings]) -> None:
    office.sit("Ana Ruiz")
    at = settings()
    form = at.screen.passphrase.form
    for typed, why in (
        (("", NEW, NEW), "Type the passphrase so far"),
        ((ANA, NEW, NEW + "x"), "differ"),
        ((ANA, "a" * 20, "a" * 20), "repeats one character"),
        (("not the one so far", NEW, NEW), "not the passphrase of this person"),
        ((ANA, ANA, ANA), "passphrase you have"),
    ):
        fill(form, *typed)
        at.click(form.go)
        assert why in text_of(form)
    fill(form, ANA, NEW, NEW)
    at.click(form.go)
    assert "Your passphrase is changed" in text_of(at.screen.passphrase)
    assert [line.text() for line in form.findChildren(QLineEdit)] == ["", "", ""]
    at.close()
    office.open(NEW)


def test_a_new_recovery_sheet_replaces_the_old(
    office: Office, settings: Callable[..., AtSettings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from PySide6.QtWidgets import QFileDialog

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "sheet.pdf"), ""))
    at = settings()
    at.click(at.screen.recovery.make)
    step = at.screen.recovery.step
    assert step is not None
    key = next(one.text() for one in step.findChildren(QLabel) if one.text().count("-") == 5)
    at.click(step.save)
    step.back.setText(key[:6])
    at.click(step.go)
    assert "The new sheet is in force" in text_of(at.screen.recovery)
    at.close()
    assert key != office.recovery_key
    office.open(recovery=key)
    assert recovery.is_recovery(office.desk.store)


def test_the_first_screen_of_a_newcomer_asks_for_their_own(office: Office, qtbot: QtBot) -> None:
    _, first = people.add(office.desk, "Ben Soto", ("intake",), "es")
    desk = office.open(first)
    screen = OwnPassphraseScreen(
        desk.worker.name, lambda old, new: people.set_own_passphrase(desk, old, new), words_for("en")
    )
    qtbot.addWidget(screen)
    screen.show()
    fill(screen.form, first, OWN["Ben Soto"], OWN["Ben Soto"])
    with qtbot.waitSignal(screen.finished, timeout=PATIENCE):
        screen.form.go.click()
    office.open(OWN["Ben Soto"])


def test_the_recovery_screen_sets_one_passphrase_and_shows_nothing_else(office: Office, qtbot: QtBot) -> None:
    office.hire("Ben Soto", "supervisor")
    screen = RecoveryScreen(office.open(recovery=office.recovery_key), words_for("es"))
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(lambda: screen.people.count() == 2, timeout=PATIENCE)
    assert not screen.form.isEnabled()
    lines = [screen.people.item(n).text() for n in range(2)]
    assert lines == ["Ana Ruiz · Responsable de casos, Supervisión, Administración", "Ben Soto · Supervisión"]
    screen.people.setCurrentRow(1)
    fill(screen.form, "a" * 20, "a" * 20)
    screen.form.go.click()
    qtbot.waitUntil(lambda: "repite un carácter" in text_of(screen.form), timeout=PATIENCE)
    fill(screen.form, NEW, NEW)
    screen.form.go.click()
    qtbot.waitUntil(lambda: "Ben Soto es nueva" in text_of(screen), timeout=PATIENCE)
    assert not screen.form.isVisible()
    # The store is closed: the key did what it is for.
    office.open(NEW)
    with qtbot.waitSignal(screen.finished):
        screen.leave.click()


def test_a_list_that_takes_the_focus_chooses_nobody(office: Office, qtbot: QtBot) -> None:
    """Qt makes the first row of a list the current one then, and a passphrase would be set for its person."""
    office.hire("Ben Soto", "supervisor")
    screen = RecoveryScreen(office.open(recovery=office.recovery_key), words_for("en"))
    qtbot.addWidget(screen)
    screen.leave.setFocus()
    qtbot.waitUntil(lambda: screen.people.count() == 2, timeout=PATIENCE)
    screen.show()
    screen.activateWindow()
    screen.people.setFocus()
    qtbot.waitUntil(screen.people.hasFocus, timeout=PATIENCE)
    assert not screen.form.isEnabled()
    QTest.keyClick(screen.people, Qt.Key.Key_Down)
    qtbot.waitUntil(screen.form.isEnabled, timeout=PATIENCE)


def start_of(office: Office, qtbot: QtBot) -> MainWindow:
    window = MainWindow(office.desk, words_for("en"), dark=False)
    window.show()
    window.show_place("start")
    qtbot.waitUntil(lambda: not window.background.busy, timeout=PATIENCE)
    QApplication.processEvents()
    return window


def test_everyone_is_told_on_start_until_somebody_else_confirms(office: Office, qtbot: QtBot) -> None:
    ben = office.hire("Ben Soto", "supervisor")
    office.hire("Eva Paz", "auditor")
    recovery.recover(office.open(recovery=office.recovery_key), ben, NEW)
    for passphrase, confirms in ((NEW, False), (OWN["Eva Paz"], True), (ANA, True)):
        office.open(passphrase)
        window = start_of(office, qtbot)
        start = window.stack.currentWidget()
        assert isinstance(start, StartScreen)
        assert "The passphrase of Ben Soto was set anew with the recovery key on" in text_of(start)
        assert list(start.recovered.confirms) == ([ben] if confirms else [])
        if passphrase == ANA:
            start.recovered.confirms[ben].click()
            qtbot.waitUntil(start.recovered.isHidden, timeout=PATIENCE)
        window.close()
    assert people.recovered(office.desk) == ()


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_line_under_settings_is_cut(
    office: Office, settings: Callable[..., AtSettings], language: str
) -> None:
    office.hire("Ben Soto", "supervisor", "auditor")
    at = settings(language)
    at.act("Ben Soto", "reset")
    for width in (900, 1100, 1280, 1600):
        at.window.resize(width, 800)
        QApplication.processEvents()
        for label in at.screen.findChildren(QLabel):
            if label.isVisibleTo(at.screen) and label.wordWrap() and label.text():
                assert label.height() >= label.heightForWidth(label.width()), (width, label.text())


def test_a_recovered_account_is_confirmed_under_settings_by_who_may(
    office: Office, settings: Callable[..., AtSettings]
) -> None:
    ben = office.hire("Ben Soto", "supervisor")
    office.hire("Eva Paz", "intake")
    desk = office.open(recovery=office.recovery_key)
    recovery.recover(desk, ben, NEW)
    office.open(NEW)
    at = settings()
    assert "confirm" not in at.staff.row("Ben Soto").buttons
    assert "cannot approve" in text_of(at.staff.row("Ben Soto"))
    at.close()
    office.sit("Eva Paz")
    at = settings()
    assert list(at.staff.row("Ben Soto").buttons) == ["confirm"]
    at.act("Ben Soto", "confirm")
    assert at.staff.row("Ben Soto").buttons == {}
    assert people.recovered(office.desk) == ()
