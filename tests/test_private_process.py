# SPDX-License-Identifier: AGPL-3.0-or-later
"""No core file and no look from beside: seen from another process of the same person."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from caseworker.app import now
from caseworker.services.programmes.library import load_library
from caseworker.services.training import create_training_store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is seen in /proc")
ROOT = Path(__file__).resolve().parent.parent
# Each says how dumpable it is and waits until it is looked at.
SAY = """
import ctypes, sys
def say(*_):
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
    sys.stdin.readline()
"""
PLACES = {
    "a command on a store": """
import argparse
from caseworker.commands.desk import desk_at
from caseworker.words import words_for
with desk_at(argparse.Namespace(store=sys.argv[1], read_only=False), words_for("en")):
    say()
""",
    "the demonstration that a command writes": """
from pathlib import Path
from caseworker.commands import store
from caseworker.words import words_for
store.create_training_store = lambda *_: (say(), sys.exit(0))
store.write_demo(Path(sys.argv[1] + "-demo"), words_for("en"))
""",
    "the window": """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from caseworker import app
from caseworker.words import words_for
def make(*, dark):
    made = plain(dark=dark)
    QTimer.singleShot(0, lambda: (say(), QApplication.exit(0)))
    return made
plain, app.make_application = app.make_application, make
app.open_window(sys.argv[1], demo=False, words=words_for("en"))
""",
    "what takes the place of a locked window": """
import os
from caseworker import app
from caseworker.private_process import keep_private
from caseworker.store.opening.opening import open_store
keep_private()
instead = os.execv
os.execv = lambda path, arguments: instead(path, [path, "-c", WINDOW, *arguments[4:]])
app._lock(open_store(__import__("pathlib").Path(sys.argv[1]), None, now="2022-11-02T10:00:00+00:00"))
""",
    "the reading of a paper": """
from caseworker.scans.limits import COST
from caseworker.scans.worker import limit_self
limit_self(COST)
say()
""",
}
WINDOW = SAY + PLACES["the window"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("private") / "store"
    create_training_store(folder, load_library(), now).store.close()
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "store"))


def started(place: str, store: Path) -> Iterator[subprocess.Popen[str]]:
    code = SAY + f"WINDOW = {WINDOW!r}\n" + PLACES[place]
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(store)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
    )
    try:
        yield process
    finally:
        process.communicate(input="\n")


@pytest.mark.parametrize("place", PLACES)
def test_no_core_is_written_and_nobody_looks_in(place: str, store: Path) -> None:
    for process in started(place, store):
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "0", "it is dumpable"
        limits = Path(f"/proc/{process.pid}/limits").read_text("ascii")
        found = re.search(r"Max core file size\s+(\S+)\s+(\S+)", limits)
        assert found is not None
        assert found.groups() == ("0", "0")
        if os.geteuid() != 0:  # who may look at everything is told apart below
            with pytest.raises(PermissionError):
                Path(f"/proc/{process.pid}/mem").open("rb").close()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can become two others")
def test_another_program_of_the_same_person_cannot_read_its_memory() -> None:
    """Both run as nobody, the one before and after it keeps itself private."""
    code = (ROOT / "caseworker" / "private_process.py").read_text(encoding="utf-8")
    secret = code + SAY + "\nprint(1, flush=True)\nsys.stdin.readline()\nkeep_private()\nsay()\n"
    look = "import sys; open(f'/proc/{sys.argv[1]}/mem', 'rb').close()"
    nobody: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": [], "cwd": "/"}
    python = Path("/usr/bin/python3")
    if not python.exists():
        pytest.skip("no Python that nobody may run")
    process = subprocess.Popen(
        [str(python), "-c", secret], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **nobody
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == "1"
        before = subprocess.run(
            [str(python), "-c", look, str(process.pid)], check=False, capture_output=True, **nobody
        )
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline().strip() == "0"
        after = subprocess.run(
            [str(python), "-c", look, str(process.pid)], check=False, capture_output=True, **nobody
        )
    finally:
        process.communicate(input="\n")
    if before.returncode:
        pytest.skip("this system lets nobody look at anybody")
    assert b"PermissionError" in after.stderr
