# SPDX-License-Identifier: AGPL-3.0-or-later
"""An open store: its connections, its one writer, and its slots."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from caseworker.domain.errors import CaseworkerError, ReadOnlyStore, TransientIo

from ..database import connection as driver
from ..database.faults import translated
from ..database.lock import Holder, StoreLock
from ..database.log_frames import length_of
from ..secrets.attempts import Attempts
from ..secrets.keys import Keys, Slot
from .draft_reserve import DraftReserve
from .log_beside import LOG, Beside
from .mark import NAME as MARK
from .mark import Head, Mark, renew_mark, write_mark
from .reserve import keep_reserve, release_reserve
from .seen import Seen

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from .transaction import Transaction

# For whoever is writing while the store is closed; after that the next opening finds the log and tries it.
CLOSING_SECONDS = 10.0


class Store:
    """One store, open. `open_store` and `create_store` make it; `close` it in the end.

    It may be used from several threads: readers side by side, writers one after the other. `slot` is the
    way in that was used: its kind, and for staff the staff id. `training` stores never hold real people.
    `left_behind` names a program that did not close this store. A `viewer` cannot write. `fresh_files`
    are the names of files stored since it was opened, some of which may still wait for their row.
    `beside` is what was found beside the database at opening. `seen` is what this person's computer
    remembers of it, if it does. `attempts` counts the wrong passphrases typed while it is open.
    """

    def __init__(
        self, folder: Path, store_id: str, keys: Keys, slot: Slot, lock: StoreLock | None, *, viewer: bool
    ) -> None:
        self.folder = folder
        self.store_id = store_id
        self.keys = keys
        self.slot = slot
        self.viewer = viewer
        self.draft_reserve = DraftReserve(folder, keys.work, store_id)
        self.organisation = self.site = self.created_at = ""
        self.training = False
        self.fresh_files: set[str] = set()
        self.beside = Beside()
        self.seen: Seen | None = None
        self.attempts = Attempts()
        self._lock = lock
        self._marking: driver.Connection | None = None
        self._free: list[driver.Connection] = []
        self._engine: Engine | None = None
        self.changing_ways = threading.Lock()
        self._guard = threading.Lock()
        self._writing = threading.Lock()
        self._writer: int | None = None
        self._closed = False

    @property
    def staff_id(self) -> str:
        """The id of the staff member who opened the store, or empty."""
        return self.slot.owner

    @property
    def left_behind(self) -> Holder | None:
        """The program that held this store last and did not close it, if so."""
        return self._lock.left_behind if self._lock else None

    @property
    def database(self) -> Path:
        """The path of the database file."""
        return self.folder / driver.NAME

    def connect(self, mode: driver.Mode = "work") -> driver.Connection:
        """Return a new raw connection, which the caller closes."""
        kind: driver.Mode = "view" if self.viewer else mode
        return driver.connect(self.database, self.keys.database, self.store_id, kind)

    @contextlib.contextmanager
    def raw(self) -> Iterator[driver.Connection]:
        """Lend a raw connection for reading, without loading SQLAlchemy."""
        with translated(on_damage=self._examined):
            connection = self._borrowed()
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            with self._guard:
                if not self._closed:
                    self._free.append(connection)
                    return
            connection.close()

    @contextlib.contextmanager
    def read(self) -> Iterator[Transaction]:
        """Open a transaction that only reads: one consistent view, never waiting for the writer."""
        from .transaction import Transaction

        with (
            translated(on_damage=self._examined),
            self._alchemy().connect() as connection,
            connection.begin(),
        ):
            yield Transaction(connection, self.keys, self.site, writable=False)

    @contextlib.contextmanager
    def write(self, *, wait: float | None = None) -> Iterator[Transaction]:
        """Open the one writing transaction; durable when the block ends, undone if it raises.

        It comes after those before it; where that takes longer than `wait` seconds, TransientIo.
        Raises Refused if something changed that no ledger entry tells of, DiskFull (with the reserve
        given up, so that trying again may succeed), ReadOnlyStore, TransientIo, StoreDamaged.
        """
        from .transaction import Transaction

        if self.viewer:
            raise ReadOnlyStore(part="viewer")
        with self.alone(wait), translated(on_full=self._give_reserve, on_damage=self._examined):
            options = self._alchemy().connect().execution_options(begin="IMMEDIATE")
            with options as connection, connection.begin():
                transaction = Transaction(connection, self.keys, self.site, writable=True, seen=self.seen)
                yield transaction
                transaction.finish()
            self._renew_mark()
            if transaction.numbered:
                self.remember_head()

    @contextlib.contextmanager
    def alone(self, wait: float | None = None) -> Iterator[None]:
        """Keep all writers out for a while, for copies, checks and changes of the key slots.

        Raises TransientIo if others keep this one out for longer than `wait` seconds.
        Raises RuntimeError inside `write` of the same thread, which would wait for itself for ever.
        """
        if self._writer == threading.get_ident():
            raise RuntimeError("this thread is already writing: pass the transaction on")
        if not self._writing.acquire(timeout=-1 if wait is None else wait):
            raise TransientIo(part="busy")
        try:
            self._writer = threading.get_ident()
            try:
                yield
            finally:
                self._writer = None
        finally:
            self._writing.release()

    def close(self) -> None:
        """Close everything and let others in; a second call does nothing."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
            free, self._free = self._free, []
        for connection in free:
            connection.close()
        if self._engine is not None:
            self._engine.dispose()
        if not self.viewer:
            if self._writer != threading.get_ident():
                with contextlib.suppress(CaseworkerError), translated():
                    self._mark_closed()
            keep_reserve(self.folder)
        if self._lock is not None:
            self._lock.release()

    def mark_open(self) -> None:
        """Leave the mark that this program may be writing, before it does. Raises the driver's, OSError.

        One connection stays until the store is closed: while it is there, so is the log, even if empty, and
        a log that is missing after a kill was taken away.
        """
        staying = self.connect()
        try:
            mark = Mark("open", driver.head_of(staying))
            write_mark(self.folder / MARK, self.keys, self.store_id, mark)
        except BaseException:
            staying.close()
            raise
        self._marking = staying

    def fold(self) -> None:
        """Bring what was written from the log into the database, as far as readers let it."""
        if self._marking is not None:
            with translated():
                self._marking.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def _renew_mark(self) -> None:
        # What was acknowledged is known outside of the log: one that was emptied or cut is seen.
        if self._marking is not None:
            with contextlib.suppress(CaseworkerError), translated():
                mark = Mark("open", driver.head_of(self._marking))
                renew_mark(self.folder / MARK, self.keys, self.store_id, mark)

    def remember_head(self) -> None:
        """Remember on this computer how far the ledger is, so that a copy from before is known as one.

        A computer that does not allow it keeps nobody from working.
        """
        if self.seen is not None:
            with contextlib.suppress(CaseworkerError, OSError), self.raw() as connection:
                self._remember(driver.head_of(connection))

    def _remember(self, head: Head) -> None:
        if self.seen is not None:
            with contextlib.suppress(OSError), self.seen.renewed() as found:
                found.head = head

    def _mark_closed(self) -> None:
        last = self._marking or self.connect()
        try:
            # Whoever still writes comes first: nothing may go into the log once it is said to be empty.
            with self.alone(CLOSING_SECONDS):
                busy = last.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                head = driver.head_of(last)
                write_mark(self.folder / MARK, self.keys, self.store_id, Mark("closing", head))
                last.close()
                # On a full disk, or while somebody reads, the log stays, and is needed.
                if not busy and not length_of(self.folder / LOG):
                    mark = Mark("closed", head, length_of(self.database))
                    write_mark(self.folder / MARK, self.keys, self.store_id, mark)
            self._remember(head)
        finally:
            last.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _borrowed(self) -> driver.Connection:
        with self._guard:
            if self._closed:
                raise RuntimeError("the store is closed")
            if self._free:
                return self._free.pop()
        return self.connect()

    def _alchemy(self) -> Engine:
        with self._guard:
            if self._closed:
                raise RuntimeError("the store is closed")
            if self._engine is None:
                from ..database.engine import make_engine

                self._engine = make_engine(self.connect)
            return self._engine

    def _give_reserve(self) -> dict[str, str]:
        return {"reserve": "released" if release_reserve(self.folder) else "none"}

    def _examined(self, suspicion: CaseworkerError) -> CaseworkerError:
        from .database_check import examined

        return examined(self.database, self.keys, self.store_id, suspicion, view=self.viewer)
