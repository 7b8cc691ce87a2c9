# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: an open store, the library, who works at it, and the clock. Every service takes one.

It is also the one door to the store: whoever reads or writes says what for, and is asked whether they may,
inside the transaction, by the roles that the store holds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from caseworker.domain.errors import Refused
from caseworker.domain.permissions import may, permitted

from .programmes.library import Library

if TYPE_CHECKING:
    from datetime import date

    from caseworker.store.opened.store import Store
    from caseworker.store.opened.transaction import Transaction


# What an account does that was recovered and waits to be confirmed.
UNCONFIRMED = frozenset({"read_cases", "record", "hand_over", "own"})


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff: id, name, roles and the language of their window."""

    id: str
    name: str
    roles: frozenset[str]
    language: str = "en"

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split() if part).upper()


@dataclass(slots=True, eq=False)
class Desk:
    """`clock` gives the present instant with a zone; `site` is the code in case numbers, such as TIJ.

    The library becomes that of this office: with the programme files that it installed.
    """

    store: Store
    library: Library
    worker: Worker
    clock: Callable[[], datetime]

    def __post_init__(self) -> None:
        from caseworker.store.records.programmes_in_force import programmes_in_force

        store = self.store
        self.library = self.library.at_office(lambda: programmes_in_force(store))

    @property
    def site(self) -> str:
        return self.store.site

    def at(self) -> str:
        """The present instant, UTC, ISO text."""
        return self.clock().astimezone(UTC).isoformat(timespec="milliseconds")

    def today(self) -> date:
        """Today where the computer is."""
        return self.clock().date()

    def day_of(self, at: str) -> date:
        """The day of a kept instant where the computer is."""
        return datetime.fromisoformat(self.local(at)).date()

    def local(self, at: str) -> str:
        """A kept instant as the clock of this computer shows it, ISO text; its first ten characters are the
        day that people here remember. Empty stays empty.
        """
        zone = self.clock().tzinfo
        return datetime.fromisoformat(at).astimezone(zone).isoformat(timespec="milliseconds") if at else ""

    @contextlib.contextmanager
    def writing(self, operation: str, *, wait: float | None = None) -> Iterator[Transaction]:
        """The one writing transaction, for somebody who may do this.

        Raises Refused (`may_not_OPERATION`, `not_signed_in`, `row_altered`), and as `Store.write`.
        """
        with self.store.write(wait=wait) as tx:
            self.ask(tx.run, operation)
            yield tx

    @contextlib.contextmanager
    def reading(self, operation: str) -> Iterator[Transaction]:
        """A transaction that only reads, for somebody who may do this. Raises as `writing`."""
        with self.store.read() as tx:
            self.ask(tx.run, operation)
            yield tx

    @contextlib.contextmanager
    def recovering(self) -> Iterator[Transaction]:
        """The writing transaction of a session that the recovery key opened, in which nobody is signed in.

        Raises Refused (`not_recovery`), and as `Store.write`.
        """
        from caseworker.store.secrets.keys import RECOVERY

        if self.store.slot.kind != RECOVERY:
            raise Refused("not_recovery")
        with self.store.write() as tx:
            yield tx

    def allow(self, operation: str) -> None:
        """Asks before what has no transaction of SQLAlchemy, such as a list. Raises as `writing`."""
        with self._one_moment() as connection:
            self.ask(connection.execute, operation)

    @contextlib.contextmanager
    def _one_moment(self) -> Iterator[Any]:
        """A connection that sees the store as it is now: between two looks somebody may save, and a row would
        not be as the entry says that was read before.
        """
        with self.store.raw() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    def permitted(self) -> frozenset[str]:
        """The operations that whoever sits here may do: what a window offers. Nothing is raised."""
        with self._one_moment() as connection:
            try:
                allowed = permitted(self._roles(connection.execute))
                return allowed & UNCONFIRMED if self._waits(connection.execute) else allowed
            except Refused:
                return frozenset()

    def ask_of(self, run: Callable[..., Any], staff_id: str, operation: str) -> None:
        """Asks whether a colleague at this desk, who proved who they are, may do it. Raises as `writing`."""
        from caseworker.store.staff.worker import roles_of

        if not may(roles_of(run, self.store.keys.audit, staff_id), operation):
            raise Refused(f"may_not_{operation}")

    def ask(self, run: Callable[..., Any], operation: str) -> frozenset[str]:
        """The roles of whoever sits here, who may do this. `run` executes SQL. Raises as `writing`."""
        roles = self._roles(run)
        if not may(roles, operation):
            raise Refused(f"may_not_{operation}")
        if operation not in UNCONFIRMED:
            self._must_be_confirmed(run)
        return roles

    def _waits(self, run: Callable[..., Any]) -> bool:
        from caseworker.store.staff.worker import is_unconfirmed

        return is_unconfirmed(run, self.worker.id)

    def trains(self) -> bool:
        """Whether the store is one for training, read now."""
        with self.store.raw() as connection:
            return self.is_training(connection.execute)

    def is_training(self, run: Callable[..., Any]) -> bool:
        """Whether the store is one for training, as it says itself."""
        row = run("SELECT value FROM meta WHERE key = 'training'", ()).fetchone()
        return row is not None and row[0] == "yes"

    def _must_be_confirmed(self, run: Callable[..., Any]) -> None:
        if self._waits(run):
            raise Refused("recovered_account")

    def _roles(self, run: Callable[..., Any]) -> frozenset[str]:
        from caseworker.store.staff.worker import roles_of

        # Who somebody is, the passphrase says that opened the store; in a training store anyone may be
        # anyone, to see what each of them sees.
        other = self.worker.id != self.store.staff_id
        if not self.worker.id or (other and not self.is_training(run)):
            raise Refused("not_signed_in")
        return roles_of(run, self.store.keys.audit, self.worker.id)
