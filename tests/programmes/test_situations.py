# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each programme's situations: what must come out, by the text of the rules.

The files beside this one are written for a lawyer to read. A programme without situations for every
code it can report, and for both sides of every dated boundary, fails here.
"""

from __future__ import annotations

import copy
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from caseworker.domain.reference import NoValueInForce
from tests.domain.examples import case_of, library

FOLDER = Path(__file__).parent
PROGRAMMES = library().programmes
OUTCOMES = ("eligible", "more_evidence_needed", "needs_review", "not_eligible", "closed", "no rules")
MARKS = {"(none)": None}
NOT_ASKED = "(not asked)"


@dataclass(frozen=True)
class Situation:
    """One situation with the file it stands in."""

    file: dict[str, Any]
    row: dict[str, Any]

    def document(self) -> Any:
        """The base with the people added and the fields changed."""
        found = copy.deepcopy(self.file["base"])
        if "add" in self.row:
            found["applicants"].append(copy.deepcopy(self.file["people"][self.row["add"]]))
        for path, value in self.row.get("change", {}).items():
            put(found, path.split("/"), value)
        return found


def put(found: Any, path: list[str], value: Any) -> None:
    """Sets what stands at the path; items of lists go by their id."""
    *way, last = path
    for part in way:
        if isinstance(found, list):
            found = next(one for one in found if one["id"] == part)
        else:
            found = found.setdefault(part, {})
    if value == NOT_ASKED:
        del found[last]
    else:
        found[last] = MARKS.get(value, value) if isinstance(value, str) else value


def read(name: str) -> dict[str, Any]:
    return tomllib.loads(FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


FILES = {path.stem: read(path.stem) for path in sorted(FOLDER.glob("*.toml"))}
ALL = [
    pytest.param(Situation(file, row), id=f"{name}-{at}-{row['title']}")
    for name, file in FILES.items()
    for at, row in enumerate(file["situation"])
]


@pytest.mark.parametrize("situation", ALL)
def test_a_situation_comes_out_as_the_text_says(situation: Situation) -> None:
    row, programme = situation.row, situation.file["programme"]
    case = case_of(situation.document())
    if row["outcome"] == "no rules":
        with pytest.raises(NoValueInForce):
            library().assess(case, programme, row["on"])
        return
    found = library().assess(case, programme, row["on"]).of(row.get("applicant", "a1"))
    assert (found.outcome, set(found.codes), set(found.referrals)) == (
        row["outcome"],
        set(row["codes"]),
        set(row.get("referrals", [])),
    )


def test_every_programme_has_its_situations() -> None:
    assert set(FILES) == set(PROGRAMMES)


@pytest.mark.parametrize("situation", ALL)
def test_a_situation_is_written_in_full(situation: Situation) -> None:
    row = situation.row
    known = {"title", "on", "by", "outcome", "codes", "referrals", "change", "add", "applicant"}
    assert set(row) <= known
    assert row["title"]
    assert row["by"]
    assert type(row["on"]) is date
    assert row["outcome"] in OUTCOMES


@pytest.mark.parametrize("name", FILES)
def test_no_situation_is_told_twice(name: str) -> None:
    told = [
        (row["on"], row.get("add"), row.get("applicant"), repr(row.get("change")))
        for row in FILES[name]["situation"]
    ]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("name", FILES)
def test_every_code_the_programme_can_report_has_a_situation(name: str) -> None:
    codes = {answer.code for one in PROGRAMMES[name].criteria for answer in one.answers if answer.code}
    told = {code for row in FILES[name]["situation"] for code in row["codes"]}
    never = set(FILES[name].get("never", {}))
    assert codes - never <= told
    assert told <= codes
    assert never <= codes - told


@pytest.mark.parametrize("name", FILES)
def test_every_outcome_has_a_situation(name: str) -> None:
    assert {row["outcome"] for row in FILES[name]["situation"]} == set(OUTCOMES)


@pytest.mark.parametrize("name", FILES)
def test_both_sides_of_every_dated_boundary_have_a_situation(name: str) -> None:
    days = {row["on"] for row in FILES[name]["situation"]}
    for boundary in PROGRAMMES[name].boundaries():
        assert boundary in days
        assert boundary - timedelta(days=1) in days
