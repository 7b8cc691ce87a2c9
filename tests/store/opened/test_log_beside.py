# SPDX-License-Identifier: AGPL-3.0-or-later
"""A write-ahead log that is not the database's own: never taken up, never thrown away, always told of."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from caseworker.domain.errors import ReadOnlyStore, StoreDamaged, StoreTooNew
from caseworker.store.cases.cases import insert_case
from caseworker.store.cases.numbers import next_case_number
from caseworker.store.database import connection as raw
from caseworker.store.opened.log_beside import (
    CUT_LOG,
    FOREIGN_LOG,
    LOSSES,
    MISSING_LOG,
    OLDER_DATABASE,
    UNREADABLE_LOG,
)
from caseworker.store.opened.mark import NAME as MARK
from caseworker.store.opened.store import Store
from caseworker.store.opening.check import check_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.ledger import ledger_head

from ..conftest import LATER, NOW, PASSPHRASE, add_case, index_of, make_store, note

LOG = "case.db-wal"


def hashes(folder: Path) -> dict[str, str]:
    """Every file of a store but those that only say who has it open."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("lock", "reserve")
    }


def numbers(store: Store) -> list[str]:
    with store.raw() as connection:
        return [row[0] for row in connection.execute("SELECT number FROM cases ORDER BY number")]


def grown(folder: Path, cases: int) -> None:
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        for _ in range(cases):
            add_case(store)


def killed(folder: Path, to: Path, cases: int) -> list[str]:
    """Leave in `to` what a kill would leave of the store after so many more cases; return their numbers."""
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        for _ in range(cases):
            add_case(store)
        shutil.copytree(folder, to)
        return numbers(store)


@pytest.fixture
def other_log(tmp_path: Path) -> bytes:
    """The log of another store, as a kill leaves it."""
    made = make_store(tmp_path / "other", site="CJS", organisation="Otra")
    add_case(made.store)
    add_case(made.store)
    said = (tmp_path / "other" / LOG).read_bytes()
    made.store.close()
    assert len(said) > 100_000
    return said


def test_another_stores_log_beside_a_closed_store_is_set_aside(folder: Path, other_log: bytes) -> None:
    grown(folder, 3)
    database, mark = (folder / raw.NAME).read_bytes(), (folder / MARK).read_bytes()
    (folder / LOG).write_bytes(other_log)
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == (FOREIGN_LOG,)
        kept = store.beside.kept
        assert kept is not None
        assert kept.parent == folder / "set-aside"
        assert (kept / raw.NAME).read_bytes() == database
        assert (kept / LOG).read_bytes() == other_log
        assert (kept / MARK).read_bytes() == mark
        assert (folder / raw.NAME).read_bytes() == database
        assert check_store(store).whole
        assert len(numbers(store)) == 3
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == ()


def test_a_store_that_was_never_marked_is_opened_with_its_own_log_only(
    folder: Path, tmp_path: Path, other_log: bytes
) -> None:
    """Stores of earlier releases have no mark: there the pair is tried, as after a kill."""
    grown(folder, 2)
    (folder / MARK).unlink()
    database = (folder / raw.NAME).read_bytes()
    (folder / LOG).write_bytes(other_log)
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == (UNREADABLE_LOG,)
        assert store.beside.kept is not None
        assert (store.beside.kept / raw.NAME).read_bytes() == database
        assert (store.beside.kept / LOG).read_bytes() == other_log
        assert check_store(store).whole
        assert len(numbers(store)) == 2
    made = killed(folder, tmp_path / "killed", 2)
    (tmp_path / "killed" / MARK).unlink()
    with open_store(tmp_path / "killed", PASSPHRASE, now=LATER) as store:
        assert store.beside.found == ()
        assert numbers(store) == made


def test_after_a_kill_everything_is_there_and_nothing_is_said(folder: Path, tmp_path: Path) -> None:
    made = killed(folder, tmp_path / "killed", 5)
    with open_store(tmp_path / "killed", PASSPHRASE, now=LATER) as store:
        assert store.beside.found == ()
        assert numbers(store) == made
        assert check_store(store).whole
    assert not (tmp_path / "killed" / "set-aside").exists()
    assert not list((tmp_path / "killed").glob("trying-*"))


