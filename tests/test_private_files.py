# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person asked for is written whole, for them alone, and never through a link."""

from __future__ import annotations

import ast
import os
import stat
import sys
from pathlib import Path

import pytest

import caseworker
from caseworker.private_files import write_private

ROOT = Path(caseworker.__file__).parent


@pytest.mark.parametrize("before", ["nothing", "open file", "link", "dangling link"])
def test_it_is_for_its_owner_alone_whatever_stood_there(tmp_path: Path, before: str) -> None:
    out, elsewhere = tmp_path / "out.pdf", tmp_path / "elsewhere"
    elsewhere.write_bytes(b"somebody else's")
    if before == "open file":
        out.write_bytes(b"older")
        out.chmod(0o666)
    elif before != "nothing":
        if sys.platform == "win32":
            pytest.skip("links need a right of their own there")
        out.symlink_to(elsewhere if before == "link" else tmp_path / "nowhere")
    old = os.umask(0)
    try:
        write_private(out, b"new")
    finally:
        os.umask(old)
    assert out.read_bytes() == b"new"
    assert not out.is_symlink()
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert elsewhere.read_bytes() == b"somebody else's"
    assert {path.name for path in tmp_path.iterdir()} == {"elsewhere", "out.pdf"}


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "out.pdf"
    folder.mkdir()
    with pytest.raises(OSError, match=r"."):
        write_private(folder, b"new")
    with pytest.raises(FileNotFoundError):
        write_private(tmp_path / "nowhere" / "out.pdf", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["out.pdf"]


def test_window_and_commands_write_files_in_no_other_way() -> None:
    found = []
    for path in [*(ROOT / "ui").rglob("*.py"), *(ROOT / "commands").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("write_bytes", "write_text"):
                found.append(f"{path.name}:{node.lineno}")
    assert found == []
