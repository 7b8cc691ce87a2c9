# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the scanner saves is offered in the open case, added by a click alone, and deleted on request."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from caseworker.services import cases
from caseworker.services.evidence import scanner_folder
from caseworker.services.evidence.scanner_folder import Look
from caseworker.this_computer import remember, remembered
from caseworker.ui.models import scanner_watch
from caseworker.ui.screens.case.case_page import CasePage
from caseworker.ui.screens.settings import SettingsScreen
from caseworker.ui.widgets.scanner.scanner_bar import ScannerBar
from tests.scans import papers

from ..conftest import AtEntry
from ..whole.test_nothing_is_cut import cut

DAY = 24 * 60 * 60


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(scanner_watch, "EVERY_MS", 40)
    found = tmp_path / "scanner"
    found.mkdir()
    return found


@pytest.fixture
def watched(at_entry: AtEntry, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AtEntry:
    """A case open on its entry station, the folder watched, in a store that is no training."""
    monkeypatch.setattr(at_entry.window.desk.store, "training", False)
    remember("scanner_folder", str(folder))
    at_entry.open_case("Ñáñez")
    return at_entry


def page(at_entry: AtEntry) -> CasePage:
    assert at_entry.window.page is not None
    return at_entry.window.page


def bar(at_entry: AtEntry) -> ScannerBar:
    return page(at_entry).scanner


def wait_for(at_entry: AtEntry, text: str) -> None:
    at_entry.wait(lambda: bar(at_entry).isVisible() and text in bar(at_entry).text())


def click(at_entry: AtEntry, button: QPushButton) -> None:
    at_entry.wait(lambda: button.isVisible() and button.height() > 10)
    at_entry.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def activate(at_entry: AtEntry) -> None:
    at_entry.window.activateWindow()
    at_entry.wait(lambda: QApplication.focusWidget() is not None)


def some_looks(at_entry: AtEntry, count: int = 3) -> None:
    """Until the folder has been looked at so many times more."""
    looks = []
    real = scanner_folder.look
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanner_folder, "look", lambda *given: looks.append(1) or real(*given))
        at_entry.wait(lambda: len(looks) > count)


def scanned(folder: Path, *names: str) -> None:
    for at, name in enumerate(names):
        (folder / name).write_bytes(papers.jpeg(quality=50 + at))


