# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Programmes screen: reading rules and their changes, installing a file, going back, replaying."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.paths import resource
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library, load_library
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.new_case import NewCaseScreen
from caseworker.ui.screens.programmes import programme_files as files_screen
from caseworker.ui.screens.programmes.programmes import PARTS, ProgrammesScreen
from caseworker.ui.screens.start import StartScreen
from caseworker.words import words_for
from tests.colleagues import colleague

from ..whole.test_nothing_is_cut import cut
from ..whole.test_spanish import Reader

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


@pytest.fixture
def screen(window: MainWindow, qtbot: QtBot) -> ProgrammesScreen:
    return shown(window, qtbot)


def shown(window: MainWindow, qtbot: QtBot) -> ProgrammesScreen:
    window.show_place("programmes")
    found = window.stack.currentWidget()
    assert isinstance(found, ProgrammesScreen)
    settle(window, qtbot)
    return found


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.background.busy, timeout=PATIENCE)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The shipped Venezuelan programme with an earlier last day for irregular entries."""
    text = resource("programmes", "venezuela.toml").read_text(encoding="utf-8")
    path = tmp_path / "venezuela-new.toml"
    path.write_text(text.replace("is = 2022-10-19", "is = 2022-09-01"), encoding="utf-8")
    return path


def click(qtbot: QtBot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def offered(screen: ProgrammesScreen, window: MainWindow, qtbot: QtBot, path: Path) -> None:
    """Chooses a file as somebody would, and waits for what it would change."""
    click(qtbot, screen.chips["files"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        click(qtbot, screen.files.install)
    settle(window, qtbot)


def ways_back(screen: ProgrammesScreen) -> list[QPushButton]:
    return [one for one in screen.files.findChildren(QPushButton, "back") if one.isVisible()]


def way_back(screen: ProgrammesScreen, qtbot: QtBot) -> QPushButton:
    # A card is shown a turn after it was put into its place.
    qtbot.waitUntil(lambda: len(ways_back(screen)) == 1, timeout=PATIENCE)
    return ways_back(screen)[0]


def outcomes(desk: Desk) -> dict[str, str]:
    return {row.number: row.outcome for row in cases.listing(desk)}


def test_the_rules_of_a_day_are_read_with_their_sources(
    screen: ProgrammesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    said = screen.rules.toPlainText()
    programme = window.desk.library.programmes["venezuela"]
    assert "18 October 2022" in said
    for one in programme.criteria_on(screen._on):  # type: ignore[arg-type]
        assert one.title["en"] in said
        assert programme.sources[one.sources[0]].cite in said
    assert "Entry to Mexico before the announcement" not in said
    editor = screen._day.editor
    editor.day.selectAll()
    qtbot.keyClicks(editor.day, "17")
    assert "Entry to Mexico before the announcement" in screen.rules.toPlainText()


def test_what_changed_between_two_days(screen: ProgrammesScreen, qtbot: QtBot) -> None:
    click(qtbot, screen.chips["changes"])
    said = screen.changes.toPlainText()
    assert "What changed from 17 October 2022 to 18 October 2022" in said
    assert "− 12 October 2022" in said
    assert "+ 19 October 2022" in said
    editor = screen._first.editor
    editor.day.selectAll()
    qtbot.keyClicks(editor.day, "18")
    assert "Nothing changed between these two days." in screen.changes.toPlainText()
    at = screen.jump.findText("6 Jan 2023")
    screen.jump.setCurrentIndex(at)
    screen.jump.activated.emit(at)
    assert "What changed from 5 January 2023 to 6 January 2023" in screen.changes.toPlainText()


def test_a_sheet_is_saved(
    screen: ProgrammesScreen,
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "rules.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    click(qtbot, screen.save)
    settle(window, qtbot)
    assert out.read_bytes().startswith(b"%PDF")
    assert "Saved" in screen._said.text()


def test_a_file_is_offered_with_its_impact_and_accepted(
    screen: ProgrammesScreen, window: MainWindow, qtbot: QtBot, changed: Path
) -> None:
    before = outcomes(window.desk)
    offered(screen, window, qtbot, changed)
    said = screen.files.offer_text.toPlainText()
    assert screen.files.offer.isVisible()
    assert "SHA-256 of the file" in said
    assert "TIJ-2022-TR-000011 · Hernández Villalobos, Carlos Alberto" in said
    assert "No irregular entry to Mexico after the cut-off: Met → Not met" in said
    assert "Last day on which an irregular entry does not bar" in said
    assert outcomes(window.desk) == before
    click(qtbot, screen.files.accept)
    settle(window, qtbot)
    after = outcomes(window.desk)
    assert {number for number in before if before[number] != after[number]} == {"TIJ-2022-TR-000011"}
    assert "Cases with another outcome in the list: 1." in screen.files.work.said.text()
    rows = [window.cases.model.row_at(at) for at in range(window.cases.model.rowCount())]
    assert {row.outcome for row in rows if row.number == "TIJ-2022-TR-000011"} == {"not_eligible"}


def test_the_way_back(screen: ProgrammesScreen, window: MainWindow, qtbot: QtBot, changed: Path) -> None:
    before = outcomes(window.desk)
    offered(screen, window, qtbot, changed)
    click(qtbot, screen.files.accept)
    settle(window, qtbot)
    back = way_back(screen, qtbot)
    click(qtbot, back)
    settle(window, qtbot)
    assert "Not eligible → Eligible" in screen.files.offer_text.toPlainText()
    click(qtbot, screen.files.accept)
    settle(window, qtbot)
    assert outcomes(window.desk) == before
    assert ways_back(screen) == []


def test_leaving_an_offer_changes_nothing(
    screen: ProgrammesScreen, window: MainWindow, qtbot: QtBot, changed: Path
) -> None:
    offered(screen, window, qtbot, changed)
    digest = window.desk.library.programmes["venezuela"].digest
    click(qtbot, screen.files.leave)
    assert not screen.files.offer.isVisible()
    assert window.desk.library.programmes["venezuela"].digest == digest
    assert ways_back(screen) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_broken_file_is_refused_with_place_fault_and_remedy(
    window: MainWindow, qtbot: QtBot, changed: Path, language: str
) -> None:
    window.set_language(language)
    screen = shown(window, qtbot)
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace('like = "vaccinations"', 'like = "vacinations"'), encoding="utf-8")
    offered(screen, window, qtbot, changed)
    assert not screen.files.offer.isVisible()
    said = screen.files.error.text()
    assert screen.files.error.isVisible()
    assert "venezuela-new.toml" in said
    assert "criterion vacinations" in said
    assert "'vaccinations'" in said
    offered(screen, window, qtbot, changed.with_name("gone.toml"))
    assert {"en": "there is no such file", "es": "no existe ese archivo"}[
        language
    ] in screen.files.error.text()


def test_who_may_not_accept_sees_the_impact_and_why_not(
    window: MainWindow, qtbot: QtBot, changed: Path
) -> None:
    window.desk.worker = colleague(window.desk, ["caseworker"]).worker
    screen = shown(window, qtbot)
    offered(screen, window, qtbot, changed)
    assert not screen.files.accept.isEnabled()
    assert screen.files._may_not.isVisible()
    assert "Hernández" in screen.files.offer_text.toPlainText()


def test_a_look_that_was_stopped_cannot_be_accepted(
    screen: ProgrammesScreen,
    window: MainWindow,
    qtbot: QtBot,
    changed: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = files_screen.impact_of

    def stopped_at_once(desk: Desk, candidate: object, progress: object, stopped: object) -> object:
        screen.files.work._on_stop()
        return real(desk, candidate, progress, stopped)  # type: ignore[arg-type]

    monkeypatch.setattr(files_screen, "impact_of", stopped_at_once)
    offered(screen, window, qtbot, changed)
    assert "not complete" in screen.files.offer_text.toPlainText()
    assert not screen.files.accept.isEnabled()


def test_looking_does_not_stop_the_window(
    screen: ProgrammesScreen, window: MainWindow, qtbot: QtBot, changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files_screen.impact_of

    answer, waited = threading.Event(), []

    def slow(*arguments: object) -> object:
        # Were this the thread of the window, nobody could give the answer.
        waited.append(answer.wait(PATIENCE / 1000))
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(files_screen, "impact_of", slow)
    click(qtbot, screen.chips["files"])
    screen.files.look_at(changed)
    assert screen.files.work.bar.isVisible()
    assert screen.files.work.stop.isVisible()
    assert not screen.files.install.isEnabled()
    click(qtbot, screen.chips["rules"])
    assert screen.rules.isVisible()
    answer.set()
    settle(window, qtbot)
    assert waited == [True]
    assert not screen.files.work.running


def test_every_decision_is_run_again_by_a_button(
    screen: ProgrammesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    click(qtbot, screen.chips["checks"])
    click(qtbot, screen.checks.replay)
    settle(window, qtbot)
    assert screen.checks.result.isVisible()
    assert "Every decision comes out as it was recorded" in screen.checks.result.toPlainText()
    click(qtbot, screen.checks.again)
    settle(window, qtbot)
    assert "13 cases assessed; the outcome of 0 changed" in screen.checks.again_work.said.text()


def test_a_file_that_no_longer_reads_is_told_on_start_and_here(
    window: MainWindow, qtbot: QtBot, changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from caseworker.domain.rules.facts import FACTS

    screen = shown(window, qtbot)
    offered(screen, window, qtbot, changed)
    click(qtbot, screen.files.accept)
    settle(window, qtbot)
    monkeypatch.delitem(FACTS, "programme.status")
    window.desk.library.programmes.reload()  # type: ignore[union-attr]
    monkeypatch.undo()
    window.show_place("start")
    settle(window, qtbot)
    start = window.stack.currentWidget()
    assert isinstance(start, StartScreen)
    assert start._refused.isVisible()
    assert "venezuela-new.toml was refused" in start._refused_text.text()
    assert "programme.status" in start._refused_text.text()
    screen.reload()
    window.show_place("programmes")
    settle(window, qtbot)
    assert screen.notice.isVisible()
    assert "venezuela-new.toml was refused" in screen.notice_text.text()
    click(qtbot, screen.chips["files"])
    back = way_back(screen, qtbot)
    assert any("cannot be read any more" in one.text() for one in screen.files.findChildren(QLabel))
    click(qtbot, back)
    settle(window, qtbot)
    click(qtbot, screen.files.accept)
    settle(window, qtbot)
    assert not screen.notice.isVisible()


def test_a_new_programme_of_the_office_can_be_chosen_for_a_new_case(
    window: MainWindow, qtbot: QtBot, changed: Path
) -> None:
    window.new_case()
    screen = shown(window, qtbot)
    text = resource("programmes", "cuba.toml").read_text(encoding="utf-8")
    text = text.replace('id = "cuba"', 'id = "our-own"').replace(
        'en = "Process for Cubans"', 'en = "Our own"'
    )
    changed.write_text(text, encoding="utf-8")
    offered(screen, window, qtbot, changed)
    click(qtbot, screen.files.accept)
    settle(window, qtbot)
    assert screen.which.findData("our-own") >= 0
    window.new_case()
    form = window.stack.currentWidget()
    assert isinstance(form, NewCaseScreen)
    assert "Our own" in {button.text() for button in form.findChildren(QPushButton)} | {
        box.itemText(at) for box in form.findChildren(type(screen.which)) for at in range(box.count())
    }


def later(days_after_the_check: int) -> datetime:
    checked = load_library().programmes["venezuela"].checked_on
    return datetime.fromordinal(checked.toordinal() + days_after_the_check).replace(hour=12, tzinfo=UTC)


@pytest.mark.parametrize(("days", "stale"), [(180, False), (181, True)])
def test_rules_checked_long_ago_say_so_here_and_on_the_decision(
    window: MainWindow, qtbot: QtBot, days: int, stale: bool
) -> None:
    said = "more than six months ago"
    window.desk.clock = lambda: later(days)
    screen = shown(window, qtbot)
    assert (said in screen.rules.toPlainText()) == stale
    click(qtbot, screen.chips["files"])
    settle(window, qtbot)
    assert any(said in one.text() for one in screen.files.findChildren(QLabel)) == stale
    row = next(row for row in cases.listing(window.desk) if "Fonseca" in row.principal)
    window.open_case(row.id)
    qtbot.waitUntil(lambda: window.page is not None, timeout=PATIENCE)
    assert window.page is not None
    window.page.show_step("eligibility")
    station = window.page.station("eligibility")
    assert any(said in one.text() for one in station.findChildren(QLabel)) == stale


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800)], ids=["1024x700", "1280x800"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_part_is_whole_and_speaks_one_language(
    qtbot: QtBot, desk: Desk, changed: Path, size: tuple[int, int], language: str
) -> None:
    make_application(dark=False)
    window = MainWindow(desk, words_for(language), dark=False)
    qtbot.addWidget(window, before_close_func=lambda _: window.background.wait())
    window.resize(*size)
    window.show()
    screen = shown(window, qtbot)
    reader, found = Reader(), set()

    def look(place: str) -> None:
        settle(window, qtbot)
        for _ in range(20):
            if not list(cut(window)):
                break
            qtbot.wait(50)
        found.update(f"{place}: {one}" for one in cut(window))
        if language == "es":
            reader.read(window, place)

    for name, _ in PARTS:
        click(qtbot, screen.chips[name])
        look(name)
    click(qtbot, screen.checks.replay)
    look("replayed")
    offered(screen, window, qtbot, changed)
    look("offer")
    click(qtbot, screen.files.accept)
    look("accepted")
    back = way_back(screen, qtbot)
    click(qtbot, back)
    look("way back")
    assert sorted(found) == []
    assert sorted(reader.found) == []


def test_the_keyboard_reaches_everything(screen: ProgrammesScreen, window: MainWindow, qtbot: QtBot) -> None:
    from caseworker.ui.widgets.plain.reading_order import tab_stops

    from ..whole.test_a_day_at_the_desk import named

    for name, _ in PARTS:
        click(qtbot, screen.chips[name])
        settle(window, qtbot)
        assert [one for one in tab_stops(screen) if one.isEnabled() and not named(one)] == []
        assert len(tab_stops(screen)) >= 3
