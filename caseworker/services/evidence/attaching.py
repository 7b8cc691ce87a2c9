# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attaching several files step by step, so that whoever asks can save in between.

Examining takes the time and changes nothing; attaching is one short transaction, in `evidence`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..desk import Desk
from .papers import Attached, Incoming, attach, bytes_of

if TYPE_CHECKING:
    from caseworker.scans.answers import Examined
    from caseworker.scans.reader import Ahead


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was examined and may be attached."""

    name: str
    data: bytes
    examined: Examined


class Attaching:
    """For `count` files of a case; while one is examined, the reading process of the next one starts.

    Every call may come from another thread. Call `end` when no file follows.
    """

    def __init__(self, desk: Desk, case_id: str, count: int) -> None:
        self._desk, self._case_id, self._count = desk, case_id, count
        self._lock = threading.Lock()
        self._ahead: Ahead | None = None
        self._ended = False

    def examine(self, one: Incoming) -> Ready:
        """Reads and examines a file. Takes about 0.1 s; raises AttachmentRefused."""
        from caseworker.scans import reader

        data = bytes_of(one.source)
        with self._lock:
            if self._ahead is None and not self._ended:
                self._ahead = reader.Ahead(self._count)
            return Ready(one.name, data, reader.examine(data, ahead=self._ahead))

    def attach(self, evidence_id: str, ready: Ready) -> Attached:
        """Stores it and lists it with the evidence item. Raises as `evidence.attach`."""
        return attach(self._desk, self._case_id, evidence_id, ready.data, ready.name, seen=ready.examined)

    def end(self) -> None:
        """Lets the reading process go that waits for a file."""
        with self._lock:
            self._ended = True
            if self._ahead is not None:
                self._ahead.end()
                self._ahead = None