def test_a_journal_beside_is_never_rolled_back(folder: Path, tmp_path: Path) -> None:
    """The older kind of log is believed just as blindly: SQLite writes its pages over ours."""
    grown(folder, 2)
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        keys, store_id = store.keys, store.store_id
    shutil.copytree(folder, tmp_path / "older")
    grown(folder, 3)
    older = raw.connect(tmp_path / "older" / raw.NAME, keys.database, store_id, "repair")
    try:
        older.execute("PRAGMA journal_mode = DELETE").fetchone()
        older.execute("PRAGMA cache_size = 1")
        older.execute("BEGIN IMMEDIATE")
        older.execute("CREATE TABLE t (a)")
        older.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 2000)
        journal = (tmp_path / "older" / "case.db-journal").read_bytes()
    finally:
        older.close()
    assert len(journal) > 4096
    (folder / "case.db-journal").write_bytes(journal)
    database = (folder / raw.NAME).read_bytes()
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == (FOREIGN_LOG,)
        assert store.beside.kept is not None
        assert (store.beside.kept / "case.db-journal").read_bytes() == journal
        assert (folder / raw.NAME).read_bytes() == database
        assert len(numbers(store)) == 5


def moments(folder: Path, tmp_path: Path, count: int) -> list[tuple[Path, list[str]]]:
    """States of one store as kills would leave them, with the cases that were acknowledged by then."""
    found = []
    store = open_store(folder, PASSPHRASE, now=NOW)
    for number in range(count):
        for _ in range(number % 3 + 1):
            add_case(store, notes="x" * (number * 400))
        if number % 4 == 3:
            with store.raw() as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            add_case(store)
        if number == count // 2:
            store.close()
            store = open_store(folder, PASSPHRASE, now=NOW)
            add_case(store)
        state = tmp_path / f"moment-{number}"
        shutil.copytree(folder, state)
        found.append((state, numbers(store)))
    store.close()
    return found


@pytest.mark.parametrize("marked", ["of the database", "of the log", "none"])
def test_no_pair_of_database_and_log_is_ruined(folder: Path, tmp_path: Path, marked: str) -> None:
    """Every pair of different moments: opened whole, or left byte for byte; the files are always kept."""
    states = moments(folder, tmp_path, 5)
    opened = 0
    for at, (one, _) in enumerate(states):
        for other, _ in states[:at] + states[at + 1 :]:
            mixed = tmp_path / "mixed"
            shutil.rmtree(mixed, ignore_errors=True)
            shutil.copytree(one, mixed)
            (mixed / "case.db-shm").unlink()
            shutil.copy(other / LOG, mixed / LOG)
            if marked == "of the log":
                shutil.copy(other / MARK, mixed / MARK)
            elif marked == "none":
                (mixed / MARK).unlink()
            before = hashes(mixed)
            try:
                store = open_store(mixed, PASSPHRASE, now=LATER)
            except StoreDamaged:
                assert hashes(mixed) == before
                continue
            opened += 1
            with store:
                assert check_store(store).whole
                if store.beside.kept is not None:
                    kept = hashes(store.beside.kept)
                    assert (kept[raw.NAME], kept[LOG]) == (before[raw.NAME], before[LOG])
                add_case(store)
            with open_store(mixed, PASSPHRASE, now=LATER) as again:
                assert again.beside.found == ()
                assert check_store(again).whole
    assert opened > 10


def test_what_cannot_be_opened_is_left_as_it_is(folder: Path, tmp_path: Path, other_log: bytes) -> None:
    """Neither with the log nor without it: named as damage, not one byte changed, as often as it is tried."""
    killed(folder, tmp_path / "killed", 4)
    broken = tmp_path / "killed"
    (broken / LOG).write_bytes(other_log)
    data = bytearray((broken / raw.NAME).read_bytes())
    data[5 * 4096 + 7] ^= 1
    (broken / raw.NAME).write_bytes(data)
    before = hashes(broken)
    for _ in range(2):
        with pytest.raises(StoreDamaged):
            open_store(broken, PASSPHRASE, now=LATER)
        assert hashes(broken) == before


