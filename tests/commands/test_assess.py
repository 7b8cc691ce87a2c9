# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker assess`: every worked example gives its expected result, from a file and from a stream."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from caseworker.domain.case.document import document_of
from caseworker.exchange.situations import NO_RULES, read_situations
from tests.domain.examples import CASES, FIXTURES, base, changed, document, library

from .conftest import Run

ROOT = FIXTURES.parent.parent
NAMES = [path.stem for path in CASES]


def summary(assessment: Any, applicant: str) -> dict[str, Any]:
    found = {one["id"]: one for one in assessment["applicants"]}[applicant]
    return {
        "outcome": found["outcome"],
        "codes": set(found["codes"]),
        "referrals": sorted(found["referrals"]),
    }


def expected(example: Any) -> dict[str, Any]:
    found = example["expected"]
    return {
        "outcome": found["outcome"],
        "codes": set(found["codes"]),
        "referrals": sorted(found["referrals"]),
    }


def line(found: Any) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode() + b"\n"


@pytest.mark.parametrize("path", CASES, ids=NAMES)
def test_a_worked_example_gives_its_expected_result(run: Run, path: Path) -> None:
    example = document(path)
    said = run("assess", path, "--json")
    assert (said.status, said.err) == (0, "")
    assert summary(said.json(), example["expected"]["applicant"]) == expected(example)


@pytest.mark.parametrize("path", CASES, ids=NAMES)
def test_an_assessment_has_the_public_form(run: Run, path: Path) -> None:
    example = document(path)
    found = run("assess", path, "--json").json()
    assert found["format"] == "caseworker/assessment@1"
    assert found["programme"] == example["programme"]
    assert found["on"] == example.get("assess_on", example["opened_on"])
    assert found["rules_from"] <= found["on"]
    assert {one["id"] for one in found["applicants"]} == {one["id"] for one in example["applicants"]}
    evidence = {one["id"] for one in example.get("evidence", [])}
    for person in found["applicants"]:
        for finding in person["findings"]:
            assert finding["step"] in ("intake", "sponsor", "entry", "eligibility")
            assert finding["result"] in ("met", "not_met", "not_known", "not_applicable")
            assert finding["reason"]["en"]
            assert finding["reason"]["es"]
            assert finding["sources"]
            assert set(finding["evidence"]) <= evidence
        codes = {finding["code"] for finding in person["findings"]} - {None}
        assert codes == set(person["codes"])
        open_ones = {one["criterion"] for one in person["findings"] if one["then"] == "more_evidence_needed"}
        assert {one["criterion"] for one in person["next_proofs"]} <= open_ones


def test_many_files_give_one_line_each_in_order(run: Run) -> None:
    said = run("assess", *CASES, "--json")
    assert said.status == 0
    for found, path in zip(said.lines(), CASES, strict=True):
        example = document(path)
        assert summary(found, example["expected"]["applicant"]) == expected(example)


def test_lines_of_cases_give_lines_of_assessments_in_order(run: Run) -> None:
    examples = [document(path) for path in reversed(CASES)]
    said = run("assess", "-", "--json", stdin=b"".join(map(line, examples)))
    assert (said.status, said.err) == (0, "")
    for found, example in zip(said.lines(), examples, strict=True):
        assert summary(found, example["expected"]["applicant"]) == expected(example)


def test_a_bad_line_keeps_its_place_and_the_end_says_so(run: Run) -> None:
    good = line(base())
    bad = [
        line(changed(base(), "applicants[0].borne_on", "1990-05-14")),
        b"{\n",
        b'\xff{"a": 1}\n',
        line(changed(base(), "programme", "atlantis")),
        line([]),
    ]
    said = run("assess", "-", stdin=b"".join(good + one for one in bad) + good)
    assert said.status == 2
    lines = said.lines()
    assert len(lines) == 2 * len(bad) + 1
    assert all("error" not in found for found in lines[::2])
    for number, found in enumerate(lines[1::2], start=1):
        assert set(found) == {"error"}
        assert found["error"].startswith(f"line {2 * number}: ")
    assert "applicants[0].borne_on" in lines[1]["error"]
    assert len(said.err.splitlines()) == 1


def test_blank_lines_are_passed_over_and_the_last_needs_no_end(run: Run) -> None:
    said = run("assess", "-", stdin=b"\n" + line(base()) + b"  \n" + line(base()).rstrip())
    assert said.status == 0
    assert len(said.lines()) == 2


def test_no_lines_give_no_lines(run: Run) -> None:
    said = run("assess", "-")
    assert (said.status, said.out, said.err) == (0, "", "")


