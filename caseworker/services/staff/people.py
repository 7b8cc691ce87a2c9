# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people who work with a store: who comes, what they may do, who goes, and their passphrases.

Whoever changes people is an administrator and never changes themselves: so there is always one. A passphrase
that the program drew opens the store until the colleague chose their own, before anything else is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from caseworker.domain.errors import Refused
from caseworker.domain.names_alike import one_alphabet, read_alike
from caseworker.domain.second_person import appointed_through

from ..desk import Desk, Worker

if TYPE_CHECKING:
    from caseworker.store.opened.transaction import Transaction
    from caseworker.store.staff.staff import StaffRow

# What an account still lacks, or nothing.
OWN, FIRST, NO_PASSPHRASE, RECOVERED, INACTIVE = "own", "first", "no_passphrase", "recovered", "inactive"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One who works or worked here. `state` is one of the codes above."""

    id: str
    name: str
    roles: frozenset[str]
    state: str

    @property
    def active(self) -> bool:
        return self.state != INACTIVE


@dataclass(frozen=True, slots=True)
class Recovered:
    """An account whose passphrase was set with the recovery key and that nobody confirmed yet."""

    id: str
    name: str
    recovered_at: str
    may_confirm: bool


def staff(desk: Desk) -> tuple[Worker, ...]:
    """Everyone who works with this store."""
    from caseworker.store.staff.staff import list_staff

    with desk.reading("own") as tx:
        found = list_staff(tx, active=True)
    return tuple(Worker(one.id, one.name, one.roles, one.language) for one in found)


def colleagues(desk: Desk) -> tuple[Colleague, ...]:
    """Everyone who works here, and after them who did; each with what their account still lacks."""
    from caseworker.store.staff.slots import staff_with_passphrase
    from caseworker.store.staff.staff import list_staff

    with desk.reading("own") as tx:
        rows = list_staff(tx)
    inside = frozenset() if desk.store.training else staff_with_passphrase(desk.store)
    found = [
        Colleague(one.id, one.name, one.roles, _state(one, inside, training=desk.store.training))
        for one in rows
    ]
    return tuple(sorted(found, key=lambda one: not one.active))


def add(desk: Desk, name: str, roles: Iterable[str], language: str) -> tuple[str, str]:
    """Adds a colleague and returns their id and first passphrase, which is shown once and kept nowhere.

    In a training store nobody has a passphrase. Raises Refused (`may_not_staff`, `name_needed`, `name_mixed`,
    `unprintable_staff_name`,
    `name_like_another` where it reads like that of a colleague, active or not, `staff_roles`).
    """
    from caseworker.letters.fonts import missing_in
    from caseworker.store.database.ids import new_id
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.staff.staff import add_staff, list_staff

    given = " ".join(name.split())
    if not any(ch.isalpha() for ch in given):
        raise Refused("name_needed")
    if not one_alphabet(given):
        raise Refused("name_mixed")
    if missing_in(given):
        raise Refused("unprintable_staff_name")
    held = _some(roles)
    at = desk.at()
    staff_id = new_id(at)
    with desk.writing("staff") as tx:
        if any(read_alike(given, one.name) for one in list_staff(tx)):
            raise Refused("name_like_another")
        add_staff(tx, staff_id, name=given, roles=held, language=language, appointed_by=desk.worker.id)
        append_ledger(
            tx,
            at=at,
            staff_id=desk.worker.id,
            action="add",
            object_kind="staff",
            object_id=staff_id,
            payload={"roles": sorted(held)},
        )
    return staff_id, "" if desk.store.training else first_passphrase(desk, staff_id)


def first_passphrase(desk: Desk, staff_id: str) -> str:
    """Gives a colleague who never had a passphrase their first, and returns it.

    Raises Refused (`may_not_staff`, `account_inactive`, `has_passphrase`).
    """
    from caseworker.store.secrets.first_passphrase import new_first_passphrase
    from caseworker.store.staff.slots import add_passphrase
    from caseworker.store.staff.staff import get_staff

    with desk.reading("staff") as tx:
        one = get_staff(tx, staff_id)
        _must_be_active(one)
        if one.own_passphrase:
            raise Refused("has_passphrase")
    fresh = new_first_passphrase()
    add_passphrase(desk.store, staff_id, fresh, by=desk.worker.id, now=desk.at())
    return fresh


def change_roles(desk: Desk, staff_id: str, roles: Iterable[str]) -> None:
    """Gives a colleague these roles instead of those they hold.

    Raises Refused (`may_not_staff`, `own_roles`, `account_inactive`, `staff_roles`).
    """
    from caseworker.store.staff.staff import get_staff

    held = _some(roles)
    with desk.writing("staff") as tx:
        if staff_id == desk.worker.id:
            raise Refused("own_roles")
        one = get_staff(tx, staff_id)
        _must_be_active(one)
        if held == one.roles:
            return
        new: dict[str, Any] = {"roles": held}
        if held - one.roles:
            new["appointed_by"] = also_given_by(one, desk.worker.id)
        _change(tx, desk, staff_id, "roles", {"before": sorted(one.roles), "roles": sorted(held)}, **new)


def deactivate(desk: Desk, staff_id: str) -> None:
    """Ends an account: its passphrase opens nothing more, and it approves nothing more. What the person did
    stays in their name. Raises Refused (`may_not_staff`, `own_account`).
    """
    from caseworker.store.staff.slots import remove_passphrase, staff_with_passphrase
    from caseworker.store.staff.staff import get_staff

    with desk.reading("staff") as tx:
        if staff_id == desk.worker.id:
            raise Refused("own_account")
        get_staff(tx, staff_id)
    # The way in goes first: a kill in between leaves nobody inside whose account has ended.
    if staff_id in staff_with_passphrase(desk.store):
        remove_passphrase(desk.store, staff_id, by=desk.worker.id, now=desk.at())
    with desk.writing("staff") as tx:
        if get_staff(tx, staff_id).active:
            _change(tx, desk, staff_id, "deactivate", active=False)


def reset(desk: Desk, staff_id: str, second_id: str, passphrase: str) -> str:
    """Gives a colleague who forgot theirs a new first passphrase, and returns it.

    Nobody does that alone: a second person, neither of the two, types their own passphrase. Raises Refused
    (`may_not_staff`, `own_account`, `account_inactive`, `second_person_other`, `second_person_not_ready`),
    WrongPassphrase, TooSoon.
    """
    from caseworker.store.secrets.first_passphrase import new_first_passphrase
    from caseworker.store.staff.slots import check_own_passphrase, reset_passphrase
    from caseworker.store.staff.staff import get_staff

    with desk.reading("staff") as tx:
        if staff_id == desk.worker.id:
            raise Refused("own_account")
        _must_be_active(get_staff(tx, staff_id))
        _must_be_second(desk, tx, staff_id, second_id)
    check_own_passphrase(desk.store, second_id, passphrase)
    fresh = new_first_passphrase()
    # Said before the way in changes: a kill in between leaves no first passphrase that counts as their own.
    with desk.writing("staff") as tx:
        one = get_staff(tx, staff_id)
        _must_be_active(one)
        _must_be_second(desk, tx, staff_id, second_id)
        # Whoever sees the first passphrase could use it.
        givers = also_given_by(one, desk.worker.id)
        said = {"second": second_id}
        _change(tx, desk, staff_id, "reset", said, own_passphrase=False, appointed_by=givers)
    reset_passphrase(desk.store, staff_id, fresh, by=desk.worker.id, now=desk.at())
    return fresh


def seconds_for_reset(desk: Desk, staff_id: str) -> tuple[Worker, ...]:
    """Who could be the second person when this colleague's passphrase is reset here."""
    from caseworker.store.staff.staff import list_staff

    with desk.reading("staff") as tx:
        found = _seconds(list_staff(tx), desk.worker.id, staff_id)
    return tuple(Worker(one.id, one.name, one.roles, one.language) for one in found)


