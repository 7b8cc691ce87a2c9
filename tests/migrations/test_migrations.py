# SPDX-License-Identifier: AGPL-3.0-or-later
"""Migrations make the tables the program knows, go up and down with data, and are done whole or not."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from caseworker.domain.errors import ReadOnlyStore, StoreDamaged, StoreTooNew
from caseworker.store.cases.case_list import count_cases
from caseworker.store.database import connection as raw
from caseworker.store.database import migrate
from caseworker.store.database.engine import make_engine
from caseworker.store.database.tables import metadata
from caseworker.store.opened.store import Store
from caseworker.store.opened.transaction import Transaction
from caseworker.store.opening.check import check_store
from caseworker.store.opening.create import create_store
from caseworker.store.opening.opening import open_store
from caseworker.store.secrets.keys import FLOOR_KDF
from tests.migrations.older import take_back
from tests.store.conftest import LATER, NOW, PASSPHRASE, add_case

KEY = bytes(range(32))
NEXT = '''
"""A further migration, as a later release might bring."""
import os, signal
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0010", "0009", None, None


def kill(place):
    if os.environ.get("KILL_AT") == place:
        os.kill(os.getpid(), signal.SIGKILL)
    if os.environ.get("FAIL_AT") == place:
        raise RuntimeError(place)


def upgrade():
    kill("first")
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("urgent", sa.Integer, nullable=False, server_default="0"))
    kill("rebuilt")
    op.execute("UPDATE cases SET urgent = pk")
    op.create_table("visits", sa.Column("id", sa.Text, primary_key=True))
    kill("last")
'''


def hash_of(connect: Callable[[], Any]) -> str:
    connection = connect()
    try:
        return migrate.schema_hash(connection)
    finally:
        connection.close()


@pytest.fixture
def connect(tmp_path: Path) -> Callable[[], Any]:
    """Connections to a database of this test's own, with the first migration done."""
    path = tmp_path / "case.db"
    path.touch()
    migrate.upgrade(lambda: raw.connect(path, KEY, None, "create"))
    return lambda: raw.connect(path, KEY, None, "repair")


@pytest.fixture
def schema(connect: Callable[[], Any]) -> list[Any]:
    connection = connect()
    found = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
    connection.close()
    return list(found)


def test_migrations_make_the_tables_the_program_knows(connect: Callable[[], Any]) -> None:
    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not str(name).startswith("case_search")

    engine = make_engine(connect)
    with engine.connect() as connection:
        options = {"include_name": ours, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_every_check_of_the_program_is_in_the_database(schema: list[Any]) -> None:
    from sqlalchemy import CheckConstraint

    made = " ".join(str(sql) for _, _, sql in schema)
    for table in metadata.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint):
                assert f"CHECK ({constraint.sqltext})" in made, constraint.name


def test_nothing_but_keys_is_unique_in_the_ledger(connect: Callable[[], Any]) -> None:
    connection = connect()
    unique = [row for row in connection.execute("PRAGMA index_list(ledger)") if row[2]]
    connection.close()
    assert unique == []


def test_down_and_up_again_is_the_same(connect: Callable[[], Any], schema: list[Any]) -> None:
    from alembic import command

    engine = make_engine(connect)
    with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        command.downgrade(migrate._config(connection), "base")
        left = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        assert list(left) == ["alembic_version"]
    engine.dispose()
    migrate.upgrade(connect)
    connection = connect()
    again = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
    connection.close()
    assert again == schema


def test_the_hash_of_the_schema_is_of_what_the_migrations_make(connect: Callable[[], Any]) -> None:
    assert hash_of(connect) == migrate.SCHEMA_HASH


@pytest.mark.parametrize("form", [f"{number:04d}" for number in range(1, int(migrate.SCHEMA_REVISION))])
def test_a_store_of_each_older_form_comes_to_the_same_schema(old: Path, form: str) -> None:
    with open_store(old, PASSPHRASE, now=NOW) as store:
        take_back(store, form)
        assert hash_of(lambda: store.connect("repair")) != migrate.SCHEMA_HASH
    with open_store(old, PASSPHRASE, now=LATER) as store:
        assert hash_of(lambda: store.connect("repair")) == migrate.SCHEMA_HASH
        add_case(store, LATER)
        assert check_store(store).faults == ()