def test_on_takes_the_rules_of_another_day(run: Run, tmp_path: Path) -> None:
    # S22 entered irregularly on 20 October: barred by the notice. Under the announcement a person in
    # Mexico had to enter by 11 October; the day after the pause began the same rules say so still.
    path = FIXTURES / "cases" / "S22.json"
    by_notice = run("assess", path, "--json").json()
    assert by_notice["rules_from"] == "2022-10-18"
    announced = run("assess", path, "--json", "--on", "2022-10-17").json()
    assert (announced["on"], announced["rules_from"]) == ("2022-10-17", "2022-10-12")
    assert "ENTRY_MX_TOO_LATE" in announced["applicants"][0]["codes"]
    closed = run("assess", path, "--json", "--on", "2025-01-20").json()
    assert closed["applicants"][0]["outcome"] == "closed"


def test_programme_takes_the_rules_of_another_programme(run: Run) -> None:
    said = run("assess", FIXTURES / "cases" / "S01.json", "--json", "--programme", "h2b-supplemental")
    found = said.json()
    assert found["programme"] == "h2b-supplemental"
    assert "NAT_NOT_COVERED" in found["applicants"][0]["codes"]


def test_a_case_may_leave_out_the_reference_day(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    found = base()
    del found["assess_on"]
    found["opened_on"] = "2022-10-16"
    path.write_text(json.dumps(found), encoding="utf-8")
    assert run("assess", path, "--json").json()["on"] == "2022-10-16"


def test_without_json_a_person_reads_outcome_reasons_and_what_would_help(run: Run) -> None:
    said = run("assess", FIXTURES / "cases" / "S05.json")
    assert said.status == 0
    assert "a1: More evidence needed" in said.out
    assert "do not show on which side of 11 October 2022" in said.out
    assert "-> Bring one official Mexican record dated on or before 11 October 2022" in said.out


def test_why_prints_the_tests_with_their_values(run: Run) -> None:
    said = run("assess", FIXTURES / "cases" / "S01.json", "--why")
    assert said.status == 0
    assert "+ Entry to Mexico, last acceptable day 11 October 2022: Entry proved" in said.out
    assert "[INM detention or rescue record, 5 October 2022]" in said.out
    assert "Nationalities: at least one of Venezuela -> Venezuela" in said.out


def test_why_gives_the_same_tree_to_programs(run: Run) -> None:
    found = run("assess", FIXTURES / "cases" / "S01.json", "--why", "--json").json()
    for finding in found["applicants"][0]["findings"]:
        why = finding["why"]
        if finding["result"] in ("met", "not_met"):
            assert why["tried"][-1]["holds"] is True
            assert why["tried"][-1]["code"] == finding["code"]
    plain = run("assess", FIXTURES / "cases" / "S01.json", "--json").json()
    assert "why" not in plain["applicants"][0]["findings"][0]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Tijuana"])
def test_the_program_itself_gives_the_same_in_every_zone_and_language(zone: str) -> None:
    env = {**os.environ, "TZ": zone, "LC_ALL": "es_MX.UTF-8", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "caseworker", "assess", *CASES[:6], "--json"],
        env=env,
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    for row, path in zip(done.stdout.splitlines(), CASES[:6], strict=True):
        example = document(path)
        assert summary(json.loads(row), example["expected"]["applicant"]) == expected(example)


def test_words_follow_the_language_of_the_desk(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "es")
    said = run("assess", FIXTURES / "cases" / "S01.json")
    assert "Tiene la nacionalidad de un país que el programa cubre." in said.out
    assert "14 de octubre de 2022" in said.out


@pytest.mark.parametrize("name", sorted(library().programmes))
def test_the_situations_of_a_programme_come_out_through_the_command_too(run: Run, name: str) -> None:
    text = FIXTURES.parent.joinpath("programmes", f"{name}.toml").read_bytes()
    found = read_situations(text, library().reference.vocabulary()).situations
    whole = [one for one in found if one.outcome != NO_RULES]
    documents = [
        {**document_of(one.case), "programme": name, "assess_on": one.on.isoformat()} for one in whole
    ]
    said = run("assess", "-", "--json", stdin=b"".join(map(line, documents)))
    assert (said.status, said.err) == (0, "")
    outcomes = [json.loads(one) for one in said.out.splitlines()]
    for one, came in zip(whole, outcomes, strict=True):
        assert summary(came, one.applicant)["outcome"] == one.outcome, one.title
        assert summary(came, one.applicant)["codes"] == one.codes, one.title