def set_own_passphrase(desk: Desk, old: str, new: str) -> None:
    """Sets the passphrase of whoever sits here; from then on it counts as their own.

    Raises Refused (`passphrase_...`, `passphrase_same`), WrongPassphrase, TooSoon.
    """
    from caseworker.store.staff.slots import change_passphrase

    desk.allow("own")
    if old == new:
        raise Refused("passphrase_same")
    change_passphrase(desk.store, desk.worker.id, old, new, now=desk.at())
    with desk.writing("own") as tx:
        _change(tx, desk, desk.worker.id, "own_passphrase", own_passphrase=True)


def recovered(desk: Desk) -> tuple[Recovered, ...]:
    """The accounts that were recovered and wait for somebody to confirm them, oldest first."""
    from caseworker.store.staff.staff import list_staff

    with desk.reading("own") as tx:
        found = list_staff(tx, active=True)
        waiting = sorted((one for one in found if one.unconfirmed), key=lambda one: one.recovered_at or "")
        return tuple(
            Recovered(
                one.id,
                one.name,
                desk.local(one.recovered_at or ""),
                not _why_not_confirm(tx, desk, one, found),
            )
            for one in waiting
        )


def confirm(desk: Desk, staff_id: str) -> None:
    """Confirms that a recovered account is in the right hands: it can approve again.

    Raises Refused (`own_account`, `account_inactive`, `nothing_to_confirm`, `second_person_not_ready` for an
    account that waits for the same, or whose first passphrase was not replaced, `confirm_by_earlier` for one
    that came after the recovery while somebody of before is there).
    """
    from caseworker.store.staff.staff import get_staff, list_staff

    with desk.writing("own") as tx:
        one = get_staff(tx, staff_id)
        _must_be_active(one)
        if not one.unconfirmed:
            raise Refused("nothing_to_confirm")
        if why := _why_not_confirm(tx, desk, one, list_staff(tx, active=True)):
            raise Refused(why)
        _change(tx, desk, staff_id, "confirm", confirmed_by=desk.worker.id)


