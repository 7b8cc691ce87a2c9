# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people who work with the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from caseworker.domain.errors import NotFound

from .tables import staff
from .transaction import Transaction

_ALL = select(staff).order_by(staff.c.id)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff. `role`: intake, caseworker, supervisor or administrator."""

    id: str
    name: str
    role: str
    language: str
    active: bool


def add_staff(tx: Transaction, staff_id: str, *, name: str, role: str, language: str) -> None:
    """Add a member of staff. Raises Refused (`staff_role`, `unique:staff.id`)."""
    tx.changed("staff", staff_id)
    tx.execute(insert(staff).values(id=staff_id, name=name, role=role, language=language, active=1))


def change_staff(
    tx: Transaction,
    staff_id: str,
    *,
    name: str | None = None,
    role: str | None = None,
    language: str | None = None,
    active: bool | None = None,
) -> None:
    """Change what is given. Raises NotFound, Refused (`staff_role`)."""
    given = {
        "name": name,
        "role": role,
        "language": language,
        "active": None if active is None else int(active),
    }
    values = {key: value for key, value in given.items() if value is not None}
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


def _staff_row(row: Row[Any]) -> StaffRow:
    return StaffRow(row.id, row.name, row.role, row.language, bool(row.active))
