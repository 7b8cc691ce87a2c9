# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recovery key of a store and its sheet. The key itself is kept nowhere."""

from __future__ import annotations

from caseworker.domain.errors import Refused
from caseworker.words import Words

from .desk import Desk


def may_renew(desk: Desk) -> bool:
    """Whether this worker may make a new recovery sheet."""
    return desk.worker.role == "administrator"


def new_key(desk: Desk) -> str:
    """Makes a new recovery key and returns it, to be printed; the one of before opens nothing more.

    Until `sheet_kept` a sheet is due: broken off there, the next administrator who comes in makes another.
    Raises Refused (`may_not_renew_recovery`).
    """
    from caseworker.store.sheet_due import PENDING
    from caseworker.store.slots import renew_recovery_key

    if not may_renew(desk):
        raise Refused("may_not_renew_recovery")
    # Said before the old key goes: after a kill in between somebody still makes a sheet.
    _note(desk, PENDING)
    return renew_recovery_key(desk.store, by=desk.worker.id, now=desk.at())


def sheet_kept(desk: Desk) -> None:
    """Records that the sheet was printed or saved, and typed back."""
    from caseworker.store.sheet_due import DONE

    _note(desk, DONE)


def sheet(desk: Desk, key: str, words: Words) -> bytes:
    """The sheet of a key as a PDF."""
    from caseworker.letters.recovery_sheet import SheetFacts, recovery_sheet

    from .settings import office

    store = desk.store
    facts = SheetFacts(office(desk).name, store.site, short_id(store.store_id), desk.today())
    return recovery_sheet(key, facts, words)


def short_id(store_id: str) -> str:
    """What names a store on paper: the last eight signs of its id, which are drawn and tell nothing."""
    end = store_id.replace("-", "")[-8:].upper()
    return f"{end[:4]}-{end[4:]}"


def _note(desk: Desk, state: str) -> None:
    from caseworker.store.ledger import append_ledger
    from caseworker.store.settings import get_setting, set_setting
    from caseworker.store.sheet_due import SETTING

    with desk.store.write() as tx:
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
