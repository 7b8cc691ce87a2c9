# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supervisor revokes a letter at its station, and hands out the list under Settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.letter import issuing
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.case.letter import LetterScreen
from caseworker.ui.screens.settings import SettingsScreen
from caseworker.ui.widgets.acts.revoke_form import RevokeForm
from caseworker.words import words_for
from tests.colleagues import change

from ...conftest import BUSY


class AtLetter:
    """A window at the letter of a case, which is issued."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.case_id = next(row.id for row in cases.listing(desk) if "Pérez" in row.principal)
        self.letter_id = issuing.issue(desk, self.case_id, "a1", "es", "A4")
        self.window = MainWindow(desk, words_for("en"), dark=False)
        self.window.resize(1280, 900)
        self.window.show()
        self.window.activateWindow()
        self.window.open_case(self.case_id)
        self.wait(lambda: self.window.editor is not None)
        assert self.window.page is not None
        self.window.page.show_step("letter")
        self.settle()

    @property
    def form(self) -> RevokeForm:
        assert self.window.page is not None
        screen = self.window.page.station("letter")
        assert isinstance(screen, LetterScreen)
        found = screen.findChild(RevokeForm)
        assert found is not None
        return found

    def state(self) -> str:
        return next(one.state for one in cases.open_case(self.desk, self.case_id).letters)

    def said(self) -> str:
        return "\n".join(one.text() for one in self.form.findChildren(QLabel) if one.isVisible())

    def wait(self, until: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(until, timeout=BUSY)

    def settle(self) -> None:
        editor = self.window.editor
        self.wait(lambda: not self.window.background.busy and (editor is None or not editor.dirty))


@pytest.fixture
def at(training_desk: Desk, qtbot: QtBot) -> Iterator[AtLetter]:
    make_application(dark=False)
    found = AtLetter(training_desk, qtbot)
    yield found
    found.window.close()


def test_a_letter_is_revoked_with_a_reason_and_the_station_says_so(at: AtLetter) -> None:
    form = at.form
    assert form.begin.isVisible()
    assert not form.form.isVisible()
    QTest.mouseClick(form.begin, Qt.MouseButton.LeftButton)
    assert form.form.isVisible()
    assert "This cannot be taken back." in at.said()
    assert not form.revoke.isEnabled()
    form.reason.setFocus()
    QTest.keyClicks(form.reason, "Issued to the wrong person")
    assert at.state() == "issued"
    QTest.mouseClick(form.revoke, Qt.MouseButton.LeftButton)
    at.wait(lambda: not form.form.isVisible())
    at.settle()
    assert at.state() == "revoked"
    assert "was revoked on" in at.said()
    assert "Issued to the wrong person" in at.said()
    assert not form.begin.isVisible()
    assert form.reason.text() == ""
    at.window.set_language("es")
    at.wait(lambda: "fue revocada el" in at.said())


def test_the_reason_waits_where_it_was_typed_and_nothing_happens_without_the_button(at: AtLetter) -> None:
    form = at.form
    assert form.begin.isVisible()
    QTest.mouseClick(form.begin, Qt.MouseButton.LeftButton)
    QTest.keyClicks(form.reason, "A doubt")
    QTest.mouseClick(form.cancel, Qt.MouseButton.LeftButton)
    assert not form.form.isVisible()
    QTest.mouseClick(form.begin, Qt.MouseButton.LeftButton)
    assert form.reason.text() == "A doubt"
    assert at.state() == "issued"


def test_those_who_may_not_are_not_offered_it(training_desk: Desk, qtbot: QtBot) -> None:
    change(training_desk, training_desk.worker.id, roles=("caseworker",))
    make_application(dark=False)
    at = AtLetter(training_desk, qtbot)
    assert not at.form.isVisible()
    at.window.close()


def test_the_list_is_saved_under_settings(
    at: AtLetter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "withdrawn-letters.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    at.window.show_place("settings")
    screen = at.window.findChild(SettingsScreen)
    assert screen is not None
    QTest.mouseClick(screen._list, Qt.MouseButton.LeftButton)
    at.wait(out.exists)
    at.wait(lambda: "Saved" in screen._list_said.text())
    assert out.read_text(encoding="utf-8").startswith("caseworker-withdrawn-1\n")


def test_what_tells_the_same_in_another_language_is_named(at: AtLetter) -> None:
    issuing.issue(at.desk, at.case_id, "a1", "en", "A4")
    assert at.window.editor is not None
    at.window.editor.reload_records()
    at.settle()
    other = next(one for one in cases.open_case(at.desk, at.case_id).letters if one.language == "en")
    QTest.mouseClick(at.form.begin, Qt.MouseButton.LeftButton)
    at.wait(lambda: f"stays in force until it is revoked too: {other.number}." in at.said())
