# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the start of the program to the open store and back: by its one public door, `open_window`."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget

from caseworker import app as root
from caseworker.services.programmes.library import load_library
from caseworker.services.training import create_training_store
from caseworker.store.database import connection
from caseworker.store.opening.create import create_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.ledger import append_ledger
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.temp_folders import PREFIX
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.door.unlock import UnlockScreen
from caseworker.words import words_for
from tests.commands.test_store_options import picture

NOW = "2022-11-02T10:00:00+00:00"
SECRET = "correct horse battery staple"
TICK = 20
PATIENCE = 600_000


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, derived_anew: None) -> Iterator[None]:
    """The umask comes back, and what lies among the temporary files is this test's own."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    # What is loaded for good in the program is not to be kept for good here.
    monkeypatch.setattr(root.gc, "freeze", lambda: None)
    old = os.umask(0o077)
    yield
    os.umask(old)


@pytest.fixture
def locked_store(tmp_path: Path) -> Path:
    made = create_store(
        tmp_path / "s",
        SECRET,
        staff_name="Ana",
        roles=("supervisor",),
        site="TIJ",
        organisation="Casa",
        now=NOW,
        kdf=FLOOR_KDF,
    )
    made.store.close()
    return tmp_path / "s"


def shown(kind: type[Any]) -> Any:
    """The one window of a kind that is shown, or None."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    assert len(found) <= 1
    return found[0] if found else None


def button(parent: QWidget, text: str) -> QPushButton:
    return next(one for one in parent.findChildren(QPushButton) if one.text() == text and one.isVisible())


def ready(text: str) -> Callable[[], UnlockScreen | None]:
    """The first screen once a button of this text can be seen on it, which is later than it was made."""

    def look() -> UnlockScreen | None:
        screen: UnlockScreen | None = shown(UnlockScreen)
        if screen is None:
            return None
        seen = [one.text() for one in screen.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]
        return screen if text in seen else None

    return look


class Desk:
    """Someone who waits for something to be there and then does something, one step after another."""

    def __init__(self) -> None:
        self.steps: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
        self.error: BaseException | None = None
        self.waited = 0

    def then(self, until: Callable[[], Any], act: Callable[[Any], None] = lambda _: None) -> None:
        self.steps.append((until, act))

    def run(self, start: Callable[[], int]) -> int:
        timer = QTimer()
        timer.timeout.connect(self._tick)
        timer.start(TICK)
        status = start()
        timer.stop()
        if self.error is not None:
            raise self.error
        assert not self.steps, "it ended too early"
        return status

    def _tick(self) -> None:
        self.waited += TICK
        try:
            if self.waited > PATIENCE:
                pytest.fail("what was waited for did not come")
            if self.steps and (found := self.steps[0][0]()):
                _, act = self.steps.pop(0)
                act(found)
        except BaseException as error:
            self.error = error
            self.steps.clear()
            QApplication.exit(99)


def at_rest() -> Any:
    window = shown(MainWindow)
    return window if window and not window.background.busy and window.cases.model.rowCount() else None


def start(folder: Path | None, **how: Any) -> Callable[[], int]:
    how.setdefault("demo", folder is None)
    return lambda: root.open_window(str(folder) if folder else None, words=words_for("en"), **how)


def test_locking_the_demonstration_leads_back_to_it(qapp: QApplication, tmp_path: Path) -> None:
    left: list[list[str]] = []

    def lock(window: MainWindow) -> None:
        left.append([path.name for path in (tmp_path / "tmp").iterdir()])
        assert window.status.store_kind.text() == "Training store"
        window.lock()

    def again(screen: UnlockScreen) -> None:
        assert shown(MainWindow) is None
        assert screen.findChildren(QLineEdit) == []
        button(screen, "Open the training store").click()

    desk = Desk()
    desk.then(at_rest, lock)
    desk.then(ready("Open the training store"), again)
    desk.then(at_rest, lambda window: window.lock())
    desk.then(
        ready("Open the training store"), lambda screen: button(screen, "Open the training store").click()
    )
    desk.then(at_rest, lambda window: window.close())
    assert desk.run(start(None)) == 0
    assert any(name.startswith(PREFIX) for name in left[0])
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_training_store_opens_with_one_button(
    qapp: QApplication, training_folder: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(training_folder, tmp_path / "s"))

    def look(screen: UnlockScreen) -> None:
        assert "opens without a passphrase" in screen._explain.text()
        assert screen.findChildren(QLineEdit) == []
        button(screen, "Open the training store").click()

    desk = Desk()
    desk.then(ready("Open the training store"), look)
    desk.then(at_rest, lambda window: window.close())
    assert desk.run(start(folder)) == 0


