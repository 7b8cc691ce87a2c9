# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger cannot be changed by SQL, and a change by other means is seen."""

from __future__ import annotations

import pytest

from caseworker.domain.errors import CaseworkerError, ReadOnlyStore, Refused, StoreDamaged
from caseworker.store.cases.case_list import count_cases
from caseworker.store.opened.store import Store
from caseworker.store.opening.check import check_store
from caseworker.store.records.ledger import append_ledger, list_ledger, verify_ledger

from ..conftest import NOW, add_case, note

ATTACKS = [
    "UPDATE ledger SET reason = 'x' WHERE seq = 1",
    "UPDATE OR REPLACE ledger SET seq = 1 WHERE seq = 2",
    "DELETE FROM ledger",
    "DELETE FROM ledger WHERE seq = 3",
    "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 1",
    "REPLACE INTO ledger SELECT seq, at, staff_id, 'x', '', '', '', '{}', '', prev, mac FROM ledger",
    "INSERT INTO ledger SELECT seq + 1, at, staff_id, 'x', '', '', '', '{}', '', prev, mac FROM ledger"
    " ORDER BY seq DESC LIMIT 1",
    "INSERT INTO ledger SELECT seq + 2, at, staff_id, 'x', '', '', '', '{}', '', mac, mac FROM ledger"
    " ORDER BY seq DESC LIMIT 1",
    "INSERT OR IGNORE INTO ledger (at, staff_id, action, object_kind, object_id, reason, payload, row_hash,"
    " prev, mac) VALUES ('', '', '', '', '', '', '', '', '', '')",
    "INSERT INTO ledger (rowid, at, staff_id, action, object_kind, object_id, reason, payload, row_hash,"
    " prev, mac) VALUES (1, '', '', '', '', '', '', '', '', '', '') ON CONFLICT DO UPDATE SET reason = 'x'",
    "DROP TABLE ledger",
    "DROP TRIGGER ledger_kept",
    "ALTER TABLE ledger RENAME TO old",
    "ALTER TABLE ledger DROP COLUMN reason",
    "CREATE TABLE other (a)",
    "CREATE TRIGGER t AFTER INSERT ON ledger BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER t BEFORE DELETE ON ledger BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TEMP TABLE ledger (a)",
    "CREATE VIEW v AS SELECT 1",
    "ATTACH DATABASE ':memory:' AS plain KEY ''",
    "SELECT sqlcipher_export('main')",
    "SELECT load_extension('x')",
    "PRAGMA writable_schema = ON",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA trusted_schema = ON",
    "PRAGMA key = 'x'",
    "PRAGMA rekey = 'x'",
    "PRAGMA hexkey = '00'",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = OFF",
    "PRAGMA application_id = 1",
    "UPDATE sqlite_master SET sql = ''",
    "DELETE FROM sqlite_master",
    "VACUUM",
    "UPDATE revisions SET author = 'x'",
    "DELETE FROM revisions",
    "INSERT OR REPLACE INTO revisions SELECT id, case_id, parent, rev, 'x', site, at, '[]' FROM revisions",
    "REPLACE INTO meta VALUES ('training', 'yes')",
    "DELETE FROM meta",
    "UPDATE meta SET key = 'x' WHERE key = 'store_id'",
    "DELETE FROM cases",
]


def _everything(store: Store) -> list[object]:
    with store.raw() as connection:
        tables = ("ledger", "revisions", "meta", "cases", "sqlite_master")
        return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]  # noqa: S608


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_cannot_change_history(store: Store, attack: str) -> None:
    add_case(store)
    before = _everything(store)
    with pytest.raises(CaseworkerError), store.write() as tx:
        tx.run(attack)
    with pytest.raises(CaseworkerError), store.raw() as connection:
        connection.execute(attack)
    assert _everything(store) == before
    assert verify_ledger(store).whole


def test_pragmas_keep_their_values(store: Store) -> None:
    connection = store.connect("repair")
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "cache_size": -64000,
    }
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in expected}
    connection.close()
    assert found == expected


def test_entries_follow_each_other(store: Store) -> None:
    case_id = add_case(store)
    with store.write() as tx:
        seq = append_ledger(
            tx,
            at=NOW,
            staff_id="ben",
            action="print",
            object_kind="case",
            object_id=case_id,
            reason="asked for",
        )
    report = verify_ledger(store)
    assert (report.entries, report.whole, seq) == (3, True, 3)
    with store.read() as tx:
        newest, opened = list_ledger(tx, object_kind="case", object_id=case_id)
        assert (newest.action, newest.reason, opened.action) == ("print", "asked for", "open")
        assert [entry.seq for entry in list_ledger(tx, before=3)] == [2, 1]
        with pytest.raises(ReadOnlyStore):
            append_ledger(tx, at=NOW, staff_id="ben", action="print")