def test_from_choosing_the_folder_to_the_file_in_the_case(
    at_entry: AtEntry, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = at_entry.window
    window.show_place("settings")
    screen = window.stack.currentWidget()
    assert isinstance(screen, SettingsScreen)
    assert screen.scanner.said.text() == "No folder is watched."
    assert not screen.scanner.stop.isVisible()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    click(at_entry, screen.scanner.choose)
    at_entry.wait(lambda: screen.scanner.said.text() == f"Watched: {folder}")
    at_entry.open_case("Ñáñez")
    before = at_entry.stored()
    assert not bar(at_entry).isVisible()
    (folder / "scan0042.jpg").write_bytes(papers.jpeg())
    wait_for(at_entry, "1 new file in the scanner folder: scan0042.jpg, ")
    assert at_entry.stored() == before
    click(at_entry, bar(at_entry).add)
    at_entry.wait(lambda: not bar(at_entry).isVisible())
    after = at_entry.stored()
    (new,) = after[len(before) :]
    assert (new["about"], len(new["attachments"])) == (["a1"], 1)  # type: ignore[arg-type]
    at_entry.settle()
    assert [one.picture.accessibleName() for one in at_entry.part.tiles()] == ["Open scan0042.jpg"]
    some_looks(at_entry)
    assert not bar(at_entry).isVisible()  # a training store does not ask for the scan to be deleted
    assert (folder / "scan0042.jpg").exists()


def test_what_was_scanned_before_the_case_was_opened_is_offered_but_nothing_old(
    watched: AtEntry, folder: Path
) -> None:
    watched.window.leave_case()
    scanned(folder, "today.jpg", "old.jpg")
    os.utime(folder / "old.jpg", (time.time() - 3 * DAY,) * 2)
    watched.open_case("Ñáñez")
    wait_for(watched, "1 new file in the scanner folder: today.jpg")
    # Written while it is watched: new, whatever the clock of the scanner says.
    (folder / "clock.jpg").write_bytes(papers.jpeg())
    os.utime(folder / "clock.jpg", (0, 0))
    wait_for(watched, "2 new files in the scanner folder:")
    assert {one.name for one in page(watched).watch.offered} == {"today.jpg", "clock.jpg"}


def test_not_now_holds_in_this_case_until_the_file_changes(watched: AtEntry, folder: Path) -> None:
    scanned(folder, "scan.jpg")
    wait_for(watched, "scan.jpg")
    activate(watched)
    click(watched, bar(watched).later)
    assert not bar(watched).isVisible()
    assert watched.screen.isAncestorOf(QApplication.focusWidget())
    some_looks(watched)
    watched.open_case("Pérez")
    wait_for(watched, "scan.jpg")
    watched.open_case("Ñáñez")
    some_looks(watched)
    assert not bar(watched).isVisible()
    (folder / "scan.jpg").write_bytes(papers.png())
    wait_for(watched, "scan.jpg")


def test_what_one_case_took_is_not_offered_in_another(watched: AtEntry, folder: Path) -> None:
    scanned(folder, "scan.jpg")
    wait_for(watched, "scan.jpg")
    click(watched, bar(watched).add)
    watched.settle()
    watched.open_case("Pérez")
    some_looks(watched)
    assert not bar(watched).isVisible()


def test_several_are_one_paper_or_each_its_own_and_each_can_be_left_out(
    watched: AtEntry, folder: Path
) -> None:
    before = len(watched.stored())
    scanned(folder, "1.jpg", "2.jpg", "3 & 4.jpg")
    wait_for(watched, "3 new files in the scanner folder:")
    boxes = bar(watched).boxes()
    assert [one.text().split(",")[0] for one in boxes] == ["1.jpg", "2.jpg", "3 && 4.jpg"]
    boxes[1].setFocus()
    watched.qtbot.keyClick(boxes[1], Qt.Key.Key_Space)
    click(watched, bar(watched).each)
    watched.settle()
    new = watched.stored()[before:]
    assert [len(one["attachments"]) for one in new] == [1, 1]  # type: ignore[arg-type]
    wait_for(watched, "1 new file in the scanner folder: 2.jpg")
    watched.editor.undo()  # the second file, the first, and both pieces of evidence
    watched.editor.undo()
    watched.editor.undo()
    assert len(watched.stored()) == before


def test_all_together_are_the_pages_of_one_paper(watched: AtEntry, folder: Path) -> None:
    watched.window.resize(1024, 700)
    for _ in range(4):
        watched.screen.papers.add.click()
    before = len(watched.stored())
    scanned(folder, "1.jpg", "2.jpg")
    wait_for(watched, "2 new files")
    for box in bar(watched).boxes():
        box.click()
    assert not bar(watched).add.isEnabled()
    for box in bar(watched).boxes():
        box.click()
    click(watched, bar(watched).add)
    watched.settle()
    (new,) = watched.stored()[before:]
    assert len(new["attachments"]) == 2  # type: ignore[arg-type]
    assert watched.screen.papers.form is not None
    kind = watched.screen.papers.form.fields[f"evidence/{new['id']}/type"]
    watched.wait(lambda: kind.visibleRegion().boundingRect().height() == kind.height())


def test_pages_are_added_to_the_paper_whose_form_is_open(watched: AtEntry, folder: Path) -> None:
    before = len(watched.stored())
    scanned(folder, "1.jpg")
    wait_for(watched, "1.jpg")
    assert not bar(watched).add_to_open.isVisible()
    page(watched).open_path("evidence/e1")
    click(watched, bar(watched).add_to_open)
    watched.settle()
    stored = watched.stored()
    assert (len(stored), len(stored[0]["attachments"])) == (before, 1)  # type: ignore[arg-type]
    scanned(folder, "2.jpg")
    wait_for(watched, "2.jpg")
    page(watched).show_step("sponsor")
    assert not bar(watched).add_to_open.isVisible()


def test_from_another_station_the_offer_leads_to_the_entry(watched: AtEntry, folder: Path) -> None:
    page(watched).show_step("intake")
    scanned(folder, "scan.jpg")
    wait_for(watched, "scan.jpg")
    bar(watched).add.setFocus()
    watched.qtbot.keyClick(bar(watched).add, Qt.Key.Key_Space)
    assert page(watched).step == "entry"
    watched.settle()
    assert len(watched.part.tiles()) == 1


def test_the_bar_is_reached_by_its_pane_and_speaks_the_language(watched: AtEntry, folder: Path) -> None:
    scanned(folder, "scan.jpg")
    wait_for(watched, "scan.jpg")
    watched.window.set_language("es")
    assert bar(watched).text().startswith("1 archivo nuevo en la carpeta del escáner: scan.jpg")
    activate(watched)
    for _ in range(5):
        if bar(watched).isAncestorOf(QApplication.focusWidget()):
            break
        watched.qtbot.keyClick(watched.window, Qt.Key.Key_F6)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert (focus.parent().parent(), focus.text()) == (bar(watched), "Agregar como prueba")


def test_nothing_of_the_bar_is_cut_on_the_smallest_window_in_spanish(
    watched: AtEntry, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.window.resize(1024, 700)
    watched.window.set_language("es")
    page(watched).open_path("evidence/e1")
    scanned(folder, "1.jpg")
    wait_for(watched, "1.jpg")
    click(watched, bar(watched).add)
    wait_for(watched, "Se agregó 1 archivo.")
    scanned(
        folder, *(f"Escaneo de la oficina de Tapachula con un nombre muy largo {at}.jpg" for at in "abcd")
    )
    wait_for(watched, "4 archivos nuevos en la carpeta del escáner:")
    watched.wait(lambda: not list(cut(bar(watched))))
    assert bar(watched).add_to_open.isVisible()
    assert bar(watched).height() < 200
    inside = bar(watched).rect()
    for button in bar(watched).findChildren(QPushButton):
        if button.isVisible():
            assert inside.contains(QRect(button.mapTo(bar(watched), QPoint(0, 0)), button.size()))
    last = bar(watched).boxes()[-1]
    last.setFocus()
    watched.wait(lambda: last.visibleRegion().boundingRect().height() == last.height())


def test_only_what_was_added_is_deleted_and_only_when_asked(watched: AtEntry, folder: Path) -> None:
    scanned(folder, "1.jpg", "2.jpg", "3.jpg")
    wait_for(watched, "3 new files")
    bar(watched).boxes()[2].click()
    click(watched, bar(watched).add)
    wait_for(watched, "2 files were added.")
    assert len(list(folder.iterdir())) == 3
    activate(watched)
    (folder / "2.jpg").write_bytes(b"another paper")
    click(watched, bar(watched).delete)
    wait_for(watched, "1 file was deleted from the scanner folder. 2.jpg was left there: it was changed")
    assert sorted(one.name for one in folder.iterdir()) == ["2.jpg", "3.jpg"]
    watched.wait(bar(watched).understood.hasFocus)
    watched.qtbot.keyClick(bar(watched).understood, Qt.Key.Key_Space)
    assert "deleted" not in bar(watched).text()


def test_what_undo_took_off_is_not_deleted(watched: AtEntry, folder: Path) -> None:
    scanned(folder, "scan.jpg")
    wait_for(watched, "scan.jpg")
    click(watched, bar(watched).add)
    wait_for(watched, "1 file was added.")
    watched.editor.undo()
    click(watched, bar(watched).delete)
    wait_for(watched, "scan.jpg was left there: the case does not hold it")
    assert (folder / "scan.jpg").exists()


def test_leaving_them_there_asks_no_more(watched: AtEntry, folder: Path) -> None:
    scanned(folder, "scan.jpg")
    wait_for(watched, "scan.jpg")
    click(watched, bar(watched).add)
    wait_for(watched, "1 file was added.")
    click(watched, bar(watched).leave)
    some_looks(watched)
    assert not bar(watched).isVisible()
    assert (folder / "scan.jpg").exists()


def test_a_refused_scan_says_why_and_is_not_offered_again(watched: AtEntry, folder: Path) -> None:
    (folder / "cut.jpg").write_bytes(papers.jpeg()[:200])
    wait_for(watched, "cut.jpg")
    click(watched, bar(watched).add)
    watched.settle()
    refused = watched.editor.adder.refused[watched.part.evidence_id]
    assert [one.name for one in refused] == ["cut.jpg"]
    some_looks(watched)
    assert not bar(watched).isVisible()


def test_what_was_stopped_is_offered_again(watched: AtEntry, folder: Path) -> None:
    scanned(folder, "1.jpg", "2.jpg", "3.jpg")
    wait_for(watched, "3 new files")
    adder = watched.editor.adder
    adder.changed.connect(lambda at: adder.stop(at) if (adder.progress(at) or (0,))[0] == 1 else None)
    click(watched, bar(watched).add)
    wait_for(watched, "2 new files in the scanner folder:")
    assert [one.name for one in page(watched).watch.offered] == ["2.jpg", "3.jpg"]


def test_a_folder_that_vanishes_is_told_once_and_goes_on_when_back(watched: AtEntry, folder: Path) -> None:
    scanned(folder, "scan.jpg")
    wait_for(watched, "scan.jpg")
    before = watched.stored()
    away = folder.rename(folder.with_name("away"))
    wait_for(watched, "The scanner folder cannot be reached just now.")
    assert not bar(watched).add.isVisible()
    # The case has what it had, and what is typed now is saved.
    watched.editor.put("applicants/a1/given_names", "Iris Amada")
    assert watched.stored() == before
    person = cases.open_case(watched.window.desk, watched.editor.case_id).document["applicants"][0]
    assert person["given_names"] == "Iris Amada"
    click(watched, bar(watched).absence_read)
    some_looks(watched)
    watched.open_case("Pérez")
    some_looks(watched)
    assert not bar(watched).isVisible()
    away.rename(folder)
    wait_for(watched, "scan.jpg")


def test_a_look_that_hangs_is_the_only_one_and_holds_nothing_up(
    watched: AtEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, looks = threading.Event(), []

    def hang(*_: object) -> Look:
        looks.append(1)
        answer.wait(60)
        return Look()

    monkeypatch.setattr(scanner_folder, "look", hang)
    watched.wait(lambda: bool(looks))
    wait_for(watched, "The scanner folder cannot be reached just now.")
    watched.editor.put("applicants/a1/given_names", "Iris Amada")
    watched.settle()
    watched.open_case("Pérez")
    watched.qtbot.wait(300)
    assert looks == [1]
    began = threading.active_count()
    watched.window.close()  # waits for all that is counted as work
    answer.set()
    watched.wait(lambda: threading.active_count() < began)


def test_the_watch_ends_with_the_case_and_with_the_setting(watched: AtEntry, folder: Path) -> None:
    window = watched.window
    window.show_place("settings")
    screen = window.stack.currentWidget()
    assert isinstance(screen, SettingsScreen)
    click(watched, screen.scanner.stop)
    watched.wait(lambda: screen.scanner.said.text() == "No folder is watched.")
    assert remembered("scanner_folder", "-") == ""
    scanned(folder, "scan.jpg")
    watched.open_case("Ñáñez")
    watched.qtbot.wait(300)
    assert not bar(watched).isVisible()


def test_the_folder_of_the_program_itself_is_no_scanner_folder(
    at_entry: AtEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_entry.window.show_place("settings")
    screen = at_entry.window.stack.currentWidget()
    assert isinstance(screen, SettingsScreen)
    inside = str(at_entry.window.desk.store.folder / "att")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: inside)
    click(at_entry, screen.scanner.choose)
    at_entry.wait(lambda: "belongs to the program itself" in screen.scanner.wrong.text())
    assert remembered("scanner_folder", "") == ""
