# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of cases, read by the driver alone so that the first window need not wait for SQLAlchemy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from .store import Store

Order = Literal["updated", "opened"]
COLUMNS = (
    "pk, id, number, site, programme, language, opened_on, updated_at, principal, people_count, outcome,"
    " steps, rev, archived"
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a list shows it. `pk` orders cases by when they came into this store."""

    pk: int
    id: str
    number: str
    site: str
    programme: str
    language: str
    opened_on: str
    updated_at: str
    principal: str
    people_count: int
    outcome: str
    steps: dict[str, str]
    rev: int
    archived: bool


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """Which cases to show; None shows all. Days are ISO text, inclusive."""

    site: str | None = None
    programme: str | None = None
    outcome: str | None = None
    opened_from: str | None = None
    opened_until: str | None = None
    archived: bool | None = False


ALL_ACTIVE = CaseFilters()


def list_cases(
    store: Store,
    *,
    after: CaseRow | None = None,
    limit: int = 200,
    filters: CaseFilters = ALL_ACTIVE,
    order: Order = "updated",
) -> list[CaseRow]:
    """Return a page of cases, the last changed (or last opened) first; the next one with `after`."""
    where, values = _conditions(filters)
    by = "updated_at DESC, pk DESC" if order == "updated" else "pk DESC"
    if after is not None and order == "updated":
        where.append("(updated_at, pk) < (?, ?)")
        values += [after.updated_at, after.pk]
    elif after is not None:
        where.append("pk < ?")
        values.append(after.pk)
    sql = f"SELECT {COLUMNS} FROM cases{_where(where)} ORDER BY {by} LIMIT ?"  # noqa: S608 - words of ours
    with store.raw() as connection:
        return [case_row(row) for row in connection.execute(sql, (*values, limit))]


def count_cases(store: Store, filters: CaseFilters = ALL_ACTIVE) -> int:
    """Return how many cases the filters leave."""
    where, values = _conditions(filters)
    with store.raw() as connection:
        sql = f"SELECT count(*) FROM cases{_where(where)}"  # noqa: S608 - words of ours
        return int(connection.execute(sql, values).fetchone()[0])


def count_by_outcome(store: Store, filters: CaseFilters = ALL_ACTIVE) -> dict[str, int]:
    """Return how many cases have each outcome."""
    where, values = _conditions(filters)
    with store.raw() as connection:
        sql = f"SELECT outcome, count(*) FROM cases{_where(where)} GROUP BY outcome"  # noqa: S608 - ours
        return {str(outcome): int(count) for outcome, count in connection.execute(sql, values)}


def case_row(row: Any) -> CaseRow:
    """Return the row of a query for `COLUMNS`."""
    values: list[Any] = [*row[:11], _steps(row[11]), row[12], bool(row[13])]
    return CaseRow(*values)


@lru_cache(maxsize=512)
def _steps(text: str) -> dict[str, str]:
    # A list repeats the same few. Read by the standard library, which is loaded already.
    return {str(step): str(state) for step, state in json.loads(text).items()}


def _where(conditions: list[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _conditions(filters: CaseFilters) -> tuple[list[str], list[Any]]:
    asked: list[tuple[str, Any]] = [
        ("archived = ?", None if filters.archived is None else int(filters.archived)),
        ("site = ?", filters.site),
        ("programme = ?", filters.programme),
        ("outcome = ?", filters.outcome),
        ("opened_on >= ?", filters.opened_from),
        ("opened_on <= ?", filters.opened_until),
    ]
    given = [(text, value) for text, value in asked if value is not None]
    return [text for text, _ in given], [value for _, value in given]
