# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wrong passphrases make the next attempt wait: 1, 2, 4 ... 30 seconds, at every door.

They are counted for each store and kept on this computer, outside of the store, so that starting the
program anew begins no new count. Whoever has a copy of the folder and a program of their own does not wait:
against them stands the cost of the key alone.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from caseworker.domain.errors import TooSoon, WayInWithdrawn, WrongPassphrase, WrongRecoveryKey

from ..database.files import NO_LINKS, PRIVATE_FILE
from ..database.turns import turn_at

LONGEST_WAIT = 30
WRONG = (WrongPassphrase, WrongRecoveryKey, WayInWithdrawn)
_MAX_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Tried:
    """How many were wrong since the last right one, and when the last was tried, in seconds of the clock."""

    wrong: int = 0
    at: float = 0.0


class Attempts:
    """The attempts at the stores of this computer, kept in `folder`, or in memory where that cannot be."""

    def __init__(self, folder: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._clock = folder, clock
        self._guard = threading.Lock()
        self._here: dict[str, Tried] = {}

    @contextlib.contextmanager
    def one(self, store_id: str) -> Iterator[None]:
        """Try a secret once, in this block. Raises TooSoon before that, with `seconds` to wait.

        What the block raises as wrong is given `wait`: the seconds until the next attempt.
        """
        # The id comes from a file that anybody may have written.
        name = sha256(store_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        with self._turn():
            before, now = self._read(name), self._clock()
            if now < before.at:
                # A clock that was set back starts the wait anew instead of making it longer or shorter.
                before = Tried(before.wrong, now)
                self._write(name, before)
            left = before.at + wait_after(before.wrong) - now
            if left > 0:
                raise TooSoon(seconds=str(math.ceil(left)))
            # Counted before it is tried: a kill on the way is a wrong one, and others wait meanwhile.
            counted = Tried(before.wrong + 1, now)
            self._write(name, counted)
        try:
            yield
        except WRONG as error:
            error.details["wait"] = str(wait_after(counted.wrong))
            raise
        except BaseException:
            with self._turn():
                self._write(name, before)
            raise
        with self._turn():
            self._write(name, Tried(0, self._clock()))

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        with self._guard, turn_at(self._folder) if self._folder else contextlib.nullcontext():
            yield

    def _read(self, name: str) -> Tried:
        found = self._here.get(name, Tried())
        if self._folder is not None:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
                said = json.loads(self._path(name).read_bytes()[:_MAX_BYTES])
                kept = Tried(max(int(said["wrong"]), 0), float(said["at"]))
                # Where the folder takes nothing any more, what it held is older than what is known here.
                if math.isfinite(kept.at) and kept.at >= found.at:
                    return kept
        return found

    def _write(self, name: str, tried: Tried) -> None:
        self._here[name] = tried
        if self._folder is None:
            return
        path = self._path(name)
        with contextlib.suppress(OSError):
            if not tried.wrong:
                path.unlink(missing_ok=True)
                return
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NO_LINKS, PRIVATE_FILE)
            with os.fdopen(handle, "w") as file:
                json.dump({"wrong": tried.wrong, "at": tried.at}, file)

    def _path(self, name: str) -> Path:
        assert self._folder is not None  # noqa: S101 - asked before
        return self._folder / f"{name}.tried"


def wait_after(wrong: int) -> int:
    """Return the seconds to wait after so many wrong attempts, one after another."""
    return min(1 << min(wrong - 1, 5), LONGEST_WAIT) if wrong else 0
