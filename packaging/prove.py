#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proves the built program: `python3 packaging/prove.py [FOLDER]`, after packaging/build.py.

The demonstration opens a store and writes letters, which it verifies; an altered letter is refused; the
window starts. Nothing of this checkout's Python is in reach of the program. Standard library only.
"""

from __future__ import annotations

import json
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from build import PROGRAM

ROUNDS = 7
SECOND = 1.0
HEAD = struct.Struct("!4sIQ")


def main() -> None:
    """Runs every proof; the first that fails ends it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PROGRAM
    program = folder / ("caseworker.exe" if sys.platform == "win32" else "caseworker")
    with tempfile.TemporaryDirectory(prefix="caseworker-prove-") as place:
        prove(program, Path(place))
    size = sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_symlink())
    print(f"{folder}: {size / 1e6:.0f} MB")


def prove(program: Path, place: Path) -> None:
    """Runs the program as somebody would who has nothing else."""
    said = {
        "PATH": os.defpath,
        "HOME": str(place),
        "USERPROFILE": str(place),
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
    } | {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}

    def run(*arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            [str(program), *arguments], env=said, cwd=place, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    assert "usage" in run("--help")
    assert "venezuela" in run("programmes", "list")
    run("demo", "out")
    for language in ("en", "es"):
        assert run("verify", f"out/letter-{language}.pdf", "--key", "out/organisation.pub").startswith(
            "genuine"
        )
    altered = bytearray((place / "out" / "letter-en.pdf").read_bytes())
    altered[len(altered) // 2] ^= 1
    (place / "out" / "altered.pdf").write_bytes(altered)
    assert not run("verify", "out/altered.pdf", "--key", "out/organisation.pub", status=1).startswith(
        "genuine"
    )
    assert (place / "out" / "window.png").stat().st_size > 20_000
    print("demo, letters, verify: right")

    for name, job, arguments in (
        ("window.png", "examine", {}),
        ("window.png", "thumbnail", {}),
        ("letter-en.pdf", "examine", {}),
        ("letter-en.pdf", "page", {"number": 1, "width": 800}),
    ):
        found, more = read_file(program, said, (place / "out" / name).read_bytes(), job, arguments)
        assert "found" in found, (name, job, found)
        assert bool(more) is (job != "examine"), (name, job, len(more))
    found, _ = read_file(program, said, b"%PDF-1.7 and nothing else", "examine", {})
    assert "refused" in found, found
    print("the reading process: right")

    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        run("--help")
        spent.append(time.perf_counter() - begun)
    print(f"--help: median {statistics.median(spent) * 1e3:.0f} ms")

    window = subprocess.Popen([str(program), "--demo"], env=said, cwd=place, stderr=subprocess.PIPE)
    try:
        # The training store takes a moment to be made; then the window stands for a second.
        time.sleep(5 * SECOND)
        assert window.poll() is None, window.stderr and window.stderr.read()
    finally:
        window.terminate()
        window.wait()
    print("the window starts and stays")


def read_file(
    program: Path, said: dict[str, str], data: bytes, job: str, arguments: dict[str, int]
) -> tuple[dict[str, object], bytes]:
    """What the program's reading process answers, by the protocol of caseworker/scans/wire.py."""
    request = {"job": job, "arguments": arguments, "cpu_seconds": 5, "memory": 1024**3}
    head = json.dumps(request).encode()
    done = subprocess.run(
        [str(program), "scan-worker"],
        env=said | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        input=HEAD.pack(b"CWS1", len(head), len(data)) + head + data,
        capture_output=True,
        check=True,
    )
    _, length, size = HEAD.unpack_from(done.stdout)
    answer = done.stdout[HEAD.size :]
    assert len(answer) == length + size, (len(answer), length, size, done.stderr)
    return json.loads(answer[:length]), answer[length:]


if __name__ == "__main__":
    main()
