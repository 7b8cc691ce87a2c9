# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a zone fills at intake: a passport its own fields, a visa none of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.ui.main_window import MainWindow
from caseworker.ui.models.case_editor import CaseEditor
from caseworker.ui.widgets.scanner.mrz_editor import MrzEditor
from caseworker.words import words_for

PATIENCE = 15_000
PASSPORT = ("P<HNDZHUK<<YULIIA<<<<<<<<<<<<<<<<<<<<<<<<<<<", "L898902C36HND7408122F3204159<<<<<<<<<<<<<<<")
VISA = ("V<USAZHUK<<YULIIA<<<<<<<<<<<<<<<<<<<<<<<<<<<", "V590515323HND8306236F2706225<<<<<<<<<<<<<<<<")
AT = "applicants/a1"


@pytest.fixture
def opened(qapp: QApplication, qtbot: QtBot, training_desk: Desk) -> Iterator[tuple[CaseEditor, MrzEditor]]:
    make_application(dark=False)
    desk = training_desk
    window = MainWindow(desk, words_for("en"), dark=False)
    window.resize(1280, 800)
    window.show()
    row = next(one for one in cases.listing(desk) if "Quintero" in one.principal)
    window.open_case(row.id)
    qtbot.waitUntil(lambda: window.page is not None, timeout=PATIENCE)
    assert window.page is not None
    assert window.editor is not None
    window.page.show_step("intake")
    for name in ("given_names", "surnames", "born_on", "nationalities"):
        window.editor.put(f"{AT}/{name}", NOT_ASKED)
    window.editor.put(f"{AT}/passport", {})
    yield window.editor, window.page.station("intake").findChildren(MrzEditor)[-1]
    qtbot.waitUntil(
        lambda: not window.background.busy and not (window.editor and window.editor.dirty), timeout=PATIENCE
    )
    window.close()


def typed(qtbot: QtBot, zone: MrzEditor, lines: tuple[str, str]) -> None:
    for line in lines:
        qtbot.keyClicks(zone.box, line)
        qtbot.keyClick(zone.box, Qt.Key.Key_Return)


def test_a_passport_fills_its_fields_when_asked_to(
    qtbot: QtBot, opened: tuple[CaseEditor, MrzEditor]
) -> None:
    from caseworker.domain.mrz import check_digit

    editor, zone = opened
    first, second = PASSPORT
    second += check_digit(second[0:10] + second[13:20] + second[21:43])
    typed(qtbot, zone, (first, second))
    assert editor.value(f"{AT}/passport/number") is NOT_ASKED
    qtbot.mouseClick(zone._take, Qt.MouseButton.LeftButton)
    found = {name: editor.value(f"{AT}/passport/{name}") for name in ("number", "country", "expires_on")}
    assert found == {"number": "L898902C3", "country": "HND", "expires_on": "2032-04-15"}
    assert editor.value(f"{AT}/born_on") == "1974-08-12"
    assert editor.value(f"{AT}/nationalities") == ["HND"]


def test_a_visa_fills_nothing_of_the_passport(qtbot: QtBot, opened: tuple[CaseEditor, MrzEditor]) -> None:
    editor, zone = opened
    typed(qtbot, zone, VISA)
    qtbot.mouseClick(zone._take, Qt.MouseButton.LeftButton)
    assert editor.value(f"{AT}/passport") == {}
    assert editor.value(f"{AT}/nationalities") is NOT_ASKED
    assert editor.value(f"{AT}/surnames") == "Zhuk"
    assert editor.value(f"{AT}/born_on") == "1983-06-23"
