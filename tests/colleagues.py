# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other people at the same store: accounts with roles, and their desks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from caseworker.services.desk import Desk, Worker
from caseworker.store.database.ids import new_id
from caseworker.store.records.ledger import append_ledger
from caseworker.store.staff.staff import add_staff, change_staff, get_staff


def colleague(desk: Desk, roles: Iterable[str], *, name: str = "", **more: Any) -> Desk:
    """The desk of somebody new with these roles, in a training store where anyone may be anyone."""
    at = desk.at()
    staff_id = new_id(at)
    held = tuple(roles)
    with desk.store.write() as tx:
        add_staff(tx, staff_id, name=name or f"Colleague {staff_id[-6:]}", roles=held, language="en", **more)
        append_ledger(tx, at=at, staff_id="", action="add", object_kind="staff", object_id=staff_id)
    return desk_as(desk, staff_id)


def change(desk: Desk, staff_id: str, **new: Any) -> None:
    """Changes an account as the program does, with an entry in the ledger."""
    with desk.store.write() as tx:
        change_staff(tx, staff_id, **new)
        append_ledger(tx, at=desk.at(), staff_id="", action="set", object_kind="staff", object_id=staff_id)


def desk_as(desk: Desk, staff_id: str) -> Desk:
    """The same store with somebody else sitting there."""
    with desk.store.read() as tx:
        one = get_staff(tx, staff_id)
    return Desk(desk.store, desk.library, Worker(one.id, one.name, one.roles, one.language), desk.clock)


def second_approves(desk: Desk, *determination_ids: str) -> None:
    """A colleague who may approves what was decided at this desk."""
    from caseworker.services import review

    review.approve(desk, determination_ids, review.second_readers(desk)[0].id)