def _change(
    tx: Transaction, desk: Desk, staff_id: str, action: str, said: dict[str, Any] | None = None, **new: Any
) -> None:
    """Changes an account, with its one entry in the ledger."""
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.staff.staff import change_staff

    change_staff(tx, staff_id, **new)
    append_ledger(
        tx,
        at=desk.at(),
        staff_id=desk.worker.id,
        action=action,
        object_kind="staff",
        object_id=staff_id,
        payload=said,
    )


def _state(one: StaffRow, inside: frozenset[str], *, training: bool) -> str:
    if not one.active:
        return INACTIVE
    if one.unconfirmed:
        return RECOVERED
    if training:
        return OWN
    if one.id not in inside:
        return NO_PASSPHRASE
    return OWN if one.own_passphrase else FIRST


def _some(roles: Iterable[str]) -> frozenset[str]:
    held = frozenset(roles)
    if not held:
        raise Refused("staff_roles")
    return held


def _must_be_active(one: StaffRow) -> None:
    if not one.active:
        raise Refused("account_inactive")


def _is_ready(one: StaffRow) -> bool:
    """Whether an account is in the hands of one person who chose their passphrase."""
    return one.active and one.own_passphrase and not one.unconfirmed


def also_given_by(one: StaffRow, giver: str) -> str:
    """Who gave this person access, by id, with this one added."""
    return " ".join(dict.fromkeys((*one.appointed_by.split(), giver)))


def _seconds(people: Iterable[StaffRow], here: str, staff_id: str) -> list[StaffRow]:
    """Who could be the second person for a reset: ready, neither of the two, and not somebody whom the one
    who resets gave access, while there is anybody else.
    """
    everybody = list(people)
    givers = {one.id: [*one.appointed_by.split(), *filter(None, [one.confirmed_by])] for one in everybody}
    ready = [one for one in everybody if one.id not in (staff_id, here) and _is_ready(one)]
    return [one for one in ready if not appointed_through(one.id, here, givers)] or ready


def _why_not_confirm(tx: Transaction, desk: Desk, one: StaffRow, active: Iterable[StaffRow]) -> str:
    """Why whoever sits here cannot confirm a recovered account, as a code, or nothing."""
    if one.id == desk.worker.id:
        return "own_account"
    ready = {
        other.id for other in active if _is_ready(other) or (desk.store.training and not other.unconfirmed)
    }
    if desk.worker.id not in ready:
        return "second_person_not_ready"
    # Else whoever holds the sheet recovers an administrator, adds somebody, and confirms as that one.
    earlier = {other for other in ready - {one.id} if _came_before(tx, other, one.id)}
    return "confirm_by_earlier" if earlier and desk.worker.id not in earlier else ""


def _came_before(tx: Transaction, other: str, recovered_id: str) -> bool:
    """Whether somebody was there before an account was recovered: in the order of the ledger, which no clock
    changes.
    """
    sql = "SELECT {} FROM ledger WHERE object_kind = 'staff' AND object_id = ?{}"
    came = tx.run(sql.format("min(seq)", ""), (other,)).scalar()
    since = tx.run(sql.format("max(seq)", " AND action = 'recover'"), (recovered_id,)).scalar()
    return came is not None and (since is None or came < since)


def _must_be_second(desk: Desk, tx: Transaction, staff_id: str, second_id: str) -> None:
    from caseworker.store.chain.vouched import staff_must_be_vouched
    from caseworker.store.staff.staff import get_staff, list_staff

    staff_must_be_vouched(tx.run, desk.store.keys.audit)
    if second_id in (staff_id, desk.worker.id):
        raise Refused("second_person_other")
    if not _is_ready(get_staff(tx, second_id)):
        raise Refused("second_person_not_ready")
    if second_id not in {one.id for one in _seconds(list_staff(tx), desk.worker.id, staff_id)}:
        raise Refused("second_person_appointed")
