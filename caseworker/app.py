# SPDX-License-Identifier: AGPL-3.0-or-later
"""The composition root: the one place that knows every layer. Nothing happens on import."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseworker.paths import default_store, seen_stores
from caseworker.private_process import keep_private
from caseworker.temp_folders import TempFolder, sweep_left_over
from caseworker.this_computer import remember, remembered
from caseworker.words import Words, words_for

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from caseworker.services.desk import Desk
    from caseworker.services.programmes.library import Library
    from caseworker.store.opened.store import Store
    from caseworker.store.secrets.attempts import Attempts
    from caseworker.ui.main_window import MainWindow


REFUSED = 2


def now() -> datetime:
    """The present instant, with the computer's zone."""
    return datetime.now().astimezone()


def has_display() -> bool:
    """Whether a window can be shown."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(store: str | None, *, demo: bool, words: Words, read_only: bool = False) -> int:
    """Opens the window on a store and returns the exit status when it is closed."""
    keep_private()
    os.umask(0o077)
    threading.Thread(target=sweep_left_over, name="sweep", daemon=True).start()
    app = make_application(dark=remembered("dark", "") == "yes")
    refused = _library_refused(words_for(remembered("language", words.language)))
    if refused:
        _say_and_end(refused)
        return REFUSED
    if demo:
        return _run_demo(app, words)
    return _run(app, Path(store) if store else default_store(), words, read_only=read_only)


def _library_refused(words: Words) -> str:
    from caseworker.domain.errors import CaseworkerError
    from caseworker.store.database.connection import check_library
    from caseworker.words.errors import error_text

    try:
        check_library()
    except CaseworkerError as error:
        return error_text(error, words)
    return ""


def _say_and_end(text: str) -> None:
    from PySide6.QtWidgets import QMessageBox

    print(text, file=sys.stderr)
    box = QMessageBox(QMessageBox.Icon.Critical, "Caseworker", text)
    box.exec()


def make_application(*, dark: bool) -> QApplication:
    """The Qt application, dressed."""
    from PySide6.QtWidgets import QApplication

    from caseworker.ui import theme
    from caseworker.ui.collecting import Collector

    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["caseworker"])
    app.setApplicationName("caseworker")
    app.setDesktopFileName("caseworker")
    theme.apply(app, dark=dark)
    if app.findChild(Collector) is None:
        Collector(app)
    return app


def desk_of(store: Store, library: Library, clock: Callable[[], datetime] = now) -> Desk:
    """The desk of whoever opened the store; SQLAlchemy is not loaded yet."""
    from caseworker.services.desk import Desk, Worker
    from caseworker.store.staff.worker import worker_of

    return Desk(store, library, Worker(*worker_of(store)), clock)


def attempts() -> Attempts:
    """Who waits after wrong passphrases, as this computer remembers it."""
    from caseworker.store.secrets.attempts import Attempts

    return Attempts(seen_stores(), lambda: now().timestamp())


def opened(folder: Path, passphrase: str | None, *, attempts: Attempts, **more: Any) -> Store:
    """The store in a folder, opened now; `more` as `open_store` takes it. Raises as that."""
    from caseworker.store.opening.opening import open_store

    at = now().astimezone(UTC).isoformat(timespec="milliseconds")
    return open_store(folder, passphrase, now=at, seen=seen_stores(), attempts=attempts, **more)


def _run_demo(app: QApplication, words: Words) -> int:
    from caseworker.services.programmes.library import load_library
    from caseworker.services.training import create_training_store

    with TempFolder() as folder:
        desk = create_training_store(folder / "store", load_library(), now)
        return _run(app, folder / "store", words, opened_already=desk.store)


def show_window(app: QApplication, desk: Desk, words: Words, *, at_start: bool = False) -> MainWindow:
    """Shows the main window for an open desk, in the worker's language: on Start, or on the list of cases."""
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
    if at_start:
        window.begin()
    window.show()
    beside = desk.store.beside
    if beside.found:
        from caseworker.ui.opening_notice import tell
        from caseworker.words.beside import beside_text

        tell(window, beside_text(beside.found, str(beside.kept or ""), words), words)
    return window


def after_first_picture(desk: Desk) -> None:
    """What waits until the list is there: loading the rest, and tidying up after a crash."""
    from caseworker.domain.errors import CaseworkerError
    from caseworker.services.evidence.papers import tidy

    # What is loaded stays for good. Looking through all of it for garbage would hold the window up for a
    # tenth of a second, now and once in a while.
    was_on = gc.isenabled()
    gc.disable()
    try:
        load_the_rest(desk)
    finally:
        gc.freeze()
        # With a window it is the window's thread that collects.
        if was_on:
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
    import caseworker.store.database.engine
    import caseworker.ui.screens.case.case_page  # noqa: F401

    len(desk.library.programmes)


