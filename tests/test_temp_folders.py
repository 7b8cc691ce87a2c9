# SPDX-License-Identifier: AGPL-3.0-or-later
"""Folders for a while: of a process that died they are swept, of a living one never, of others never."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from caseworker import temp_folders
from caseworker.temp_folders import PREFIX, TempFolder, sweep_left_over

ROOT = Path(__file__).resolve().parent.parent
HOLD = """
import sys
from caseworker.temp_folders import TempFolder
folder = TempFolder()
(folder.path / "paper").write_text("of somebody")
print(folder.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def holder() -> tuple[subprocess.Popen[str], Path]:
    """A process that has a folder, until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_it_is_private_empty_and_gone_afterwards(place: Path) -> None:
    with TempFolder() as folder:
        assert list(folder.iterdir()) == []
        if sys.platform != "win32":
            assert folder.parent.stat().st_mode & 0o077 == 0
        (folder / "deep").mkdir()
    assert list(place.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_has_is_not(place: Path) -> None:
    dead, left = holder()
    living, kept = holder()
    try:
        with TempFolder() as own:
            end(dead)
            assert left.exists()
            assert sweep_left_over() == 1
            assert not left.parent.exists()
            assert (kept / "paper").read_text() == "of somebody"
            assert own.exists()
            assert sweep_left_over() == 0
    finally:
        end(living)
    assert sweep_left_over() == 1
    assert list(place.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="only there the process is replaced in its place")
def test_what_a_replaced_process_left_is_swept(place: Path) -> None:
    """Locking replaces the process: its number lives on, what it held does not."""
    more = "import os; os.execv(sys.executable, [sys.executable, '-c', 'print(1, flush=True); input()'])"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD.replace("sys.stdin.read()", more)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    left = Path(process.stdout.readline().strip())
    assert process.stdout.readline().strip() == "1"
    try:
        assert sweep_left_over() == 1
        assert not left.exists()
    finally:
        end(process)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_what_is_no_folder_of_ours_is_left_alone(
    place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    precious = tmp_path_factory.mktemp("precious")
    (precious / ".held").write_bytes(b"")
    (precious / "paper").write_bytes(b"x")
    (place / f"{PREFIX}link").symlink_to(precious)
    (place / f"{PREFIX}file").write_bytes(b"x")
    (place / f"{PREFIX}unheld").mkdir()
    inner = place / f"{PREFIX}linked"
    inner.mkdir()
    (inner / ".held").symlink_to(precious / "paper")
    piped = place / f"{PREFIX}piped"
    piped.mkdir()
    assert sweep_left_over() == 0
    assert len(list(place.iterdir())) == 5
    assert (precious / "paper").read_bytes() == b"x"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="only where folders belong to a number")
def test_what_another_person_left_is_left_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process, left = holder()
    end(process)
    mine = os.geteuid()
    monkeypatch.setattr(temp_folders.os, "geteuid", lambda: mine + 1)
    assert sweep_left_over() == 0
    assert left.exists()


def test_what_a_killed_reading_left_is_swept(place: Path) -> None:
    """The program that has papers read is killed in the middle of it."""
    started = """
import sys
from caseworker.scans import reader
reading = reader._Reading()
print(reading._nowhere.path, flush=True)
sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", started], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    left = Path(process.stdout.readline().strip())
    assert left.exists()
    end(process)
    assert sweep_left_over() == 1
    assert list(place.iterdir()) == []
