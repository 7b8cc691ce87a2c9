# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the program finds its files, installed in any of three ways."""

import sys
from pathlib import Path

import pytest

from caseworker import paths


def test_in_a_checkout_resources_are_at_the_top() -> None:
    assert paths.resource("fonts", "OFL.txt").is_file()
    assert (paths.bundle_root() / "pyproject.toml").is_file()


def test_a_frozen_program_unpacks_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resource("fonts") == tmp_path / "resources" / "fonts"


def test_a_wheel_carries_them_inside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "caseworker" / "_bundle").mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "caseworker" / "paths.py"))
    assert paths.bundle_root() == tmp_path / "caseworker" / "_bundle"


def test_folders_of_a_person_are_under_their_home(home: Path) -> None:
    for folder in (paths.default_store(), paths.config_dir()):
        assert folder.is_relative_to(home)
        assert not folder.exists()
