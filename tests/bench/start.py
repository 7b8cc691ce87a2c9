# SPDX-License-Identifier: AGPL-3.0-or-later
"""Start: from exec to the first painted rows of the case list, against a bare window with an empty table.

`python -m tests.bench.start [ROUNDS] [CASES]`
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from .register import register
from .rounds import machine, rounds, table

ROOT = Path(__file__).resolve().parents[2]
PLATFORMS = {"offscreen": [], "xcb": ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24"]}


def once(kind: str, folder: Path) -> float:
    """Seconds from exec to first paint of one start."""
    command = [sys.executable, "-m", "tests.bench.start_child", kind, str(folder)]
    begun = time.clock_gettime(time.CLOCK_MONOTONIC)
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return float(done.stdout.split()[0]) - begun


def compiled() -> None:
    """Compiles the program, or Python's compiler would be measured."""
    for name in ("caseworker", "tests"):
        compileall.compile_dir(str(ROOT / name), quiet=2)


def main(count: int = 15, cases: int = 24_000) -> None:
    """Measures and prints, on the platform that QT_QPA_PLATFORM names."""
    compiled()
    folder = register(cases)
    found = rounds(
        {
            "bare window, empty table": lambda: once("bare", folder),
            f"case list of {cases:,} cases": lambda: once("list", folder),
            "the same, unlocked first (argon2id of a training store)": lambda: once("training", folder),
        },
        count,
        told=True,
    )
    print(f"{machine()}; {os.environ['QT_QPA_PLATFORM']}; {count} rounds\n")
    print(table(found, "bare window, empty table"))


if __name__ == "__main__":
    if "QT_QPA_PLATFORM" not in os.environ:
        for name, before in PLATFORMS.items():
            if before and not shutil.which(before[0]):
                continue
            again = [*before, sys.executable, "-m", "tests.bench.start", *sys.argv[1:]]
            subprocess.run(again, env=os.environ | {"QT_QPA_PLATFORM": name}, check=True, cwd=ROOT)
    else:
        main(*(int(one) for one in sys.argv[1:]))
