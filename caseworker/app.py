# SPDX-License-Identifier: AGPL-3.0-or-later
"""The composition root: the one place that knows every layer. Nothing happens on import."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseworker.paths import default_store
from caseworker.this_computer import remember, remembered
from caseworker.words import Words, words_for

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from caseworker.services.desk import Desk
    from caseworker.services.library import Library
    from caseworker.store.store import Store
    from caseworker.ui.main_window import MainWindow


def now() -> datetime:
    """The present instant, with the computer's zone."""
    return datetime.now().astimezone()


def has_display() -> bool:
    """Whether a window can be shown."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(store: str | None, *, demo: bool, words: Words) -> int:
    """Opens the window on a store and returns the exit status when it is closed."""
    os.umask(0o077)
    app = make_application(dark=remembered("dark", "") == "yes")
    if demo:
        return _run_demo(app, words)
    return _run(app, Path(store) if store else default_store(), words)


def make_application(*, dark: bool) -> QApplication:
    """The Qt application, dressed."""
    from PySide6.QtWidgets import QApplication

    from caseworker.ui import theme

    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["caseworker"])
    app.setApplicationName("caseworker")
    app.setDesktopFileName("caseworker")
    theme.apply(app, dark=dark)
    return app


def desk_of(store: Store, library: Library, clock: Callable[[], datetime] = now) -> Desk:
    """The desk of whoever opened the store; SQLAlchemy is not loaded yet."""
    from caseworker.services.desk import Desk, Worker
    from caseworker.store.worker import worker_of

    return Desk(store, library, Worker(*worker_of(store)), clock)


def _run_demo(app: QApplication, words: Words) -> int:
    from caseworker.services.library import load_library
    from caseworker.services.training import create_training_store

    folder = Path(tempfile.mkdtemp(prefix="caseworker-"))
    try:
        desk = create_training_store(folder / "store", load_library(), now)
        try:
            window = show_window(app, desk, words)
            status = app.exec()
            window.background.wait()
        finally:
            desk.store.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return status


def show_window(app: QApplication, desk: Desk, words: Words) -> MainWindow:
    """Shows the main window for an open desk, in the worker's language."""
    from caseworker.ui.main_window import MainWindow

    dark = bool(app.property("dark"))
    window = MainWindow(desk, words, dark=dark)
    window.first_content.connect(
        # An office's own programmes are named in the list once their files are read.
        lambda: window.background.read(
            lambda: after_first_picture(desk), lambda _: window.cases.update_names()
        )
    )
    # The same signal, so that a picture without what comes after it can be had.
    window.first_content.connect(window.offer_unsaved)
    window.show()
    return window


def after_first_picture(desk: Desk) -> None:
    """What waits until the list is there: loading the rest, and tidying up after a crash."""
    from caseworker.domain.errors import CaseworkerError
    from caseworker.services.evidence import tidy

    # What is loaded stays for good. Looking through all of it for garbage would hold the window up for a
    # tenth of a second, now and once in a while.
    gc.disable()
    try:
        load_the_rest(desk)
    finally:
        gc.freeze()
        gc.enable()
    # What cannot be tidied now lies in nobody's way, and what ails the disk shows when it matters.
    with contextlib.suppress(CaseworkerError):
        tidy(desk)


def load_the_rest(desk: Desk) -> None:
    """Loads what the first picture did not wait for: in a thread, after it, so that no click waits either."""
    import caseworker.letters.render
    import caseworker.scans.reader
    import caseworker.services.intake
    import caseworker.services.letter
    import caseworker.store.engine
    import caseworker.ui.screens.case_page  # noqa: F401

    len(desk.library.programmes)


def _run(app: QApplication, folder: Path, words: Words) -> int:
    from caseworker.services.library import load_library
    from caseworker.ui.screens.unlock import UnlockScreen

    exists = folder.exists() and any(folder.iterdir())
    state: dict[str, Any] = {"words": words_for(remembered("language", words.language))}

    def at() -> str:
        return now().astimezone(UTC).isoformat(timespec="milliseconds")

    def unlock(passphrase: str, recovery: str | None) -> Any:
        from caseworker.store.opening import open_store

        given = None if recovery else passphrase
        return open_store(folder, given, now=at(), recovery=recovery)

    def create(said: dict[str, str]) -> tuple[Any, str]:
        from caseworker.store.create import create_store

        made = create_store(
            folder,
            said["passphrase"],
            staff_name=said["name"].strip(),
            role="administrator",
            site=said["site"],
            organisation=said["organisation"].strip(),
            now=at(),
            language=state["words"].language,
        )
        return made.store, made.recovery_key

    def sheet(key: str, language: Words) -> bytes:
        from caseworker.letters.recovery_sheet import recovery_sheet

        return recovery_sheet(key, language, now().date())

    screen = UnlockScreen(state["words"], exists=exists, unlock=unlock, create=create, sheet=sheet)

    def chosen(language: str) -> None:
        state["words"] = words_for(language)
        remember("language", language)

    def opened(store: Store) -> None:
        desk = desk_of(store, load_library())
        state["store"] = store
        window = show_window(app, desk, state["words"])
        state["window"] = window
        window.locked.connect(lambda: _lock(store))
        screen.hide()

    screen.language_chosen.connect(chosen)
    screen.opened.connect(opened)
    screen.show()
    status = app.exec()
    if "window" in state:
        state["window"].background.wait()
    if "store" in state:
        state["store"].close()
    return status


def _lock(store: Store) -> None:
    """Locking replaces the process that held the key: Python cannot wipe its memory."""
    store.close()
    command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "caseworker"]
    arguments = [*command, "--store", str(store.folder)]
    if sys.platform == "win32":
        import subprocess

        subprocess.Popen(arguments)  # noqa: S603 - our own program
        os._exit(0)
    os.execv(arguments[0], arguments)  # noqa: S606 - our own program
