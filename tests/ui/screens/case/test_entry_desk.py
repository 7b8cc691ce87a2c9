# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entry station: the picture by keyboard and as a list, the question about an exit, the summary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.case.case_page import CasePage
from caseworker.ui.widgets.evidence.entry_result import EntryResult
from caseworker.ui.widgets.evidence.evidence_form import EvidenceForm
from caseworker.ui.widgets.evidence.exit_asker import ExitAsker
from caseworker.ui.widgets.fields.day_editor import DayEditor
from caseworker.ui.widgets.findings.summary_dialog import SummaryDialog
from caseworker.words import words_for

BUSY = 15_000
EXITS = "applicants/a1/exits_declared"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def desk(shared_desk: Desk) -> Desk:
    return shared_desk


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> Iterator[CasePage]:
    """The entry station of the man whose papers clash, as nobody has asked him yet."""
    make_application(dark=False)
    window = MainWindow(desk, words_for("en"), dark=False)
    window.resize(1280, 900)
    window.show()
    qtbot.waitUntil(lambda: window.cases.model.rowCount() == 13, timeout=BUSY)
    row = next(row for row in cases.listing(desk) if "Salazar" in row.principal)
    window.open_case(row.id)
    qtbot.waitUntil(lambda: window.editor is not None and window.editor.case_id == row.id, timeout=BUSY)
    assert window.page is not None
    window.page.show_step("entry")
    yield window.page
    window.page.editor.put(EXITS, NOT_ASKED)
    window.page.editor.put_gap(EXITS, "not_asked")
    window.page.editor.save()
    qtbot.waitUntil(lambda: not window.background.busy, timeout=BUSY)
    window.close()


def result(page: CasePage) -> EntryResult:
    found = page.station("entry").findChild(EntryResult)
    assert found is not None
    return found


def asker(page: CasePage) -> ExitAsker:
    return result(page).asker


def buttons(root: QWidget, text: str) -> list[QPushButton]:
    return [one for one in root.findChildren(QPushButton) if one.isVisible() and text in one.text()]


def press(root: QWidget, text: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(buttons(root, text)), timeout=BUSY)
    (found,) = buttons(root, text)
    # Before it is laid out a widget is as large as a window.
    qtbot.waitUntil(lambda: found.height() < 100, timeout=BUSY)
    qtbot.mouseClick(found, LEFT)


def proof(page: CasePage) -> str:
    assessment = page.editor.assessment
    assert assessment is not None
    return assessment.of("a1").entries()["MEX"].proof


def test_arrow_keys_go_from_paper_to_paper_and_enter_opens_one(page: CasePage, qtbot: QtBot) -> None:
    picture = result(page).picture
    picture.setFocus()
    spots = [spot.id for spot in picture.picture().spots]  # type: ignore[union-attr]
    assert len(spots) == 3
    seen = []
    for _ in range(4):
        qtbot.keyClick(picture, Qt.Key.Key_Right)
        seen.append(picture.current)
    assert seen == [*spots, spots[-1]]
    qtbot.keyClick(picture, Qt.Key.Key_Home)
    assert picture.current == spots[0]
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    form = page.station("entry").findChild(EvidenceForm)
    assert form is not None
    assert f"evidence/{spots[0]}/type" in form.fields


def test_a_click_on_a_name_opens_the_paper(page: CasePage, qtbot: QtBot) -> None:
    picture = result(page).picture
    qtbot.waitUntil(lambda: picture.width() > 200, timeout=BUSY)
    spot = picture.picture().spots[1]  # type: ignore[union-attr]
    place = picture.mapFromGlobal(picture.mapToGlobal(picture.rect().topLeft()))
    place.setX(int(spot.whole.x + spot.whole.width / 2))
    place.setY(int(spot.whole.y + spot.whole.height / 2))
    with qtbot.waitSignal(picture.item_opened) as told:
        qtbot.mouseClick(picture, LEFT, pos=place)
    assert told.args == [spot.id]


