# SPDX-License-Identifier: AGPL-3.0-or-later
"""Revocations: who took a letter out of force, and why; never changed and never taken away."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, or_, select

from ..database.tables import letters, revocations
from ..opened.transaction import Transaction


@dataclass(frozen=True, slots=True)
class RevocationRow:
    """One letter taken out of force."""

    letter_id: str
    reason: str
    revoked_by: str
    revoked_at: str


def insert_revocation(tx: Transaction, row: RevocationRow) -> None:
    """Keep it; the next ledger entry vouches for it. Raises Refused (`unique:revocations.letter_id`, ...)."""
    tx.changed("revocation", row.letter_id)
    tx.execute(insert(revocations).values({name: getattr(row, name) for name in RevocationRow.__slots__}))


def revocations_of_case(tx: Transaction, case_id: str) -> list[RevocationRow]:
    """Return those of the letters of one case, oldest first."""
    query = (
        select(revocations)
        .join(letters, letters.c.id == revocations.c.letter_id)
        .where(letters.c.case_id == case_id)
        .order_by(revocations.c.revoked_at, revocations.c.letter_id)
    )
    return [RevocationRow(*tuple(row)) for row in tx.execute(query)]


def letters_withdrawn(tx: Transaction) -> tuple[list[str], list[str]]:
    """Return the numbers of all letters that were superseded, and of all that were revoked, in order."""
    query = (
        select(letters.c.number, revocations.c.letter_id)
        .outerjoin(revocations, revocations.c.letter_id == letters.c.id)
        .where(or_(letters.c.state == "superseded", revocations.c.letter_id.is_not(None)))
        .order_by(letters.c.number)
    )
    rows = list(tx.execute(query))
    return (
        [row.number for row in rows if row.letter_id is None],
        [row.number for row in rows if row.letter_id is not None],
    )