def test_a_log_that_is_gone_after_a_kill_is_told_of(folder: Path, tmp_path: Path) -> None:
    killed(folder, tmp_path / "killed", 3)
    (tmp_path / "killed" / LOG).unlink()
    (tmp_path / "killed" / "case.db-shm").unlink()
    with open_store(tmp_path / "killed", PASSPHRASE, now=LATER) as store:
        assert MISSING_LOG in store.beside.found
        assert set(store.beside.found) <= LOSSES
        with store.read() as tx:
            seq, _ = ledger_head(tx)
        assert seq >= 1
    with open_store(tmp_path / "killed", PASSPHRASE, now=LATER) as store:
        assert store.beside.found == ()


def test_a_kill_before_anything_was_written_is_no_loss(folder: Path, tmp_path: Path) -> None:
    grown(folder, 1)
    made = killed(folder, tmp_path / "killed", 0)
    with open_store(tmp_path / "killed", PASSPHRASE, now=LATER) as store:
        assert store.beside.found == ()
        assert numbers(store) == made


def test_an_older_database_put_back_is_told_of(folder: Path, tmp_path: Path) -> None:
    grown(folder, 1)
    older = (folder / raw.NAME).read_bytes()
    grown(folder, 2)
    (folder / raw.NAME).write_bytes(older)
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == (OLDER_DATABASE,)
        assert len(numbers(store)) == 1
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == ()


def test_what_was_found_stands_in_the_ledger(folder: Path, other_log: bytes) -> None:
    from caseworker.store.records.ledger import list_ledger

    grown(folder, 1)
    (folder / LOG).write_bytes(other_log)
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        with store.read() as tx:
            last = list_ledger(tx)[0]
        assert store.beside.kept is not None
        assert (last.action, last.at, last.staff_id) == ("set_aside", LATER, store.staff_id)
        assert last.payload == {"found": [FOREIGN_LOG], "kept": store.beside.kept.name}


def test_a_bit_of_the_log_cannot_turn_without_being_seen(folder: Path, tmp_path: Path) -> None:
    """SQLite reads up to the first frame that is wrong and is silent about every change after it."""
    draw = random.Random(9)
    state = tmp_path / "killed"
    made = killed(folder, state, 12)
    whole = (state / LOG).read_bytes()
    told: list[str] = []
    for _ in range(24):
        trial = tmp_path / "trial"
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(state, trial)
        data = bytearray(whole)
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        (trial / LOG).write_bytes(data)
        with open_store(trial, PASSPHRASE, now=LATER) as store:
            assert check_store(store).whole
            if numbers(store) != made:
                assert set(store.beside.found) & LOSSES, store.beside
                assert store.beside.kept is not None
                assert (store.beside.kept / LOG).read_bytes() == bytes(data)
                told += store.beside.found
    assert told.count(CUT_LOG) > 12


def test_a_change_that_a_kill_cut_short_is_no_damage(folder: Path, tmp_path: Path) -> None:
    """A torn end of the log was never acknowledged: nothing is said of it."""
    state = tmp_path / "killed"
    made = killed(folder, state, 3)
    with (state / LOG).open("ab") as file:
        file.write((state / LOG).read_bytes()[32 : 32 + 4120 + 900])
    with open_store(state, PASSPHRASE, now=LATER) as store:
        assert (store.beside.found, numbers(store)) == ((), made)


def test_a_viewer_changes_nothing_whatever_lies_beside(
    folder: Path, tmp_path: Path, other_log: bytes
) -> None:
    grown(folder, 2)
    (folder / LOG).write_bytes(other_log)
    before = hashes(folder)
    with open_store(folder, PASSPHRASE, now=LATER, viewer=True) as store:
        assert len(numbers(store)) == 2
    assert hashes(folder) == before
    killed(folder, tmp_path / "killed", 2)
    before = hashes(tmp_path / "killed")
    with pytest.raises(ReadOnlyStore):
        open_store(tmp_path / "killed", PASSPHRASE, now=LATER, viewer=True)
    assert hashes(tmp_path / "killed") == before


