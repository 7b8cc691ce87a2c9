# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the first tables to rulebooks: what was decided before opens, and stays as it was byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseworker.domain.errors import Refused
from caseworker.store.cases.case_list import count_cases
from caseworker.store.database import migrate
from caseworker.store.opened.store import Store
from caseworker.store.opening.check import check_store
from caseworker.store.opening.create import create_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.determinations import (
    DeterminationRow,
    insert_determination,
    iter_determinations,
)
from caseworker.store.records.ledger import append_ledger
from caseworker.store.records.programmes import ProgrammeRow, install_programme, list_programmes
from caseworker.store.records.programmes_in_force import programmes_in_force
from caseworker.store.records.rulebooks import has_rulebook, keep_rulebook, rulebook_content
from caseworker.store.secrets.keys import FLOOR_KDF
from tests.migrations.older import rows_of, take_back
from tests.store.conftest import LATER, NOW, PASSPHRASE, add_case

DECIDED = "01840000-0000-7000-8000-000000000001"
SHA = "ab" * 32


def decide(store: Store, case_id: str) -> None:
    frozen = {"document": {"number": "x"}, "programme": "venezuela", "programme_sha256": SHA}
    with store.write() as tx:
        row = DeterminationRow(
            DECIDED, case_id, "a1", "eligible", "eligible", "", frozen, store.staff_id, NOW
        )
        insert_determination(tx, row)
        append_ledger(
            tx,
            at=NOW,
            staff_id=store.staff_id,
            action="determine",
            object_kind="determination",
            object_id=DECIDED,
        )


@pytest.fixture
def first_form(tmp_path: Path) -> Path:
    """A closed store as the first migration left it, with two cases and a determination."""
    made = create_store(
        tmp_path / "store",
        PASSPHRASE,
        staff_name="A",
        roles=("supervisor",),
        site="TIJ",
        organisation="O",
        now=NOW,
        kdf=FLOOR_KDF,
    )
    with made.store as store:
        decide(store, add_case(store))
        add_case(store)
        take_back(store, "0001")
        assert rows_of(store, "alembic_version") == [("0001",)]
    return made.store.folder


def test_the_first_form_becomes_ours_with_a_verified_copy_beside_it(
    first_form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "SCHEMA_REVISION", "0001")
    tables = ("cases", "revisions", "determinations", "ledger", "staff")
    with open_store(first_form, PASSPHRASE, now=NOW) as store:
        before = {table: rows_of(store, table) for table in tables}
    monkeypatch.undo()
    with open_store(first_form, PASSPHRASE, now=LATER) as store:
        after = {table: rows_of(store, table) for table in before}
        # The upgrade itself is told of, of the store and of its one member of staff, and nothing is changed.
        assert after.pop("ledger")[:-2] == before["ledger"]
        assert [row[:2] for row in after.pop("staff")] == [row[:2] for row in before["staff"]]
        assert after == {table: before[table] for table in after}
        assert rows_of(store, "alembic_version") == [(migrate.SCHEMA_REVISION,)]
        assert rows_of(store, "rulebooks") == rows_of(store, "programmes") == []
        assert check_store(store).whole
        with store.read() as tx:
            (old,) = iter_determinations(tx)
        assert "rulebook" not in old.frozen
    (copy,) = (first_form / "before-upgrade").iterdir()
    monkeypatch.setattr(migrate, "SCHEMA_REVISION", "0001")
    with open_store(copy, PASSPHRASE, now=LATER) as store:
        assert {table: rows_of(store, table) for table in before} == before
        assert count_cases(store) == 2


def kept(store: Store) -> None:
    with store.write() as tx:
        keep_rulebook(tx, SHA, "venezuela", b"the rules", by=store.staff_id, at=NOW)
        append_ledger(tx, at=NOW, staff_id=store.staff_id, action="test")


def test_a_rulebook_is_kept_for_good(first_form: Path) -> None:
    with open_store(first_form, PASSPHRASE, now=LATER) as store:
        kept(store)
        with store.read() as tx:
            assert has_rulebook(tx, SHA)
            assert rulebook_content(tx, SHA) == b"the rules"
        for statement in ("UPDATE rulebooks SET content = x'00'", "DELETE FROM rulebooks"):
            with pytest.raises(Refused, match="rulebook_fixed"), store.write() as tx:
                tx.run(statement)
        assert check_store(store).whole


def test_a_rulebook_changed_behind_the_ledger_is_seen(first_form: Path) -> None:
    with open_store(first_form, PASSPHRASE, now=LATER) as store:
        kept(store)
        connection = store.connect("repair")
        connection.execute("DROP TRIGGER rulebooks_fixed")
        connection.execute("UPDATE rulebooks SET content = x'00'")
        connection.close()
        assert check_store(store).faults == ("schema", f"row:rulebook:{SHA}")


def test_one_installed_file_of_a_programme_is_in_force_and_none_is_changed(first_form: Path) -> None:
    with open_store(first_form, PASSPHRASE, now=LATER) as store:
        for number in (1, 2):
            with store.write() as tx:
                row = ProgrammeRow(str(number), "cuba", f"{number}.toml", SHA, NOW, store.staff_id, True)
                install_programme(tx, row, str(number).encode())
                append_ledger(
                    tx,
                    at=NOW,
                    staff_id=store.staff_id,
                    action="install",
                    object_kind="programme",
                    object_id=row.id,
                )
        with store.read() as tx:
            assert [(one.id, one.in_force) for one in list_programmes(tx)] == [("1", False), ("2", True)]
        assert programmes_in_force(store) == [("cuba", "2.toml", b"2")]
        for statement in ("UPDATE programmes SET content = x'00'", "DELETE FROM programmes"):
            with pytest.raises(Refused, match="programme_fixed"), store.write() as tx:
                tx.run(statement)
        assert check_store(store).whole
