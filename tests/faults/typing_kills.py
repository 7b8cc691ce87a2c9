# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kills the program at random moments while somebody types, and counts what is lost of what was typed.

python -m tests.faults.typing_kills --kills 100
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caseworker.app import desk_of, now
from caseworker.domain.case.document_paths import value_at
from caseworker.services import cases, drafts, intake
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library, load_library
from caseworker.services.training import create_training_store
from caseworker.store.opening.opening import open_store

ROOT = Path(__file__).resolve().parents[2]
# A typist at work, and a scanner of bar codes or a very quick hand.
DELAYS = (90, 12)
MAY_BE_LOST = 1.0
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Kill:
    """What one kill took: how many keys, and how old the oldest of them was, in seconds, by the clock of the
    program that was killed. `write` is how long its slowest write of a draft took."""

    delay: int
    typed: int
    lost: int
    seconds: float
    write: float
    offered: bool

    @property
    def allowed(self) -> bool:
        return self.seconds <= MAY_BE_LOST + self.write and (self.offered or self.lost == self.typed)


@dataclass(frozen=True, slots=True)
class Log:
    """What a typist noted: (moment, path, key) each, and the slowest write, finished or not."""

    keys: tuple[tuple[float, str, str], ...]
    slowest: float


def kill_while_typing(folder: Path, library: Library, delay: int, after: float, log_file: Path) -> Kill:
    """Lets somebody type into a new case of a training store, kills after so many seconds, and counts."""
    with open_store(folder, None, now=now().isoformat()) as store:
        desk = desk_of(store, library)
        case_id = intake.start(desk, programme="venezuela", language="es", opened_on=date(2022, 11, 1))
    log_file.unlink(missing_ok=True)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.typist", folder, case_id, str(delay), log_file],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + PATIENCE
        while not (log_file.exists() and b" key " in log_file.read_bytes()):
            if child.poll() is not None or time.monotonic() > until:
                raise RuntimeError("nobody typed")
            time.sleep(0.01)
        time.sleep(after)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    with open_store(folder, None, now=now().isoformat()) as store:
        return _counted(desk_of(store, library), case_id, delay, _read(log_file))


def _read(log_file: Path) -> Log:
    keys, slowest, begun, last = [], 0.0, 0.0, 0.0
    for line in log_file.read_text().splitlines():
        moment, kind, *said = line.split(" ")
        last = float(moment)
        if kind == "key":
            keys.append((last, said[0], chr(int(said[1]))))
        elif kind == "begun":
            begun = last
        elif kind == "written" and begun:
            slowest, begun = max(slowest, last - begun), 0.0
    return Log(tuple(keys), max(slowest, last - begun if begun else 0.0))


def _counted(desk: Desk, case_id: str, delay: int, log: Log) -> Kill:
    opened = cases.open_case(desk, case_id)
    document = opened.document
    if opened.changes:
        document, _ = drafts.restored(document, opened.changes)
    offered = {one.case_id: one for one in drafts.unsaved(desk)}
    fields = {field.path for one in (offered.get(case_id),) if one for field in one.fields}
    whole, lost, seconds, told = log.keys[-1][0], 0, 0.0, True
    for path in dict.fromkeys(path for _, path, _ in log.keys):
        keys = [(moment, key) for moment, at, key in log.keys if at == path]
        found = opened.drafts[path][1] if path in opened.drafts else value_at(document, path)
        found = found if isinstance(found, str) else ""
        kept = _common(found, "".join(key for _, key in keys))
        if kept < len(keys):
            lost += len(keys) - kept
            seconds = max(seconds, whole - keys[kept][0])
        in_revision = value_at(opened.document, path) == found
        told = told and (not found or in_revision or path in fields)
    drafts.discard(desk, case_id)
    return Kill(delay, len(log.keys), lost, seconds, log.slowest, told)


def _common(found: str, typed: str) -> int:
    """How many of the first keys are there. A day is kept without the space that was typed last."""
    if found == typed.rstrip():
        return len(typed)
    return next((at for at in range(len(typed)) if at >= len(found) or found[at] != typed[at]), len(typed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Kills as often as asked and says what was lost; 1 if it was ever more than a second."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args(arguments)
    chance = random.Random(said.seed)
    library = load_library()
    found: list[Kill] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "store"
        create_training_store(folder, library, now).store.close()
        for number in range(said.kills):
            delay = DELAYS[number % len(DELAYS)]
            after = chance.uniform(0.0, 4.0)
            found.append(kill_while_typing(folder, library, delay, after, Path(place) / "log"))
            one = found[-1]
            print(
                f"{number + 1:4} {delay:3} ms  typed {one.typed:4}  lost {one.lost:3}  {one.seconds:.3f} s"
                f"  slowest write {one.write * 1000:.0f} ms{'' if one.allowed else '  TOO MUCH'}",
                flush=True,
            )
    for delay in DELAYS:
        mine = [one for one in found if one.delay == delay]
        if mine:
            print(
                f"{delay} ms a key: {len(mine)} kills, {sum(one.typed for one in mine)} keys, "
                f"{sum(one.lost for one in mine)} lost, "
                f"at most {max(one.seconds for one in mine):.3f} s of typing"
            )
    return 0 if all(one.allowed for one in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