def test_looking_only_in_the_window_leaves_the_folder_byte_for_byte(
    qapp: QApplication, training_folder: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(training_folder, tmp_path / "s"))
    before = picture(folder)

    def look(window: MainWindow) -> None:
        assert window.desk.store.viewer
        assert window.status.store_kind.text() == "For reading only: nothing is saved · Training store"
        window.set_language("es")
        assert (
            window.status.store_kind.text()
            == "Solo para lectura: no se guarda nada · Almacén de capacitación"
        )
        window.open_case(window.cases.model.index(0, 0).data(0x0100))

    def leave(window: MainWindow) -> None:
        for name in ("start", "programmes", "settings", "cases"):
            window.show_place(name)
        window.close()

    desk = Desk()
    desk.then(
        ready("Open the training store"), lambda screen: button(screen, "Open the training store").click()
    )
    desk.then(at_rest, look)
    desk.then(at_rest, leave)
    assert desk.run(start(folder, read_only=True)) == 0
    assert picture(folder) == before


def test_where_nothing_can_be_written_a_button_opens_it_for_reading(
    qapp: QApplication, locked_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = picture(locked_store)
    # As on a stick with its switch set; root may write everywhere.
    monkeypatch.setattr(os, "access", lambda *_: False)

    def unlock(screen: UnlockScreen) -> None:
        assert not screen._look.isVisible()
        screen._lines["passphrase"].setText(SECRET)
        button(screen, "Unlock").click()

    def look(screen: UnlockScreen) -> None:
        assert "for reading only" in screen._error.text()
        button(screen, "Open for reading only").click()

    def there() -> Any:
        window = shown(MainWindow)
        return window if window and not window.background.busy else None

    desk = Desk()
    desk.then(ready("Unlock"), unlock)
    desk.then(ready("Open for reading only"), look)
    desk.then(there, lambda window: window.close())
    assert desk.run(start(locked_store)) == 0
    after = picture(locked_store)
    # The lock was tried before the disk refused.
    for found in (before, after):
        found.pop("lock", None), found.pop(".", None)
    assert after == before


def holders(secret: str) -> list[str]:
    """What in this process still refers to the secret, as a text or as bytes of its own.

    A dictionary of nothing but texts is not known to the collector: it is found from what refers to it.
    """
    gc.collect()
    asking = set()
    frame: Any = sys._getframe()
    while frame is not None:
        asking.add(id(frame))
        frame = frame.f_back
    wanted = (secret, secret.encode())
    found, known = [], set()
    waiting: list[Any] = [one for one in gc.get_objects() if id(one) not in asking]
    known = {id(one) for one in waiting}
    while waiting:
        one = waiting.pop()
        for inner in gc.get_referents(one):
            if type(inner) in (str, bytes):
                if inner in wanted and one is not wanted and one is not waiting:
                    found.append(type(one).__name__)
            elif not gc.is_tracked(inner) and id(inner) not in known and gc.get_referents(inner):
                known.add(id(inner))
                waiting.append(inner)
    return found


def typed() -> str:
    """A passphrase that stands nowhere in the code."""
    return "-".join(["typed", "by", "somebody", str(os.getpid()), "and", "dropped"])


@pytest.mark.parametrize("kind", ["passphrase", "new store"])
def test_nothing_holds_the_passphrase_once_the_store_is_open(
    qapp: QApplication, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "s"
    if kind == "passphrase":
        create_store(
            folder,
            typed(),
            staff_name="A",
            roles=("supervisor",),
            site="TIJ",
            organisation="C",
            now=NOW,
            kdf=FLOOR_KDF,
        ).store.close()
    found: list[list[str]] = []

    def fill(screen: UnlockScreen) -> None:
        if kind == "new store":
            for name, text in {"name": "Ana", "organisation": "Casa", "site": "TIJ"}.items():
                screen._lines[name].setText(text)
            screen._lines["again"].setText(typed())
        screen._lines["passphrase"].setText(typed())
        button(screen, "Unlock" if kind == "passphrase" else "Make the store").click()

    def save(screen: UnlockScreen) -> None:
        button(screen, "Save the recovery sheet as PDF…").click()

    def begin(screen: UnlockScreen) -> None:
        key = next(one.text() for one in screen.findChildren(QLabel) if one.text().count("-") == 5)
        screen.step.back.setText(key[:6])
        button(screen, "Begin").click()

    def saved() -> UnlockScreen | None:
        screen: UnlockScreen | None = shown(UnlockScreen)
        return screen if screen and screen.step and screen.step._kept else None

    def look(window: MainWindow) -> None:
        found.append(holders(typed()))
        texts = [one.text() for top in QApplication.topLevelWidgets() for one in top.findChildren(QLineEdit)]
        found.append([text for text in texts if text == typed()])
        for one in [line for top in QApplication.topLevelWidgets() for line in top.findChildren(QLineEdit)]:
            one.undo()
            found.append([one.text()] if one.text() == typed() else [])
        window.close()

    def there() -> Any:
        window = shown(MainWindow)
        return window if window and not window.background.busy else None

    desk = Desk()
    desk.then(ready("Unlock" if kind == "passphrase" else "Make the store"), fill)
    if kind == "new store":
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "sheet.pdf"), ""))
        desk.then(ready("Save the recovery sheet as PDF…"), save)
        desk.then(saved, begin)
    desk.then(there, look)
    assert desk.run(start(folder)) == 0
    assert [one for one in found if one] == []


