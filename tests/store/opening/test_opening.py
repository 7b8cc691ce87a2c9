# SPDX-License-Identifier: AGPL-3.0-or-later
"""What does not open is told apart, and is never changed, replaced or deleted."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import argon2
import pytest

from caseworker.domain.errors import (
    CaseworkerError,
    CipherMissing,
    DiskFull,
    KeyDerivationDiffers,
    KeyMemoryShort,
    MistypedRecoveryKey,
    NotOurStore,
    ReadOnlyStore,
    Refused,
    StoreDamaged,
    StoreInUse,
    StoreMissing,
    StoreTooNew,
    TransientIo,
    WrongPassphrase,
    WrongRecoveryKey,
)
from caseworker.store.cases.case_list import count_cases
from caseworker.store.database import connection as raw
from caseworker.store.database import migrate
from caseworker.store.opened.store import Store
from caseworker.store.opening import create
from caseworker.store.opening.check import check_store
from caseworker.store.opening.create import create_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.settings import set_setting
from caseworker.store.secrets import recovery_key
from caseworker.store.secrets.attempts import Attempts
from caseworker.store.secrets.keys import FLOOR_KDF, TRAINING_PASSPHRASE, Keys
from caseworker.store.staff import slots
from caseworker.store.staff.staff import list_staff

from ..conftest import LATER, NOW, PASSPHRASE, Made, add_case, note


def picture(folder: Path) -> dict[str, str]:
    """The content of every file but the lock and the reserve."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("lock", "reserve", "drafts.reserve")
    }


def refused(
    folder: Path, kind: type[CaseworkerError], passphrase: str | None = PASSPHRASE
) -> CaseworkerError:
    """Opening raises exactly this, twice over, and changes nothing."""
    before = picture(folder)
    for _ in range(2):
        with pytest.raises(kind) as caught:
            open_store(folder, passphrase, now=LATER)
        assert type(caught.value) is kind
    assert picture(folder) == before
    return caught.value


def test_a_store_opens_and_knows_itself(store: Store, made: Made) -> None:
    assert (store.organisation, store.site, store.created_at) == ("Casa", "TIJ", NOW)
    assert (store.staff_id, store.training, store.viewer) == (made.staff_id, False, False)
    assert store.left_behind is None
    with store.read() as tx:
        assert [(one.name, one.roles) for one in list_staff(tx)] == [("Ana Supervisora", {"supervisor"})]


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        made = create_store(
            tmp_path / "s",
            PASSPHRASE,
            staff_name="A",
            roles=("intake",),
            site="TIJ",
            organisation="O",
            now=NOW,
            kdf=FLOOR_KDF,
        )
        add_case(made.store)
        open_files = list((tmp_path / "s").iterdir())
        assert any(path.name == "case.db-wal" for path in open_files)
        for path in [tmp_path / "s", *open_files]:
            assert path.stat().st_mode & 0o077 == 0, path
        made.store.close()
    finally:
        os.umask(old)
    assert {path.name for path in (tmp_path / "s").iterdir()} == {
        "case.db",
        "drafts.reserve",
        "keys.cbor",
        "keys.cbor.bak",
        "lock",
        "mark",
        "reserve",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_the_recovery_key_opens_it(folder: Path, made: Made) -> None:
    open_store(folder, now=NOW, recovery=made.recovery_key.lower()).close()
    with pytest.raises(MistypedRecoveryKey):
        open_store(folder, now=NOW, recovery=made.recovery_key[:-1])


def test_the_recovery_key_of_another_store_does_not(folder: Path) -> None:
    with pytest.raises(WrongRecoveryKey):
        open_store(folder, now=NOW, recovery=recovery_key.written(bytes(20)))


@pytest.mark.parametrize("passphrase", ["wrong horse battery staple", "", PASSPHRASE + " ", "\ud800"])
def test_a_wrong_passphrase_is_just_that(folder: Path, passphrase: str) -> None:
    refused(folder, WrongPassphrase, passphrase)
    open_store(folder, PASSPHRASE, now=NOW).close()


def test_a_missing_store_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        open_store(tmp_path / "none", PASSPHRASE, now=NOW)
    assert not (tmp_path / "none").exists()
    refused(tmp_path, StoreMissing)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_database_is_not_made(folder: Path) -> None:
    (folder / "case.db").unlink()
    refused(folder, StoreMissing)
    assert not (folder / "case.db").exists()


def test_an_empty_database_is_damage(folder: Path) -> None:
    (folder / "case.db").write_bytes(b"")
    refused(folder, StoreDamaged)


def test_a_plain_database_is_not_ours(folder: Path) -> None:
    (folder / "case.db").unlink()
    plain = sqlite3.connect(folder / "case.db")
    plain.execute("CREATE TABLE cases (id)")
    plain.commit()
    plain.close()
    refused(folder, NotOurStore)


def test_a_plain_database_without_keys_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "case.db").write_bytes(raw.PLAIN_HEAD + bytes(4080))
    refused(tmp_path, NotOurStore)


