# SPDX-License-Identifier: AGPL-3.0-or-later
"""Locking, closing and leaving keep what could not be saved; it is offered again, to its author alone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseworker.app import desk_of, make_application, now
from caseworker.domain.case.document_paths import value_at, with_value
from caseworker.services import cases, drafts
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library
from caseworker.store.opened import draft_reserve
from caseworker.store.opening.opening import open_store
from caseworker.ui.guide import show_guide, show_keys
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.new_case import NewCaseScreen
from caseworker.ui.screens.settings import SettingsScreen
from caseworker.ui.widgets.acts.waiver_form import WaiverForm
from caseworker.ui.widgets.fields.field_block import FieldBlock
from caseworker.words import words_for
from tests.colleagues import colleague

PATIENCE = 30_000
NAME = "applicants/a1/given_names"
BORN = "applicants/a1/born_on"
# More than the pages that the database has got hold room for.
LONG = "x" * 60_000


class Disk:
    """The disk under a store, as it looks to every connection that is made from now on."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        self._store = desk.store
        real = desk.store.connect

        def connect(mode: Any = "work") -> Any:
            connection = real("repair" if self.full else mode)
            if self.full:
                # Writing fails at once, as on a disk that has no block left.
                connection.execute("PRAGMA max_page_count = 1")
                connection.execute(
                    "CREATE TEMP TRIGGER full_cases BEFORE UPDATE ON main.cases BEGIN "
                    "INSERT INTO settings VALUES (hex(randomblob(40000)), 'x'); END"
                )
                connection.execute(
                    "CREATE TEMP TRIGGER full_drafts BEFORE INSERT ON main.drafts BEGIN "
                    "INSERT INTO settings VALUES (hex(randomblob(40000)), 'x'); END"
                )
            return connection

        monkeypatch.setattr(desk.store, "connect", connect)
        self._renew()

    def fill(self) -> None:
        self.full = True
        self._renew()

    def free(self) -> None:
        self.full = False
        self._renew()

    def _renew(self) -> None:
        if self._store._engine is not None:
            self._store._engine.dispose()
        self._store._engine = None


