# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recovery key of a store and its sheet. The key itself is kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseworker.domain.errors import Refused
from caseworker.words import Words

from ..desk import Desk, Worker

if TYPE_CHECKING:
    from caseworker.store.opened.store import Store
    from caseworker.store.opened.transaction import Transaction


def may_renew(desk: Desk) -> bool:
    """Whether this worker may make a new recovery sheet."""
    return "staff" in desk.permitted()


def new_key(desk: Desk) -> str:
    """Makes a new recovery key and returns it, to be printed; the one of before opens nothing more.

    Until `sheet_kept` a sheet is due: broken off there, the next administrator who comes in makes another.
    Raises Refused (`may_not_staff`).
    """
    from caseworker.store.staff.sheet_due import PENDING
    from caseworker.store.staff.slots import renew_recovery_key

    # Said before the old key goes: after a kill in between somebody still makes a sheet.
    _note(desk, PENDING)
    return renew_recovery_key(desk.store, by=desk.worker.id, now=desk.at())


def sheet_kept(desk: Desk) -> None:
    """Records that the sheet was printed or saved, and typed back."""
    from caseworker.store.staff.sheet_due import DONE

    _note(desk, DONE)


def is_recovery(store: Store) -> bool:
    """Whether the recovery key opened the store: then nothing but `recover` is done in it."""
    from caseworker.store.secrets.keys import RECOVERY

    return store.slot.kind == RECOVERY


def recoverable(desk: Desk) -> tuple[Worker, ...]:
    """Who can be given a new passphrase with the recovery key. Raises Refused (`not_recovery`)."""
    from caseworker.store.staff.staff import list_staff

    with desk.recovering() as tx:
        found = list_staff(tx, active=True)
    return tuple(Worker(one.id, one.name, one.roles, one.language) for one in found)


def recover(desk: Desk, staff_id: str, passphrase: str) -> None:
    """Sets the passphrase that this person chose. Their account approves nothing until somebody confirms it.

    Raises Refused (`not_recovery`, `account_inactive`, `recovery_waits` while another account waits to be
    confirmed, `passphrase_...`), ReadOnlyStore.
    """
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.staff.slots import checked, reset_passphrase
    from caseworker.store.staff.staff import change_staff, get_staff, list_staff

    from .people import also_given_by

    if not is_recovery(desk.store):
        raise Refused("not_recovery")
    checked(desk.store, staff_id, passphrase)
    at = desk.at()
    # Said before the way in changes: a kill in between leaves no passphrase that nobody is told of.
    with desk.recovering() as tx:
        one = get_staff(tx, staff_id)
        if not one.active:
            raise Refused("account_inactive")
        others = [other for other in list_staff(tx, active=True) if other.id != staff_id]
        if any(other.unconfirmed for other in others):
            raise Refused("recovery_waits")
        # Whoever made the sheet could have kept the key.
        maker = _maker_of_sheet(tx)
        givers = also_given_by(one, maker) if maker and maker != staff_id else one.appointed_by
        new = {"recovered_at": at, "confirmed_by": None, "own_passphrase": True, "appointed_by": givers}
        change_staff(tx, staff_id, **new)
        append_ledger(tx, at=at, staff_id="", action="recover", object_kind="staff", object_id=staff_id)
    reset_passphrase(desk.store, staff_id, passphrase, by="", now=at)


def _maker_of_sheet(tx: Transaction) -> str:
    """Who made the recovery sheet that is in force, by id; nobody where it came with the store."""
    from caseworker.store.records.ledger import list_ledger
    from caseworker.store.staff.sheet_due import PENDING, SETTING

    made = list_ledger(tx, object_kind="setting", object_id=SETTING)
    return next((one.staff_id for one in made if one.payload.get("sheet") == PENDING), "")


def sheet(desk: Desk, key: str, words: Words) -> bytes:
    """The sheet of a key as a PDF."""
    from caseworker.letters.sheets.recovery_sheet import SheetFacts, recovery_sheet

    from ..settings import office

    store = desk.store
    facts = SheetFacts(office(desk).name, store.site, short_id(store.store_id), desk.today())
    return recovery_sheet(key, facts, words)


def short_id(store_id: str) -> str:
    """What names a store on paper: the last eight signs of its id, which are drawn and tell nothing."""
    end = store_id.replace("-", "")[-8:].upper()
    return f"{end[:4]}-{end[4:]}"


def _note(desk: Desk, state: str) -> None:
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.settings import get_setting, set_setting
    from caseworker.store.staff.sheet_due import SETTING

    with desk.writing("staff") as tx:
        if get_setting(tx, SETTING) == state:
            return
        set_setting(tx, SETTING, state)
        append_ledger(
            tx,
            at=desk.at(),
            staff_id=desk.worker.id,
            action="set",
            object_kind="setting",
            object_id=SETTING,
            payload={"sheet": state},
        )