def test_the_picture_is_a_list_of_sentences_too(page: CasePage, qtbot: QtBot) -> None:
    found = result(page)
    assert not found.list.isVisible()
    press(found, "Read the picture as a list", qtbot)
    lines = found.list.text().splitlines()
    assert lines[0] == "• The last acceptable day is 11 October 2022."
    assert len([line for line in lines if "Clashes with other records." in line]) == 3
    assert found.picture.accessibleDescription() == " ".join(line[2:] for line in lines)
    press(found, "Hide the list", qtbot)
    assert not found.list.isVisible()


def test_an_exit_is_asked_about_recorded_and_taken_back(page: CasePage, qtbot: QtBot) -> None:
    assert proof(page) == "contradictory"
    press(asker(page), "Yes, the person left", qtbot)
    day = asker(page).findChild(DayEditor)
    assert day is not None
    qtbot.waitUntil(lambda: page.focusWidget() is day.day, timeout=BUSY)
    assert (day.day.text(), day.month.text(), day.year.text()) == ("", "", "")
    qtbot.keyClicks(day.month, "octubre")
    qtbot.keyClicks(day.year, "2022")
    press(asker(page), "Record the exit", qtbot)
    # Some day in October, and between the papers.
    assert page.editor.value(EXITS) == [{"country": "MEX", "on": "2022-10-09/2022-10-14"}]
    assert proof(page) == "proved_after"
    page.editor.undo()
    assert proof(page) == "contradictory"
    page.editor.redo()
    press(asker(page), "Take this answer back", qtbot)
    assert page.editor.value(EXITS) is NOT_ASKED
    assert proof(page) == "contradictory"


def test_an_exit_day_that_was_typed_waits_for_its_person(page: CasePage, qtbot: QtBot) -> None:
    editor = page.editor
    press(asker(page), "Yes, the person left", qtbot)
    day = asker(page).findChild(DayEditor)
    assert day is not None
    qtbot.keyClicks(day.month, "octubre")
    people = editor.document["applicants"]
    editor.put("applicants", [*people, {"id": "a7", "role": "family_member"}])
    editor.choose_applicant("a7")
    assert not [one for one in asker(page).findChildren(DayEditor) if one.isVisibleTo(asker(page))]
    editor.choose_applicant("a1")
    shown = [one for one in asker(page).findChildren(DayEditor) if not one.isHidden()][-1]
    assert "octubre" in shown.day.text()
    editor.choose_applicant("a7")
    page.station("intake")
    editor.put("applicants", people)
    editor.choose_applicant("a1")
    press(asker(page), "Back", qtbot)
    assert editor.text("exit/a1") == ""


def test_a_no_is_kept_and_nobody_asks_twice(page: CasePage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(buttons(asker(page), "No")), timeout=BUSY)
    buttons(asker(page), "No")[0].setFocus()
    press(asker(page), "No", qtbot)
    assert page.editor.value(EXITS) == []
    assert proof(page) == "contradictory"
    qtbot.waitUntil(lambda: bool(buttons(asker(page), "Ask again")), timeout=BUSY)
    assert not buttons(asker(page), "Yes")
    qtbot.waitUntil(lambda: buttons(asker(page), "Ask again")[0] is page.focusWidget(), timeout=BUSY)
    press(asker(page), "Ask again", qtbot)
    assert page.editor.value(EXITS) is NOT_ASKED
    press(asker(page), "The person does not know", qtbot)
    assert page.editor.value("gaps") == {EXITS: "does_not_know"}
    press(asker(page), "Ask again", qtbot)
    assert page.editor.value("gaps") is NOT_ASKED


def test_a_summary_is_seen_and_saved(page: CasePage, qtbot: QtBot, tmp_path: Path) -> None:
    page.show_step("eligibility")
    station = page.station("eligibility")
    press(station, "Print summary", qtbot)
    dialog = station.findChild(SummaryDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.save.isEnabled, timeout=BUSY)
    assert "Internal. Not a decision letter." in dialog.view.accessibleDescription()
    out = tmp_path / "summary.pdf"
    dialog.save_to(out)
    qtbot.waitUntil(lambda: dialog.said.text() == "Saved as a file.", timeout=BUSY)
    assert out.read_bytes() == dialog.pdf
    dialog.close()