def test_the_search_for_holders_finds_one() -> None:
    said = {"passphrase": typed()}

    def later() -> str:
        return said["passphrase"]

    assert holders(typed()) == ["dict"]
    assert later() == said.pop("passphrase")
    assert holders(typed()) == []


def test_a_library_too_old_is_named_before_a_passphrase_is_asked(
    qapp: QApplication,
    locked_store: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(connection, "library_found", lambda: connection.Library("3.51.0", "4.12.0 community"))
    before = picture(locked_store)
    said: list[str] = []

    def read(box: QMessageBox) -> None:
        said.append(box.text())
        assert shown(UnlockScreen) is None
        box.accept()

    desk = Desk()
    desk.then(lambda: shown(QMessageBox), read)
    assert desk.run(start(locked_store)) == 2
    assert "found SQLite 3.51.0, SQLCipher 4.12.0, needed SQLite 3.53.3" in said[0]
    assert said[0] in capsys.readouterr().err
    assert picture(locked_store) == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux replaces the process in its place")
def test_what_takes_the_place_of_a_locked_window_knows_how_it_was_opened(
    monkeypatch: pytest.MonkeyPatch, training_folder: Path, tmp_path: Path
) -> None:
    from caseworker.store.opening.opening import open_store

    folder = Path(shutil.copytree(training_folder, tmp_path / "s"))
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, arguments: started.append(arguments))
    root._lock(open_store(folder, None, now=NOW))
    root._lock(open_store(folder, None, now=NOW, viewer=True))
    assert started[0][-2:] == ["--store", str(folder)]
    assert started[1][-3:] == ["--store", str(folder), "--read-only"]


def test_a_check_after_a_sudden_end_is_told_of_before_it_opens(
    qapp: QApplication, locked_store: Path, tmp_path: Path
) -> None:
    with open_store(locked_store, SECRET, now=NOW) as store:
        with store.write() as tx:
            append_ledger(tx, at=NOW, staff_id=store.staff_id, action="test")
        killed = Path(shutil.copytree(locked_store, tmp_path / "killed"))
    said: list[str] = []

    def unlock(screen: UnlockScreen) -> None:
        screen.checking.connect(lambda: said.append(screen._explain.text()))
        screen._lines["passphrase"].setText(SECRET)
        button(screen, "Unlock").click()

    def there() -> Any:
        window = shown(MainWindow)
        return window if window and not window.background.busy else None

    desk = Desk()
    desk.then(ready("Unlock"), unlock)
    desk.then(there, lambda window: window.close())
    assert desk.run(start(killed)) == 0
    assert len(said) == 1
    assert "did not end properly" in said[0]
    said.clear()
    desk = Desk()
    desk.then(ready("Unlock"), unlock)
    desk.then(there, lambda window: window.close())
    assert desk.run(start(killed)) == 0
    assert said == []


def test_after_a_wrong_passphrase_the_window_says_how_long_the_next_has_to_wait(
    qapp: QApplication, locked_store: Path
) -> None:
    said: list[str] = []

    def type_in(secret: str) -> Callable[[UnlockScreen], None]:
        def act(screen: UnlockScreen) -> None:
            screen._lines["passphrase"].setText(secret)
            button(screen, "Unlock").click()

        return act

    def counting() -> UnlockScreen | None:
        screen: UnlockScreen | None = shown(UnlockScreen)
        return screen if screen and not screen._go.isEnabled() and "(in" in screen._go.text() else None

    def look(screen: UnlockScreen) -> None:
        said.append(screen._go.text())
        assert "does not open the store" in screen._error.text()
        # Neither a key nor a click gets past it.
        screen._lines["passphrase"].setText(SECRET)
        screen._lines["passphrase"].returnPressed.emit()
        screen._go.click()
        assert screen._go.text() == said[-1]

    def leave(window: MainWindow) -> None:
        window.close()

    def there() -> Any:
        window = shown(MainWindow)
        return window if window and not window.background.busy else None

    desk = Desk()
    for _ in range(2):
        desk.then(ready("Unlock"), type_in("not the passphrase at all"))
        desk.then(counting, look)
    desk.then(ready("Unlock"), type_in(SECRET))
    desk.then(there, leave)
    assert desk.run(start(locked_store)) == 0
    assert said == ["Unlock (in 1 s)", "Unlock (in 2 s)"]


def test_a_training_store_speaks_the_language_of_whoever_starts_it(
    qapp: QApplication, tmp_path: Path
) -> None:
    folder = tmp_path / "training"
    create_training_store(folder, load_library(), root.now).store.close()

    def look(window: MainWindow) -> None:
        assert window.words.language == "es"
        window.close()

    desk = Desk()
    desk.then(
        ready("Abrir el almacén de capacitación"),
        lambda screen: button(screen, "Abrir el almacén de capacitación").click(),
    )
    desk.then(at_rest, look)
    assert desk.run(lambda: root.open_window(str(folder), words=words_for("es"), demo=False)) == 0
