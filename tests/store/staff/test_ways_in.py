# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever was removed stays out, whatever copy of the key file lies there and wherever a kill came."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from caseworker.domain.errors import CaseworkerError, Refused, WayInWithdrawn, WrongPassphrase
from caseworker.store.database import files
from caseworker.store.opened.store import Store
from caseworker.store.opening.check import check_store
from caseworker.store.opening.create import create_store
from caseworker.store.opening.opening import open_store
from caseworker.store.secrets import key_file
from caseworker.store.secrets.key_file import COPIES, MAX_SLOTS, NAME, SECOND, KeyFile, read_copies
from caseworker.store.secrets.keys import FLOOR_KDF, Slot
from caseworker.store.staff import slots
from caseworker.store.staff.ways_in import HEALED, OLDER, digest_of, ways_in

from ..conftest import LATER, NOW, PASSPHRASE, Made

BEN, NEWER = "passphrase of Ben, long", "a newer one of Ben, long"


@pytest.fixture
def two(folder: Path) -> Path:
    """A closed store that Ana and Ben can open."""
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        slots.add_passphrase(store, "ben", BEN, by=store.staff_id, now=NOW, kdf=FLOOR_KDF)
    return folder


def opens(folder: Path, passphrase: str) -> bool:
    try:
        open_store(folder, passphrase, now=LATER).close()
    except (WayInWithdrawn, WrongPassphrase):
        return False
    return True


class Killed(BaseException):
    pass


def kills(monkeypatch: pytest.MonkeyPatch, at: int) -> Callable[[], bool]:
    """Let the process end, as it were, just before the file operation number `at`; tell whether it did."""
    count = 0
    ended = False

    def counting(real: Callable[..., object]) -> Callable[..., object]:
        def step(*given: object, **more: object) -> object:
            nonlocal count, ended
            count += 1
            if count == at or ended:
                ended = True
                raise Killed
            return real(*given, **more)

        return step

    for name in ("make_private", "sync_folder"):
        monkeypatch.setattr(files, name, counting(getattr(files, name)))
    monkeypatch.setattr(Path, "replace", counting(Path.replace))
    monkeypatch.setattr(os, "fsync", counting(os.fsync))
    return lambda: ended


def changed(store: Store, how: str) -> None:
    if how == "removed":
        slots.remove_passphrase(store, "ben", by=store.staff_id, now=NOW)
    elif how == "reset":
        slots.reset_passphrase(store, "ben", NEWER, by=store.staff_id, now=NOW, kdf=FLOOR_KDF)
    else:
        slots.change_passphrase(store, "ben", BEN, NEWER, now=NOW, kdf=FLOOR_KDF)


