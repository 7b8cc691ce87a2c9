# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work off the GUI thread: results and errors come back on it, in order for writers."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot
from shiboken6 import isValid


class Progress:
    """What long work reports, and whether somebody wants it to stop."""

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self.report = report
        self._stop = threading.Event()

    def stop(self) -> None:
        """Asks the work to stop at the next good moment."""
        self._stop.set()

    def stopped(self) -> bool:
        return self._stop.is_set()


class _Result(QObject):
    progressed = Signal(int, int, int)
    done = Signal(int, object)
    failed = Signal(int, object)


class _Task:
    def __init__(self, key: int, work: Callable[[], Any], result: _Result) -> None:
        self._key = key
        self._work: Callable[[], Any] | None = work
        self._result = result

    def __call__(self) -> None:
        # PySide may keep the task after its end: the case in the closure is let go before.
        work, self._work = self._work, None
        if work is None:
            return
        try:
            found = work()
        except Exception as error:  # whoever asked shows it to the person
            self._result.failed.emit(self._key, error)
        else:
            self._result.done.emit(self._key, found)


Done = Callable[[Any], None] | None
Failed = Callable[[Exception], None] | None


def still_there(tell: Callable[..., None]) -> bool:
    """Whether who is to be told has not been deleted meanwhile, as a dialog that was closed."""
    owner = getattr(tell, "__self__", None)
    if isinstance(tell, FunctionType) and "self" in tell.__code__.co_freevars and tell.__closure__:
        owner = tell.__closure__[tell.__code__.co_freevars.index("self")].cell_contents
    return not isinstance(owner, QObject) or isValid(owner)


class Background(QObject):
    """Three queues: one writer, so that saves keep their order, readers beside it, and one for drafts, which
    wait for nothing long."""

    busy_changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._keeper = QThreadPool(self)
        self._keeper.setMaxThreadCount(1)
        self._readers = QThreadPool(self)
        self._readers.setMaxThreadCount(2)
        self._result, self._glanced = _Result(self), _Result(self)
        self._glanced.done.connect(self._on_glanced)
        self._glanced.failed.connect(self._on_glance_failed)
        self._glances: dict[int, tuple[Done, Failed]] = {}
        self._result.done.connect(self._on_done)
        self._result.failed.connect(self._on_failed)
        self._result.progressed.connect(self._on_progressed)
        self._listeners: dict[int, Callable[[int, int], None]] = {}
        self._waiting: dict[int, tuple[Done, Failed]] = {}
        self._next = 0
        self._shut = False
        self._glancing = threading.Lock()

    def read(self, work: Callable[[], Any], done: Done = None, failed: Failed = None) -> None:
        """Runs `work` in a thread; `done` or `failed` is called on the GUI thread."""
        self._start(self._readers, work, done, failed)

    def write(self, work: Callable[[], Any], done: Done = None, failed: Failed = None) -> None:
        """As `read`, but one after another."""
        self._start(self._writer, work, done, failed)

    def keep(self, work: Callable[[], Any], done: Done = None, failed: Failed = None) -> None:
        """As `write`, beside everything else: for the little that must reach the disk at once."""
        self._start(self._keeper, work, done, failed)

    def run_long(
        self, work: Callable[[Progress], Any], heard: Callable[[int, int], None], done: Done, failed: Failed
    ) -> Progress:
        """Runs long work; `heard` is called on the GUI thread with (done, all). The answer can stop it."""
        key = self._next
        progress = Progress(lambda so_far, total: self._result.progressed.emit(key, so_far, total))
        self._listeners[key] = heard
        self._start(self._readers, lambda: work(progress), done, failed)
        return progress

    def glance(self, work: Callable[[], Any], done: Done = None, failed: Failed = None) -> bool:
        """Runs work that may hang for good, as on a drive that does not answer, in a thread of its own.

        Nobody waits for it, also not at the end. False, and nothing begun, while the last has not ended.
        """
        if self._shut or not self._glancing.acquire(blocking=False):
            return False
        key = self._next
        self._next += 1
        self._glances[key] = (done, failed)
        task = _Task(key, work, self._glanced)

        def run() -> None:
            try:
                # The window may be gone by then.
                with contextlib.suppress(RuntimeError):
                    task()
            finally:
                self._glancing.release()

        threading.Thread(target=run, name="glance", daemon=True).start()
        return True

    @property
    def busy(self) -> int:
        """How many pieces of work have not been answered yet."""
        return len(self._waiting)

    def shut(self) -> bool:
        """Waits for what was begun and begins nothing more; later answers fall silent."""
        self._shut = True
        return self.wait()

    def wait(self, milliseconds: int = 10_000) -> bool:
        """Waits for all work; used when leaving. Answers are still delivered by the event loop."""
        pools = (self._keeper, self._writer, self._readers)
        return all([pool.waitForDone(milliseconds) for pool in pools])

    def wait_kept(self, milliseconds: int = 10_000) -> bool:
        """Waits for what `keep` began."""
        return self._keeper.waitForDone(milliseconds)

    def _start(self, pool: QThreadPool, work: Callable[[], Any], done: Done, failed: Failed) -> None:
        if self._shut:
            return
        key = self._next
        self._next += 1
        self._waiting[key] = (done, failed)
        self.busy_changed.emit(self.busy)
        pool.start(_Task(key, work, self._result))

    @Slot(int, int, int)
    def _on_progressed(self, key: int, so_far: int, total: int) -> None:
        if key in self._listeners:
            self._listeners[key](so_far, total)

    @Slot(int, object)
    def _on_done(self, key: int, found: Any) -> None:
        done, _ = self._waiting.pop(key)
        self._listeners.pop(key, None)
        self.busy_changed.emit(self.busy)
        if done is not None and not self._shut and still_there(done):
            done(found)

    @Slot(int, object)
    def _on_glanced(self, key: int, found: Any) -> None:
        done, _ = self._glances.pop(key)
        if done is not None and not self._shut and still_there(done):
            done(found)

    @Slot(int, object)
    def _on_glance_failed(self, key: int, error: Exception) -> None:
        _, failed = self._glances.pop(key)
        if self._shut:
            return
        if failed is None:
            raise error
        if still_there(failed):
            failed(error)

    @Slot(int, object)
    def _on_failed(self, key: int, error: Exception) -> None:
        _, failed = self._waiting.pop(key)
        self._listeners.pop(key, None)
        self.busy_changed.emit(self.busy)
        if self._shut:
            return
        if failed is None:
            raise error
        if still_there(failed):
            failed(error)
