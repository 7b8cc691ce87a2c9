# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker entry`: every worked example gives its expected proof, from a file and from a stream."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.domain.examples import ENTRIES, document

from .conftest import Run

NAMES = [path.stem for path in ENTRIES]


@pytest.mark.parametrize("path", ENTRIES, ids=NAMES)
def test_a_worked_example_gives_its_expected_proof(run: Run, path: Path) -> None:
    said = run("entry", path, "--json")
    assert (said.status, said.err) == (0, "")
    want = document(path)["expected"]
    found = said.json()
    assert {key: found[key] for key in want} == want
    assert set(found) == {"proof", "earliest", "latest", "flags"}


def test_lines_come_back_in_order_and_a_bad_one_in_its_place(run: Run) -> None:
    examples = [document(path) for path in ENTRIES]
    rows = [json.dumps(one).encode() for one in examples]
    rows.insert(3, b'{"country": "MEX"')
    rows.insert(5, b'{"country": "MEX", "last_acceptable_day": "2022-10-11"}')
    said = run("entry", "-", "--json", stdin=b"\n".join(rows))
    assert said.status == 2
    assert len(said.err.splitlines()) == 1
    lines = said.lines()
    assert lines.pop(5)["error"].startswith("line 6: evidence")
    assert lines.pop(3)["error"].startswith("line 4: ")
    for found, example in zip(lines, examples, strict=True):
        assert found["proof"] == example["expected"]["proof"]


def test_many_files_give_one_line_each(run: Run) -> None:
    said = run("entry", *ENTRIES, "--json")
    assert [one["proof"] for one in said.lines()] == [document(path)["expected"]["proof"] for path in ENTRIES]


def test_without_json_a_person_reads_the_proof_and_the_window(run: Run) -> None:
    path = next(path for path in ENTRIES if path.stem == "E17")
    said = run("entry", path)
    assert said.out.startswith("Records contradict each other\nWindow: ")
    assert "These records contradict each other: e1, e2, e3" in said.out


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"country": "Mexico"}, "country"),
        ({"country": 3}, "country"),
        ({"country": ["MEX"]}, "country"),
        ({"country": {"a": 1}}, "country"),
        ({"last_acceptable_day": "2022-10"}, "last_acceptable_day"),
        ({"last_acceptable_day": None}, "last_acceptable_day"),
        ({"last_acceptable_day": 20221011}, "last_acceptable_day"),
        ({"declared_exit": "2022-02-30"}, "declared_exit"),
        ({"declared_exit": ["2022-10-01"]}, "declared_exit"),
        ({"evidence": {}}, "evidence"),
        ({"evidence": [{"type": "comar_constancia"}]}, "evidence[0].id"),
        ({"evidence": [7]}, "evidence[0]"),
        ({"evidence": [{"id": "e1", "type": "crystal_ball"}]}, "evidence[0].type"),
        ({"evidense": []}, "evidense"),
    ],
)
def test_a_fault_is_named_with_its_place(run: Run, tmp_path: Path, change: object, place: str) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(json.dumps({**document(ENTRIES[0]), **change}), encoding="utf-8")  # type: ignore[dict-item]
    said = run("entry", path, "--json")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(f"{path}: {place}")
    assert len(said.err.splitlines()) == 1