def test_text_that_is_no_unicode_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="text_not_unicode"), store.write() as tx:
        append_ledger(tx, at=NOW, staff_id="ben", action="print", reason="\ud800")


def test_an_entry_vouches_for_all_that_changed_with_it(store: Store) -> None:
    from caseworker.store.cases.cases import archive_case

    one, other = add_case(store), add_case(store)
    with store.write() as tx:
        archive_case(tx, one)
        archive_case(tx, other)
        note(tx, store, "case", one)
    with store.read() as tx:
        (entry, *_) = list_ledger(tx)
    assert list(entry.payload["rows"]) == [f"case:{other}"]
    assert check_store(store).whole


WAYS_ROUND = [
    ("UPDATE ledger SET reason = 'x' WHERE seq = 2", "ledger:2"),
    ("DELETE FROM ledger WHERE seq = 2", "ledger:2"),
    ("UPDATE ledger SET prev = '' WHERE seq = 3", "ledger:3"),
    ("UPDATE ledger SET mac = X'00' WHERE seq = 3", "ledger:3"),
    ("UPDATE documents SET document = '{}' WHERE case_pk = 1", "row:case"),
    ("UPDATE cases SET archived = 1 WHERE pk = 1", "row:case"),
    ("UPDATE cases SET revision_id = 'x' WHERE pk = 1", "revision"),
    ("DELETE FROM cases WHERE pk = 1", "row:case"),
    ("UPDATE staff SET roles = 'administrator'", "row:staff"),
    ("UPDATE case_search_content SET c0 = 'x' WHERE id = 1", "search"),
]


@pytest.mark.parametrize(("sql", "fault"), WAYS_ROUND)
def test_whoever_goes_round_the_triggers_is_seen(store: Store, sql: str, fault: str) -> None:
    for _ in range(3):
        add_case(store)
    assert check_store(store).whole
    connection = store.connect("repair")
    connection.execute("PRAGMA foreign_keys = OFF")
    for name in ("ledger_fixed", "ledger_kept"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.executescript(sql)
    connection.close()
    report = check_store(store)
    assert not report.whole
    assert any(found.startswith(fault) for found in report.faults), report.faults


def test_checking_finds_what_it_counts(store: Store) -> None:
    for _ in range(3):
        add_case(store)
    report = check_store(store)
    assert report.faults == ()
    assert (report.counts["cases"], report.counts["ledger"], count_cases(store)) == (3, 4, 3)
    assert report.ledger == verify_ledger(store)


def test_an_older_page_put_back_is_seen(store: Store) -> None:
    """SQLCipher itself accepts an old page that was valid in its place."""
    from caseworker.store.cases.cases import archive_case
    from caseworker.store.opening.opening import open_store

    from ..conftest import PASSPHRASE

    ids = [add_case(store, notes=str(number) * 1500) for number in range(12)]
    store.close()
    path = store.database
    old = path.read_bytes()
    with open_store(store.folder, PASSPHRASE, now=NOW) as again, again.write() as tx:
        for case_id in ids:
            archive_case(tx, case_id)
            note(tx, again, "case", case_id)
    new = path.read_bytes()
    changed = [at for at in range(0, len(old), 4096) if old[at : at + 4096] != new[at : at + 4096]]
    assert len(changed) > 5
    for at in changed:
        path.write_bytes(new[:at] + old[at : at + 4096] + new[at + 4096 :])
        try:
            with open_store(store.folder, PASSPHRASE, now=NOW) as mixed:
                assert not check_store(mixed).whole, at
        except StoreDamaged:
            pass


def test_an_older_store_put_back_does_not_know_a_later_head(store: Store) -> None:
    from caseworker.store.opening.opening import open_store
    from caseworker.store.records.ledger import ledger_has, ledger_head

    from ..conftest import PASSPHRASE

    with store.read() as tx:
        early = ledger_head(tx)
    store.close()
    old = store.database.read_bytes()
    with open_store(store.folder, PASSPHRASE, now=NOW) as again:
        add_case(again)
        with again.read() as tx:
            late = ledger_head(tx)
            assert (early[0], late[0]) == (1, 2)
            assert ledger_has(tx, early)
            assert ledger_has(tx, late)
    store.database.write_bytes(old)
    with open_store(store.folder, PASSPHRASE, now=NOW) as again, again.read() as tx:
        assert check_store_is_fooled(again)
        assert ledger_has(tx, early)
        assert not ledger_has(tx, late)


def check_store_is_fooled(store: Store) -> bool:
    """From inside, the past looks whole."""
    return check_store(store).whole
