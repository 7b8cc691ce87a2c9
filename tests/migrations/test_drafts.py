# SPDX-License-Identifier: AGPL-3.0-or-later
"""From drafts that named nobody to drafts with an author: nothing typed is dropped on the way."""

from __future__ import annotations

from pathlib import Path

from caseworker.store.cases.drafts import get_drafts
from caseworker.store.opening.check import check_store
from caseworker.store.opening.create import create_store
from caseworker.store.opening.opening import open_store
from caseworker.store.secrets.keys import FLOOR_KDF
from tests.migrations.older import rows_of, take_back
from tests.store.conftest import LATER, NOW, PASSPHRASE, add_case


def test_older_drafts_belong_to_who_saved_the_case_last_or_to_the_first_of_staff(tmp_path: Path) -> None:
    made = create_store(
        tmp_path / "store",
        PASSPHRASE,
        staff_name="A",
        roles=("intake",),
        site="TIJ",
        organisation="O",
        now=NOW,
        kdf=FLOOR_KDF,
    )
    with made.store as store:
        case_id = add_case(store)
        (author,) = {row[4] for row in rows_of(store, "revisions")}
        take_back(store, "0004")
        connection = store.connect("repair")
        for where in (case_id, "not-there-yet"):
            row = (where, "applicants/a1/born_on", "day_impossible\n31 2 1990", NOW)
            connection.execute("INSERT INTO drafts (case_id, path, text, at) VALUES (?, ?, ?, ?)", row)
        connection.close()
        me = store.staff_id
    with open_store(made.store.folder, PASSPHRASE, now=LATER) as store:
        with store.read() as tx:
            mine = {row.case_id: row for who in {author, me} for row in get_drafts(tx, who)}
        assert mine.keys() == {case_id, "not-there-yet"}
        assert mine[case_id].author == author
        assert mine["not-there-yet"].author == me
        assert {(one.kind, one.text, one.at) for one in mine.values()} == {
            ("unfit", "day_impossible\n31 2 1990", NOW)
        }
        assert check_store(store).whole
