# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of cases, read by the driver alone so that the first window need not wait for SQLAlchemy."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from ..opened.store import Store

# Fewer than the values that one statement takes, in any SQLite.
AT_ONCE = 500
LOOK_UP = 4096
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


def rows_of(connection: Any, keys: Sequence[int]) -> list[CaseRow]:
    """Return the cases of these row numbers (`pk`), in their order; those that are gone are left out."""
    found: dict[int, CaseRow] = {}
    for at in range(0, len(keys), AT_ONCE):
        some = list(keys[at : at + AT_ONCE])
        places = ", ".join("?" * len(some))
        sql = f"SELECT {COLUMNS} FROM cases WHERE pk IN ({places})"  # noqa: S608 - words of ours
        found.update((row[0], case_row(row)) for row in connection.execute(sql, some))
    return [found[key] for key in keys if key in found]


def list_rows(store: Store, keys: Sequence[int]) -> list[CaseRow]:
    """Return the cases of these row numbers, in their order; those that are gone are left out."""
    with store.raw() as connection:
        return rows_of(connection, keys)


def list_named(store: Store, case_ids: Sequence[str]) -> list[CaseRow]:
    """Return the cases with these ids, in their order; those that are gone are left out."""
    sql = "SELECT pk FROM cases WHERE id = ?"
    with store.raw() as connection:
        keys = [row[0] for one in case_ids if (row := connection.execute(sql, (one,)).fetchone())]
        return rows_of(connection, keys)


def list_keys(
    store: Store, *, filters: CaseFilters = ALL_ACTIVE, stopped: Callable[[], bool] | None = None
) -> array[int]:
    """Return the row numbers of all cases, the last changed first, read off an index; fewer once stopped."""
    where, values = _conditions(filters)
    sql = f"SELECT pk FROM cases{_where(where)} ORDER BY updated_at DESC, pk DESC"  # noqa: S608 - ours
    with store.raw() as connection:
        return filled((row[0] for row in connection.execute(sql, values)), stopped)


def list_outdated(store: Store, *, limit: int) -> tuple[list[CaseRow], int]:
    """Return cases with a decision that is out of date, the last changed first, and how many there are."""
    where = 'archived = 0 AND instr(steps, \'"eligibility":"outdated"\') > 0'
    sql = f"SELECT {COLUMNS} FROM cases WHERE {where} ORDER BY updated_at DESC, pk DESC LIMIT ?"  # noqa: S608
    with store.raw() as connection:
        found = [case_row(row) for row in connection.execute(sql, (limit,))]
        count = len(found)
        if count == limit:
            sql = f"SELECT count(*) FROM cases WHERE {where}"  # noqa: S608 - words of ours
            count = int(connection.execute(sql).fetchone()[0])
        return found, count


def filled(keys: Iterable[int], stopped: Callable[[], bool] | None) -> array[int]:
    """Return the keys as numbers of eight bytes each; what was read so far, once nobody waits for them."""
    found = array("q")
    for at, key in enumerate(keys):
        if at % LOOK_UP == 0 and stopped is not None and stopped():
            break
        found.append(key)
    return found


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
