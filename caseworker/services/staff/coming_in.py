# SPDX-License-Identifier: AGPL-3.0-or-later
"""What whoever just came in has to do before anything is shown."""

from __future__ import annotations

from caseworker.domain.errors import ReadOnlyStore, Refused

from ..desk import Desk
from . import recovery

RECOVER, CHOOSE_PASSPHRASE = "recover", "choose_passphrase"


def asked_first(desk: Desk) -> str:
    """Return what comes first: `recover` after the recovery key, `choose_passphrase` after a first one, or
    nothing.

    Raises ReadOnlyStore or Refused (`first_passphrase_elsewhere`) where only reading is possible: then
    neither can be done, and nothing is shown.
    """
    from caseworker.store.staff.worker import chose_passphrase

    store = desk.store
    if recovery.is_recovery(store):
        if store.viewer:
            raise ReadOnlyStore(part="recovery")
        return RECOVER
    if chose_passphrase(store):
        return ""
    if store.viewer:
        raise Refused("first_passphrase_elsewhere")
    return CHOOSE_PASSPHRASE


def first_passphrase_waits(desk: Desk) -> bool:
    """Whether this worker has still to replace a passphrase that was drawn for them, which a window does."""
    from caseworker.store.staff.worker import chose_passphrase

    return not chose_passphrase(desk.store)


def key_that_is_due(desk: Desk) -> str:
    """Return a new recovery key where the sheet of the last was never kept and this worker may make one."""
    from caseworker.store.staff.sheet_due import sheet_is_due

    store = desk.store
    if store.viewer or recovery.is_recovery(store) or not sheet_is_due(store):
        return ""
    return recovery.new_key(desk) if recovery.may_renew(desk) else ""
