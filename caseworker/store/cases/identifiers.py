# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other cases with the same document number, phone or name, without the numbers being readable."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ..database.tables import identifiers, people
from ..opened.transaction import Transaction
from .case_index import digest_of
from .folding import fold


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of some case, as the index has it."""

    case_id: str
    applicant_id: str
    role: str
    names: str
    born_from: str | None
    born_to: str | None


def cases_with_identifier(tx: Transaction, kind: str, value: str) -> list[tuple[str, str]]:
    """Return (case id, `applicant` or `sponsor`) for each case that holds this normalised identifier."""
    digest = digest_of(tx.keys.identifiers, kind, value)
    query = (
        select(identifiers.c.case_id, identifiers.c.owner)
        .where(identifiers.c.digest == digest, identifiers.c.kind == kind)
        .distinct()
        .order_by(identifiers.c.case_id)
    )
    return [(row.case_id, row.owner) for row in tx.execute(query)]


def people_named(tx: Transaction, names: str) -> list[PersonRow]:
    """Return everyone whose names are the same but for case and accents."""
    query = select(people).where(people.c.folded == fold(names)).order_by(people.c.case_id)
    return [_person(row) for row in tx.execute(query)]


def people_born(tx: Transaction, first: str, last: str) -> list[PersonRow]:
    """Return everyone who may have been born in these days (ISO days, inclusive)."""
    query = (
        select(people)
        .where(people.c.born_from <= last, people.c.born_to >= first)
        .order_by(people.c.case_id, people.c.applicant_id)
    )
    return [_person(row) for row in tx.execute(query)]


def _person(row: object) -> PersonRow:
    return PersonRow(*(getattr(row, name) for name in PersonRow.__slots__))
