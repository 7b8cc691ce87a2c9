# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days as people type them in Spanish, in one go or in three boxes."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.ui.widgets.fields.day_editor import DayEditor
from caseworker.words import words_for
from caseworker.words.typed.days_typed import read_boxes


@pytest.fixture
def editor(qtbot: QtBot) -> DayEditor:
    found = DayEditor()
    qtbot.addWidget(found)
    found.show_value(NOT_ASKED, words_for("es"))
    return found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("27 de marzo de 1990", "1990-03-27"),
        ("27 DE MARZO DE 1990", "1990-03-27"),
        ("1º de octubre de 2022", "2022-10-01"),
        ("1.º de octubre del 2022", "2022-10-01"),
        ("1ro oct. 2022", "2022-10-01"),
        ("primero de setiembre de 2022", "2022-09-01"),
        ("5 set 2022", "2022-09-05"),
        ("31 ene 2022", "2022-01-31"),
        ("15 ago 2022", "2022-08-15"),
        ("24 dic 2022", "2022-12-24"),
        ("octubre de 2022", "2022-10"),
        ("23/10/2022", "2022-10-23"),
        ("3 October 2022", "2022-10-03"),
    ],
)
def test_a_day_typed_in_one_go(qtbot: QtBot, editor: DayEditor, typed: str, meant: str) -> None:
    heard: list[object] = []
    editor.changed.connect(heard.append)
    qtbot.keyClicks(editor.day, typed)
    assert heard[-1] == meant


@pytest.mark.parametrize(("day", "month"), [("1", "octubre"), ("1º", "oct"), ("primero", "Octubre")])
def test_a_day_typed_in_three_boxes(qtbot: QtBot, editor: DayEditor, day: str, month: str) -> None:
    heard: list[object] = []
    said: list[str] = []
    editor.changed.connect(heard.append)
    editor.echo.connect(said.append)
    for box, text in ((editor.day, day), (editor.month, month), (editor.year, "2022")):
        qtbot.keyClicks(box, text)
    assert (heard[-1], said[-1]) == ("2022-10-01", "1 de octubre de 2022")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("² 10 2022", "day_malformed"), ("31 smarch 2022", "day_malformed"), ("10 2", "day_incomplete")],
)
def test_what_is_no_day_is_refused(qtbot: QtBot, editor: DayEditor, typed: str, code: str) -> None:
    wrong: list[tuple[str, str]] = []
    editor.wrong.connect(lambda code, text: wrong.append((code, text)))
    qtbot.keyClicks(editor.day, typed)
    assert wrong[-1] == (code, typed)


def test_the_months_are_shown_in_spanish(editor: DayEditor) -> None:
    shown = []
    for month in range(1, 13):
        editor.show_value(f"2022-{month:02d}-05", words_for("es"))
        shown.append(editor.month.text())
        assert read_boxes("5", editor.month.text(), "2022").readings == (f"2022-{month:02d}-05",)
    assert shown[0] == "enero"
    assert shown[11] == "diciembre"
