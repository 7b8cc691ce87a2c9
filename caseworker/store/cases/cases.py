# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases: one JSON document each, with a revision for every save."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from caseworker.domain.errors import NotFound, StaleRevision

from ..database.ids import new_id
from ..database.json_text import from_json, to_json
from ..database.tables import cases, documents, identifiers, people, revisions
from ..opened.transaction import Transaction
from .case_index import CaseIndex
from .index_rows import add_index, replace_index

# Built once: building costs more than running.
_WITH_DOCUMENTS = cases.join(documents)
_DOCUMENT = (
    select(documents.c.document, cases.c.rev)
    .select_from(_WITH_DOCUMENTS)
    .where(cases.c.id == bindparam("of"))
)

Document = dict[str, Any]
Change = dict[str, Any]


def insert_case(
    tx: Transaction, case_id: str, document: Document, index: CaseIndex, *, author: str, at: str
) -> int:
    """Keep a new case and return its revision number, 1.

    Raises Refused (`unique:cases.id`, `unique:cases.number`, `text_not_unicode`, `not_json`).
    """
    tx.changed("case", case_id)
    revision = new_id(at)
    row = _row(index) | {"id": case_id, "updated_at": at, "revision_id": revision, "rev": 1}
    added = tx.execute(insert(cases), row)
    assert added.inserted_primary_key is not None  # noqa: S101 - SQLite numbers rows
    pk = int(added.inserted_primary_key[0])
    tx.execute(insert(documents), {"case_pk": pk, "document": to_json(document)})
    _add_revision(tx, case_id, revision, None, 1, [{"path": "", "new": document}], author, at)
    add_index(tx, case_id, pk, index)
    return 1


def save_case(
    tx: Transaction,
    case_id: str,
    document: Document,
    index: CaseIndex,
    *,
    base_rev: int,
    changes: Sequence[Change],
    author: str,
    at: str,
) -> int:
    """Keep a changed document with its revision and return the new revision number.

    `changes` lead from the document of revision `base_rev` to this one (`case.changes`).
    Raises StaleRevision if the case has been saved since, NotFound, Refused.
    """
    tx.changed("case", case_id)
    query = select(cases.c.pk, cases.c.rev, cases.c.revision_id).where(cases.c.id == case_id)
    now = tx.execute(query).first()
    if now is None:
        raise NotFound(kind="case", id=case_id)
    if now.rev != base_rev:
        raise StaleRevision(case=case_id, base_rev=str(base_rev), rev=str(now.rev))
    revision, rev = new_id(at), now.rev + 1
    row = _row(index) | {"updated_at": at, "revision_id": revision, "rev": rev}
    tx.execute(update(cases).where(cases.c.pk == now.pk).values(row))
    kept = update(documents).where(documents.c.case_pk == now.pk)
    tx.execute(kept.values(document=to_json(document)))
    _add_revision(tx, case_id, revision, now.revision_id, rev, list(changes), author, at)
    replace_index(tx, case_id, now.pk, index)
    return int(rev)


def load_case(tx: Transaction, case_id: str) -> tuple[Document, int]:
    """Return a case's document and its revision number. Raises NotFound."""
    row = tx.execute(_DOCUMENT, {"of": case_id}).first()
    if row is None:
        raise NotFound(kind="case", id=case_id)
    return from_json(row.document), row.rev


def iter_cases(tx: Transaction) -> Iterator[tuple[int, str, str, Document]]:
    """Yield (pk, id, number, document) of every case, archived ones too, oldest first."""
    query = select(cases.c.pk, cases.c.id, cases.c.number, documents.c.document).select_from(_WITH_DOCUMENTS)
    for row in tx.execute(query.order_by(cases.c.pk)).yield_per(100):
        yield row.pk, row.id, row.number, from_json(row.document)


def case_id_of(tx: Transaction, number: str) -> str:
    """Return the id of the case with this number. Raises NotFound."""
    found = tx.execute(select(cases.c.id).where(cases.c.number == number)).scalar()
    if found is None:
        raise NotFound(kind="case")
    return str(found)


def archive_case(tx: Transaction, case_id: str, *, archived: bool = True) -> None:
    """Take a case out of the lists, or back. Raises NotFound."""
    tx.changed("case", case_id)
    if tx.execute(update(cases).where(cases.c.id == case_id).values(archived=int(archived))).rowcount == 0:
        raise NotFound(kind="case", id=case_id)


def set_outcome(tx: Transaction, case_id: str, outcome: str, steps: dict[str, str]) -> None:
    """Renew what the list shows of an assessment, which is derived: no revision, no ledger entry."""
    tx.must_write()
    tx.execute(update(cases).where(cases.c.id == case_id).values(outcome=outcome, steps=to_json(steps)))


def rebuild_index(tx: Transaction, index_of: Callable[[str, Document], CaseIndex]) -> int:
    """Derive every row of lists and search again from the documents; return how many cases there are.

    `index_of` gets the id of a case and its document.
    """
    tx.must_write()
    tx.run("DELETE FROM case_search")
    tx.execute(delete(people))
    tx.execute(delete(identifiers))
    tx.run("DELETE FROM case_facts")
    tx.run("DELETE FROM fact_sets")
    keys = [(row.pk, row.id) for row in tx.execute(select(cases.c.pk, cases.c.id).order_by(cases.c.pk))]
    for pk, case_id in keys:
        document, _ = load_case(tx, case_id)
        index = index_of(case_id, document)
        # The number is not derived: letters were printed with it.
        row = {key: value for key, value in _row(index).items() if key != "number"}
        tx.execute(update(cases).where(cases.c.pk == pk).values(row))
        add_index(tx, case_id, pk, index)
    return len(keys)


def _row(index: CaseIndex) -> dict[str, Any]:
    return {
        "number": index.number,
        "site": index.site,
        "programme": index.programme,
        "language": index.language,
        "opened_on": index.opened_on,
        "principal": index.principal,
        "people_count": len(index.people),
        "outcome": index.outcome,
        "steps": to_json(index.steps),
    }


def _add_revision(
    tx: Transaction,
    case_id: str,
    revision: str,
    parent: str | None,
    rev: int,
    changes: list[Change],
    author: str,
    at: str,
) -> None:
    row = {
        "id": revision,
        "case_id": case_id,
        "parent": parent,
        "rev": rev,
        "author": author,
        "site": tx.site,
        "at": at,
        "changes": to_json(changes),
    }
    tx.changed("revision", revision)
    tx.execute(insert(revisions), row)
