# SPDX-License-Identifier: AGPL-3.0-or-later
"""The templates in git are those of the script, and each character is most like itself."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from caseworker.paths import resource
from caseworker.scans.mrz import templates as reader
from caseworker.scans.mrz.frame import CAPITAL, HIGH, WIDE, Frame, Row

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mrz_script", ROOT / "packaging" / "mrz_templates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_and_the_reader_mean_the_same_cells(script: ModuleType) -> None:
    assert script.CHARACTERS == reader.CHARACTERS
    assert (script.CELL, script.CAPITAL, script.CAPITAL + 2 * script.ABOVE) == (WIDE, CAPITAL, HIGH)


def test_the_templates_in_git_are_those_of_the_script(script: ModuleType) -> None:
    assert script.FONT.exists(), "install fonts-ocr-b (packaging/apt-test.txt): the templates come from it"
    with np.load(resource("mrz", "templates.npz")) as file:
        stored = file["templates"].astype(int)
    # Another FreeType may set a grey edge a little otherwise.
    assert np.abs(script.templates(script.FONT).astype(int) - stored).mean() < 1


def test_each_character_is_most_like_itself() -> None:
    with np.load(resource("mrz", "templates.npz")) as file:
        plain = 255 - file["templates"][5].astype(np.float32)
    high, wide = plain.shape[1:]
    line = np.concatenate(list(plain), axis=1)
    frame = Frame(np.pad(line, 4, mode="edge"), (4.0, 4.0), (1.0, 0.0))
    count = len(plain)
    u = np.arange(count) * wide + (wide - 1) / 2.0
    row = Row(u, np.full(count, (high - 1) / 2.0), np.full(count, float(WIDE)), float(CAPITAL))
    found = reader.likeness(frame, (row,)).score
    assert found.argmax(axis=1).tolist() == list(range(count))
    assert found.max(axis=1).min() > 0.97
