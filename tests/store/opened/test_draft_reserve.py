# SPDX-License-Identifier: AGPL-3.0-or-later
"""Room set aside for drafts: encrypted, bound to its store, written in place, whole after a torn write."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict
from pathlib import Path

import pytest

from caseworker.domain.errors import DiskFull
from caseworker.store.opened.draft_reserve import HALF, NAME, ROOM, DraftReserve, Reserved, set_aside
from caseworker.store.opened.draft_row import DraftRow

KEY, OTHER = bytes(range(32)), bytes(32)


def row(text: str, author: str = "ana") -> Reserved:
    return Reserved(DraftRow("c1", author, "text", "reason/a1", text, 3, "2026-03-05T12:00:00.000Z"))


def put(reserve: DraftReserve, rows: list[Reserved]) -> None:
    reserve.change(lambda _: rows)


@pytest.fixture
def reserve(tmp_path: Path) -> DraftReserve:
    assert set_aside(tmp_path)
    return DraftReserve(tmp_path, KEY, "s1")


def test_what_is_written_is_read_again_by_the_same_store_alone(tmp_path: Path, reserve: DraftReserve) -> None:
    assert reserve.rows() == ()
    # Long enough to stand nowhere among random bytes by chance.
    one = row("quetzal on the third branch")
    put(reserve, [one, row("two", "ben")])
    assert DraftReserve(tmp_path, KEY, "s1").rows() == (one, row("two", "ben"))
    assert DraftReserve(tmp_path, KEY, "s2").rows() == ()
    assert DraftReserve(tmp_path, OTHER, "s1").rows() == ()
    assert b"quetzal" not in (tmp_path / NAME).read_bytes()


def test_it_is_written_in_place_and_never_grows(tmp_path: Path, reserve: DraftReserve) -> None:
    before = (tmp_path / NAME).stat()
    for number in range(5):
        put(reserve, [row("x" * number * 1000)])
    after = (tmp_path / NAME).stat()
    assert (after.st_ino, after.st_size, after.st_blocks) == (before.st_ino, before.st_size, before.st_blocks)
    assert [one.name for one in tmp_path.iterdir()] == [NAME]
    if os.name != "nt":
        assert after.st_mode & 0o077 == 0


@pytest.mark.parametrize("torn", [0, 1, 100, HALF // 2, HALF - 1])
def test_a_torn_write_leaves_what_was_there_before(tmp_path: Path, reserve: DraftReserve, torn: int) -> None:
    put(reserve, [row("before")])
    whole = (tmp_path / NAME).read_bytes()
    put(reserve, [row("after")])
    after = (tmp_path / NAME).read_bytes()
    half = next(at for at in (0, HALF) if whole[at : at + HALF] != after[at : at + HALF])
    mixed = bytearray(whole)
    mixed[half : half + torn] = after[half : half + torn]
    (tmp_path / NAME).write_bytes(bytes(mixed))
    assert DraftReserve(tmp_path, KEY, "s1").rows() == (row("before"),)


def test_without_the_file_or_the_room_it_says_that_the_disk_is_full(tmp_path: Path) -> None:
    with pytest.raises(DiskFull):
        put(DraftReserve(tmp_path, KEY, "s1"), [row("x")])
    assert list(tmp_path.iterdir()) == []
    assert set_aside(tmp_path)
    with pytest.raises(DiskFull):
        put(DraftReserve(tmp_path, KEY, "s1"), [row("x" * HALF)])
    assert DraftReserve(tmp_path, KEY, "s1").rows() == ()


def test_what_two_threads_add_is_all_there(reserve: DraftReserve) -> None:
    def add(name: str) -> None:
        for number in range(20):
            reserve.change(lambda rows, number=number: [*rows, row(f"{name}{number}")])  # type: ignore[misc]

    threads = [threading.Thread(target=add, args=(name,)) for name in ("a", "b")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {one.row.text for one in reserve.rows()} == {f"{name}{at}" for name in "ab" for at in range(20)}


WHOLE = asdict(row("seen").row)
NO_ROWS = ["", "null", "{}", "7", "no json", "[" * 50_000, "[null]", "[[]]", "[[1, 2]]", "[[{}, false]]"]
NO_ROWS += [json.dumps([[WHOLE | change, False]]) for change in ({"text": 7}, {"kind": "x"}, {"edit": "1"})]
NO_ROWS += [json.dumps([[WHOLE | {"text": "\ud800"}, False]]), json.dumps([[WHOLE | {"edit": 2**70}, False]])]


def write_half(path: Path, reserve: DraftReserve, number: int, body: bytes) -> None:
    """A half as no program of ours writes it, encrypted with the key of the store."""
    head = number.to_bytes(8, "big") + len(body).to_bytes(4, "big")
    half = reserve._sealed((head + body).ljust(ROOM + len(head), b"\0"))
    data = bytearray(path.read_bytes())
    data[number % 2 * HALF : (number % 2 + 1) * HALF] = half
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("body", NO_ROWS)
def test_what_is_no_draft_is_passed_over(tmp_path: Path, reserve: DraftReserve, body: str) -> None:
    write_half(tmp_path / NAME, reserve, 1, body.encode())
    assert DraftReserve(tmp_path, KEY, "s1").rows() == ()
    put(DraftReserve(tmp_path, KEY, "s1"), [row("after")])
    assert DraftReserve(tmp_path, KEY, "s1").rows() == (row("after"),)


def test_the_drafts_beside_one_that_cannot_be_read_are_there(tmp_path: Path, reserve: DraftReserve) -> None:
    write_half(tmp_path / NAME, reserve, 1, json.dumps([[7, False], [WHOLE, False]]).encode())
    assert DraftReserve(tmp_path, KEY, "s1").rows() == (row("seen"),)


def test_a_half_that_cannot_be_read_leaves_the_one_before(tmp_path: Path, reserve: DraftReserve) -> None:
    put(reserve, [row("before")])
    write_half(tmp_path / NAME, reserve, 2, b"[[")
    assert DraftReserve(tmp_path, KEY, "s1").rows() == (row("before"),)
