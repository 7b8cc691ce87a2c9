# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a function of the store works with while a transaction is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from caseworker.domain.errors import ReadOnlyStore, Refused

from ..secrets.keys import Keys

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Executable

    from .seen import Seen


@dataclass(slots=True)
class Transaction:
    """An open transaction: `store.write()` and `store.read()` give one. It must not outlive its block.

    `seen` is what this computer remembers of the store. `numbered`: a number for people to say was given.
    `trusting`: rows are taken as they stand, as where an upgrade gives them another form.
    """

    connection: Connection
    keys: Keys
    site: str
    writable: bool
    unrecorded: dict[tuple[str, str], None] = field(default_factory=dict)
    seen: Seen | None = None
    numbered: bool = False
    trusting: bool = False

    def execute(
        self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run a statement of SQLAlchemy Core."""
        return self.connection.execute(statement, values)

    def run(self, sql: str, values: tuple[Any, ...] = ()) -> CursorResult[Any]:
        """Run SQL text with `?` places, for what Core has no words for."""
        return self.connection.exec_driver_sql(sql, values)

    def changed(self, kind: str, object_id: str) -> None:
        """Note a change of an object, which the ledger must record before the transaction ends.

        Raises ReadOnlyStore inside `store.read()`, Refused (`row_altered`).
        """
        self.must_write()
        if (kind, object_id) not in self.unrecorded:
            self.must_be_sound(kind, object_id)
        self.unrecorded[kind, object_id] = None

    def must_be_sound(self, kind: str, object_id: str) -> None:
        """Raise Refused (`row_altered`) for a row that was changed by other means: what honest work is done
        on it would vouch for it.
        """
        from ..chain.vouched import OF_THEIR_OWN, may_change

        if self.trusting or kind not in OF_THEIR_OWN:
            return
        if not may_change(self.run, self.keys.audit, kind, object_id):
            raise Refused("row_altered", kind=kind)

    def must_write(self) -> None:
        """Raise ReadOnlyStore inside `store.read()`."""
        if not self.writable:
            raise ReadOnlyStore(part="transaction")

    def finish(self) -> None:
        """Raise Refused if something was changed that no ledger entry tells of."""
        if self.unrecorded:
            kinds = sorted({kind for kind, _ in self.unrecorded})
            raise Refused("unrecorded_change", kinds=" ".join(kinds))
