# SPDX-License-Identifier: AGPL-3.0-or-later
"""A full disk, a sudden kill, a curious reader: nothing saved is lost, nothing secret is shown."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from caseworker.domain.errors import (
    CaseworkerError,
    DiskFull,
    ReadOnlyStore,
    StoreDamaged,
    StoreFault,
    TransientIo,
)
from caseworker.store.cases.case_list import count_cases, list_cases
from caseworker.store.database import faults
from caseworker.store.opened import reserve
from caseworker.store.opened.store import Store
from caseworker.store.opening.check import check_store
from caseworker.store.opening.opening import open_store

from ..conftest import NOW, PASSPHRASE, add_case

CANARY = "CANARIOquetzal"


def test_nothing_readable_reaches_the_disk(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        for number in range(20):
            add_case(store, name=f"{CANARY} {number}", notes=CANARY * 50, passport=CANARY)
        from caseworker.store.cases.attachments import store_file
        from caseworker.store.opening.copy_before_upgrade import set_aside_copy

        store_file(store, CANARY.encode() * 1000)
        list_cases(store)
        set_aside_copy(store, NOW)
        assert (folder / "case.db-wal").exists()
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        readable = [path.name for path in files if CANARY.lower().encode() in path.read_bytes().lower()]
    assert readable == []
    assert any("before-upgrade" in str(path) for path in files)


def test_an_error_never_shows_what_was_written(store: Store, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CaseworkerError) as caught, store.write() as tx:
        tx.run("INSERT INTO settings (key, json) VALUES (?, ?)", (CANARY, None))
    with pytest.raises(CaseworkerError) as other, store.write() as tx:
        tx.run(f"SELECT '{CANARY}' FROM nowhere")  # noqa: S608
    assert isinstance(other.value, StoreFault)
    for error in (caught.value, other.value):
        shown = f"{error} {error!r} {error.details}"
        assert CANARY not in shown
        assert error.__suppress_context__
    assert CANARY not in "".join(capfd.readouterr())


def test_sqlalchemy_hides_parameters(store: Store) -> None:
    from sqlalchemy.exc import StatementError

    engine = store._alchemy()
    with engine.connect() as connection, pytest.raises(StatementError) as caught:
        connection.exec_driver_sql("INSERT INTO settings (key, json) VALUES (?, ?)", (CANARY, None))
    assert CANARY not in str(caught.value)
    assert engine.hide_parameters


def _fill(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let connections made from now on find no room for another page."""

    def limited(mode: Any = "work") -> Any:
        connection = Store.connect(store, "repair")
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    monkeypatch.setattr(store, "connect", limited)


def test_a_full_disk_gives_the_reserve_up_and_loses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(folder, PASSPHRASE, now=NOW)
    kept = folder / reserve.NAME
    assert kept.stat().st_size == 4 * 1024 * 1024
    _fill(store, monkeypatch)
    with pytest.raises(DiskFull) as caught:
        add_case(store, notes="x" * 100_000)
    assert caught.value.details["reserve"] == "released"
    assert not kept.exists()
    with pytest.raises(DiskFull) as caught:
        add_case(store, notes="x" * 100_000)
    assert caught.value.details["reserve"] == "none"
    assert count_cases(store) == 0  # reading goes on
    monkeypatch.undo()
    store.close()
    store = open_store(folder, PASSPHRASE, now=NOW)
    add_case(store, notes="x" * 100_000)
    store.close()
    with open_store(folder, PASSPHRASE, now=NOW) as again:
        assert count_cases(again) == 1
        assert kept.exists()


