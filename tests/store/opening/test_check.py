# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `check` calls whole is whole: the ledger vouches for all that is there, and nothing is altered."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseworker.domain.errors import CaseworkerError
from caseworker.store.cases.case_list import list_cases
from caseworker.store.cases.cases import load_case, save_case
from caseworker.store.opened.store import Store
from caseworker.store.opening.check import check_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.letters import draft_letter, issue_letter

from ..conftest import LATER, NOW, PASSPHRASE, add_case, index_of, note

SMUGGLED = [
    (
        "INSERT INTO determinations VALUES ('d9', '{case}', 'a1', 'eligible', 'not_eligible', 'x',"
        " '{{}}', 'ana', '2022-11-02', NULL, NULL, NULL)",
        "unvouched:determination:d9",
    ),
    (
        "INSERT INTO determinations VALUES ('d9', '{case}', 'a1', 'eligible', 'eligible', '', '{{}}', 'ana',"
        " '2022-11-02', 'eve', '2022-11-02', NULL)",
        "unvouched:determination:d9",
    ),
    (
        "INSERT INTO staff VALUES ('eve', 'Eve', 'supervisor', 'en', 1, 1, '', NULL, NULL)",
        "unvouched:staff:eve",
    ),
    ("INSERT INTO settings VALUES ('office', '{{\"name\": \"Another\"}}')", "unvouched:setting:office"),
    ("UPDATE settings SET json = '9' WHERE key LIKE 'counter:TIJ%'", "row:setting:counter:TIJ"),
    ("INSERT INTO meta VALUES ('more', 'x')", "unvouched:meta:more"),
    ("UPDATE meta SET value = 'CJS' WHERE key = 'site'", "row:meta:site"),
    (
        "INSERT INTO waivers VALUES ('w9', '{case}', 'a1', 'passport', '{{}}', 'seen', 'eve', '2022-11-02')",
        "unvouched:waiver:w9",
    ),
    ("UPDATE revisions SET author = 'eve'", "row:revision:"),
    ("UPDATE revisions SET at = '2022-01-01'", "row:revision:"),
    ("UPDATE revisions SET changes = '[]'", "row:revision:"),
    ("INSERT INTO revisions VALUES ('r9', '{case}', NULL, 0, 'eve', 'TIJ', '2001', '[]')", "revision:"),
    (
        "INSERT INTO revisions VALUES ('r9', '{case}', NULL, 0, 'eve', 'TIJ', '2001', '[]')",
        "unvouched:revision:r9",
    ),
    ("UPDATE letters SET pdf = CAST('%PDF another' AS BLOB) WHERE number IS NOT NULL", "letter:l1"),
    ("UPDATE letters SET sha256 = 'ab' WHERE number IS NOT NULL", "letter:l1"),
]


@pytest.fixture
def lettered(store: Store) -> tuple[Store, str]:
    """A store with a case and an issued letter, and the id of the case."""
    case_id = add_case(store)
    with store.write() as tx:
        draft_letter(
            tx, "l1", case_id=case_id, applicant_id="a1", determination_id=None, language="es", paper="A4"
        )
        issue_letter(tx, "l1", number="L-1", pdf=b"%PDF one", seal="s", by=store.staff_id, at=NOW)
        note(tx, store, "letter", "l1")
    assert check_store(store).whole
    return store, case_id


@pytest.mark.parametrize(("sql", "fault"), SMUGGLED)
def test_what_no_entry_made_is_named(lettered: tuple[Store, str], sql: str, fault: str) -> None:
    store, case_id = lettered
    connection = store.connect("repair")
    try:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(sql.format(case=case_id))
    finally:
        connection.close()
    faults = check_store(store).faults
    assert any(one.startswith(fault) for one in faults), faults


STRANGE = [
    "DROP TRIGGER revisions_fixed",
    "DROP TRIGGER ledger_kept",
    "CREATE TRIGGER more AFTER INSERT ON revisions BEGIN UPDATE cases SET outcome = 'eligible'; END",
    "CREATE TRIGGER more BEFORE INSERT ON drafts BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TABLE more (x)",
    "CREATE VIEW more AS SELECT 1",
    "CREATE UNIQUE INDEX more ON cases (site, pk)",
    "DROP INDEX ix_cases_counted",
    "DROP TABLE case_facts",
    "ALTER TABLE staff ADD COLUMN more",
]


@pytest.mark.parametrize("sql", STRANGE)
def test_what_stands_in_a_database_is_what_the_migrations_made(lettered: tuple[Store, str], sql: str) -> None:
    store, _ = lettered
    connection = store.connect("repair")
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(sql)
    finally:
        connection.close()
    assert check_store(store).faults == ("schema",)


def test_a_revision_that_is_gone_is_missed(store: Store) -> None:
    case_id = add_case(store)
    with store.write() as tx:
        document, rev = load_case(tx, case_id)
        index = index_of(document)
        save_case(tx, case_id, document, index, base_rev=rev, changes=[], author=store.staff_id, at=LATER)
        note(tx, store, "case", case_id)
    assert check_store(store).whole
    connection = store.connect("repair")
    try:
        (trigger,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'revisions_kept'"
        ).fetchone()
        connection.execute("DROP TRIGGER revisions_kept")
        connection.execute("DELETE FROM revisions WHERE rev = 1")
        connection.execute(trigger)
    finally:
        connection.close()
    faults = check_store(store).faults
    assert f"revision:{case_id}" in faults
    assert [one.rpartition(":")[0] for one in faults] == ["row:revision", "revision"]


def test_the_program_itself_leaves_nothing_unvouched(lettered: tuple[Store, str]) -> None:
    store, _ = lettered
    with store.write() as tx:
        tx.run("INSERT INTO settings VALUES ('left', '1')")
    assert check_store(store).faults == ("unvouched:setting:left",)


BAD = [
    "documents SET document",
    "ledger SET payload",
    "ledger SET row_hash",
    "settings SET json",
    "cases SET number",
]


@pytest.mark.parametrize("column", BAD)
@pytest.mark.parametrize("value", ["CAST(x'7bff' AS TEXT)", "x'00ff'", "'{\"a\": '", "'[[[['", "7", "''"])
def test_rubbish_in_a_column_is_damage_and_no_traceback(store: Store, column: str, value: str) -> None:
    case_id = add_case(store)
    connection = store.connect("repair")
    try:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(f"UPDATE {column} = {value}")
    finally:
        connection.close()
    assert not check_store(store).whole
    for read in (lambda: list_cases(store), lambda: _loaded(store, case_id)):
        try:
            read()
        except CaseworkerError as error:
            assert error.code in ("store_damaged", "transient_io"), error  # noqa: PT017


def _loaded(store: Store, case_id: str) -> object:
    with store.read() as tx:
        return load_case(tx, case_id)


def test_an_older_page_of_settings_put_back_is_named(folder: Path) -> None:
    """The counter of numbers would go back, and numbers would be given twice."""
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        add_case(store)
    old = (folder / "case.db").read_bytes()
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        add_case(store)
        root = store.connect("repair")
        try:
            sql = "SELECT rootpage FROM sqlite_master WHERE name = 'settings'"
            at = (root.execute(sql).fetchone()[0] - 1) * 4096
        finally:
            root.close()
    new = (folder / "case.db").read_bytes()
    assert old[at : at + 4096] != new[at : at + 4096]
    (folder / "case.db").write_bytes(new[:at] + old[at : at + 4096] + new[at + 4096 :])
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        faults = check_store(store).faults
        assert any(one.startswith("row:setting:counter:") for one in faults), faults
