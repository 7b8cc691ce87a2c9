# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a store without waivers to one with: what was there stays as it was, and old decisions are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseworker.domain.errors import Refused
from caseworker.store.database import migrate
from caseworker.store.opened.store import Store
from caseworker.store.opening.check import check_store
from caseworker.store.opening.create import create_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.determinations import iter_determinations
from caseworker.store.records.ledger import append_ledger
from caseworker.store.records.waivers import WaiverRow, insert_waiver, list_waivers
from caseworker.store.secrets.keys import FLOOR_KDF
from tests.migrations.older import rows_of, take_back
from tests.migrations.test_rulebooks import decide
from tests.store.conftest import LATER, NOW, PASSPHRASE, add_case


@pytest.fixture
def before(tmp_path: Path) -> tuple[Path, str]:
    """A closed store as the second migration left it, with a determination, and its case."""
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
        case_id = add_case(store)
        decide(store, case_id)
        take_back(store, "0002")
    return made.store.folder, case_id


def waived(store: Store, case_id: str, reason: str = "Seen on a video call") -> None:
    row = WaiverRow("w1", case_id, "a1", "passport", {"facts": {}}, reason, store.staff_id, LATER)
    with store.write() as tx:
        insert_waiver(tx, row)
        append_ledger(
            tx, at=LATER, staff_id=store.staff_id, action="waive", object_kind="waiver", object_id="w1"
        )


def test_a_store_without_waivers_gets_them_and_keeps_its_decisions(
    before: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, case_id = before
    tables = ("cases", "revisions", "determinations", "ledger")
    monkeypatch.setattr(migrate, "SCHEMA_REVISION", "0002")
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        rows = {table: rows_of(store, table) for table in tables}
    monkeypatch.undo()
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        now = {table: rows_of(store, table) for table in tables}
        # The upgrade itself is told of, of the store and of its one member of staff.
        assert now.pop("ledger")[:-2] == rows.pop("ledger")
        assert now == rows
        with store.read() as tx:
            (old,) = iter_determinations(tx)
            assert list_waivers(tx, case_id) == []
        assert "backing" not in old.frozen
        waived(store, case_id)
        assert check_store(store).whole
        with store.read() as tx:
            assert [one.criterion for one in list_waivers(tx, case_id)] == ["passport"]


def test_a_waiver_needs_a_reason_and_a_case(before: tuple[Path, str]) -> None:
    folder, case_id = before
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        with pytest.raises(Refused):
            waived(store, case_id, "")
        with pytest.raises(Refused):
            waived(store, "no-such-case")


def test_a_waiver_changed_behind_the_ledger_is_seen(before: tuple[Path, str]) -> None:
    folder, case_id = before
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        waived(store, case_id)
        connection = store.connect("repair")
        connection.execute("DROP TRIGGER waivers_fixed")
        connection.execute("UPDATE waivers SET reason = 'another'")
        connection.close()
        assert check_store(store).faults == ("schema", "row:waiver:w1")