class FakeError(dbapi2.DatabaseError):  # type: ignore[misc]
    def __init__(self, code: int) -> None:
        super().__init__("text with a name in it")
        self.sqlite_errorcode = code
        self.sqlite_errorname = "SQLITE_TEST"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (dbapi2.SQLITE_FULL, DiskFull),
        (dbapi2.SQLITE_READONLY, ReadOnlyStore),
        (dbapi2.SQLITE_READONLY | 4 << 8, ReadOnlyStore),
        (dbapi2.SQLITE_IOERR | 10 << 8, TransientIo),
        (dbapi2.SQLITE_BUSY, TransientIo),
        (dbapi2.SQLITE_CANTOPEN, TransientIo),
        (dbapi2.SQLITE_ERROR, StoreFault),
        (dbapi2.SQLITE_NOMEM, StoreFault),
    ],
)
def test_errors_of_the_driver_become_ours(store: Store, code: int, kind: type[CaseworkerError]) -> None:
    with pytest.raises(kind) as caught, store.write():
        raise FakeError(code)
    assert "name" not in str(caught.value.details)


@pytest.mark.parametrize("code", [dbapi2.SQLITE_CORRUPT, dbapi2.SQLITE_NOTADB])
def test_a_first_suspicion_is_not_yet_damage(store: Store, code: int) -> None:
    """SQLite reports damage for a mere read error, now and then."""
    for use in (store.write, store.read, store.raw):
        with pytest.raises(TransientIo), use():  # type: ignore[operator]
            raise FakeError(code)
    add_case(store)
    assert count_cases(store) == 1


def test_a_suspicion_that_is_confirmed_is_damage(folder: Path) -> None:
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        for _ in range(5):
            add_case(store, notes="x" * 20_000)
    path = folder / "case.db"
    whole = bytearray(path.read_bytes())
    for place in range(8 * 4096 + 100, len(whole), 4096):
        whole[place] ^= 1
    path.write_bytes(whole)
    with pytest.raises(StoreDamaged), open_store(folder, PASSPHRASE, now=NOW) as store, store.read() as tx:
        tx.run("SELECT c.*, r.* FROM cases c JOIN revisions r ON r.case_id = c.id").fetchall()
    assert path.read_bytes() == bytes(whole)


@pytest.mark.parametrize(
    ("number", "kind"), [(28, DiskFull), (30, ReadOnlyStore), (13, ReadOnlyStore), (5, TransientIo)]
)
def test_errors_of_the_disk_become_ours(number: int, kind: type[CaseworkerError]) -> None:
    with pytest.raises(kind), faults.translated():
        raise OSError(number, "a path with a name in it")


def test_errors_of_others_pass() -> None:
    with pytest.raises(KeyError), faults.translated():
        raise KeyError("mine")


KILLS = 30
# One warm interpreter forks the writers and kills them: to start one each time would take most of a minute.
KILLER = """
import os, signal, sys, time
from pathlib import Path
folder, passphrase, root, kills = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
sys.path.insert(0, root)
import alembic, sqlalchemy.dialects.sqlite
from caseworker.store.opening.opening import open_store
from tests.store.conftest import add_case, NOW

def write(said):
    store = open_store(folder, passphrase, now=NOW)
    if store.beside.found:
        os.write(said, f"told: {store.beside.found}\\n".encode())
    while True:
        os.write(said, (add_case(store, notes="x" * 3000) + "\\n").encode())

for number in range(kills):
    hears, said = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            write(said)
        finally:
            os._exit(1)
    os.close(said)
    with open(hears) as lines:
        first = lines.readline()
        time.sleep(0.001 + 0.003 * (number % 11))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(first + lines.read())
"""


@pytest.mark.skipif(os.name == "nt", reason="needs fork and SIGKILL")
def test_a_kill_loses_nothing_that_was_acknowledged(folder: Path) -> None:
    """Writers are killed at odd moments; every case they called saved is there, and all is whole."""
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", KILLER, folder, PASSPHRASE, root, str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    # A kill takes nothing away, so nothing is told of.
    assert "told" not in done.stdout
    acknowledged = [line for line in done.stdout.split("\n") if len(line) == 36]
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        assert store.left_behind is not None
        with store.read() as tx:
            kept = set(tx.run("SELECT id FROM cases").scalars())
        report = check_store(store)
    assert report.faults == ()
    assert set(acknowledged) <= kept
    # Each had told of one at least before it was killed; of how many more is up to the machine.
    assert len(acknowledged) >= KILLS
    # A writer may have committed one case it had no time to tell of.
    assert len(kept) - len(set(acknowledged)) <= KILLS
