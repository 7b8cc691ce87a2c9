# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this person's computer remembers of a store: how far its ledger was, and which numbers it gave.

It lies outside of the store, so that neither a copy brought back nor one that is used beside it can make a
number be given twice: each computer has a mark of its own for the numbers of a store, and counts for itself.
"""

from __future__ import annotations

import contextlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..database.files import make_folder, write_whole
from ..database.turns import turn_at
from ..secrets.keys import Keys
from .mark import Head

MAX_BYTES = 256 * 1024


@dataclass(slots=True)
class Remembered:
    """`mark` is what numbers given here carry, empty before the first; `counts` are the last of each kind."""

    head: Head = (0, "")
    mark: str = ""
    counts: dict[str, int] = field(default_factory=dict)


class Seen:
    """The memory of one store. A computer that does not allow it keeps nobody from working."""

    def __init__(self, path: Path, keys: Keys, store_id: str) -> None:
        self._path, self._keys, self._label = path, keys, f"seen {store_id}\n".encode()
        # Where nothing can be kept it lasts as long as the store is open.
        self._last: Remembered | None = None

    def read(self) -> Remembered | None:
        """Return what is remembered, None of a store that was never opened here."""
        try:
            body, _, mac = self._path.read_bytes()[:MAX_BYTES].rpartition(b"\n")
        except OSError:
            return self._last
        if not hmac.compare_digest(mac, self._mac(body)):
            return self._last
        with contextlib.suppress(ValueError, KeyError, TypeError):
            said: Any = json.loads(body)
            head = (int(said["seq"]), str(said["head"]))
            counts = {str(kind): int(count) for kind, count in said["counts"].items()}
            return Remembered(head, str(said["mark"]), counts)
        return self._last

    @contextlib.contextmanager
    def renewed(self) -> Iterator[Remembered]:
        """Lend what is remembered to be changed, and keep it durably; programs take turns."""
        with turn_at(self._path.parent):
            found = self.read() or Remembered()
            before = self._body(found)
            yield found
            self._last = found
            body = self._body(found)
            if body != before or not self._path.exists():
                with contextlib.suppress(OSError):
                    make_folder(self._path.parent)
                    write_whole(self._path, body + b"\n" + self._mac(body))

    def _body(self, found: Remembered) -> bytes:
        said = {"seq": found.head[0], "head": found.head[1], "mark": found.mark, "counts": found.counts}
        return json.dumps(said, sort_keys=True).encode()

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._keys.mark, self._label + body, sha256).hexdigest().encode()
