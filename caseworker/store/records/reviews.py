# SPDX-License-Identifier: AGPL-3.0-or-later
"""What second readers did with decisions: approved, sent back, looked at a letter that went out alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, exists, insert, select

from ..database.tables import determinations, letters, reviews
from ..opened.transaction import Transaction
from .determinations import SUPERSEDED

ReviewKind = Literal["approved", "sent_back", "looked"]
# The approver was given access by the one who decided.
APPOINTED = "appointed"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One act of a second reader. `letter_id` where a letter was looked at; `mark` is APPOINTED or empty."""

    id: str
    kind: ReviewKind
    determination_id: str
    letter_id: str | None
    remarks: str
    mark: str
    reviewed_by: str
    reviewed_at: str


@dataclass(frozen=True, slots=True)
class AloneRow:
    """A letter that went out without a second person, and that no supervisor has looked at."""

    letter_id: str
    case_id: str
    applicant_id: str
    number: str
    determination_id: str
    determined_by: str
    issued_by: str
    issued_at: str


def insert_review(tx: Transaction, row: ReviewRow) -> None:
    """Keep it; the next ledger entry vouches for it. Raises Refused (`may_not_approve`, ...)."""
    tx.changed("review", row.id)
    tx.execute(insert(reviews).values({name: getattr(row, name) for name in ReviewRow.__slots__}))


def reviews_of_case(tx: Transaction, case_id: str) -> list[ReviewRow]:
    """Return what second readers did with the decisions of a case, oldest first."""
    query = (
        select(reviews)
        .join(determinations, determinations.c.id == reviews.c.determination_id)
        .where(determinations.c.case_id == case_id)
        .order_by(reviews.c.reviewed_at, reviews.c.id)
    )
    return [_review(row) for row in tx.execute(query)]


def sent_back_in_force(tx: Transaction) -> list[tuple[str, str, str, ReviewRow]]:
    """Return (case id, applicant id, who decided, review) of decisions sent back that still stand."""
    query = (
        select(
            reviews, determinations.c.case_id, determinations.c.applicant_id, determinations.c.determined_by
        )
        .join(determinations, determinations.c.id == reviews.c.determination_id)
        .where(reviews.c.kind == "sent_back", determinations.c.id.not_in(SUPERSEDED))
        .order_by(reviews.c.reviewed_at, reviews.c.id)
    )
    return [(row.case_id, row.applicant_id, row.determined_by, _review(row)) for row in tx.execute(query)]


def letters_gone_alone(tx: Transaction) -> list[AloneRow]:
    """Return the letters that went out without a second person and were not looked at yet, oldest first."""
    looked = exists().where(reviews.c.letter_id == letters.c.id, reviews.c.kind == "looked")
    query = (
        select(
            letters.c.id.label("letter_id"),
            letters.c.case_id,
            letters.c.applicant_id,
            letters.c.number,
            letters.c.determination_id,
            determinations.c.determined_by,
            letters.c.issued_by,
            letters.c.issued_at,
        )
        .join(determinations, determinations.c.id == letters.c.determination_id)
        .where(
            letters.c.state != "draft",
            letters.c.kind == "decision",
            determinations.c.approved_by.is_(None),
            ~looked,
        )
        .order_by(letters.c.issued_at, letters.c.id)
    )
    return [AloneRow(*tuple(row)) for row in tx.execute(query)]


def _review(row: Row[Any]) -> ReviewRow:
    return ReviewRow(**{name: getattr(row, name) for name in ReviewRow.__slots__})
