# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waivers: kept as they were given, never changed and never taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select

from ..database.json_text import from_json, to_json
from ..database.tables import waivers
from ..opened.transaction import Transaction

# Built once: building costs more than running.
_OF_CASE = (
    select(waivers).where(waivers.c.case_id == bindparam("of")).order_by(waivers.c.waived_at, waivers.c.id)
)


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """A condition that somebody accepted without evidence. `accepted` is what was found at the time."""

    id: str
    case_id: str
    applicant_id: str
    criterion: str
    accepted: dict[str, Any]
    reason: str
    waived_by: str
    waived_at: str


def insert_waiver(tx: Transaction, row: WaiverRow) -> None:
    """Keep a waiver; the next ledger entry vouches for it. Raises Refused (`foreign_key`, ...)."""
    tx.changed("waiver", row.id)
    values = {name: getattr(row, name) for name in WaiverRow.__slots__}
    tx.execute(insert(waivers).values(values | {"accepted": to_json(row.accepted)}))


def list_waivers(tx: Transaction, case_id: str) -> list[WaiverRow]:
    """Return all waivers of a case, oldest first, those that lapsed too."""
    found = []
    for row in tx.execute(_OF_CASE, {"of": case_id}):
        values = {name: getattr(row, name) for name in WaiverRow.__slots__}
        found.append(WaiverRow(**(values | {"accepted": from_json(row.accepted)})))
    return found
