# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first start ends with a sheet of paper in somebody's hand, or it begins again there."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from caseworker.domain.errors import WrongRecoveryKey
from caseworker.store.opening import create
from caseworker.store.opening.opening import open_store
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.store.staff import slots
from caseworker.store.staff.sheet_due import sheet_is_due
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.door.unlock import UnlockScreen
from caseworker.ui.widgets.staff import recovery_step
from caseworker.words import words_for

from .test_before_the_window import NOW, SECRET, Desk, as_it_was, button, ready, shown, start

__all__ = ["as_it_was"]
SAID = {"name": "Ana", "organisation": "Casa", "site": "tij", "passphrase": SECRET, "again": SECRET}


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for function in (slots.renew_recovery_key, create.create_store):
        monkeypatch.setitem(function.__kwdefaults__, "kdf", FLOOR_KDF)


def fill(screen: UnlockScreen) -> None:
    for name, text in SAID.items():
        screen._lines[name].setText(text)
    button(screen, "Make the store").click()


def unlock(screen: UnlockScreen) -> None:
    screen._lines["passphrase"].setText(SECRET)
    button(screen, "Unlock").click()


def there() -> Any:
    window = shown(MainWindow)
    return window if window and not window.background.busy else None


def at_the_step() -> UnlockScreen | None:
    screen: UnlockScreen | None = shown(UnlockScreen)
    return screen if screen and screen.step and screen.step.save.isVisible() else None


def key_on(screen: UnlockScreen) -> str:
    return next(one.text() for one in screen.findChildren(QLabel) if one.text().count("-") == 5)


def saved_to(path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], UnlockScreen | None]:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))

    def look() -> UnlockScreen | None:
        screen = at_the_step()
        return screen if screen and path.exists() and "Saved as a file" in said(screen) else None

    return look


def said(screen: UnlockScreen) -> str:
    return " ".join(one.text() for one in screen.findChildren(QLabel) if one.isVisible())