LIMITED = """
import resource, signal, sys
from pathlib import Path
from caseworker.domain.errors import DiskFull
from caseworker.store.cases.numbers import next_case_number
from caseworker.store.opening.opening import open_store

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    open_store(Path(sys.argv[1]), sys.argv[2], now="2022-11-04T10:00:00+00:00")
except DiskFull as error:
    print(error.code, error.details["part"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on files")
@pytest.mark.parametrize("how", ["killed", "closed"])
def test_without_room_for_the_copy_nothing_is_changed(
    folder: Path, tmp_path: Path, other_log: bytes, how: str
) -> None:
    state = tmp_path / "killed"
    made = killed(folder, state, 3)
    if how == "closed":
        state = folder
        (folder / LOG).write_bytes(other_log)
    before = hashes(state)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, state, PASSPHRASE], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["disk_full", "opening"]
    assert hashes(state) == before
    with open_store(state, PASSPHRASE, now=LATER) as store:
        assert numbers(store) == made


def test_a_newer_store_with_a_log_is_not_touched(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "killed"
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        add_case(store)
        newer = store.connect("repair")
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.close()
        shutil.copytree(folder, state)
    before = hashes(state)
    with pytest.raises(StoreTooNew):
        open_store(state, PASSPHRASE, now=LATER)
    assert hashes(state) == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:50],
        lambda data: data.replace(b'"closed"', b'"open"  '),
        lambda data: data.replace(b'"seq": ', b'"seq": 9'),
        lambda data: b"\x00" * 100_000,
        lambda data: data[::-1],
    ],
)
def test_a_mark_that_is_not_ours_is_no_mark(folder: Path, spoil: Callable[[bytes], bytes]) -> None:
    grown(folder, 1)
    path = folder / MARK
    path.write_bytes(spoil(path.read_bytes()))
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == ()
        assert len(numbers(store)) == 1
        add_case(store, at=LATER)
    assert b'"closed"' in path.read_bytes()


def test_a_mark_of_another_store_is_no_mark(folder: Path, tmp_path: Path, other_log: bytes) -> None:
    grown(folder, 1)
    shutil.copy(tmp_path / "other" / MARK, folder / MARK)
    (folder / LOG).write_bytes(other_log)
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == (UNREADABLE_LOG,)
        assert len(numbers(store)) == 1


def test_opening_and_closing_leaves_the_same_mark(folder: Path) -> None:
    grown(folder, 1)
    first = (folder / MARK).read_bytes()
    with open_store(folder, PASSPHRASE, now=LATER):
        assert (folder / MARK).read_bytes() != first
    assert (folder / MARK).read_bytes() == first


@pytest.mark.parametrize("finish", [True, False], ids=["ends", "fails"])
def test_whoever_still_writes_while_it_is_closed_loses_nothing(
    folder: Path, finish: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that is under way when somebody closes the store: its log is never called empty."""
    monkeypatch.setattr(raw, "BUSY_SECONDS", 0.1)
    store = open_store(folder, PASSPHRASE, now=NOW)
    within, go_on = threading.Event(), threading.Event()
    told: list[str] = []

    def write() -> None:
        try:
            with store.write() as tx:
                document = {"number": next_case_number(tx, "TIJ", 2022)}
                insert_case(tx, "c9", document, index_of(document), author="a", at=NOW)
                note(tx, store, "case", "c9")
                within.set()
                go_on.wait(60)
                if not finish:
                    raise KeyError("mine")
            told.append("saved")
        except KeyError:
            told.append("failed")

    writer = threading.Thread(target=write)
    writer.start()
    assert within.wait(60)
    closer = threading.Thread(target=store.close)
    closer.start()
    # Long enough for a closing that does not wait to have said that nothing is left.
    closer.join(2)
    go_on.set()
    writer.join()
    closer.join()
    assert told == ["saved" if finish else "failed"]
    with open_store(folder, PASSPHRASE, now=LATER) as again:
        assert again.beside.found == ()
        assert len(numbers(again)) == (1 if finish else 0)
        assert check_store(again).whole


