# SPDX-License-Identifier: AGPL-3.0-or-later
"""Four eyes, and no edit afterwards: kept by the database itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseworker.domain.errors import NotFound, Refused
from caseworker.store.opened.store import Store
from caseworker.store.records.determinations import (
    DeterminationRow,
    approve_determination,
    get_determination,
    insert_determination,
    list_determinations,
    list_unapproved,
)
from caseworker.store.staff.staff import add_staff

from ..conftest import LATER, NOW, add_case, note


@pytest.fixture
def taken(store: Store) -> DeterminationRow:
    for one in ("ana", "ben", "eva"):
        with store.write() as tx:
            add_staff(tx, one, name=one, roles=("supervisor",), language="es", own_passphrase=True)
            note(tx, store, "staff", one)
    row = DeterminationRow(
        id="d1",
        case_id=add_case(store),
        applicant_id="a1",
        outcome="eligible",
        assessed_outcome="needs_review",
        reason="interviewed",
        frozen={"facts": {"age": 30}, "findings": [], "programme": "abc", "rev": 1},
        determined_by="ana",
        determined_at=NOW,
    )
    insert(store, row)
    return row


def insert(store: Store, row: DeterminationRow) -> None:
    with store.write() as tx:
        insert_determination(tx, row)
        note(tx, store, "determination", row.id)


def approve(store: Store, by: str, determination_id: str = "d1", at: str = LATER) -> None:
    with store.write() as tx:
        approve_determination(tx, determination_id, by=by, at=at)
        note(tx, store, "determination", determination_id)


def test_a_determination_is_kept_and_approved_by_another(store: Store, taken: DeterminationRow) -> None:
    with store.read() as tx:
        assert get_determination(tx, "d1") == taken
        assert list_unapproved(tx) == [taken]
    approve(store, "ben")
    with store.read() as tx:
        assert get_determination(tx, "d1") == replace(taken, approved_by="ben", approved_at=LATER)
        assert list_unapproved(tx) == []


def test_nobody_approves_their_own(store: Store, taken: DeterminationRow) -> None:
    with pytest.raises(Refused, match="determinations_four_eyes"):
        approve(store, "ana")
    with store.read() as tx:
        assert get_determination(tx, "d1") == taken


def test_an_approval_is_given_once(store: Store, taken: DeterminationRow) -> None:
    approve(store, "ben")
    for by, at in (("eva", LATER), ("ben", NOW)):
        with pytest.raises(Refused, match="determination_approved"):
            approve(store, by, at=at)


def test_it_cannot_be_born_approved(store: Store, taken: DeterminationRow) -> None:
    with pytest.raises(Refused, match="approved_at_birth"):
        insert(store, replace(taken, id="d2", approved_by="ben", approved_at=LATER))


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE determinations SET outcome = 'not_eligible'",
        "UPDATE determinations SET frozen = '{}'",
        "UPDATE determinations SET determined_by = 'eva'",
        "UPDATE determinations SET determined_by = 'eva', approved_by = 'ana', approved_at = 'x'",
        "UPDATE determinations SET approved_by = 'ana', approved_at = 'x'",
        "UPDATE determinations SET approved_by = 'eva'",
        "UPDATE determinations SET supersedes = 'd1'",
        "UPDATE determinations SET id = 'd9'",
        "DELETE FROM determinations",
        "REPLACE INTO determinations SELECT id, case_id, applicant_id, 'x', 'x', '', '{}', 'eva', '', NULL,"
        " NULL, NULL FROM determinations",
    ],
)
def test_sql_cannot_edit_it(store: Store, taken: DeterminationRow, attack: str) -> None:
    with pytest.raises(Refused), store.write() as tx:
        tx.run(attack)
    approve(store, "ben")
    with pytest.raises(Refused), store.write() as tx:
        tx.run(attack)
    with store.read() as tx:
        assert get_determination(tx, "d1") == replace(taken, approved_by="ben", approved_at=LATER)


def test_a_later_one_supersedes(store: Store, taken: DeterminationRow) -> None:
    later = replace(taken, id="d2", outcome="not_eligible", determined_at=LATER, supersedes="d1")
    insert(store, later)
    with store.read() as tx:
        assert list_determinations(tx, taken.case_id) == [taken, later]
        assert list_unapproved(tx) == [later]
        assert list_determinations(tx, "none") == []
        with pytest.raises(NotFound):
            get_determination(tx, "d3")
    with pytest.raises(NotFound):
        approve(store, "ben", "d3")


def test_it_belongs_to_a_case_that_is_there(store: Store, taken: DeterminationRow) -> None:
    with pytest.raises(Refused, match="foreign_key"):
        insert(store, replace(taken, id="d2", case_id="none"))
