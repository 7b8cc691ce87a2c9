# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attached files come back whole or not at all, and a crash leaves no row without its file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from caseworker.domain.errors import AttachmentDamaged, CaseworkerError, ReadOnlyStore, Refused
from caseworker.store.cases import attachments
from caseworker.store.cases.attachments import (
    AttachmentRow,
    StoredFile,
    add_attachment,
    attachments_with,
    drop_unused,
    list_attachments,
    read_file,
    restore_file,
    store_file,
    sweep_orphans,
)
from caseworker.store.opened.store import Store
from caseworker.store.opening.check import check_store
from caseworker.store.opening.opening import open_store

from ..conftest import NOW, PASSPHRASE, add_case, note

CHUNK = 64 * 1024


def on_disk(store: Store, file: StoredFile) -> Path:
    return store.folder / "att" / file.stored_as[:2] / file.stored_as


def attach(store: Store, case_id: str, data: bytes) -> StoredFile:
    file = store_file(store, data)
    with store.write() as tx:
        add_attachment(
            tx,
            file,
            case_id=case_id,
            evidence_id="e1",
            media_type="image/png",
            name="visa.png",
            by="ana",
            at=NOW,
        )
        note(tx, store, "attachment", file.stored_as)
    return file


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_file_comes_back_as_it_was(store: Store, size: int) -> None:
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    file = store_file(store, data)
    assert file.size == size
    assert read_file(store, file.stored_as, file.sha256) == data
    stored = on_disk(store, file).read_bytes()
    assert b"0123456789abcdef" not in stored
    assert on_disk(store, file).stat().st_mode & 0o077 == 0


def test_a_row_says_whose_it_is(store: Store) -> None:
    case_id = add_case(store)
    file = attach(store, case_id, b"scan")
    with store.read() as tx:
        assert list_attachments(tx, case_id) == [
            AttachmentRow(file.stored_as, file.sha256, case_id, "e1", 4, "image/png", "visa.png", NOW, "ana")
        ]
    assert check_store(store).whole


def test_any_change_of_a_file_is_seen(store: Store) -> None:
    file = attach(store, add_case(store), b"x" * (2 * CHUNK + 100))
    path = on_disk(store, file)
    whole = path.read_bytes()
    piece = CHUNK + 16
    changes = [
        whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in range(0, len(whole), 6007)
    ]
    changes += [whole[:size] for size in (0, 3, 20, 35, 20 + piece, 20 + 2 * piece, len(whole) - 1)]
    changes += [whole + b"x", whole[:20] + whole[20 + piece : 20 + 2 * piece] + whole[20 : 20 + piece]]
    for change in changes:
        path.write_bytes(change)
        with pytest.raises(AttachmentDamaged):
            read_file(store, file.stored_as, file.sha256)
    assert check_store(store).faults == (f"attachment:{file.stored_as}",)
    path.write_bytes(whole)
    assert check_store(store).whole


def test_a_missing_or_exchanged_file_is_seen(store: Store) -> None:
    case_id = add_case(store)
    one, other = attach(store, case_id, b"one"), attach(store, case_id, b"other")
    shutil.copy(on_disk(store, other), on_disk(store, one))
    with pytest.raises(AttachmentDamaged):
        read_file(store, one.stored_as, one.sha256)
    on_disk(store, one).unlink()
    with pytest.raises(AttachmentDamaged):
        read_file(store, one.stored_as, one.sha256)
    with pytest.raises(AttachmentDamaged):
        read_file(store, "../../keys.cbor", one.sha256)


def test_files_without_a_row_are_swept_when_the_store_is_opened_again(folder: Path) -> None:
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        kept = attach(store, add_case(store), b"kept")
        for _ in range(3):
            store_file(store, b"orphan")
        on_disk(store, kept).with_name("half.part").write_bytes(b"x")
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        assert sweep_orphans(store) == 4
        assert read_file(store, kept.stored_as, kept.sha256) == b"kept"
        assert sweep_orphans(store) == 0
    with open_store(folder, PASSPHRASE, now=NOW, viewer=True) as store:
        assert sweep_orphans(store) == 0


def test_a_file_that_still_waits_for_its_row_is_not_swept(store: Store) -> None:
    file = store_file(store, b"just now")
    assert sweep_orphans(store) == 0
    assert read_file(store, file.stored_as, file.sha256) == b"just now"


def test_a_file_that_got_no_row_can_be_dropped_and_one_with_a_row_cannot(store: Store) -> None:
    kept = attach(store, add_case(store), b"kept")
    drop_unused(store, kept)
    assert read_file(store, kept.stored_as, kept.sha256) == b"kept"
    unused = store_file(store, b"unused")
    drop_unused(store, unused)
    assert not on_disk(store, unused).exists()


def test_a_lost_file_is_put_back_by_the_same_bytes_only(store: Store) -> None:
    case_id = add_case(store)
    file = attach(store, case_id, b"scan")
    with store.read() as tx:
        (row,) = list_attachments(tx, case_id)
        assert attachments_with(tx, file.sha256) == [row]
    on_disk(store, file).unlink()
    with pytest.raises(Refused, match="another_file"):
        restore_file(store, row, b"scan?")
    restore_file(store, row, b"scan")
    assert read_file(store, file.stored_as, file.sha256) == b"scan"
    assert check_store(store).whole


def test_a_file_that_is_too_big_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="attachment_too_big"):
        store_file(store, bytes(11))


def test_a_full_disk_leaves_no_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CaseworkerError, match="disk is full"):
        store_file(store, b"x")
    monkeypatch.undo()
    assert [path for path in (store.folder / "att").rglob("*") if path.is_file()] == []


def test_a_viewer_stores_nothing(folder: Path) -> None:
    with open_store(folder, PASSPHRASE, now=NOW, viewer=True) as store, pytest.raises(ReadOnlyStore):
        store_file(store, b"x")
