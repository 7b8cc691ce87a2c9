# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day typed in one go: said back as understood; readings in doubt are offered to choose from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from caseworker.domain.case.fields import NOT_ASKED
from caseworker.ui.widgets.fields.day_editor import DayEditor
from caseworker.words import words_for

Heard = tuple[DayEditor, list[object], list[str], list[tuple[str, str]]]


@pytest.fixture
def made(qtbot: QtBot, qapp: QApplication) -> Callable[..., Heard]:
    def make(language: str = "en", **more: bool) -> Heard:
        editor = DayEditor(**more)  # type: ignore[arg-type]
        qtbot.addWidget(editor)
        editor.show_value(NOT_ASKED, words_for(language))
        values: list[object] = []
        echoes: list[str] = []
        wrong: list[tuple[str, str]] = []
        editor.changed.connect(values.append)
        editor.echo.connect(echoes.append)
        editor.wrong.connect(lambda code, text: wrong.append((code, text)))
        editor.show()
        return editor, values, echoes, wrong

    return make


def offered(editor: DayEditor) -> list[QPushButton]:
    return [one for one in editor.findChildren(QPushButton) if one.isVisibleTo(editor)]


def test_until_chosen_both_readings_count(qtbot: QtBot, made: Callable[..., Heard]) -> None:
    editor, values, echoes, _ = made(spans=True)
    qtbot.keyClicks(editor.day, "10/11/2022")
    assert values[-1] == "2022-10-11/2022-11-10"
    assert echoes[-1] == "10 November 2022 or 11 October 2022: until you choose, both days count"
    assert [one.text() for one in offered(editor)] == ["10 November 2022", "11 October 2022"]
    editor.show_value(values[-1], words_for("en"))
    button = offered(editor)[1]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert (values[-1], echoes[-1]) == ("2022-10-11", "11 October 2022")
    assert (editor.day.text(), editor.month.text(), editor.year.text()) == ("11", "October", "2022")
    assert offered(editor) == []


def test_where_an_interval_makes_no_sense_one_must_be_chosen(
    qtbot: QtBot, made: Callable[..., Heard]
) -> None:
    editor, values, echoes, wrong = made("es")
    qtbot.keyClicks(editor.day, "10/11/1990")
    assert values == []
    assert wrong[-1] == ("day_in_doubt", "10/11/1990")
    assert echoes[-1] == "10 de noviembre de 1990 o 11 de octubre de 1990: ¿cuál?"
    qtbot.mouseClick(offered(editor)[0], Qt.MouseButton.LeftButton)
    assert values == ["1990-11-10"]


def test_a_draft_in_doubt_offers_its_readings_again(made: Callable[..., Heard]) -> None:
    editor, _, _, _ = made()
    editor.show_wrong("10/11/1990")
    assert len(offered(editor)) == 2


def test_a_kept_interval_of_swapped_days_can_still_be_settled(
    qtbot: QtBot, made: Callable[..., Heard]
) -> None:
    editor, values, echoes, _ = made(spans=True)
    editor.show_value("2022-10-11/2022-11-10", words_for("en"))
    assert echoes[-1].startswith("between 11 October 2022 and 10 November 2022. If the paper says")
    qtbot.mouseClick(offered(editor)[1], Qt.MouseButton.LeftButton)
    assert values == ["2022-11-10"]


def test_the_weekday_that_a_day_had_is_said(qtbot: QtBot, made: Callable[..., Heard]) -> None:
    editor, values, echoes, wrong = made()
    qtbot.keyClicks(editor.day, "Tuesday 10 October 2022")
    assert "2022-10-10" not in values
    assert wrong[-1][0] == "day_weekday"
    assert echoes[-1] == "10 October 2022 was a Monday"


def test_a_time_is_for_evidence_only(qtbot: QtBot, made: Callable[..., Heard]) -> None:
    editor, values, _, wrong = made()
    qtbot.keyClicks(editor.day, "12 oct 2022 23:30")
    assert "2022-10-12T23:30" not in values
    assert wrong[-1][0] == "day_with_time"
    editor, values, echoes, _ = made(moments=True)
    qtbot.keyClicks(editor.day, "12 oct 2022 23:30")
    assert values[-1] == "2022-10-12T23:30"
    assert echoes[-1].endswith("12 October 2022 and 13 October 2022 both count")


def test_a_whole_day_typed_over_an_old_one_takes_its_place(qtbot: QtBot, made: Callable[..., Heard]) -> None:
    editor, values, _, _ = made()
    editor.show_value("2021-05-03", words_for("en"))
    editor.day.selectAll()
    qtbot.keyClicks(editor.day, "10 oct 2022")
    assert values[-1] == "2022-10-10"
    assert (editor.month.text(), editor.year.text()) == ("", "")


@pytest.mark.parametrize("typed", ["oct 2022", "2022", "3 to 9 Oct 2022"])
def test_where_one_day_is_needed_a_month_or_more_is_told_at_once(
    qtbot: QtBot, made: Callable[..., Heard], typed: str
) -> None:
    editor, values, echoes, wrong = made(exact=True)
    qtbot.keyClicks(editor.day, typed)
    assert wrong[-1] == ("not_an_exact_day", typed)
    assert echoes[-1] == ""
    assert typed not in values
    editor.day.clear()
    qtbot.keyClicks(editor.day, "14 oct 2022")
    assert values[-1] == "2022-10-14"
