# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker summary` writes a PDF for staff, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.domain.examples import FIXTURES
from tests.letters.sheets.test_summary import pages

from .conftest import Run

CASE = FIXTURES / "cases" / "S01.json"


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ((), "Case summary"),
        (("--language", "es"), "Resumen del caso"),
        (("--paper", "Letter"), "Case summary"),
    ],
)
def test_a_case_file_gives_a_summary(run: Run, tmp_path: Path, options: tuple[str, ...], title: str) -> None:
    out = tmp_path / "out.pdf"
    said = run("summary", CASE, "-o", out, *options)
    assert (said.status, said.out, said.err) == (0, "", "")
    assert title in pages(out.read_bytes())[0]
    assert [one.name for one in tmp_path.iterdir()] == ["out.pdf"]


def test_another_day_is_another_assessment(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    assert run("summary", CASE, "-o", out, "--on", "2022-10-20").status == 0
    assert "20 October 2022" in pages(out.read_bytes())[0]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--language", "fr"), '--language: there are no texts in "fr"; use one of en, es'),
        (("--on", "yesterday"), '--on: "yesterday" is not a day'),
        (("--on", "1999-01-01"), "S01.json: assess_on"),
    ],
)
def test_wrong_input_writes_nothing(run: Run, tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    said = run("summary", CASE, "-o", tmp_path / "out.pdf", *options)
    assert said.status == 2
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
