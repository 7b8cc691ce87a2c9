# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows by which a case is found: written from its index, and compared with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert

from ..database.faults import SuspectedDamage
from ..database.json_text import from_json, to_json
from ..database.tables import identifiers, people
from ..opened.transaction import Transaction
from .case_index import CaseIndex, digest_of
from .folding import fold
from .kept_facts import keep_facts

_CASE = "SELECT site, programme, language, opened_on, principal, people_count FROM cases WHERE pk = ?"
_PEOPLE = (
    "SELECT case_id, applicant_id, role, names, folded, born_from, born_to FROM people"
    " WHERE case_id = ? ORDER BY applicant_id"
)
_IDENTIFIERS = "SELECT case_id, kind, digest, owner FROM identifiers WHERE case_id = ? ORDER BY id"
# What the list shows, on what basis, and when that was written: at a save, a determination or a letter.
_SHOWN = (
    "SELECT c.outcome, c.steps,"
    " (SELECT s.basis FROM case_facts f JOIN fact_sets s ON s.id = f.fact_set WHERE f.case_pk = c.pk),"
    " c.updated_at, (SELECT max(determined_at) FROM determinations d WHERE d.case_id = c.id),"
    " (SELECT max(issued_at) FROM letters l WHERE l.case_id = c.id) FROM cases c WHERE c.pk = ?"
)
_FACTS = (
    "SELECT s.basis, s.keys, f.row FROM case_facts f JOIN fact_sets s ON s.id = f.fact_set"
    " WHERE f.case_pk = ?"
)


def add_index(tx: Transaction, case_id: str, pk: int, index: CaseIndex) -> None:
    """Write the rows of a case that has none."""
    if index.facts is not None:
        keep_facts(tx, pk, index.facts)
    persons, numbers = _people(case_id, index), _identifiers(tx, case_id, index)
    if persons:
        tx.execute(insert(people), persons)
    if numbers:
        tx.execute(insert(identifiers), numbers)
    tx.run("INSERT INTO case_search (rowid, text) VALUES (?, ?)", (pk, fold(index.search_text)))


def replace_index(tx: Transaction, case_id: str, pk: int, index: CaseIndex) -> None:
    """Write the rows of a case in place of those it has."""
    tx.execute(delete(people).where(people.c.case_id == case_id))
    tx.execute(delete(identifiers).where(identifiers.c.case_id == case_id))
    tx.run("DELETE FROM case_facts WHERE case_pk = ?", (pk,))
    tx.run("DELETE FROM case_search WHERE rowid = ?", (pk,))
    add_index(tx, case_id, pk, index)


def index_agrees(tx: Transaction, case_id: str, pk: int, index: CaseIndex, since: str | None) -> bool:
    """Whether a case stands in lists and search as `index` says.

    Outcome and steps are compared where the case was written under the rules of `index`, which decide
    `since` then; None where that is not known. Facts of another basis count for nothing.
    """
    shown = (index.site, index.programme, index.language, index.opened_on, index.principal, len(index.people))
    searched = tx.run("SELECT text FROM case_search WHERE rowid = ?", (pk,)).scalar()
    return (
        tuple(tx.run(_CASE, (pk,)).one()) == shown
        and _rows(tx, _PEOPLE, case_id)
        == sorted((tuple(one.values()) for one in _people(case_id, index)), key=lambda row: row[1])
        and _rows(tx, _IDENTIFIERS, case_id)
        == [tuple(one.values()) for one in _identifiers(tx, case_id, index)]
        and searched == fold(index.search_text)
        and _facts_agree(tx, pk, index)
        and (since is None or _shown_agrees(tx, pk, index, since))
    )


def _shown_agrees(tx: Transaction, pk: int, index: CaseIndex, since: str) -> bool:
    outcome, steps, basis, *times = tuple[Any, ...](tx.run(_SHOWN, (pk,)).one())
    same = basis == (index.facts.basis if index.facts else None)
    written = max(one for one in times if one)
    return not same or written < since or (outcome, steps) == (index.outcome, to_json(index.steps))


def _facts_agree(tx: Transaction, pk: int, index: CaseIndex) -> bool:
    kept = tx.run(_FACTS, (pk,)).first()
    if kept is None or index.facts is None:
        return kept is None and index.facts is None
    facts, keys, row = index.facts, to_json(index.facts.keys), to_json(index.facts.row)
    if kept.basis != facts.basis or tuple(kept) == (facts.basis, keys, row):
        return True
    if kept.keys == keys:
        return False
    # Other rules asked for them: they stay while they hold all that is asked for now.
    try:
        before = from_json(kept.keys)
        asked = frozenset(before) & frozenset(facts.keys)
        return _values(before, from_json(kept.row), asked) == _values(facts.keys, from_json(row), asked)
    except (SuspectedDamage, TypeError, ValueError):
        return False


def _values(keys: Sequence[str], row: Any, asked: frozenset[str]) -> tuple[Any, ...]:
    """A kept row with what was found of each person by its key."""
    *case, people = row
    found = [
        {key: (value, at in unknown) for at, (key, value) in enumerate(zip(keys, values, strict=True))}
        for values, unknown in people
    ]
    return case, [{key: one[key] for key in asked} for one in found]


def _rows(tx: Transaction, sql: str, case_id: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in tx.run(sql, (case_id,))]


def _people(case_id: str, index: CaseIndex) -> list[dict[str, Any]]:
    return [
        {
            "case_id": case_id,
            "applicant_id": one.applicant_id,
            "role": one.role,
            "names": one.names,
            "folded": fold(one.names),
            "born_from": one.born_from,
            "born_to": one.born_to,
        }
        for one in index.people
    ]


def _identifiers(tx: Transaction, case_id: str, index: CaseIndex) -> list[dict[str, Any]]:
    return [
        {
            "case_id": case_id,
            "kind": one.kind,
            "digest": digest_of(tx.keys.identifiers, one.kind, one.value),
            "owner": one.owner,
        }
        for one in index.identifiers
    ]
