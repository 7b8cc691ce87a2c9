# SPDX-License-Identifier: AGPL-3.0-or-later
"""Determinations: kept as taken, approved once by someone else, superseded and never edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from caseworker.domain.errors import NotFound, Refused

from ..database.json_text import from_json, to_json
from ..database.tables import determinations, reviews
from ..opened.transaction import Transaction

# Built once: building costs more than running.
_OF_CASE = (
    select(determinations)
    .where(determinations.c.case_id == bindparam("of"))
    .order_by(determinations.c.determined_at, determinations.c.id)
)


@dataclass(frozen=True, slots=True)
class DeterminationRow:
    """A decision. `frozen` holds facts, findings, the programme's hash and the revision it was taken on."""

    id: str
    case_id: str
    applicant_id: str
    outcome: str
    assessed_outcome: str
    reason: str
    frozen: dict[str, Any]
    determined_by: str
    determined_at: str
    approved_by: str | None = None
    approved_at: str | None = None
    supersedes: str | None = None


# The ids of determinations that a later one replaced.
SUPERSEDED = select(determinations.c.supersedes).where(determinations.c.supersedes.is_not(None))


def insert_determination(tx: Transaction, row: DeterminationRow) -> None:
    """Keep a determination, not yet approved. Raises Refused (`approved_at_birth`, `foreign_key`, ...)."""
    if row.approved_by is not None or row.approved_at is not None:
        raise Refused("approved_at_birth")
    tx.changed("determination", row.id)
    values = {name: getattr(row, name) for name in DeterminationRow.__slots__}
    tx.execute(insert(determinations).values(values | {"frozen": to_json(row.frozen)}))


def approve_determination(tx: Transaction, determination_id: str, *, by: str, at: str) -> None:
    """Approve. Raises NotFound, Refused (`determinations_four_eyes`, `determination_approved`)."""
    tx.changed("determination", determination_id)
    statement = update(determinations).where(determinations.c.id == determination_id)
    if tx.execute(statement.values(approved_by=by, approved_at=at)).rowcount == 0:
        raise NotFound(kind="determination")


def get_determination(tx: Transaction, determination_id: str) -> DeterminationRow:
    """Return one determination. Raises NotFound."""
    row = tx.execute(select(determinations).where(determinations.c.id == determination_id)).first()
    if row is None:
        raise NotFound(kind="determination")
    return _determination(row)


def list_determinations(tx: Transaction, case_id: str) -> list[DeterminationRow]:
    """Return all determinations of a case, oldest first, superseded ones too."""
    return [_determination(row) for row in tx.execute(_OF_CASE, {"of": case_id})]


def iter_determinations(tx: Transaction) -> Iterator[DeterminationRow]:
    """Yield every determination of the store, oldest first, superseded ones too."""
    query = select(determinations).order_by(determinations.c.determined_at, determinations.c.id)
    for row in tx.execute(query).yield_per(100):
        yield _determination(row)


def count_determinations(tx: Transaction) -> int:
    """Return how many determinations there are, superseded ones too."""
    return int(tx.execute(select(func.count()).select_from(determinations)).scalar_one())


def in_force(rows: Iterable[DeterminationRow]) -> list[DeterminationRow]:
    """Return the determinations that no later one of them supersedes, in their order."""
    found = list(rows)
    superseded = {one.supersedes for one in found}
    return [one for one in found if one.id not in superseded]


def in_force_of(rows: Iterable[DeterminationRow], applicant_id: str) -> DeterminationRow | None:
    """Return the determination in force of one applicant, if there is any."""
    return next((one for one in in_force(rows)[::-1] if one.applicant_id == applicant_id), None)


def determined_now(tx: Transaction) -> dict[str, tuple[str, ...]]:
    """Return case id -> the applicants with a determination in force, for all cases that have any."""
    query = select(determinations.c.case_id, determinations.c.applicant_id).where(
        determinations.c.id.not_in(SUPERSEDED)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in tx.execute(query):
        found[row.case_id] = (*found.get(row.case_id, ()), row.applicant_id)
    return found


def list_unapproved(tx: Transaction) -> list[DeterminationRow]:
    """Return determinations that wait for a second person, oldest first: not approved, not superseded, not
    sent back, and without a letter that went out alone and was looked at.
    """
    seen = select(reviews.c.determination_id)
    query = (
        select(determinations)
        .where(
            determinations.c.approved_by.is_(None),
            determinations.c.id.not_in(SUPERSEDED),
            determinations.c.id.not_in(seen),
        )
        .order_by(determinations.c.determined_at, determinations.c.id)
    )
    return [_determination(row) for row in tx.execute(query)]


def _determination(row: Row[Any]) -> DeterminationRow:
    values = {name: getattr(row, name) for name in DeterminationRow.__slots__}
    return DeterminationRow(**(values | {"frozen": from_json(row.frozen)}))