def test_whoever_still_reads_while_it_is_closed_is_no_loss(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long the closing waits, the reader stays.
    monkeypatch.setattr(raw, "BUSY_SECONDS", 0.1)
    store = open_store(folder, PASSPHRASE, now=NOW)
    reader = store.connect()
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cases").fetchone()
        add_case(store)
        store.close()
        assert b'"closed"' not in (folder / MARK).read_bytes()
    finally:
        reader.close()
    with open_store(folder, PASSPHRASE, now=LATER) as again:
        assert (again.beside.found, len(numbers(again))) == ((), 1)


CUTS = {
    "emptied": lambda log: b"",
    "cut to a stump": lambda log: log[:20],
    "head alone": lambda log: log[:32],
    "head zeroed": lambda log: bytes(32) + log[32:],
    "half": lambda log: log[: len(log) // 2],
    "zeroed from half on": lambda log: log[: len(log) // 2] + bytes(len(log) - len(log) // 2),
    "less one byte": lambda log: log[:-1],
    "less two frames": lambda log: log[: -2 * 4120],
}


@pytest.mark.parametrize("how", CUTS)
@pytest.mark.parametrize("viewer", [False, True])
def test_a_log_that_was_cut_or_emptied_is_told_of(
    folder: Path, tmp_path: Path, how: str, viewer: bool
) -> None:
    """What was acknowledged is known outside of the log: a shorter one cannot pass for all there was."""
    state = tmp_path / "killed"
    made = killed(folder, state, 10)
    data = CUTS[how]((state / LOG).read_bytes())
    (state / LOG).write_bytes(data)
    if viewer:
        try:
            with open_store(state, PASSPHRASE, now=LATER, viewer=True) as store:
                assert set(store.beside.found) & LOSSES
        except ReadOnlyStore:
            assert data
        return
    with open_store(state, PASSPHRASE, now=LATER) as store:
        assert check_store(store).whole
        assert numbers(store) != made
        assert set(store.beside.found) & LOSSES
        assert OLDER_DATABASE not in store.beside.found
        if data:
            assert store.beside.kept is not None
            assert (store.beside.kept / LOG).read_bytes() == data
    with open_store(state, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == ()


def test_as_much_as_can_be_read_of_a_cut_log_is_there(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "killed"
    made = killed(folder, state, 10)
    log = (state / LOG).read_bytes()
    (state / LOG).write_bytes(log[: len(log) * 3 // 4])
    with open_store(state, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == (CUT_LOG,)
        assert 5 <= len(numbers(store)) < len(made)


def test_an_older_mark_beside_a_killed_store_takes_nothing_away(folder: Path, tmp_path: Path) -> None:
    """As a program that keeps folders in step may leave it: the log goes on from there, and is its own."""
    grown(folder, 2)
    mark = (folder / MARK).read_bytes()
    state = tmp_path / "killed"
    made = killed(folder, state, 5)
    (state / MARK).write_bytes(mark)
    with open_store(state, PASSPHRASE, now=LATER) as store:
        assert (store.beside.found, numbers(store)) == ((), made)


def test_only_looking_tells_of_an_older_database_and_of_a_missing_log(folder: Path, tmp_path: Path) -> None:
    older = (folder / raw.NAME).read_bytes()
    grown(folder, 2)
    shutil.copytree(folder, tmp_path / "older")
    (tmp_path / "older" / raw.NAME).write_bytes(older)
    killed(folder, tmp_path / "killed", 2)
    (tmp_path / "killed" / LOG).unlink()
    for name, code in (("older", OLDER_DATABASE), ("killed", MISSING_LOG)):
        before = hashes(tmp_path / name)
        with open_store(tmp_path / name, PASSPHRASE, now=LATER, viewer=True) as store:
            assert store.beside.found == (code,)
        assert hashes(tmp_path / name) == before


def test_what_was_wrong_before_a_kill_keeps_nobody_out_after_it(folder: Path, tmp_path: Path) -> None:
    """A row that somebody smuggled in is for `check` to name; the log did not bring it."""
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        connection = store.connect("repair")
        connection.execute(
            "INSERT INTO staff VALUES ('eve', 'Eve', 'supervisor', 'en', 1, 1, '', NULL, NULL)"
        )
        connection.close()
    state = tmp_path / "killed"
    made = killed(folder, state, 3)
    with open_store(state, PASSPHRASE, now=LATER) as store:
        assert (store.beside.found, numbers(store)) == ((), made)
        assert check_store(store).faults == ("unvouched:staff:eve",)
