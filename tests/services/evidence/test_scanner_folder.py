# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a look at the scanner folder offers, and that nothing is deleted but what was attached."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from caseworker.domain.errors import AttachmentRefused
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.evidence import papers as evidence
from caseworker.services.evidence.scanner_folder import NOT_THERE, Look, Scan, delete_attached, look, read
from tests.scans import papers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "scanner"
    found.mkdir()
    return found


@pytest.fixture
def case_id(desk: Desk) -> str:
    return cases.listing(desk)[0].id


def offered(folder: Path, before: Look = NOT_THERE) -> list[str]:
    """The names that two looks offer."""
    return [one.name for one in look(folder, look(folder, before)).settled]


def test_a_file_is_offered_at_the_second_look(folder: Path) -> None:
    (folder / "scan.jpg").write_bytes(papers.jpeg())
    first = look(folder, NOT_THERE)
    assert (first.there, first.settled) == (True, ())
    (found,) = look(folder, first).settled
    assert (found.name, found.size) == ("scan.jpg", (folder / "scan.jpg").stat().st_size)
    assert read(folder, found) == papers.jpeg()


def test_a_file_that_grows_waits(folder: Path) -> None:
    whole = papers.jpeg()
    seen = NOT_THERE
    for end in (100, 200, len(whole)):
        (folder / "scan.jpg").write_bytes(whole[:end])
        seen = look(folder, seen)
        assert seen.settled == ()
    assert [one.size for one in look(folder, seen).settled] == [len(whole)]


def test_the_same_size_written_again_waits(folder: Path) -> None:
    path = folder / "scan.jpg"
    path.write_bytes(papers.jpeg())
    seen = look(folder, look(folder, NOT_THERE))
    os.utime(path, ns=(1, 1))
    seen = look(folder, seen)
    assert seen.settled == ()
    assert [one.modified for one in look(folder, seen).settled] == [1]


def test_a_file_that_the_scanner_holds_is_offered_once_it_lets_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "scan.jpg").write_bytes(papers.jpeg())

    def held(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", held)
        seen = look(folder, look(folder, NOT_THERE))
    assert (len(seen.present), seen.settled) == (1, ())
    assert [one.name for one in look(folder, seen).settled] == ["scan.jpg"]


def test_an_empty_file_is_none(folder: Path) -> None:
    (folder / "scan.pdf").touch()
    assert look(folder, NOT_THERE).present == frozenset()


def test_the_kind_is_told_by_the_bytes(folder: Path) -> None:
    (folder / "SCAN0042").write_bytes(papers.jpeg())
    (folder / "list.jpg").write_bytes(b"PK\3\4 a spreadsheet")
    (folder / "scan.pdf.part").write_bytes(b"not yet")
    assert offered(folder) == ["SCAN0042"]


def test_hidden_files_folders_and_what_is_in_them_are_left_alone(folder: Path) -> None:
    (folder / "inside").mkdir()
    for name in (".scan.jpg", "~$scan.jpg", "inside/scan.jpg"):
        (folder / name).write_bytes(papers.jpeg())
    assert offered(folder) == []


def test_a_link_is_neither_offered_nor_read_nor_deleted(
    folder: Path, tmp_path: Path, desk: Desk, case_id: str
) -> None:
    outside = tmp_path / "outside.jpg"
    outside.write_bytes(papers.jpeg())
    link = folder / "scan.jpg"
    link.symlink_to(outside)
    assert offered(folder) == []
    seen = outside.stat()
    with pytest.raises(AttachmentRefused):
        read(folder, Scan("scan.jpg", seen.st_size, seen.st_mtime_ns))
    digest = attach(desk, case_id, papers.jpeg())
    assert delete_attached(desk, case_id, folder, [("scan.jpg", digest)]).stayed == (("scan.jpg", "changed"),)
    assert link.is_symlink()
    assert outside.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are files of Unix")
def test_a_pipe_holds_nothing_up(folder: Path) -> None:
    os.mkfifo(folder / "scan.jpg")
    assert offered(folder) == []
    with pytest.raises(AttachmentRefused):
        read(folder, Scan("scan.jpg", 0, 0))


def test_a_folder_that_goes_and_comes_back(folder: Path) -> None:
    (folder / "scan.jpg").write_bytes(papers.jpeg())
    seen = look(folder, look(folder, NOT_THERE))
    away = folder.rename(folder.with_name("away"))
    gone = look(folder, seen)
    assert gone == NOT_THERE
    assert not gone.there
    away.rename(folder)
    back = look(folder, gone)
    assert (back.there, back.settled) == (True, ())
    assert look(folder, back).settled == seen.settled


def test_what_changed_since_it_was_offered_is_not_read(folder: Path) -> None:
    path = folder / "scan.jpg"
    path.write_bytes(papers.jpeg())
    (found,) = look(folder, look(folder, NOT_THERE)).settled
    path.write_bytes(papers.png())
    with pytest.raises(AttachmentRefused) as raised:
        read(folder, found)
    assert raised.value.reason == "unreadable"


def attach(desk: Desk, case_id: str, data: bytes) -> str:
    item = cases.open_case(desk, case_id).document["evidence"][0]["id"]
    return evidence.attach(desk, case_id, item, data, "scan.jpg").sha256


def test_only_what_was_attached_is_deleted(folder: Path, desk: Desk, case_id: str) -> None:
    names = ("whole.jpg", "changed.jpg", "gone.jpg", "other.jpg")
    for name in names:
        (folder / name).write_bytes(papers.jpeg())
    digest = attach(desk, case_id, papers.jpeg())
    (folder / "changed.jpg").write_bytes(papers.jpeg() + b"\0")
    (folder / "gone.jpg").unlink()
    never = sha256(b"never attached").hexdigest()
    added = [*((name, digest) for name in names[:3]), ("other.jpg", never)]
    found = delete_attached(desk, case_id, folder, added)
    assert found.count == 1
    assert dict(found.stayed) == {"changed.jpg": "changed", "gone.jpg": "gone", "other.jpg": "not_attached"}
    assert {one.name for one in folder.iterdir()} == {"changed.jpg", "other.jpg"}


def test_what_was_taken_off_again_stays_in_the_folder(folder: Path, desk: Desk, case_id: str) -> None:
    (folder / "scan.jpg").write_bytes(papers.jpeg())
    digest = attach(desk, case_id, papers.jpeg())
    item = cases.open_case(desk, case_id).document["evidence"][0]["id"]
    evidence.detach(desk, case_id, item, digest)
    found = delete_attached(desk, case_id, folder, [("scan.jpg", digest)])
    assert found.stayed == (("scan.jpg", "not_attached"),)
    assert (folder / "scan.jpg").exists()


def test_the_only_whole_copy_stays_in_the_folder(folder: Path, desk: Desk, case_id: str) -> None:
    (folder / "scan.jpg").write_bytes(papers.jpeg())
    digest = attach(desk, case_id, papers.jpeg())
    (stored,) = [one for one in (desk.store.folder / "att").rglob("*") if one.is_file()]
    stored.write_bytes(b"damaged")
    found = delete_attached(desk, case_id, folder, [("scan.jpg", digest)])
    assert found.stayed == (("scan.jpg", "not_attached"),)
    assert (folder / "scan.jpg").exists()


def test_what_the_system_does_not_let_go_is_told(
    folder: Path, desk: Desk, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "scan.jpg").write_bytes(papers.jpeg())
    digest = attach(desk, case_id, papers.jpeg())

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    found = delete_attached(desk, case_id, folder, [("scan.jpg", digest)])
    assert (found.count, found.stayed) == (0, (("scan.jpg", "locked"),))
