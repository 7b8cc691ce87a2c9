# SPDX-License-Identifier: AGPL-3.0-or-later
"""A window open on the entry station of one case, and what tests of attached files do with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseworker.app import desk_of, make_application, now
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library, load_library
from caseworker.services.training import create_training_store
from caseworker.store.opening.opening import open_store
from caseworker.ui.main_window import MainWindow
from caseworker.ui.models import case_editor, draft_keeper
from caseworker.ui.models.case_editor import CaseEditor
from caseworker.ui.screens.case.entry import EntryScreen
from caseworker.ui.widgets.evidence.files_part import FilesPart
from caseworker.ui.widgets.plain import act_button
from caseworker.ui.widgets.plain.act_button import Burst
from caseworker.words import words_for

BUSY = 30_000
PATIENCE = 300_000


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is waited for is waited for, on any machine; the times in tests say what is usual."""
    until, signal = QtBot.waitUntil, QtBot.waitSignal

    def wait_until(self: QtBot, callback: Callable[[], object], *, timeout: int = BUSY) -> None:
        until(self, callback, timeout=max(timeout, PATIENCE))

    def wait_signal(self: QtBot, told: Any, *, timeout: int = BUSY, **how: Any) -> Any:
        return signal(self, told, timeout=max(timeout, PATIENCE), **how)

    monkeypatch.setattr(QtBot, "waitUntil", wait_until)
    monkeypatch.setattr(QtBot, "waitSignal", wait_signal)


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read at once what a person reads in a moment; those about that moment set it again."""
    monkeypatch.setattr(act_button, "GRACE_MS", 0)


@pytest.fixture
def saved_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change is kept, and then saved, seven times sooner: for tests that wait for it after every act, and
    are about what is saved, not when."""
    monkeypatch.setattr(draft_keeper, "DRAFT_MS", draft_keeper.DRAFT_MS // 7)
    monkeypatch.setattr(case_editor, "PAUSE_MS", case_editor.PAUSE_MS // 7)


class AtEntry:
    """One open case, on its entry station."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    @property
    def editor(self) -> CaseEditor:
        assert self.window.editor is not None
        return self.window.editor

    @property
    def screen(self) -> EntryScreen:
        assert self.window.page is not None
        found = self.window.page.station("entry")
        assert isinstance(found, EntryScreen)
        return found

    @property
    def part(self) -> FilesPart:
        """The files of the paper whose form is open."""
        assert self.screen.papers.form is not None
        return self.screen.papers.form.files

    def open_case(self, surname: str) -> str:
        row = next(row for row in cases.listing(self.window.desk) if surname in row.principal)
        self.window.open_case(row.id)
        self.wait(lambda: self.window.editor is not None and self.window.editor.case_id == row.id)
        assert self.window.page is not None
        self.window.page.show_step("entry")
        self.settle()
        return row.id

    def hold(self, mime: QMimeData) -> None:
        """Holds files above the station with the event of a real drag."""
        left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(40, 40), Qt.DropAction.CopyAction, mime, left, plain)
        QApplication.sendEvent(self.screen.viewport(), enter)
        assert enter.isAccepted()

    def drop(self, paths: Sequence[Path]) -> None:
        """Drops files on the station with the events of a real drop."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(one)) for one in paths])
        at, left = QPointF(40, 40), Qt.MouseButton.LeftButton
        plain, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
        self.hold(mime)
        QApplication.sendEvent(self.screen.viewport(), QDropEvent(at, copy, mime, left, plain))

    def wait(self, until: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(until, timeout=BUSY)

    def settle(self) -> None:
        """Until nothing is on its way and everything is saved."""
        self.wait(lambda: not self.window.background.busy and not self.editor.dirty)

    def stored(self) -> list[dict[str, object]]:
        """The evidence as the store has it."""
        self.settle()
        found = cases.open_case(self.window.desk, self.editor.case_id).document["evidence"]
        assert isinstance(found, list)
        return found


@pytest.fixture(autouse=True)
def no_burst_left(qapp: QApplication) -> Iterator[None]:
    """A new test begins with a still hand: what it presses is no part of the burst of the one before."""
    yield
    for one in qapp.children():
        if isinstance(one, Burst):
            one.end()


@pytest.fixture(autouse=True)
def no_window_left(qapp: QApplication) -> Iterator[None]:
    """A window that was only closed lives on, and is dressed anew with every window that is made after it."""
    before = set(QApplication.topLevelWidgets())
    yield
    for one in QApplication.topLevelWidgets():
        if isinstance(one, MainWindow) and one not in before:
            one.background.wait()
            one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def one_library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def training_folder(tmp_path_factory: pytest.TempPathFactory, one_library: Library) -> Path:
    """The training store, closed, made once: making it takes longer than most tests."""
    folder = tmp_path_factory.mktemp("training") / "store"
    create_training_store(folder, one_library, now).store.close()
    return folder


@pytest.fixture
def training_desk(training_folder: Path, tmp_path: Path, one_library: Library) -> Iterator[Desk]:
    """A training store of a test's own."""
    with opened_copy(training_folder, tmp_path, one_library) as found:
        yield found


@pytest.fixture(scope="module")
def shared_desk(
    training_folder: Path, tmp_path_factory: pytest.TempPathFactory, one_library: Library
) -> Iterator[Desk]:
    """A training store for all tests of a module."""
    with opened_copy(training_folder, tmp_path_factory.mktemp("shared"), one_library) as found:
        yield found


@contextmanager
def opened_copy(folder: Path, place: Path, library: Library) -> Iterator[Desk]:
    copy = place / "store"
    shutil.copytree(folder, copy)
    with open_store(copy, None, now=now().isoformat()) as store:
        yield desk_of(store, library, now)


@pytest.fixture
def at_entry(qapp: QApplication, qtbot: QtBot, training_desk: Desk) -> Iterator[AtEntry]:
    make_application(dark=False)
    window = MainWindow(training_desk, words_for("en"), dark=False)
    window.resize(1280, 800)
    window.show()
    found = AtEntry(window, qtbot)
    found.open_case("Ñáñez")
    yield found
    window.close()