def test_it_ends_only_once_the_sheet_was_kept_and_typed_back(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []

    def typed_alone(screen: UnlockScreen) -> None:
        assert screen.step is not None
        assert "First print the sheet or save it." in said(screen)
        keys.append(key_on(screen))
        screen.step.back.setText(keys[0][:6])
        assert not screen.step.go.isEnabled()
        screen.step.back.returnPressed.emit()
        assert screen.step.go.accessibleDescription() == "First print the sheet or save it."
        screen.step.back.setText("")
        button(screen, "Save the recovery sheet as PDF…").click()

    def then_typed(screen: UnlockScreen) -> None:
        assert screen.step is not None
        assert not screen.step.go.isEnabled()
        assert "Now type the first six characters" in said(screen)
        other = "000000" if keys[0][:6] != "000000" else "111111"
        screen.step.back.setText(other)
        assert not screen.step.go.isEnabled()
        screen.step.back.setText(keys[0][:6].lower())
        button(screen, "Begin").click()

    desk = Desk()
    desk.then(ready("Make the store"), fill)
    desk.then(at_the_step, typed_alone)
    desk.then(saved_to(tmp_path / "sheet.pdf", monkeypatch), then_typed)
    desk.then(there, lambda window: window.close())
    assert desk.run(start(tmp_path / "s")) == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    with open_store(tmp_path / "s", SECRET, now=NOW) as store:
        assert not sheet_is_due(store)
    open_store(tmp_path / "s", now=NOW, recovery=keys[0]).close()


@pytest.mark.parametrize(("answer", "kept"), [("Sent to the printer.", True), ("", False), ("none", False)])
def test_printing_counts_where_something_was_printed(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, kept: bool
) -> None:
    printed: list[bytes] = []

    def print_pdf(_: object, pdf: bytes, *__: object) -> str:
        printed.append(pdf)
        return words_for("en")(recovery_step.NO_PRINTER) if answer == "none" else answer

    monkeypatch.setattr(recovery_step, "print_pdf", print_pdf)

    def print_it(screen: UnlockScreen) -> None:
        assert screen.step is not None
        screen.step.back.setText(key_on(screen)[:6])
        button(screen, "Print the recovery sheet…").click()

    def look(screen: UnlockScreen) -> None:
        assert screen.step is not None
        assert screen.step.go.isEnabled() == kept
        screen.close()

    desk = Desk()
    desk.then(ready("Make the store"), fill)
    desk.then(at_the_step, print_it)
    desk.then(lambda: at_the_step() if printed else None, look)
    assert desk.run(start(tmp_path / "s")) == 0
    assert printed[0].startswith(b"%PDF")


def test_closed_at_the_sheet_it_goes_on_there_with_a_new_key(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []

    def leave(screen: UnlockScreen) -> None:
        keys.append(key_on(screen))
        screen.close()

    for screen_first in ("Make the store", "Unlock", "Unlock"):
        desk = Desk()
        desk.then(ready(screen_first), fill if screen_first == "Make the store" else unlock)
        desk.then(at_the_step, leave)
        assert desk.run(start(tmp_path / "s")) == 0

    def save(screen: UnlockScreen) -> None:
        keys.append(key_on(screen))
        assert "was never printed or saved" in said(screen)
        button(screen, "Save the recovery sheet as PDF…").click()

    def begin(screen: UnlockScreen) -> None:
        assert screen.step is not None
        screen.step.back.setText(keys[-1][:6])
        button(screen, "Begin").click()

    desk = Desk()
    desk.then(ready("Unlock"), unlock)
    desk.then(at_the_step, save)
    desk.then(saved_to(tmp_path / "sheet.pdf", monkeypatch), begin)
    desk.then(there, lambda window: window.close())
    assert desk.run(start(tmp_path / "s")) == 0
    assert len(set(keys)) == 4
    for old in keys[:-1]:
        with pytest.raises(WrongRecoveryKey):
            open_store(tmp_path / "s", now=NOW, recovery=old)
    open_store(tmp_path / "s", now=NOW, recovery=keys[-1]).close()

    desk = Desk()
    desk.then(ready("Unlock"), unlock)
    desk.then(there, lambda window: window.close())
    assert desk.run(start(tmp_path / "s")) == 0


def test_a_sheet_that_cannot_be_saved_is_not_kept(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "sheet.pdf"), ""))

    def save(screen: UnlockScreen) -> None:
        assert screen.step is not None
        screen.step.back.setText(key_on(screen)[:6])
        button(screen, "Save the recovery sheet as PDF…").click()

    def refused() -> UnlockScreen | None:
        screen = at_the_step()
        return screen if screen and screen.step and screen.step._said.text() else None

    def look(screen: UnlockScreen) -> None:
        assert screen.step is not None
        assert not screen.step.go.isEnabled()
        screen.close()

    desk = Desk()
    desk.then(ready("Make the store"), fill)
    desk.then(at_the_step, save)
    desk.then(refused, look)
    assert desk.run(start(tmp_path / "s")) == 0


KILLED = """
import os, signal, sys
from pathlib import Path
from caseworker.store.opening.create import create_store
from caseworker.store.secrets.keys import FLOOR_KDF
made = create_store(Path(sys.argv[1]), sys.argv[2], staff_name="Ana", site="TIJ",
    organisation="Casa", now=sys.argv[3], kdf=FLOOR_KDF, sheet_due=True)
print(made.recovery_key, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a kill as Linux knows it")
def test_killed_at_the_sheet_it_goes_on_there(qapp: QApplication, tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path / "s", SECRET, NOW],
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    keys: list[str] = []

    def leave(screen: UnlockScreen) -> None:
        keys.append(key_on(screen))
        screen.close()

    desk = Desk()
    desk.then(ready("Unlock"), unlock)
    desk.then(at_the_step, leave)
    assert desk.run(start(tmp_path / "s")) == 0
    assert keys != [child.stdout.strip()]


def test_who_only_looks_is_not_asked_for_a_sheet(qapp: QApplication, tmp_path: Path) -> None:
    create.create_store(
        tmp_path / "s",
        SECRET,
        staff_name="Ana",
        site="TIJ",
        organisation="Casa",
        now=NOW,
        sheet_due=True,
    ).store.close()
    desk = Desk()
    desk.then(ready("Unlock"), unlock)
    desk.then(there, lambda window: window.close())
    assert desk.run(start(tmp_path / "s", read_only=True)) == 0
