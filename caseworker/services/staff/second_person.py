# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who can be the second person: whose account is in their own hands, and who gave whom access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseworker.domain.errors import Refused
from caseworker.domain.names_alike import read_alike
from caseworker.domain.permissions import may
from caseworker.domain.second_person import appointed_through

if TYPE_CHECKING:
    from caseworker.store.records.reviews import AloneRow
    from caseworker.store.staff.staff import StaffRow


def must_be_ready(one: StaffRow, *, training: bool) -> None:
    """Raises Refused (`own_passphrase_first`, `recovered_account`) for an account that cannot approve yet."""
    if one.unconfirmed:
        raise Refused("recovered_account")
    if not one.own_passphrase and not training:
        raise Refused("own_passphrase_first")


def ready_for(decider: str, people: dict[str, StaffRow], *, training: bool) -> list[StaffRow]:
    """Who could approve, the decider never."""
    return [
        one
        for one in people.values()
        if one.active
        and one.id != decider
        and may(one.roles, "approve")
        and not one.unconfirmed
        and (one.own_passphrase or training)
    ]


def appointed(one: StaffRow, decider: str, people: dict[str, StaffRow]) -> bool:
    givers = {
        other.id: [giver for giver in (*other.appointed_by.split(), other.confirmed_by) if giver]
        for other in people.values()
    }
    return appointed_through(one.id, decider, givers)


def may_look(here: str, one: AloneRow, people: dict[str, StaffRow], *, training: bool) -> bool:
    """Whether this person may look at a letter that went alone: as they might have approved it."""
    parts = {one.determined_by, one.issued_by}
    return all(could_approve(here, part, people, training=training) for part in parts)


def could_approve(here: str, decider: str, people: dict[str, StaffRow], *, training: bool) -> bool:
    """Whether this person could approve what that one decided, so that it is offered."""
    if here == decider or decider not in people or read_alike(people[here].name, people[decider].name):
        return False
    try:
        mark_of(here, decider, people, training=training)
    except Refused:
        return False
    return True


def mark_of(approver: str, decider: str, people: dict[str, StaffRow], *, training: bool) -> str:
    """What the letter says of the approval, or nothing. Raises Refused (`appointed_by_decider`)."""
    from caseworker.store.records.reviews import APPOINTED

    if not appointed(people[approver], decider, people):
        return ""
    if any(not appointed(one, decider, people) for one in ready_for(decider, people, training=training)):
        raise Refused("appointed_by_decider")
    return APPOINTED