def test_lost_keys_are_damage_not_an_invitation(folder: Path) -> None:
    for name in ("keys.cbor", "keys.cbor.bak"):
        (folder / name).unlink()
    refused(folder, StoreDamaged)


def test_a_damaged_key_file_is_replaced_by_its_second_copy(folder: Path) -> None:
    whole = (folder / "keys.cbor").read_bytes()
    (folder / "keys.cbor").write_bytes(whole[:100])
    open_store(folder, PASSPHRASE, now=NOW).close()


@pytest.mark.parametrize("size", [1, 15, 100, 4096, 8192, "half", "less one"])
def test_a_cut_database_is_damage(folder: Path, size: int | str) -> None:
    whole = (folder / "case.db").read_bytes()
    length = {"half": len(whole) // 2, "less one": len(whole) - 1}.get(str(size), size)
    (folder / "case.db").write_bytes(whole[: int(length)])
    try:
        with open_store(folder, PASSPHRASE, now=NOW) as store:
            assert not check_store(store).whole
    except StoreDamaged:
        refused(folder, StoreDamaged)


def test_every_flipped_bit_is_noticed(folder: Path) -> None:
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        for _ in range(5):
            add_case(store)
    path = folder / "case.db"
    whole = path.read_bytes()
    for place in range(7, len(whole), len(whole) // 25):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        path.write_bytes(damaged)
        try:
            with open_store(folder, PASSPHRASE, now=NOW) as store:
                assert not check_store(store).whole, place
        except StoreDamaged:
            pass
        assert path.read_bytes() == bytes(damaged)
    path.write_bytes(whole)
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        assert check_store(store).whole


def test_rubbish_in_place_of_the_database_is_damage(folder: Path) -> None:
    (folder / "case.db").write_bytes(os.urandom(40960))
    refused(folder, StoreDamaged)


def test_the_database_of_another_store_is_not_taken(folder: Path, tmp_path: Path) -> None:
    other = create_store(
        tmp_path / "other",
        PASSPHRASE,
        staff_name="B",
        roles=("intake",),
        site="REY",
        organisation="O",
        now=NOW,
        kdf=FLOOR_KDF,
    )
    other.store.close()
    shutil.copy(tmp_path / "other" / "case.db", folder / "case.db")
    refused(folder, StoreDamaged)


def test_a_copied_database_under_other_keys_says_whose_it_is(store: Store) -> None:
    with pytest.raises(NotOurStore):
        raw.connect(store.database, store.keys.database, "another-store")


def test_a_newer_store_is_left_alone(folder: Path) -> None:
    store = open_store(folder, PASSPHRASE, now=NOW)
    connection = store.connect("repair")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    store.close()
    refused(folder, StoreTooNew)


def test_a_store_of_a_newer_format_is_left_alone(folder: Path) -> None:
    store = open_store(folder, PASSPHRASE, now=NOW)
    connection = store.connect("repair")
    connection.execute("UPDATE meta SET value = '2' WHERE key = 'format'")
    connection.close()
    store.close()
    refused(folder, StoreTooNew)


def test_a_library_without_encryption_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = lambda name, **more: sqlite3.connect(name, uri=True)  # noqa: E731
    monkeypatch.setattr(raw.dbapi2, "connect", plain)
    refused(folder, CipherMissing)
    with pytest.raises(CipherMissing):
        create_store(
            tmp_path / "new",
            PASSPHRASE,
            staff_name="A",
            roles=("intake",),
            site="TIJ",
            organisation="O",
            now=NOW,
            kdf=FLOOR_KDF,
        )
    assert not (tmp_path / "new").exists()


def test_a_second_opening_says_who_has_it(store: Store) -> None:
    with pytest.raises(StoreInUse) as caught:
        open_store(store.folder, PASSPHRASE, now=LATER)
    assert caught.value.details["pid"] == str(os.getpid())
    assert caught.value.details["since"] == NOW
    assert count_cases(store) == 0


def test_another_program_is_kept_out_too(store: Store) -> None:
    code = (
        "import sys; from pathlib import Path; from caseworker.store.opening.opening import open_store\n"
        "from caseworker.domain.errors import StoreInUse\n"
        "try: open_store(Path(sys.argv[1]), sys.argv[2], now=sys.argv[3])\n"
        "except StoreInUse as error: print(error.details['pid'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, store.folder, PASSPHRASE, LATER],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(os.getpid())


def test_a_lock_left_by_a_killed_program_is_taken_over(folder: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from caseworker.store.opening.opening import open_store\n"
        "open_store(Path(sys.argv[1]), sys.argv[2], now=sys.argv[3]); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, folder, PASSPHRASE, NOW], check=False)
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert store.left_behind is not None
        assert store.left_behind.since == NOW
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert store.left_behind is None


def test_a_failed_opening_lets_others_in(folder: Path) -> None:
    with pytest.raises(WrongPassphrase):
        open_store(folder, "wrong horse battery staple", now=NOW)
    open_store(folder, PASSPHRASE, now=NOW).close()


def test_a_viewer_reads_and_never_writes(folder: Path) -> None:
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        add_case(store)
    before = picture(folder)
    with open_store(folder, PASSPHRASE, now=NOW, viewer=True) as viewer:
        assert count_cases(viewer) == 1
        assert check_store(viewer).whole
        with pytest.raises(ReadOnlyStore), viewer.write():
            pass
        with pytest.raises(ReadOnlyStore):
            slots.remove_passphrase(viewer, "x", by="x", now=NOW)
    assert picture(folder) == before


def test_a_viewer_does_not_look_at_half_a_store(store: Store, tmp_path: Path) -> None:
    add_case(store)
    with pytest.raises(StoreInUse):
        open_store(store.folder, PASSPHRASE, now=NOW, viewer=True)
    # As a kill leaves it.
    copy = shutil.copytree(store.folder, tmp_path / "copy")
    with pytest.raises(ReadOnlyStore) as caught:
        open_store(copy, PASSPHRASE, now=NOW, viewer=True)
    assert caught.value.details == {"part": "unfinished_writes"}


def test_a_file_that_cannot_be_written_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    refused(folder, ReadOnlyStore)
    monkeypatch.undo()
    open_store(folder, PASSPHRASE, now=NOW).close()


def test_a_folder_that_cannot_be_written_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def read_only(path: object, flags: int, *rest: int, **more: object) -> int:
        if flags & os.O_CREAT:
            raise OSError(30, "read-only file system")
        return real(path, flags, *rest, **more)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(os, "open", read_only)
    with pytest.raises(ReadOnlyStore):
        open_store(folder, PASSPHRASE, now=NOW)


def test_the_log_of_a_copy_that_lived_on_apart_is_never_mixed_in(
    folder: Path, made: Made, tmp_path: Path
) -> None:
    """It has the same keys and the same past, and SQLite would let it win as a whole."""
    shutil.copytree(made.folder, tmp_path / "other")
    other = open_store(tmp_path / "other", PASSPHRASE, now=NOW)
    add_case(other)
    log = (tmp_path / "other" / "case.db-wal").read_bytes()
    other.close()
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        add_case(store)
        add_case(store)
    shutil.copytree(folder, tmp_path / "closed")
    for text in (log[:32] + os.urandom(len(log) - 32), log):
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "closed", folder)
        (folder / "case.db-wal").write_bytes(text)
        with open_store(folder, PASSPHRASE, now=NOW) as store:
            report = check_store(store)
            assert report.whole
            assert report.counts["cases"] == 2
            assert store.beside.found == ("log_foreign",)


def test_a_reading_transaction_cannot_write(store: Store) -> None:
    with store.read() as tx, pytest.raises(ReadOnlyStore):
        set_setting(tx, "k", 1)


def test_closing_twice_is_one_closing(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        count_cases(store)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_only_32_bytes_make_a_key(length: int) -> None:
    with pytest.raises(ValueError, match="32"):
        raw.key_literal(bytes(length))


class TestCreating:
    def make(self, folder: Path, passphrase: str | None = PASSPHRASE, **more: object) -> create.CreatedStore:
        given = {"staff_name": "A", "roles": ("intake",), "site": "TIJ", "organisation": "O", "now": NOW}
        return create_store(folder, passphrase, kdf=FLOOR_KDF, **{**given, **more})  # type: ignore[arg-type]

    def test_a_folder_with_anything_in_it_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "note.txt").write_text("mine")
        with pytest.raises(Refused, match="folder_not_empty"):
            self.make(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]

    def test_a_store_is_never_made_over_another(self, folder: Path) -> None:
        before = picture(folder)
        with pytest.raises(Refused, match="folder_not_empty"):
            self.make(folder)
        assert picture(folder) == before

    def test_an_empty_folder_will_do(self, tmp_path: Path) -> None:
        (tmp_path / "s").mkdir()
        self.make(tmp_path / "s").store.close()

    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            ({"passphrase": None}, "passphrase_missing"),
            ({"passphrase": "short"}, "passphrase_length"),
            ({"roles": ("king",)}, "staff_roles"),
        ],
    )
    def test_a_refusal_leaves_nothing(self, tmp_path: Path, more: dict[str, object], reason: str) -> None:
        with pytest.raises(Refused, match=reason):
            self.make(tmp_path / "s", **more)  # type: ignore[arg-type]
        assert list(tmp_path.iterdir()) == []

    def test_a_failure_half_way_leaves_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def failing(*_: object, **__: object) -> None:
            raise OSError(28, "no space")

        monkeypatch.setattr(create, "_first_rows", failing)
        with pytest.raises(CaseworkerError, match="disk is full"):
            self.make(tmp_path / "s")
        assert list(tmp_path.iterdir()) == []

    def test_a_training_store_needs_no_passphrase_and_stays_one(self, tmp_path: Path) -> None:
        made = self.make(tmp_path / "s", None, training=True)
        assert made.store.training
        slots.add_passphrase(made.store, made.store.staff_id, PASSPHRASE, by="", now=NOW, kdf=FLOOR_KDF)
        with pytest.raises(Refused, match="meta_fixed"), made.store.write() as tx:
            tx.run("UPDATE meta SET value = 'no' WHERE key = 'training'")
        made.store.close()
        for passphrase in (None, PASSPHRASE):
            with open_store(tmp_path / "s", passphrase, now=NOW) as again:
                assert again.training
                assert again.staff_id

    def test_two_stores_share_no_key(self, tmp_path: Path, made: Made) -> None:
        keys: list[Keys] = []
        for name in ("one", "two"):
            with self.make(tmp_path / name).store as store:
                keys.append(store.keys)
        assert keys[0].data != keys[1].data
        assert keys[0].database != keys[1].database


def patient() -> Attempts:
    """The attempts of somebody who waits a minute before each."""
    return Attempts(clock=itertools.count(step=60).__next__)


class TestSlots:
    def test_a_changed_passphrase_opens_and_the_old_one_does_not(self, folder: Path, made: Made) -> None:
        new = "a fresh and longer passphrase"
        with open_store(folder, PASSPHRASE, now=NOW, attempts=patient()) as store:
            with pytest.raises(WrongPassphrase):
                slots.change_passphrase(
                    store, made.staff_id, "not the old passphrase", new, now=NOW, kdf=FLOOR_KDF
                )
            slots.change_passphrase(store, made.staff_id, PASSPHRASE, new, now=NOW, kdf=FLOOR_KDF)
        refused(folder, WrongPassphrase)
        (folder / "keys.cbor").unlink()
        refused(folder, WrongPassphrase)  # nor does it open the second copy
        open_store(folder, new, now=NOW).close()
        open_store(folder, now=NOW, recovery=made.recovery_key).close()

    def test_people_come_and_go(self, folder: Path, made: Made) -> None:
        with open_store(folder, PASSPHRASE, now=NOW, attempts=patient()) as store:
            slots.add_passphrase(store, "ben", "passphrase of Ben, long", by="", now=NOW, kdf=FLOOR_KDF)
            assert slots.staff_with_passphrase(store) == {made.staff_id, "ben"}
            with pytest.raises(Refused, match="has_passphrase"):
                slots.add_passphrase(store, "ben", "another one of Ben's", by="", now=NOW, kdf=FLOOR_KDF)
            slots.check_own_passphrase(store, "ben", "passphrase of Ben, long")
            with pytest.raises(WrongPassphrase):
                slots.check_own_passphrase(store, "ben", PASSPHRASE)
        with open_store(folder, "passphrase of Ben, long", now=NOW, staff_id="ben") as store:
            assert store.staff_id == "ben"
            slots.reset_passphrase(
                store, made.staff_id, "new one from Ben to Ana", by="", now=NOW, kdf=FLOOR_KDF
            )
            slots.remove_passphrase(store, "ben", by=made.staff_id, now=NOW)
            with pytest.raises(Refused, match="last_way_in"):
                slots.remove_passphrase(store, made.staff_id, by=made.staff_id, now=NOW)
        refused(folder, WrongPassphrase, "passphrase of Ben, long")
        open_store(folder, "new one from Ben to Ana", now=NOW).close()

    def test_a_renewed_recovery_key_replaces_the_old(self, folder: Path, made: Made) -> None:
        with open_store(folder, PASSPHRASE, now=NOW) as store:
            fresh = slots.renew_recovery_key(store, by="", now=NOW, kdf=FLOOR_KDF)
        with pytest.raises(WrongRecoveryKey):
            open_store(folder, now=NOW, recovery=made.recovery_key)
        open_store(folder, now=NOW, recovery=fresh).close()


def test_the_revision_in_the_code_is_the_newest_migration() -> None:
    newest = max(path.name for path in (migrate.scripts_folder() / "versions").glob("*.py"))
    assert newest.startswith(f"{migrate.SCHEMA_REVISION}_")


def test_a_full_disk_keeps_nobody_out_while_there_is_a_reserve(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked on a full disk, somebody has to come in again to see what waits for them."""
    real = Store.mark_open

    def without_room(store: Store) -> None:
        if (folder / "reserve").exists():
            # What SQLite makes of it where its index of the log finds no room.
            raise TransientIo(sqlite="SQLITE_IOERR")
        real(store)

    monkeypatch.setattr(Store, "mark_open", without_room)
    with pytest.raises(TransientIo):
        open_store(folder, PASSPHRASE, now=LATER)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
    with open_store(folder, PASSPHRASE, now=LATER) as store:
        assert check_store(store).whole
    (folder / "reserve").unlink(missing_ok=True)
    monkeypatch.setattr(Store, "mark_open", lambda _: (_ for _ in ()).throw(TransientIo()))
    with pytest.raises(DiskFull) as caught:
        open_store(folder, PASSPHRASE, now=LATER)
    assert caught.value.details["part"] == "opening"


@pytest.mark.parametrize(
    ("weak", "why"),
    [
        ("fourteen chars", "passphrase_length"),
        ("zzzzzzzzzzzzzzzzzz", "passphrase_repeats"),
        ("Ana Supervisora 2022", "passphrase_name"),
        ("casa tij 2022 casa", "passphrase_name"),
        ("Refugio Norte 12345", "passphrase_name"),
        (TRAINING_PASSPHRASE, "passphrase_training"),
    ],
)
def test_no_door_lets_a_weak_passphrase_in(
    folder: Path, made: Made, tmp_path: Path, weak: str, why: str
) -> None:
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        with store.write() as tx:
            set_setting(tx, "office", {"name": "Refugio Norte"})
            note(tx, store, "setting", "office")
        before = (folder / "keys.cbor").read_bytes()
        for act in (
            lambda: slots.change_passphrase(store, made.staff_id, PASSPHRASE, weak, now=NOW, kdf=FLOOR_KDF),
            lambda: slots.reset_passphrase(store, made.staff_id, weak, by="", now=NOW, kdf=FLOOR_KDF),
        ):
            with pytest.raises(Refused, match=why):
                act()
        assert (folder / "keys.cbor").read_bytes() == before
    with pytest.raises(Refused, match=why):
        create_store(
            tmp_path / "new",
            weak,
            staff_name="Ana Supervisora",
            site="TIJ",
            organisation="Refugio Norte Casa",
            now=NOW,
            kdf=FLOOR_KDF,
        )
    assert not (tmp_path / "new").exists()


def test_a_weak_passphrase_of_before_still_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr("caseworker.domain.passphrases.weakness", lambda *_: "")
        made = create_store(
            tmp_path / "old",
            "x" * 15,
            staff_name="Ana",
            site="TIJ",
            organisation="Casa",
            now=NOW,
            kdf=FLOOR_KDF,
        )
        made.store.close()
    with open_store(tmp_path / "old", "x" * 15, now=LATER) as store:
        slots.check_own_passphrase(store, store.staff_id, "x" * 15)


def no_memory(*_: object) -> bytes:
    raise argon2.exceptions.HashingError("Memory allocation error")


@pytest.mark.parametrize(
    ("error", "given", "derived"),
    [
        (WrongRecoveryKey, {"recovery": recovery_key.written(bytes(20))}, None),
        (MistypedRecoveryKey, {"recovery": "AAAAA-AAAAA"}, None),
        (KeyMemoryShort, {"passphrase": PASSPHRASE}, no_memory),
        (KeyDerivationDiffers, {"passphrase": PASSPHRASE}, lambda *_, **__: bytes(32)),
    ],
)
def test_whatever_says_that_the_data_is_safe_leaves_every_byte(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[CaseworkerError],
    given: dict[str, str],
    derived: Callable[..., bytes] | None,
) -> None:
    before = picture(folder)
    with monkeypatch.context() as broken:
        if derived is not None:
            broken.setattr(argon2.low_level, "hash_secret_raw", derived)
        with pytest.raises(error):
            open_store(folder, given.get("passphrase"), now=LATER, recovery=given.get("recovery"))
    assert picture(folder) == before
    open_store(folder, PASSPHRASE, now=LATER).close()
