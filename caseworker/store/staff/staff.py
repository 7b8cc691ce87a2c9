# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people who work with the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from caseworker.domain.errors import NotFound
from caseworker.domain.permissions import in_order

from ..database.tables import staff
from ..opened.transaction import Transaction

_ALL = select(staff).order_by(staff.c.id)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff. `roles` are some of `permissions.ROLES`.

    `own_passphrase`: they chose their passphrase themselves. `appointed_by`: who gave them access, by id, or
    empty. `recovered_at`: when their passphrase was set anew with the recovery key; until `confirmed_by` is
    somebody they cannot approve.
    """

    id: str
    name: str
    roles: frozenset[str]
    language: str
    active: bool
    own_passphrase: bool = False
    appointed_by: str = ""
    recovered_at: str | None = None
    confirmed_by: str | None = None

    @property
    def unconfirmed(self) -> bool:
        """Whether the account was recovered and nobody confirmed it yet."""
        return self.recovered_at is not None and self.confirmed_by is None


def add_staff(
    tx: Transaction,
    staff_id: str,
    *,
    name: str,
    roles: Iterable[str],
    language: str,
    own_passphrase: bool = False,
    appointed_by: str = "",
) -> None:
    """Add a member of staff. Raises Refused (`staff_roles`, `unique:staff.id`)."""
    tx.changed("staff", staff_id)
    tx.execute(
        insert(staff).values(
            id=staff_id,
            name=name,
            roles=roles_text(roles),
            language=language,
            active=1,
            own_passphrase=int(own_passphrase),
            appointed_by=appointed_by,
        )
    )


def change_staff(tx: Transaction, staff_id: str, **new: Any) -> None:
    """Change what is given: any of the fields of StaffRow but the id. Raises NotFound, Refused
    (`staff_roles`).
    """
    values = dict(new)
    if "roles" in values:
        values["roles"] = roles_text(values["roles"])
    for name in ("active", "own_passphrase"):
        if name in values:
            values[name] = int(values[name])
    tx.changed("staff", staff_id)
    if values and tx.execute(update(staff).where(staff.c.id == staff_id).values(values)).rowcount == 0:
        raise NotFound(kind="staff")


def get_staff(tx: Transaction, staff_id: str) -> StaffRow:
    """Return one member of staff. Raises NotFound."""
    row = tx.execute(select(staff).where(staff.c.id == staff_id)).first()
    if row is None:
        raise NotFound(kind="staff")
    return _staff_row(row)


def list_staff(tx: Transaction, *, active: bool | None = None) -> list[StaffRow]:
    """Return all staff in the order they came; only those active or not, if asked."""
    query = _ALL
    if active is not None:
        query = query.where(staff.c.active == int(active))
    return [_staff_row(row) for row in tx.execute(query)]


def vouch_for_staff(tx: Transaction, with_passphrase: Collection[str], now: str) -> None:
    """Take over the people of a store from before the eighth migration, one entry for each.

    Whoever has a passphrase could approve with it, and still can.
    """
    from ..records.ledger import append_ledger

    for one in list_staff(tx):
        change_staff(tx, one.id, own_passphrase=one.id in with_passphrase)
        append_ledger(tx, at=now, staff_id="", action="upgrade", object_kind="staff", object_id=one.id)


def roles_text(roles: Iterable[str]) -> str:
    """Return roles as the table holds them, in order; unknown ones stay, for it to refuse."""
    held = set(roles)
    return " ".join((*in_order(held), *sorted(held.difference(in_order(held)))))


def _staff_row(row: Row[Any]) -> StaffRow:
    return StaffRow(
        row.id,
        row.name,
        frozenset(row.roles.split()),
        row.language,
        bool(row.active),
        bool(row.own_passphrase),
        row.appointed_by,
        row.recovered_at,
        row.confirmed_by,
    )
