#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Builds the one-folder program: `python3 packaging/build.py`, then `python3 packaging/prove.py`.

A clean environment under build/ holds exactly what requirements/package.txt names, with its hashes.
The program stands in build/package/dist/caseworker/. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "package"
DIST = BUILD / "dist"
PROGRAM = DIST / "caseworker"
# 2020-01-01: the same sources give the same bytes, whenever they are built.
EPOCH = "1577836800"


def python() -> Path:
    """The interpreter of the environment that builds."""
    inside = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    return BUILD / "venv" / inside


def prepare() -> None:
    """Makes the environment anew where the requirements have changed."""
    listed = ROOT / "requirements" / "package.txt"
    mark = BUILD / "venv" / "requirements.sha256"
    digest = hashlib.sha256(listed.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text(encoding="ascii") == digest:
        return
    shutil.rmtree(BUILD / "venv", ignore_errors=True)
    venv.create(BUILD / "venv", with_pip=True)
    pip = [str(python()), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--only-binary=:all:", "-r", str(listed)], check=True)
    mark.write_text(digest, encoding="ascii")


def translate() -> None:
    """Compiles the translations, which are not in git."""
    for po in sorted((ROOT / "resources" / "locale").glob("*.po")):
        to = po.parent / po.stem / "LC_MESSAGES" / "caseworker.mo"
        to.parent.mkdir(parents=True, exist_ok=True)
        compiler = [str(python()), "-m", "babel.messages.frontend", "compile"]
        subprocess.run([*compiler, "-i", str(po), "-o", str(to)], check=True, cwd=ROOT)


def build() -> None:
    """Runs PyInstaller."""
    shutil.rmtree(DIST, ignore_errors=True)
    command = [str(python()), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(BUILD / "work")]
    said = os.environ | {"SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": "0"}
    said.pop("PYTHONPATH", None)
    subprocess.run([*command, str(ROOT / "packaging" / "caseworker.spec")], check=True, env=said, cwd=ROOT)


def main() -> None:
    """Builds and says how large the program is."""
    BUILD.mkdir(parents=True, exist_ok=True)
    prepare()
    translate()
    build()
    size = sum(path.lstat().st_size for path in PROGRAM.rglob("*") if not path.is_symlink())
    print(f"{PROGRAM}: {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
