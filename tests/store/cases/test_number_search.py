# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case is found by any part of its number, or by a letter's: by an index, never a scan."""

from __future__ import annotations

import pytest

from caseworker.store.cases import number_search
from caseworker.store.cases.case_index import CaseIndex
from caseworker.store.cases.cases import insert_case
from caseworker.store.cases.search import search_cases, search_keys
from caseworker.store.database.ids import new_id
from caseworker.store.opened.store import Store
from caseworker.store.records.ledger import append_ledger
from caseworker.store.records.letters import draft_letter, issue_letter

from ..conftest import NOW

NUMBERS = (
    "TIJ-2026-K7-000042",
    "TIJ-2026-K7-000043",
    "TIJ-2026-QX-000042",
    "TIJ-2025-K7-000142",
    "TIJ-2026-000042",
    "MEX-2026-K7-000420",
)


def numbered(store: Store, number: str, name: str = "José Núñez") -> str:
    case_id = new_id(NOW)
    index = CaseIndex(number, "TIJ", "venezuela", "es", "2026-01-01", name, search_text=f"{number} {name}")
    with store.write() as tx:
        insert_case(tx, case_id, {"number": number}, index, author=store.staff_id, at=NOW)
        append_ledger(
            tx, at=NOW, staff_id=store.staff_id, action="open", object_kind="case", object_id=case_id
        )
    return case_id


@pytest.fixture
def full(store: Store) -> Store:
    for number in NUMBERS:
        numbered(store, number)
    return store


def found(store: Store, text: str) -> set[str]:
    rows = search_cases(store, text)
    assert len({row.id for row in rows}) == len(rows)
    assert [row.pk for row in rows] == list(search_keys(store, text))
    return {row.number for row in rows}


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("TIJ-2026-K7-000042", {"TIJ-2026-K7-000042"}),
        ("tij 2026 k7 42", {"TIJ-2026-K7-000042"}),
        ("K7-42", {"TIJ-2026-K7-000042"}),
        ("k7 000042", {"TIJ-2026-K7-000042"}),
        ("TIJ-2026-K7-0000", {"TIJ-2026-K7-000042", "TIJ-2026-K7-000043"}),
        ("TIJ-2026-K7", {"TIJ-2026-K7-000042", "TIJ-2026-K7-000043"}),
        ("TIJ-2026-K", {"TIJ-2026-K7-000042", "TIJ-2026-K7-000043"}),
        (
            "TIJ-2026-00004",
            {"TIJ-2026-000042", "TIJ-2026-K7-000042", "TIJ-2026-K7-000043", "TIJ-2026-QX-000042"},
        ),
        ("tij-2026-42", {"TIJ-2026-000042", "TIJ-2026-K7-000042", "TIJ-2026-QX-000042"}),
        ("TIJ-2025", {"TIJ-2025-K7-000142"}),
        ("TIJ-202", {one for one in NUMBERS if one.startswith("TIJ")}),
        ("42", {"TIJ-2026-K7-000042", "TIJ-2026-QX-000042", "TIJ-2026-000042"}),
        ("000042", {"TIJ-2026-K7-000042", "TIJ-2026-QX-000042", "TIJ-2026-000042"}),
        ("420", {"MEX-2026-K7-000420"}),
        ("mex 420", {"MEX-2026-K7-000420"}),
        ("2026 k7 43", {"TIJ-2026-K7-000043"}),
        ("tij 2026 k7 77", set()),
        ("99", set()),
    ],
)
def test_a_number_is_found_by_any_part_that_tells_it_apart(full: Store, text: str, ends: set[str]) -> None:
    assert found(full, text) == ends


def test_a_number_that_is_meant_comes_before_words_that_begin_so(full: Store) -> None:
    numbered(full, "TIJ-2026-K7-000900", "Ana 42nd")
    rows = [row.number for row in search_cases(full, "42")]
    assert rows[-1] == "TIJ-2026-K7-000900"
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("text", "name"), [("li 42", "Li 42"), ("ana 2026 k7", "Ana K7 2026"), ("maria", "María")]
)
def test_a_name_that_looks_like_a_number_is_still_found(full: Store, text: str, name: str) -> None:
    numbered(full, "TIJ-2026-K7-000901", name)
    assert "TIJ-2026-K7-000901" in found(full, text)


@pytest.mark.parametrize(
    "text", ["L-TIJ-2026-K7-000007", "l tij 2026 k7 7", "L-TIJ-2026-K7-0000", "L-TIJ-2026", "L-7", "l k7 7"]
)
def test_the_number_of_a_letter_finds_its_case(full: Store, text: str) -> None:
    case_id = search_cases(full, "TIJ-2026-K7-000043")[0].id
    letter_id = new_id(NOW)
    with full.write() as tx:
        draft_letter(
            tx,
            letter_id,
            case_id=case_id,
            applicant_id="a1",
            determination_id=None,
            language="es",
            paper="A4",
        )
        issue_letter(
            tx, letter_id, number="L-TIJ-2026-K7-000007", pdf=b"%PDF", seal="s", by=full.staff_id, at=NOW
        )
        tx.unrecorded.clear()
    assert found(full, text) == {"TIJ-2026-K7-000043"}


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        (number_search.BY_CASE_COUNT, (42,)),
        (number_search.BY_LETTER_COUNT, (42,)),
        (number_search.BY_CASE_BEGINNING, ("A", "B")),
        (number_search.BY_LETTER_BEGINNING, ("A", "B")),
        (number_search.KNOWN_BEGINNING, ("A", "B")),
        (number_search.NEXT_CASE, ("A", "B")),
        (number_search.NEXT_LETTER, ("A", "B")),
    ],
)
def test_an_index_answers_and_nothing_is_sorted(full: Store, sql: str, values: tuple[object, ...]) -> None:
    connection = full.connect("repair")
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    connection.close()
    assert plan
    assert all(step.startswith("SEARCH") and "INDEX" in step for step in plan), plan


def test_the_keys_of_the_list_are_read_off_an_index(full: Store) -> None:
    connection = full.connect("repair")
    sql = "EXPLAIN QUERY PLAN SELECT pk FROM cases WHERE archived = ? ORDER BY updated_at DESC, pk DESC"
    plan = [row[3] for row in connection.execute(sql, (0,))]
    connection.close()
    assert len(plan) == 1
    assert "COVERING INDEX" in plan[0]