def left_by_kill(two: Path, to: Path, how: str, at: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Leave in `to` what a kill at file operation `at` leaves; tell whether the change was acknowledged."""
    work = to.with_name("work")
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(two, work)
    store = open_store(work, PASSPHRASE, now=NOW)
    try:
        with monkeypatch.context() as patch:
            ended = kills(patch, at)
            try:
                changed(store, how)
            except (Killed, CaseworkerError):
                assert ended()
            else:
                return True
            finally:
                patch.undo()
                shutil.copytree(work, to)
    finally:
        store.close()
    return False


@pytest.mark.parametrize("lost", [None, NAME, SECOND])
@pytest.mark.parametrize("how", ["removed", "reset", "changed"])
def test_a_change_that_a_kill_broke_off_is_whole_or_not_at_all(
    two: Path, tmp_path: Path, how: str, lost: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at every file operation on the way, and then one copy of the key file is lost as well."""
    state = tmp_path / "state"
    outcomes = set()
    for at in range(1, 60, 3 if lost else 1):
        done = left_by_kill(two, state, how, at, monkeypatch)
        if lost:
            (state / lost).write_bytes(b"rubbish")
        assert opens(state, PASSPHRASE), at
        old, new = opens(state, BEN), opens(state, NEWER)
        outcomes.add((old, new))
        # Either as before or as after, never both, never neither where there is a new one.
        assert (old, new) in (
            {(True, False), (False, False)} if how == "removed" else {(True, False), (False, True)}
        ), at
        with open_store(state, PASSPHRASE, now=LATER) as store:
            assert check_store(store).whole
        if done:
            assert not old
            break
    assert len(outcomes) == (1 if how == "removed" else 2)


@pytest.mark.parametrize("how", ["removed", "reset", "changed"])
def test_an_older_key_file_lets_nobody_in_who_was_removed(two: Path, how: str) -> None:
    before = {name: (two / name).read_bytes() for name in COPIES}
    with open_store(two, PASSPHRASE, now=NOW) as store:
        changed(store, how)
    for put_back in ((NAME,), (SECOND,), COPIES):
        for name in put_back:
            (two / name).write_bytes(before[name])
        assert not opens(two, BEN), put_back
    # Ana is in both; opening mends what can be mended.
    with open_store(two, PASSPHRASE, now=LATER) as store:
        assert store.beside.found == (() if how == "removed" else (OLDER,))
        assert check_store(store).whole == (how == "removed")
        copies = read_copies(two)
        assert copies[NAME] == copies[SECOND]
        assert copies[NAME] is not None
        assert [one.owner for one in copies[NAME].slots if one.kind == "staff"] == [store.staff_id]
    assert not opens(two, BEN)


def test_an_older_recovery_sheet_opens_nothing_with_an_older_key_file(two: Path, made: Made) -> None:
    before = {name: (two / name).read_bytes() for name in COPIES}
    with open_store(two, PASSPHRASE, now=NOW) as store:
        slots.renew_recovery_key(store, by=store.staff_id, now=NOW, kdf=FLOOR_KDF)
    for name in COPIES:
        (two / name).write_bytes(before[name])
    with pytest.raises(WayInWithdrawn):
        open_store(two, now=LATER, recovery=made.recovery_key)


@pytest.mark.parametrize("spoiled", COPIES)
@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
def test_a_damaged_copy_is_made_again_from_the_other(two: Path, spoiled: str, how: str) -> None:
    whole = (two / spoiled).read_bytes()
    if how == "gone":
        (two / spoiled).unlink()
    else:
        (two / spoiled).write_bytes(whole[:40] + b"\x00" + whole[41:] if how == "flipped" else whole[:-9])
    with open_store(two, BEN, now=LATER) as store:
        assert store.beside.found == (HEALED,)
        assert check_store(store).whole
    assert (two / spoiled).read_bytes() == whole
    with open_store(two, BEN, now=LATER) as store:
        assert store.beside.found == ()


def test_every_flipped_bit_of_both_copies_is_found_by_check(two: Path) -> None:
    with open_store(two, PASSPHRASE, now=LATER) as store:
        for name in COPIES:
            whole = (two / name).read_bytes()
            for place in range(0, len(whole), 23):
                damaged = bytearray(whole)
                damaged[place] ^= 1 << place % 8
                (two / name).write_bytes(damaged)
                assert check_store(store).faults == (f"keys:{name}",), place
            (two / name).write_bytes(whole)
        assert check_store(store).whole


def test_a_copy_that_differs_is_found_by_check(two: Path) -> None:
    with open_store(two, PASSPHRASE, now=LATER) as store:
        older = (two / SECOND).read_bytes()
        slots.remove_passphrase(store, "ben", by=store.staff_id, now=NOW)
        (two / SECOND).write_bytes(older)
        assert check_store(store).faults == (f"keys:{SECOND}",)


def test_a_way_in_put_there_by_sql_is_found_by_check(two: Path) -> None:
    with open_store(two, PASSPHRASE, now=LATER) as store:
        connection = store.connect("repair")
        connection.execute("INSERT INTO ways_in VALUES ('ab', 'staff', 'eve', NULL)")
        connection.close()
        assert check_store(store).faults == ("unvouched:way_in:ab",)


def test_the_201st_slot_is_refused_and_nothing_is_changed(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0

    def quick(slot_id: str, kind: str, owner: str, *_: object) -> Slot:
        nonlocal made
        made += 1
        return Slot(slot_id, kind, owner, FLOOR_KDF, os.urandom(16), os.urandom(12), os.urandom(48))

    monkeypatch.setattr(slots, "make_slot", quick)
    with open_store(two, PASSPHRASE, now=NOW) as store:
        there = len(key_file.read_key_file(two).slots)
        for number in range(MAX_SLOTS - there):
            slots.add_passphrase(store, f"p{number}", "lamp river fig stone", by="", now=NOW)
        before = {name: (two / name).read_bytes() for name in COPIES}
        with pytest.raises(Refused, match="too_many_slots"):
            slots.add_passphrase(store, "one more", "lamp river fig stone", by="", now=NOW)
        assert {name: (two / name).read_bytes() for name in COPIES} == before
        with store.raw() as connection:
            assert len(ways_in(connection)) == MAX_SLOTS
        assert check_store(store).whole
    assert opens(two, BEN)


def test_writing_too_many_slots_leaves_the_file(two: Path) -> None:
    before = (two / NAME).read_bytes()
    many = tuple(
        Slot(str(n), "staff", str(n), FLOOR_KDF, bytes(16), bytes(12), bytes(48)) for n in range(201)
    )
    with pytest.raises(Refused, match="too_many_slots"):
        key_file.write_key_file(two, KeyFile("x", many))
    assert (two / NAME).read_bytes() == before


def test_an_earlier_passphrase_is_another_way_in() -> None:
    one = Slot("s", "staff", "ben", FLOOR_KDF, bytes(16), bytes(12), bytes(48))
    other = Slot("s", "staff", "ben", FLOOR_KDF, bytes(16), bytes(12), bytes(47) + b"\x01")
    assert digest_of(one) != digest_of(other)


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path) -> Iterator[None]:
    yield
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("how", ["removed", "reset", "changed"])
@pytest.mark.parametrize("log", ["gone", "emptied"])
def test_a_log_that_is_lost_after_a_kill_brings_nobody_back(
    two: Path, tmp_path: Path, how: str, log: str
) -> None:
    before = {name: (two / name).read_bytes() for name in COPIES}
    state = tmp_path / "killed"
    with open_store(two, PASSPHRASE, now=NOW) as store:
        changed(store, how)
        shutil.copytree(two, state)
    for name in COPIES:
        (state / name).write_bytes(before[name])
    (state / "case.db-shm").unlink()
    if log == "gone":
        (state / "case.db-wal").unlink()
    else:
        (state / "case.db-wal").write_bytes(b"")
    with pytest.raises(WayInWithdrawn):
        open_store(state, BEN, now=LATER)
    with pytest.raises(WayInWithdrawn):
        open_store(state, BEN, now=LATER, viewer=True)


@pytest.mark.parametrize("other_passphrase", [PASSPHRASE, "the passphrase of the other store"])
@pytest.mark.parametrize("over", COPIES)
def test_the_key_file_of_another_store_over_one_copy_keeps_nobody_out(
    two: Path, tmp_path: Path, over: str, other_passphrase: str
) -> None:
    """The other copy is the right one, also where both stores open with the same passphrase."""
    other = create_store(
        tmp_path / "other",
        other_passphrase,
        staff_name="C",
        roles=("supervisor",),
        site="CJS",
        organisation="Otra",
        now=NOW,
        kdf=FLOOR_KDF,
    )
    other.store.close()
    right = (two / over).read_bytes()
    shutil.copy(tmp_path / "other" / NAME, two / over)
    for passphrase in {"the passphrase of the other store", "nobody's passphrase at all"} - {PASSPHRASE}:
        with pytest.raises(WrongPassphrase):
            open_store(two, passphrase, now=LATER)
    with open_store(two, PASSPHRASE, now=LATER, viewer=True) as store:
        assert store.organisation == "Casa"
    with open_store(two, PASSPHRASE, now=LATER) as store:
        assert store.organisation == "Casa"
        assert store.beside.found == (HEALED,)
        assert check_store(store).whole
    assert (two / over).read_bytes() == right
