# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the organisation and of the desk: letterhead, paper, language."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseworker.domain.errors import Refused

from .desk import Desk

if TYPE_CHECKING:
    from caseworker.store.opened.transaction import Transaction

LARGEST_LOGO = 2_000_000


@dataclass(frozen=True, slots=True)
class Office:
    """What heads every letter; `logo` is a PNG or JPEG, `paper` A4 or Letter."""

    name: str = ""
    address: str = ""
    contact: str = ""
    paper: str = "A4"
    logo: bytes | None = None


def office(desk: Desk) -> Office:
    """The office as set."""
    with desk.reading("own") as tx:
        return office_in(tx, desk)


def office_in(tx: Transaction, desk: Desk) -> Office:
    """The office as set, in an open transaction."""
    from caseworker.store.records.settings import get_setting

    found = get_setting(tx, "office", {})
    logo = found.get("logo")
    return Office(
        found.get("name", desk.store.organisation),
        found.get("address", ""),
        found.get("contact", ""),
        found.get("paper", "A4"),
        base64.b64decode(logo) if logo else None,
    )


def set_office(desk: Desk, new: Office) -> None:
    """Sets it. Raises Refused (`logo_too_large`)."""
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.settings import set_setting

    if new.logo is not None and len(new.logo) > LARGEST_LOGO:
        raise Refused("logo_too_large")
    at = desk.at()
    with desk.writing("letterhead") as tx:
        set_setting(
            tx,
            "office",
            {
                "name": new.name,
                "address": new.address,
                "contact": new.contact,
                "paper": new.paper,
                "logo": base64.b64encode(new.logo).decode() if new.logo else None,
            },
        )
        append_ledger(
            tx, at=at, staff_id=desk.worker.id, action="set", object_kind="setting", object_id="office"
        )


def alone_allowed(desk: Desk) -> bool:
    """Whether the office lets some letters go out without a second person."""
    from caseworker.store.records.settings import LETTERS_ALONE, get_setting

    with desk.reading("own") as tx:
        return bool(get_setting(tx, LETTERS_ALONE, False))


def allow_alone(desk: Desk, allowed: bool) -> None:
    """Allows or forbids it. Raises Refused (`may_not_office`)."""
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.settings import LETTERS_ALONE, set_setting

    at = desk.at()
    with desk.writing("office") as tx:
        set_setting(tx, LETTERS_ALONE, allowed)
        append_ledger(
            tx,
            at=at,
            staff_id=desk.worker.id,
            action="allow" if allowed else "forbid",
            object_kind="setting",
            object_id=LETTERS_ALONE,
        )


def set_language(desk: Desk, language: str) -> None:
    """The language of this worker's window."""
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.staff.staff import change_staff

    at = desk.at()
    with desk.writing("own") as tx:
        change_staff(tx, desk.worker.id, language=language)
        append_ledger(
            tx, at=at, staff_id=desk.worker.id, action="set", object_kind="staff", object_id=desk.worker.id
        )