def _run(
    app: QApplication,
    folder: Path,
    words: Words,
    *,
    read_only: bool = False,
    opened_already: Store | None = None,
) -> int:
    """The window on the store in `folder`. One that is `opened_already` is thrown away in the end."""
    from caseworker.services.programmes.library import load_library
    from caseworker.services.staff import coming_in, recovery
    from caseworker.store.opening.opening import opens_without_passphrase
    from caseworker.ui.screens.door.unlock import UnlockScreen

    exists = read_only or (folder.exists() and any(folder.iterdir()))
    tried = attempts()
    state: dict[str, Any] = {"words": words_for(remembered("language", words.language))}

    def at() -> str:
        return now().astimezone(UTC).isoformat(timespec="milliseconds")

    def unlock(passphrase: str, recovery: str | None, *, viewer: bool = read_only) -> tuple[Any, str]:
        given = None if recovery or training else passphrase
        store = state["store"] = opened(
            folder, given, attempts=tried, recovery=recovery, viewer=viewer, checking=screen.checking.emit
        )
        try:
            desk = desk_of(store, load_library())
            coming_in.asked_first(desk)
            return store, coming_in.key_that_is_due(desk)
        except BaseException:
            store.close()
            raise

    def view(passphrase: str, recovery: str | None) -> tuple[Any, str]:
        return unlock(passphrase, recovery, viewer=True)

    def create(said: dict[str, str]) -> tuple[Any, str]:
        from caseworker.store.opening.create import create_store

        made = create_store(
            folder,
            # Taken out: nothing shall hold it once the store is open.
            said.pop("passphrase"),
            staff_name=said["name"].strip(),
            site=said["site"],
            organisation=said["organisation"].strip(),
            now=at(),
            language=state["words"].language,
            seen=seen_stores(),
            sheet_due=True,
        )
        made.store.attempts = tried
        state["store"] = made.store
        return made.store, made.recovery_key

    def sheet(key: str, language: Words) -> bytes:
        return recovery.sheet(desk_of(state["store"], load_library()), key, language)

    def sheet_kept() -> None:
        recovery.sheet_kept(desk_of(state["store"], load_library()))

    training = opened_already is not None or (exists and opens_without_passphrase(folder))
    screen = UnlockScreen(
        state["words"],
        exists=exists,
        unlock=unlock,
        create=create,
        sheet=sheet,
        sheet_kept=sheet_kept,
        view=view,
        training=training,
    )

    def chosen(language: str) -> None:
        state["words"], state["chosen"] = words_for(language), True
        remember("language", language)

    def spoken_to(desk: Desk) -> Words:
        """Whoever unlocks is spoken to in their own language, unless they just chose another. A training
        store is anybody's, and its invented people have no say.
        """
        anybody: bool = desk.store.training or state.get("chosen", False)
        found: Words = state["words"]
        return found if anybody or not desk.worker.language else words_for(desk.worker.language)

    def begun(store: Store) -> None:
        desk = desk_of(store, load_library())
        state["store"] = store
        first = _screen_before(desk, spoken_to(desk))
        if first is None:
            work(desk)
        else:
            state["first"] = first
            first.finished.connect(lambda: _lock(store) if recovery.is_recovery(store) else work(desk))
            first.show()
        screen.hide()

    def work(desk: Desk) -> None:
        # Whoever unlocks after somebody else sees what is their own first.
        window = show_window(app, desk, spoken_to(desk), at_start=True)
        state["window"] = window
        window.locked.connect(lambda: locked(desk.store))
        first = state.pop("first", None)
        if first is not None:
            first.close()
            first.deleteLater()

    def locked(store: Store) -> None:
        # Whoever locks is the likeliest to come back.
        remember("language", state["window"].words.language)
        if opened_already is None:
            _lock(store)
        # Invented people need no new process, and a demonstration has nowhere to come back to.
        store.close()
        state.pop("chosen", None)
        window = state.pop("window")
        screen.again()
        window.close()
        window.deleteLater()

    screen.language_chosen.connect(chosen)
    screen.opened.connect(begun)
    if opened_already is not None:
        begun(opened_already)
    else:
        screen.show()
    try:
        status = app.exec()
        if "window" in state:
            state["window"].background.wait()
    finally:
        if "store" in state:
            state["store"].close()
    return status


def _screen_before(desk: Desk, words: Words) -> Any:
    """The screen that comes before the window, or None."""
    from caseworker.services.staff import coming_in, people

    first = coming_in.asked_first(desk)
    if first == coming_in.RECOVER:
        from caseworker.ui.screens.door.recovery import RecoveryScreen

        return RecoveryScreen(desk, words)
    if first == coming_in.CHOOSE_PASSPHRASE:
        from caseworker.ui.screens.door.own_passphrase import OwnPassphraseScreen

        return OwnPassphraseScreen(
            desk.worker.name, lambda old, new: people.set_own_passphrase(desk, old, new), words
        )
    return None


def _lock(store: Store) -> None:
    """Locking replaces the process that held the key: Python cannot wipe its memory."""
    store.close()
    command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "caseworker"]
    arguments = [*command, "--store", str(store.folder), *(["--read-only"] if store.viewer else [])]
    if sys.platform == "win32":
        import subprocess

        subprocess.Popen(arguments)  # noqa: S603 - our own program
        os._exit(0)
    os.execv(arguments[0], arguments)  # noqa: S606 - our own program