def test_revisions_from_before_an_upgrade_need_no_entry_and_those_after_it_do(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = Transaction.changed

    def as_then(tx: Transaction, kind: str, object_id: str) -> None:
        if kind != "revision":
            changed(tx, kind, object_id)

    with open_store(old, PASSPHRASE, now=NOW) as store, monkeypatch.context() as then:
        then.setattr(Transaction, "changed", as_then)
        add_case(store)
        (one,) = [fault for fault in check_store(store).faults if fault.startswith("unvouched:revision:")]
        take_back(store, "0005")
    with open_store(old, PASSPHRASE, now=LATER) as store:
        assert check_store(store).faults == ()
        with monkeypatch.context() as then:
            then.setattr(Transaction, "changed", as_then)
            add_case(store, "2022-11-05T10:00:00+00:00")
        (other,) = check_store(store).faults
        assert other.startswith("unvouched:revision:")
        assert other != one


def test_migration_files_stand_alone() -> None:
    for path in (migrate.scripts_folder() / "versions").glob("*.py"):
        assert not re.search(r"(from|import) caseworker", path.read_text(encoding="utf-8")), path.name


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A closed store of the form this program knows, with two cases."""
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
        for _ in range(2):
            add_case(store)
    return made.store.folder


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program one migration later."""
    scripts = tmp_path / "db"
    shutil.copytree(migrate.scripts_folder(), scripts)
    (scripts / "versions" / "0010_next.py").write_text(NEXT)
    monkeypatch.setattr(migrate, "scripts_folder", lambda: scripts)
    monkeypatch.setattr(migrate, "SCHEMA_REVISION", "0010")
    # What a new store of that program has, an upgraded one has too.
    path = tmp_path / "new.db"
    path.touch()
    migrate.upgrade(lambda: raw.connect(path, KEY, None, "create"))
    monkeypatch.setattr(migrate, "SCHEMA_HASH", hash_of(lambda: raw.connect(path, KEY, None, "repair")))
    return scripts


def form_of(store: Store) -> str:
    connection = store.connect("repair")
    try:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(cases)")}
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        signs = ("urgent" in columns, "visits" in tables, migrate.revision_of(connection) == "0010")
    finally:
        connection.close()
    return {(False,) * 3: "old", (True,) * 3: "new"}.get(signs, "half")


def test_an_older_store_is_copied_aside_and_upgraded(old: Path, newer: Path) -> None:
    with open_store(old, PASSPHRASE, now=LATER) as store:
        assert form_of(store) == "new"
        assert count_cases(store) == 2
        assert check_store(store).whole
        with store.read() as tx:
            assert tx.run("SELECT urgent FROM cases ORDER BY pk").scalars().all() == [1, 2]
        add_case(store)
    (copy,) = (old / "before-upgrade").iterdir()
    assert sorted(path.name for path in copy.iterdir()) == ["case.db", "keys.cbor", "keys.cbor.bak"]
    with open_store(old, PASSPHRASE, now=LATER) as store:
        assert len(list((old / "before-upgrade").iterdir())) == 1


def test_an_older_store_that_is_only_looked_at_is_left_as_it_is(old: Path, newer: Path) -> None:
    before = {path.name: path.read_bytes() for path in old.iterdir() if path.name != "lock"}
    with pytest.raises(ReadOnlyStore) as told:
        open_store(old, PASSPHRASE, now=LATER, viewer=True)
    assert told.value.details["part"] == "upgrade"
    assert {path.name: path.read_bytes() for path in old.iterdir() if path.name != "lock"} == before
    with open_store(old, PASSPHRASE, now=LATER) as store:
        assert form_of(store) == "new"


def test_the_copy_opens_in_the_older_program(old: Path, newer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(old, PASSPHRASE, now=LATER).close()
    monkeypatch.undo()
    (copy,) = (old / "before-upgrade").iterdir()
    with open_store(copy, PASSPHRASE, now=LATER) as store:
        assert form_of(store) == "old"
    with pytest.raises(StoreTooNew):
        open_store(old, PASSPHRASE, now=LATER)


@pytest.mark.parametrize("place", ["first", "rebuilt", "last"])
def test_a_failed_migration_leaves_the_old_store(
    old: Path, newer: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("FAIL_AT", place)
    with pytest.raises(RuntimeError, match=place):
        open_store(old, PASSPHRASE, now=LATER)
    monkeypatch.undo()
    with open_store(old, PASSPHRASE, now=LATER) as store:
        assert form_of(store) == "old"
        assert check_store(store).whole


KILLED = """
import sys
from pathlib import Path
from caseworker.store.database import migrate
from caseworker.store.opening.opening import open_store
migrate.scripts_folder = lambda: Path(sys.argv[2])
migrate.SCHEMA_REVISION = "0010"
open_store(Path(sys.argv[1]), sys.argv[3], now=sys.argv[4])
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("place", ["first", "rebuilt", "last"])
def test_a_killed_migration_leaves_old_or_new(old: Path, newer: Path, place: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, old, newer, PASSPHRASE, LATER],
        env={**os.environ, "KILL_AT": place},
        check=False,
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL
    with open_store(old, PASSPHRASE, now="2022-11-04T10:00:00+00:00") as store:  # done now
        assert form_of(store) == "new"
        assert count_cases(store) == 2
        assert check_store(store).whole


def test_a_store_that_says_no_form_is_damaged(old: Path) -> None:
    store = open_store(old, PASSPHRASE, now=NOW)
    connection = store.connect("repair")
    connection.execute("DELETE FROM alembic_version")
    connection.close()
    store.close()
    with pytest.raises(StoreDamaged):
        open_store(old, PASSPHRASE, now=NOW)
