# SPDX-License-Identifier: AGPL-3.0-or-later
"""Going through all cases by what the list shows of them and what their facts came to, without documents.

Kept facts are derived, as the index is: no revision, no ledger entry. They stand under a fact set: the
list of their keys, and the basis on which they were computed. Those of another basis count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from ..database.json_text import from_json, to_json
from ..opened.transaction import Transaction
from .case_index import FactIndex

_SHOWN = (
    "SELECT c.pk, c.id, c.rev, c.outcome, c.steps, f.fact_set, f.row FROM cases c"
    " LEFT JOIN case_facts f ON f.case_pk = c.pk WHERE c.archived = 0"
)
_KEEP = "INSERT INTO case_facts (case_pk, fact_set, row) VALUES (?, ?, ?)"
_KEEP_AT = "INSERT OR REPLACE INTO case_facts SELECT pk, ?, ? FROM cases WHERE pk = ? AND rev = ?"
_RENEW = "UPDATE cases SET outcome = ?, steps = ? WHERE pk = ? AND rev = ? AND outcome = ? AND steps = ?"


@dataclass(slots=True)
class ShownCase:
    """What the list shows of a case (`steps` is JSON text), and its kept facts; None where there are none."""

    pk: int
    id: str
    rev: int
    outcome: str
    steps: str
    keys: tuple[str, ...] | None
    facts: str | None

    def row(self) -> Any:
        """The kept row, fresh at each call."""
        assert self.facts is not None  # noqa: S101 - asked only where `keys` are there
        return from_json(self.facts)


def iter_shown(tx: Transaction, basis: str, *, programme: str | None = None) -> Iterator[ShownCase]:
    """Yield every case that is not archived, or those of one programme, oldest first."""
    known: Any = tx.run("SELECT id, keys FROM fact_sets WHERE basis = ?", (basis,))
    sets = {number: tuple(from_json(keys)) for number, keys in known}
    where, values = (" AND c.programme = ?", (programme,)) if programme else ("", ())
    found: Any = tx.run(f"{_SHOWN}{where} ORDER BY c.pk", values)
    while rows := found.fetchmany(500):
        for pk, case_id, rev, outcome, steps, number, row in rows:
            yield ShownCase(pk, case_id, rev, outcome, steps, sets.get(number), row)


def documents_of(tx: Transaction, pks: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (pk, document) of these cases, oldest first."""
    if not pks:
        return
    marks = ", ".join("?" * len(pks))
    sql = f"SELECT case_pk, document FROM documents WHERE case_pk IN ({marks}) ORDER BY case_pk"  # noqa: S608
    found: Any = tx.run(sql, tuple(pks))
    for pk, text in found:
        yield pk, from_json(text)


def renew_shown(tx: Transaction, rows: Sequence[tuple[ShownCase, str, str]]) -> int:
    """Renew what the list shows: (the case as it was read, outcome, JSON of the steps).

    A case of which something was changed since it was read is left alone. Return how many were renewed.
    """
    tx.must_write()
    values = [(outcome, steps, one.pk, one.rev, one.outcome, one.steps) for one, outcome, steps in rows]
    return tx.connection.exec_driver_sql(_RENEW, values).rowcount if values else 0


def renew_facts(tx: Transaction, rows: Sequence[tuple[ShownCase, FactIndex]]) -> None:
    """Keep facts that were computed from documents, unless a case was saved since."""
    tx.must_write()
    sets: dict[tuple[str, ...], int] = {}
    values = []
    for one, facts in rows:
        if facts.keys not in sets:
            sets[facts.keys] = _set_of(tx, facts)
        values.append((sets[facts.keys], to_json(facts.row), one.pk, one.rev))
    if values:
        tx.connection.exec_driver_sql(_KEEP_AT, values)


def keep_facts(tx: Transaction, pk: int, facts: FactIndex) -> None:
    """Keep the facts of a case that has none."""
    tx.run(_KEEP, (pk, _set_of(tx, facts), to_json(facts.row)))


def _set_of(tx: Transaction, facts: FactIndex) -> int:
    keys, digest = _digest_of(facts.basis, facts.keys)
    number = tx.run("SELECT id FROM fact_sets WHERE digest = ?", (digest,)).scalar()
    if number is None:
        values = (digest, facts.basis, keys)
        number = tx.run("INSERT INTO fact_sets (digest, basis, keys) VALUES (?, ?, ?)", values).lastrowid
    return int(number)


@lru_cache(maxsize=256)
def _digest_of(basis: str, keys: tuple[str, ...]) -> tuple[str, str]:
    text = to_json(keys)
    return text, sha256(f"{basis}\x00{text}".encode()).hexdigest()