class AtDesk:
    """A window on a training store, which can be locked and opened again, by the same person or another."""

    def __init__(self, folder: Path, library: Library, qtbot: QtBot, language: str = "en") -> None:
        self.folder, self.library, self.qtbot, self.language = folder, library, qtbot, language
        self.locked: list[bool] = []
        self.open()

    def open(self, worker: str = "") -> None:
        self.store = open_store(self.folder, None, now=now().isoformat())
        self.desk = desk_of(self.store, self.library, now)
        if worker:
            self.desk = colleague(self.desk, ["caseworker"], name=worker)
        self.window = MainWindow(self.desk, words_for(self.language), dark=False)
        self.window.locked.connect(lambda: self.locked.append(True))
        self.window.resize(1280, 800)
        self.window.show()
        self.window.offer_unsaved()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.background.busy, timeout=PATIENCE)
        # What was put into a layout is shown in the next turn.
        QApplication.processEvents()

    def saved(self) -> None:
        editor = self.window.editor
        self.qtbot.waitUntil(
            lambda: not self.window.background.busy and not (editor is not None and editor.dirty),
            timeout=PATIENCE,
        )

    def lock(self) -> None:
        """Ctrl+L, in whatever window has the focus."""
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=PATIENCE)
        at = QApplication.focusWidget()
        assert at is not None
        QTest.keyClick(at, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    def reopen(self, worker: str = "") -> None:
        self.store.close()
        self.window.hide()
        self.window.deleteLater()
        self.locked.clear()
        self.open(worker)

    def case_id(self, surname: str) -> str:
        return next(row.id for row in cases.listing(self.desk) if surname in row.principal)

    def open_case(self, surname: str) -> str:
        case_id = self.case_id(surname)
        self.window.open_case(case_id)
        self.qtbot.waitUntil(
            lambda: self.window.editor is not None and self.window.editor.case_id == case_id, timeout=PATIENCE
        )
        return case_id

    def block(self, path: str, step: str = "intake") -> FieldBlock:
        assert self.window.page is not None
        self.window.page.show_step(step)
        return next(
            one
            for one in self.window.page.station(step).findChildren(FieldBlock)
            if one.path == path and not one.isHidden()
        )

    def type_into(self, path: str, text: str, step: str = "intake") -> QLineEdit:
        line = self.block(path, step).editor.target()
        assert isinstance(line, QLineEdit)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)
        return line

    def said(self, part: QWidget | None = None) -> str:
        place = part or self.window
        return "\n".join(one.text() for one in place.findChildren(QLabel) if one.isVisibleTo(place))

    def boxes(self) -> list[QMessageBox]:
        return [one for one in self.window.findChildren(QMessageBox) if one.isVisible()]

    def press(self, text: str, part: QWidget | None = None) -> None:
        place = part or self.window
        found = [one for one in place.findChildren(QAbstractButton) if one.text() == text]
        button = next(one for one in found if one.isVisibleTo(place))
        # A round button answers to its circle and its text, not to the room beside them.
        spot = QPoint(min(12, button.width() // 2), button.height() // 2)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)


@pytest.fixture
def at(
    qapp: QApplication, qtbot: QtBot, training_folder: Path, tmp_path: Path, one_library: Library
) -> Iterator[AtDesk]:
    make_application(dark=False)
    folder = tmp_path / "store"
    shutil.copytree(training_folder, folder)
    found = AtDesk(folder, one_library, qtbot)
    yield found
    found.window.keeping.keeper.forget()
    for box in found.boxes():
        box.close()
    found.window.close()
    found.store.close()


@pytest.fixture
def disk(at: AtDesk, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(at.desk, monkeypatch)


def test_a_draft_is_there_while_somebody_goes_on_typing(at: AtDesk) -> None:
    case_id = at.open_case("Quintero")
    before = at.window.editor.rev if at.window.editor else 0
    line = at.type_into(NAME, "W")
    for letter in "ilmer josé antonio de la cruz y ".encode("ascii", "ignore").decode() * 3:
        QTest.keyClick(line, letter, Qt.KeyboardModifier.NoModifier, 15)
    rows = [row for row in drafts.mine(at.desk, case_id) if row.kind == "changes"]
    assert len(rows) == 1
    assert NAME.replace("/", "") in rows[0].text.replace("/", "")
    # No revision of half a word.
    assert cases.open_case(at.desk, case_id).rev == before
    at.saved()
    assert drafts.mine(at.desk, case_id) == []
    assert cases.open_case(at.desk, case_id).rev == before + 1


def test_a_draft_does_not_wait_for_long_work(at: AtDesk) -> None:
    case_id = at.open_case("Quintero")
    go_on = threading.Event()
    at.window.background.write(lambda: go_on.wait(60))
    try:
        at.type_into(NAME, "Wilfredo")
        at.qtbot.waitUntil(lambda: bool(drafts.mine(at.desk, case_id)), timeout=PATIENCE)
        assert value_at(cases.open_case(at.desk, case_id).document, NAME) != "Wilfredo"
    finally:
        go_on.set()
    at.saved()


def test_a_draft_does_not_wait_for_whoever_writes_for_long(at: AtDesk) -> None:
    case_id = at.open_case("Quintero")
    go_on, begun = threading.Event(), threading.Event()

    def long() -> None:
        with at.store.alone():
            begun.set()
            go_on.wait(60)

    other = threading.Thread(target=long)
    other.start()
    try:
        assert begun.wait(60)
        at.type_into(NAME, "Wilfredo")
        assert at.window.editor is not None
        # The revision waits, and with it whoever would be behind it.
        at.window.editor.save()
        at.type_into("applicants/a1/surnames", "Rosales")

        def kept() -> bool:
            document = cases.open_case(at.desk, case_id).document
            texts = [row.text for row in drafts.mine(at.desk, case_id)]
            after = drafts.restored(document, texts[0])[0] if texts else document
            return value_at(after, "applicants/a1/surnames") == "Rosales"

        at.qtbot.waitUntil(kept, timeout=PATIENCE)
    finally:
        go_on.set()
        other.join()
    at.saved()
    at.qtbot.waitUntil(lambda: not drafts.mine(at.desk, case_id), timeout=PATIENCE)
    assert value_at(cases.open_case(at.desk, case_id).document, NAME) == "Wilfredo"


def test_leaving_a_field_saves_it_and_typing_on_does_not_lose(at: AtDesk) -> None:
    case_id = at.open_case("Quintero")
    at.type_into(NAME, "Wilfredo")
    at.type_into("applicants/a1/surnames", "Rosales")
    at.saved()
    with at.store.read() as tx:
        from caseworker.store.cases.revisions import case_history

        changes = [row.changes for row in case_history(tx, case_id)]
    assert [[one["new"] for one in row] for row in changes[-2:]] == [["Wilfredo"], ["Rosales"]]


def test_what_could_not_be_saved_is_there_after_locking_on_a_full_disk(at: AtDesk, disk: Disk) -> None:
    case_id = at.open_case("Quintero")
    disk.fill()
    at.type_into(NAME, "Typed on a full disk")
    at.qtbot.waitUntil(lambda: bool(at.boxes()), timeout=PATIENCE)
    at.qtbot.waitUntil(lambda: at.window.keeping.keeper.error is None, timeout=PATIENCE)
    box = at.boxes()[0]
    assert "What you typed is still here" in box.text()
    assert "kept as an encrypted draft" in box.informativeText()
    at.lock()
    at.qtbot.waitUntil(lambda: bool(at.locked), timeout=PATIENCE)
    assert b"Typed on a full" not in (at.folder / draft_reserve.NAME).read_bytes()
    disk.free()
    at.reopen()
    said = at.said(at.window.notice)
    number = next(row.number for row in cases.listing(at.desk) if row.id == case_id)
    assert number in said
    assert "Typed on a full disk" in said  # the person is named as typed
    assert "Given names" in said
    at.press(f"Open {number}", at.window.notice)
    at.qtbot.waitUntil(lambda: at.window.editor is not None, timeout=PATIENCE)
    field = at.block(NAME)
    assert field.editor.target().text() == "Typed on a full disk"
    assert "typed before and not saved" in at.said(field)
    at.saved()
    assert value_at(cases.open_case(at.desk, case_id).document, NAME) == "Typed on a full disk"
    assert drafts.mine(at.desk) == []
    assert at.window.notice.isHidden()


def test_what_was_put_back_can_be_taken_away_again(at: AtDesk) -> None:
    case_id = at.case_id("Quintero")
    document = cases.open_case(at.desk, case_id).document
    before = value_at(document, NAME)
    text = drafts.changes_text(document, with_value(document, NAME, "Other"))
    drafts.keep(at.desk, [drafts.Typed(case_id, "changes", "", text, 3)])
    at.open_case("Quintero")
    assert at.window.page is not None
    assert "Given names" in at.said(at.window.page.save_notice)
    at.press("Take it away again", at.window.page.save_notice)
    at.saved()
    assert value_at(cases.open_case(at.desk, case_id).document, NAME) == before
    assert at.window.page.save_notice.isHidden()


def test_a_failed_save_opens_one_box_and_the_next_try_none(at: AtDesk, disk: Disk) -> None:
    at.open_case("Quintero")
    disk.fill()
    line = at.type_into(NAME, "Typed")
    at.qtbot.waitUntil(lambda: bool(at.boxes()), timeout=PATIENCE)
    assert at.window.editor is not None
    # Typing goes on: the box takes no key.
    at.qtbot.waitUntil(lambda: QApplication.focusWidget() is line, timeout=PATIENCE)
    QTest.keyClicks(line, " on")
    assert line.text() == "Typed on"
    for _ in range(3):
        at.window.editor.save()
        at.settle()
        QApplication.processEvents()
    assert len(at.boxes()) == 1
    at.boxes()[0].close()
    at.window.editor.save()
    at.settle()
    assert at.boxes() == []
    disk.free()
    at.window.editor.save()
    at.saved()
    disk.fill()
    at.type_into(NAME, "Again")
    at.qtbot.waitUntil(lambda: len(at.boxes()) == 1, timeout=PATIENCE)


def test_where_nothing_can_be_written_it_asks_before_it_locks(at: AtDesk, disk: Disk) -> None:
    at.open_case("Quintero")
    disk.fill()
    (at.folder / draft_reserve.NAME).unlink()
    at.type_into(NAME, "Nowhere")
    at.lock()
    at.qtbot.waitUntil(lambda: any("written nowhere" in one.text() for one in at.boxes()), timeout=PATIENCE)
    assert not at.locked
    box = next(one for one in at.boxes() if "written nowhere" in one.text())
    assert "Given names" in box.informativeText()
    at.press("Stay here", box)
    assert at.window.editor is not None
    assert not at.window.editor.halted
    assert at.block(NAME).editor.target().text() == "Nowhere"
    # Closing the window asks the same, and does not close.
    at.window.close()
    assert at.window.isVisible()
    box = next(one for one in at.boxes() if "written nowhere" in one.text())
    disk.free()
    at.press("Try again", box)
    at.qtbot.waitUntil(lambda: not at.window.isVisible(), timeout=PATIENCE)
    at.reopen()
    at.open_case("Quintero") if not cases.listing(at.desk, "Nowhere") else None
    assert cases.listing(at.desk, "Nowhere")


@pytest.mark.parametrize("choice", ["Stay here", "Try again", "Go on and lose it"])
@pytest.mark.parametrize("going", ["settings", "new", "other"])
def test_where_nothing_can_be_written_it_asks_before_a_case_is_left(
    at: AtDesk, disk: Disk, going: str, choice: str
) -> None:
    other = at.case_id("Pérez")
    case_id = at.open_case("Quintero")
    before = value_at(cases.open_case(at.desk, case_id).document, NAME)
    number = next(row.number for row in cases.listing(at.desk) if row.id == case_id)
    disk.fill()
    (at.folder / draft_reserve.NAME).unlink()
    at.type_into(NAME, "Nowhere")
    at.qtbot.waitUntil(lambda: at.window.keeping.keeper.error is not None, timeout=PATIENCE)
    if going == "settings":
        at.window.show_place("settings")
    elif going == "new":
        at.window.new_case()
    else:
        at.window.open_case(other)
    box = next(one for one in at.boxes() if "written nowhere" in one.text())
    assert len(at.boxes()) == 1
    assert f"{number} · Nowhere" in box.informativeText()
    assert "Given names" in box.informativeText()
    editor = at.window.editor
    assert editor is not None
    assert editor.case_id == case_id
    if choice == "Try again":
        disk.free()
    at.press(choice, box)
    if choice == "Stay here":
        at.settle()
        assert at.window.editor is editor
        assert not editor.halted
        assert at.block(NAME).editor.target().text() == "Nowhere"
        return
    at.qtbot.waitUntil(lambda: at.window.editor is not editor, timeout=PATIENCE)
    at.settle()
    assert at.boxes() == []
    assert not at.window.keeping.keeper.pending()
    if going == "other":
        at.qtbot.waitUntil(lambda: at.window.editor is not None, timeout=PATIENCE)
        assert at.window.editor is not None
        assert at.window.editor.case_id == other
    disk.free()
    at.qtbot.waitUntil(lambda: not at.window.background.busy, timeout=PATIENCE)
    stored = value_at(cases.open_case(at.desk, case_id).document, NAME)
    assert stored == (before if choice == "Go on and lose it" else "Nowhere")


def test_locking_and_losing_is_a_choice(at: AtDesk, disk: Disk) -> None:
    at.open_case("Quintero")
    disk.fill()
    (at.folder / draft_reserve.NAME).unlink()
    at.type_into(NAME, "Nowhere")
    at.lock()
    at.qtbot.waitUntil(lambda: any("written nowhere" in one.text() for one in at.boxes()), timeout=PATIENCE)
    at.press("Lock and lose it", at.boxes()[0])
    at.qtbot.waitUntil(lambda: bool(at.locked), timeout=PATIENCE)


def test_leaving_a_case_on_a_full_disk_keeps_what_was_typed(at: AtDesk, disk: Disk) -> None:
    at.open_case("Quintero")
    disk.fill()
    at.type_into(NAME, "Left behind")
    at.window.show_place("cases")
    at.settle()
    at.qtbot.waitUntil(lambda: bool(at.boxes()), timeout=PATIENCE)
    assert "was left before this was saved" in at.boxes()[0].informativeText()
    at.boxes()[0].close()
    disk.free()
    at.open_case("Quintero")
    assert at.block(NAME).editor.target().text() == "Left behind"
    at.saved()


def test_a_case_that_somebody_else_saved_keeps_what_was_typed(at: AtDesk) -> None:
    from caseworker.services import intake

    case_id = at.open_case("Quintero")
    opened = cases.open_case(at.desk, case_id)
    intake.record(at.desk, case_id, with_value(opened.document, "language", "en"), base_rev=opened.rev)
    at.type_into(NAME, "Mine")
    at.qtbot.waitUntil(lambda: bool(at.boxes()), timeout=PATIENCE)
    number = opened.document["number"]
    at.press(f"Open {number}", at.boxes()[0])
    at.qtbot.waitUntil(
        lambda: at.window.editor is not None and at.window.editor.rev > opened.rev, timeout=PATIENCE
    )
    at.saved()
    document = cases.open_case(at.desk, case_id).document
    assert (value_at(document, NAME), document["language"]) == ("Mine", "en")


def test_putting_back_over_what_a_colleague_saved_names_it(at: AtDesk) -> None:
    from caseworker.services import intake

    case_id = at.open_case("Quintero")
    opened = cases.open_case(at.desk, case_id)
    theirs = with_value(opened.document, NAME, "Theirs")
    theirs = with_value(with_value(theirs, BORN, "1990-02-03"), "sponsor/address/city", "Sitka")
    mine = with_value(opened.document, NAME, "Mine")
    mine = with_value(with_value(mine, BORN, "1991-02-03"), "applicants/a1/surnames", "Rosales")
    text = drafts.changes_text(opened.document, mine)
    at.window.show_place("cases")
    at.settle()
    intake.record(at.desk, case_id, theirs, base_rev=opened.rev)
    drafts.keep(at.desk, [drafts.Typed(case_id, "changes", "", text, 3)])
    at.open_case("Theirs")
    assert at.window.page is not None
    assert at.block(NAME).editor.target().text() == "Mine"
    assert "saved meanwhile: Theirs" in at.said(at.block(NAME))
    assert "saved meanwhile: 3 February 1990" in at.said(at.block(BORN))
    assert "meanwhile" not in at.said(at.block("applicants/a1/surnames"))
    assert "2 of these fields were changed by somebody else" in at.said(at.window.page.save_notice)
    at.type_into(NAME, "Ours")
    assert "meanwhile" not in at.said(at.block(NAME))
    assert "1 of these fields was changed by somebody else" in at.said(at.window.page.save_notice)
    at.window.set_language("es")
    assert "3 de febrero de 1990" in at.said(at.block(BORN))
    at.saved()
    at.press("Quitarlo otra vez", at.window.page.save_notice)
    at.saved()
    assert cases.open_case(at.desk, case_id).document == theirs


@pytest.mark.parametrize("place", ["new", "settings", "other"])
def test_a_case_that_opens_late_does_not_take_over(at: AtDesk, place: str) -> None:
    other = at.case_id("Pérez")
    at.window.open_case(at.case_id("Quintero"))
    if place == "new":
        at.window.new_case()
    elif place == "other":
        at.window.open_case(other)
    else:
        at.window.show_place(place)
    here = at.window.stack.currentWidget()
    at.settle()
    if place == "other":
        assert at.window.editor is not None
        assert at.window.editor.case_id == other
    else:
        assert at.window.stack.currentWidget() is here
        assert at.window.editor is None


def test_the_status_line_never_says_that_everything_is_saved_while_something_waits(at: AtDesk) -> None:
    def all_saved() -> bool:
        return at.window.status.saving.text() in ("Everything is saved.", "Todo está guardado.")

    assert all_saved()
    at.open_case("Quintero")
    at.type_into(BORN, "31 2 1990")
    assert not all_saved()
    at.window.set_language("es")
    assert not all_saved()
    at.window.show_place("settings")
    at.qtbot.waitUntil(lambda: not at.window.notice.isHidden(), timeout=PATIENCE)
    assert not all_saved()
    at.window.set_language("en")
    assert not all_saved()
    at.lock()
    at.qtbot.waitUntil(lambda: bool(at.locked), timeout=PATIENCE)
    at.reopen()
    at.window.set_language("es")
    assert not all_saved()
    at.settle()
    at.press("Descartar", at.window.notice)
    at.press("Descartar", at.boxes()[0])
    at.qtbot.waitUntil(at.window.notice.isHidden, timeout=PATIENCE)
    at.window.set_language("en")
    assert all_saved()


def test_what_stands_typed_under_settings_is_not_called_saved(at: AtDesk) -> None:
    at.window.show_place("settings")
    at.settle()
    screen = at.window.stack.currentWidget()
    assert isinstance(screen, SettingsScreen)
    QTest.keyClicks(screen._contact, "664 111")
    at.qtbot.waitUntil(lambda: not at.window.keeping.keeper.pending(), timeout=PATIENCE)
    assert at.window.status.saving.text() == ""
    at.window.set_language("es")
    assert at.window.status.saving.text() == ""


def test_leaving_a_faulty_case_offers_it_at_once(at: AtDesk) -> None:
    at.open_case("Quintero")
    assert at.window.editor is not None
    at.window.editor.put(NAME, "Wilfredo\x07")
    at.window.show_place("settings")
    at.qtbot.waitUntil(lambda: not at.window.notice.isHidden(), timeout=PATIENCE)
    assert "Given names" in at.said(at.window.notice)
    at.window.set_language("es")
    assert at.window.status.saving.text() == ""


def test_a_case_made_late_does_not_take_over(at: AtDesk) -> None:
    at.window.new_case()
    screen = at.window.stack.currentWidget()
    assert isinstance(screen, NewCaseScreen)
    fields = {one.path: one for one in screen.findChildren(FieldBlock)}
    QTest.keyClicks(fields["surnames"].editor.target(), "Ibarra")
    at.press("Open the case", screen)
    at.window.show_place("settings")
    here = at.window.stack.currentWidget()
    at.qtbot.waitUntil(lambda: bool(cases.listing(at.desk, "Ibarra")), timeout=PATIENCE)
    at.settle()
    assert at.window.stack.currentWidget() is here
    assert at.window.editor is None


def test_another_person_finds_nothing_of_it_and_it_stays_for_its_author(at: AtDesk) -> None:
    case_id = at.open_case("Quintero")
    at.type_into(BORN, "31 2 1990")
    at.lock()
    at.qtbot.waitUntil(lambda: bool(at.locked), timeout=PATIENCE)
    at.reopen("somebody-else")
    assert at.window.notice.isHidden()
    at.open_case("Quintero")
    field = at.block(BORN)
    assert field.fault is None
    at.window.show_place("cases")
    at.reopen()
    assert "Date of birth" in at.said(at.window.notice)
    at.open_case("Quintero")
    field = at.block(BORN)
    assert field.editor.target().text() == "31 2 1990"
    assert field.fault is not None
    assert cases.open_case(at.desk, case_id).drafts[BORN][1] == "31 2 1990"


def test_half_a_day_in_a_list_comes_back_in_its_row(at: AtDesk) -> None:
    path = "applicants/a1/removal_orders"
    at.open_case("Quintero")
    field = at.block(path)
    at.press("Yes", field)
    QApplication.processEvents()
    line = next(one for one in field.findChildren(QLineEdit) if one.isVisibleTo(field))
    line.setFocus()
    QTest.keyClicks(line, "31 2 2019")
    assert field.fault is not None
    at.lock()
    at.reopen()
    at.open_case("Quintero")
    field = at.block(path)
    assert "31 2 2019" in [one.text() for one in field.findChildren(QLineEdit)]
    line = next(one for one in field.findChildren(QLineEdit) if one.text() == "31 2 2019")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "3 2 2019")
    at.saved()
    assert drafts.mine(at.desk) == []


def test_discarding_is_asked_and_then_done(at: AtDesk) -> None:
    at.open_case("Quintero")
    at.type_into(BORN, "31 2 1990")
    at.lock()
    at.reopen()
    at.press("Discard", at.window.notice)
    assert "Date of birth" in at.boxes()[0].text()
    at.press("Discard", at.boxes()[0])
    at.settle()
    at.qtbot.waitUntil(at.window.notice.isHidden, timeout=PATIENCE)
    assert drafts.mine(at.desk) == []


@pytest.mark.parametrize("kind", ["guide", "keys", "removal", "file"])
def test_locking_works_while_a_dialog_is_open(at: AtDesk, kind: str) -> None:
    at.open_case("Quintero")
    at.type_into(NAME, "Typed before")
    if kind == "guide":
        show_guide(at.window, at.window.words)
    elif kind == "keys":
        show_keys(at.window, at.window.words)
    elif kind == "removal":
        box = QMessageBox(at.window)
        box.open()
    else:
        dialog = QFileDialog(at.window)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.open()
    at.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=PATIENCE)
    at.qtbot.waitUntil(
        lambda: (found := QApplication.activeModalWidget()) is not None and bool(found.property("lock_key")),
        timeout=PATIENCE,
    )
    top = QApplication.activeModalWidget()
    assert isinstance(top, QDialog)
    QTest.keyClick(top.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    at.qtbot.waitUntil(lambda: bool(at.locked), timeout=PATIENCE)
    assert QApplication.activeModalWidget() is None
    assert cases.listing(at.desk, "Typed before")


def test_what_is_typed_into_the_form_for_a_new_case_is_offered_again(at: AtDesk) -> None:
    at.window.new_case()
    screen = at.window.stack.currentWidget()
    assert isinstance(screen, NewCaseScreen)
    fields = {one.path: one for one in screen.findChildren(FieldBlock)}
    QTest.keyClicks(fields["given_names"].editor.target(), "Nilo")
    QTest.keyClicks(fields["surnames"].editor.target(), "Ibarra")
    at.lock()
    at.reopen()
    assert "Surnames" in at.said(at.window.notice)
    assert at.window.status.saving.text() == ""
    at.press("Open the form", at.window.notice)
    at.settle()
    screen = at.window.stack.currentWidget()
    assert isinstance(screen, NewCaseScreen)
    fields = {one.path: one for one in screen.findChildren(FieldBlock)}
    assert fields["surnames"].editor.target().text() == "Ibarra"
    assert fields["given_names"].editor.target().text() == "Nilo"
    at.press("Open the case", screen)
    at.qtbot.waitUntil(lambda: at.window.page is not None, timeout=PATIENCE)
    at.saved()
    assert drafts.mine(at.desk) == []


def test_what_is_typed_under_settings_is_put_back_and_a_passphrase_is_kept_nowhere(at: AtDesk) -> None:
    at.window.show_place("settings")
    at.settle()
    screen = at.window.stack.currentWidget()
    assert isinstance(screen, SettingsScreen)
    screen._contact.selectAll()
    QTest.keyClicks(screen._contact, "664 111")
    for line in screen.passphrase.form.findChildren(QLineEdit):
        line.setText("a long passphrase")
    at.lock()
    assert [(row.path, row.text) for row in drafts.mine(at.desk)] == [("settings/contact", "664 111")]
    at.reopen()
    at.press("Open Settings", at.window.notice)
    at.settle()
    screen = at.window.stack.currentWidget()
    assert isinstance(screen, SettingsScreen)
    assert screen._contact.text() == "664 111"
    at.press("Save the letterhead", screen)
    at.settle()
    at.qtbot.waitUntil(lambda: not at.window.keeping.keeper.pending(), timeout=PATIENCE)
    assert drafts.mine(at.desk) == []


def test_the_reason_of_a_decision_waits_for_its_person(at: AtDesk) -> None:
    at.open_case("Pérez")
    assert at.window.page is not None
    assert at.window.editor is not None
    at.window.page.show_step("eligibility")
    screen = at.window.page.station("eligibility")
    radio = next(one for one in screen.findChildren(QRadioButton) if not one.isChecked())
    chosen = radio.text()
    QTest.mouseClick(radio, Qt.MouseButton.LeftButton)
    line = next(one for one in screen.findChildren(QPlainTextEdit) if one.isVisibleTo(screen))
    line.setFocus()
    QTest.keyClicks(line, "Because of the child")
    people = [one["id"] for one in at.window.editor.document["applicants"]]
    if len(people) > 1:
        at.window.editor.choose_applicant(people[1])
        assert line.toPlainText() == ""
        at.window.editor.choose_applicant(people[0])
    assert line.toPlainText() == "Because of the child"
    at.lock()
    at.reopen()
    assert "Why you depart from the assessment" in at.said(at.window.notice)
    at.open_case("Pérez")
    assert at.window.page is not None
    at.window.page.show_step("eligibility")
    screen = at.window.page.station("eligibility")
    line = next(one for one in screen.findChildren(QPlainTextEdit) if one.isVisibleTo(screen))
    assert line.toPlainText() == "Because of the child"
    assert [one.text() for one in screen.findChildren(QRadioButton) if one.isChecked()] == [chosen]


def test_the_reason_of_a_waiver_waits_for_its_condition(at: AtDesk) -> None:
    def form() -> WaiverForm:
        assert at.window.page is not None
        at.window.page.show_step("matrix")
        found = at.window.page.station("matrix").findChild(WaiverForm)
        assert found is not None
        return found

    at.open_case("Quintero")
    one = form()
    one.ask("passport_valid", "Passport", words_for("en"))
    one.reason.setFocus()
    QTest.keyClicks(one.reason, "Seen on a call")
    one.ask("nationality", "Nationality", words_for("en"))
    assert one.reason.text() == ""
    one.passphrase.setText("never kept")
    at.lock()
    at.qtbot.waitUntil(lambda: bool(at.locked), timeout=PATIENCE)
    assert [row.text for row in drafts.mine(at.desk)] == ["Seen on a call"]
    at.reopen()
    assert "Why it is accepted without evidence" in at.said(at.window.notice)
    at.open_case("Quintero")
    one = form()
    one.ask("passport_valid", "Passport", words_for("en"))
    assert one.reason.text() == "Seen on a call"


def test_a_role_that_two_people_have_is_told_beside_the_field_and_nothing_is_lost(at: AtDesk) -> None:
    at.open_case("Quintero")
    assert at.window.editor is not None
    assert at.window.page is not None
    editor = at.window.editor
    editor.put("applicants", [*editor.document["applicants"], {"id": "a9", "role": "family_member"}])
    at.saved()
    case_id, rev = editor.case_id, editor.rev
    editor.choose_applicant("a9")
    at.press("Principal applicant", at.block("applicants/a9/role"))
    field = at.block("applicants/a9/role")
    assert "second principal" in at.said(field)
    assert "cannot be saved" in at.said(at.window.page.save_notice)
    assert "named above" in at.said(at.window.page.panel)
    at.type_into("applicants/a9/given_names", "Follows")
    at.lock()
    at.qtbot.waitUntil(lambda: bool(at.locked), timeout=PATIENCE)
    assert at.boxes() == []
    at.reopen()
    assert cases.open_case(at.desk, case_id).rev == rev
    at.open_case("Quintero")
    assert at.window.editor is not None
    assert at.window.editor.value("applicants/a9/given_names") == "Follows"
    at.window.editor.choose_applicant("a9")
    at.press("Family member", at.block("applicants/a9/role"))
    at.saved()
    assert value_at(cases.open_case(at.desk, case_id).document, "applicants/a9/given_names") == "Follows"
    assert at.window.page is not None
    assert at.window.page.save_notice.isHidden() or "cannot be saved" not in at.said(
        at.window.page.save_notice
    )


def test_a_text_that_no_case_can_hold_is_told_beside_its_field_and_kept(at: AtDesk) -> None:
    case_id = at.open_case("Quintero")
    assert at.window.editor is not None
    assert at.window.page is not None
    before = at.window.editor.rev
    # As another program may paste it; what is typed after it, anywhere, is kept too.
    at.window.editor.put(NAME, "Wilfredo\x07")
    at.type_into("applicants/a1/surnames", "Rosales")
    assert "control characters" in at.said(at.block(NAME))
    assert "Given names" in at.said(at.window.page.save_notice)
    at.window.show_place("cases")
    at.qtbot.waitUntil(lambda: not at.window.keeping.keeper.pending(), timeout=PATIENCE)
    assert at.boxes() == []
    assert cases.open_case(at.desk, case_id).rev == before
    at.open_case("Quintero")
    assert at.window.editor is not None
    assert at.window.editor.value("applicants/a1/surnames") == "Rosales"
    at.type_into(NAME, "Wilfredo")
    at.saved()
    document = cases.open_case(at.desk, case_id).document
    assert value_at(document, "applicants/a1/surnames") == "Rosales"
    assert drafts.mine(at.desk) == []


def test_removing_a_person_asks_what_becomes_of_the_papers_and_comes_back_in_one_step(at: AtDesk) -> None:
    case_id = at.open_case("Quintero")
    assert at.window.editor is not None
    editor = at.window.editor
    people = editor.document["applicants"]
    editor.put("applicants", [*people, {"id": "a8", "role": "family_member", "given_names": "Nina"}])
    papers = [{"id": "e8", "about": ["a8"]}, {"id": "e9", "about": ["a1", "a8"]}]
    editor.put("evidence", [*(editor.document.get("evidence") or []), *papers])
    editor.put_gap("applicants/a8/born_on", "refused")
    at.saved()
    before = editor.document
    editor.choose_applicant("a8")
    assert at.window.page is not None
    at.window.page.show_step("intake")
    at.press("Remove this person")
    box = at.boxes()[0]
    assert "Nina" in box.text()
    assert "1 paper about this person alone is removed too." in box.informativeText()
    assert "1 paper about others as well stays" in box.informativeText()
    at.press("Keep the person", box)
    assert editor.document == before
    at.press("Remove this person")
    at.press("Remove the person", at.boxes()[0])
    at.saved()
    document = cases.open_case(at.desk, case_id).document
    assert "a8" not in str(document)
    assert [one["id"] for one in document["evidence"]][-1:] == ["e9"]
    assert editor.assessment is not None
    editor.undo()
    at.saved()
    assert cases.open_case(at.desk, case_id).document == before


def test_a_person_with_a_decision_is_removed_and_the_decision_stays(at: AtDesk) -> None:
    row = next(
        row
        for row in cases.listing(at.desk)
        if row.people_count > 1 and cases.open_case(at.desk, row.id).determinations
    )
    at.window.open_case(row.id)
    at.qtbot.waitUntil(lambda: at.window.editor is not None, timeout=PATIENCE)
    assert at.window.editor is not None
    decided = at.window.editor.determinations[0].applicant_id
    at.window.editor.choose_applicant(decided)
    assert at.window.page is not None
    at.window.page.show_step("intake")
    at.press("Remove this person")
    assert "stay in the history" in at.boxes()[0].informativeText()
    at.press("Remove the person", at.boxes()[0])
    at.saved()
    found = cases.open_case(at.desk, row.id)
    assert decided not in [one["id"] for one in found.document["applicants"]]
    assert decided in [one.applicant_id for one in found.determinations]
