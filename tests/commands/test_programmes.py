# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker programmes`: what there is, the rules on a day, and checking a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseworker.paths import bundle_root, resource
from tests.domain.examples import library

from .conftest import Run

SITUATIONS = bundle_root() / "tests" / "programmes"
FILES = sorted(resource("programmes").glob("*.toml"))


def test_list_names_every_programme_with_its_versions(run: Run) -> None:
    said = run("programmes", "list")
    assert (said.status, said.err) == (0, "")
    for programme in library().programmes.values():
        assert programme.id in said.out
        assert programme.name["en"] in said.out
        for version in programme.versions:
            assert version.cite["en"] in said.out


def test_list_as_json(run: Run) -> None:
    rows = run("programmes", "list", "--json").json()
    assert [one["id"] for one in rows] == [path.stem for path in FILES]
    assert {one["id"]: one["versions"] for one in rows}["venezuela"] == [
        "2022-10-12",
        "2022-10-18",
        "2023-01-06",
    ]


def test_without_a_word_the_programmes_are_listed(run: Run) -> None:
    assert run("programmes").out == run("programmes", "list").out


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_show_says_every_rule_in_force_with_its_source(run: Run, name: str) -> None:
    programme = library().programmes[name]
    for version in programme.versions:
        on = version.span.first
        assert on is not None
        said = run("programmes", "show", name, "--on", on)
        assert (said.status, said.err) == (0, "")
        for criterion in programme.criteria_on(on):
            assert criterion.title["en"] in said.out
            assert criterion.rule.get("en", "") in said.out
            for source in criterion.sources:
                assert programme.sources[source].cite in said.out
        for caution in programme.cautions_on(on):
            assert caution.words["en"] in said.out


def test_show_follows_the_day(run: Run) -> None:
    before = run("programmes", "show", "venezuela", "--on", "2022-10-17", "--json").json()
    after = run("programmes", "show", "venezuela", "--on", "2022-10-18", "--json").json()
    assert (before["status"], after["status"]) == ("announced", "open")
    assert "entered-mexico-before" in {one["id"] for one in before["criteria"]}
    assert "entered-mexico-before" not in {one["id"] for one in after["criteria"]}


def test_show_speaks_the_language_asked_for(run: Run) -> None:
    said = run("programmes", "show", "venezuela", "--on", "2022-10-14", "--language", "es")
    assert "Ingreso a México antes del anuncio" in said.out
    assert "14 de octubre de 2022" in said.out


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("atlantis",), "venezuela"),
        (("venezuela", "--on", "2022-10-11"), "2022-10-12"),
        (("venezuela", "--on", "yesterday"), "yesterday"),
        (("venezuela", "--on", "2022-10"), "2022-10-20"),
        (("venezuela", "--on", "2022-02-30"), "2022-02-30"),
    ],
)
def test_show_refuses_with_one_line(run: Run, arguments: tuple[str, ...], names: str) -> None:
    said = run("programmes", "show", *arguments)
    assert (said.status, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert names in said.err


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_check_finds_our_own_files_in_order(run: Run, path: Path) -> None:
    said = run("programmes", "check", path)
    assert (said.status, said.err) == (0, "")
    assert path.name in said.out


def test_check_names_what_is_wrong_and_writes_nothing_else(run: Run, tmp_path: Path) -> None:
    text = resource("programmes", "venezuela.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace('like = "vaccinations"', 'like = "vacinations"'), encoding="utf-8")
    said = run("programmes", "check", path)
    assert said.status == 2
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith(f"{path}: criterion vacinations")
    assert "vaccinations" in said.err


def test_check_names_every_fault_with_its_line_the_first_on_standard_error(run: Run, tmp_path: Path) -> None:
    text = resource("programmes", "cuaet.toml").read_text(encoding="utf-8")
    text = text.replace("applicant.arrives_on", "applicant.arrives").replace(
        'status = "open"', 'status = "ajar"'
    )
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    said = run("programmes", "check", path)
    lines = text.splitlines()
    assert (said.status, len(said.err.splitlines()), len(said.out.splitlines())) == (2, 1, 2)
    assert sorted(said.out.splitlines())[0].startswith(f"{path}: criterion arrival: answer 1: when (line ")
    for one in said.out.splitlines():
        number = int(one.partition("(line ")[2].partition(")")[0])
        assert "applicant.arrives" in lines[number - 1] or "ajar" in lines[number - 1]


def test_check_finds_what_nothing_can_reach(run: Run, tmp_path: Path) -> None:
    text = resource("programmes", "cuaet.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text + CLASH, encoding="utf-8")
    said = run("programmes", "check", path)
    assert said.status == 2
    assert "criterion clash: answer 2 (line " in said.err
    assert "can never be reached" in said.err


CLASH = """
[[criterion]]
id = "clash"
step = "intake"
title = { en = "Clash", es = "Choque" }
source = ["house"]
[[criterion.answer]]
when = { fact = "sponsor.present", is = true }
result = "met"
reason = { en = "Yes.", es = "Sí." }
[[criterion.answer]]
when = { fact = "sponsor.present", is = true }
result = "met"
reason = { en = "Yes.", es = "Sí." }
"""


def test_check_runs_the_situations_and_names_those_that_fail(run: Run, tmp_path: Path) -> None:
    told = SITUATIONS.joinpath("cuaet.toml").read_text(encoding="utf-8")
    path = tmp_path / "cuaet.situations.toml"
    wrong = told.replace(
        'codes = ["ARRIVAL_TOO_LATE", "SUP_NOT_REQUIRED"]', 'codes = ["SUP_NOT_REQUIRED"]', 1
    )
    path.write_text(wrong, encoding="utf-8")
    said = run("programmes", "check", resource("programmes", "cuaet.toml"), "--situations", path)
    assert (said.status, said.err) == (1, "")
    at = wrong[: wrong.index('title = "Arrival on 1 April 2024"')].count("\n")
    assert f"{path.name}:{at}: situation Arrival on 1 April 2024" in said.out
    assert "expected: more_evidence_needed, SUP_NOT_REQUIRED" in said.out
    assert "came out: more_evidence_needed, ARRIVAL_TOO_LATE, SUP_NOT_REQUIRED" in said.out


def test_check_names_the_codes_and_answers_that_no_situation_has(run: Run, tmp_path: Path) -> None:
    told = SITUATIONS.joinpath("cuaet.toml").read_text(encoding="utf-8")
    path = tmp_path / "few.toml"
    path.write_text(told[: told.index('\n[[situation]]\ntitle = "A Pole alone"')], encoding="utf-8")
    said = run("programmes", "check", resource("programmes", "cuaet.toml"), "--situations", path)
    assert (said.status, said.err) == (1, "")
    assert "cuaet.toml: criterion arrival: answer 2 (line " in said.out
    assert "no situation has the code ARRIVAL_TOO_LATE" in said.out
    assert "criterion minor-cared-for: answer 1 (sponsorship.toml, line " in said.out


def test_check_takes_the_situations_beside_the_file_first(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "cuaet.toml"
    copy.write_bytes(resource("programmes", "cuaet.toml").read_bytes())
    assert "cuaet.toml: 33 situations" in run("programmes", "check", copy).out
    told = SITUATIONS.joinpath("cuaet.toml").read_bytes()
    tmp_path.joinpath("cuaet.situations.toml").write_bytes(told)
    assert "cuaet.situations.toml: 33 situations, 0 failed" in run("programmes", "check", copy).out
    mine = copy.read_text(encoding="utf-8").replace('id = "cuaet"', 'id = "mine"', 1)
    copy.write_text(mine, encoding="utf-8")
    said = run("programmes", "check", copy)
    assert (said.status, said.err) == (0, "")
    assert "write them in mine.situations.toml" in said.out


def test_check_refuses_the_situations_of_another_programme_and_faulty_ones(run: Run, tmp_path: Path) -> None:
    file = resource("programmes", "cuaet.toml")
    said = run("programmes", "check", file, "--situations", SITUATIONS / "cuba.toml")
    assert (said.status, len(said.err.splitlines())) == (2, 1)
    assert '"cuba"' in said.err
    path = tmp_path / "mine.toml"
    told = SITUATIONS.joinpath("cuaet.toml").read_text(encoding="utf-8")
    path.write_text(told.replace('outcome = "closed"', 'outcome = "shut"'), encoding="utf-8")
    said = run("programmes", "check", file, "--situations", path)
    assert (said.status, len(said.err.splitlines())) == (2, 1)
    assert said.err.startswith(f"{path}: situation A day too late for requests (line ")
    assert run("programmes", "check", file, "--situations", tmp_path / "none.toml").status == 2


def test_check_with_mutations_names_the_survivors(run: Run, tmp_path: Path) -> None:
    file = resource("programmes", "cuaet.toml")
    said = run("programmes", "check", file, "--mutations")
    assert (said.status, said.err) == (0, "")
    assert "30 small changes of the rules, 0 that no situation notices" in said.out
    told = SITUATIONS.joinpath("cuaet.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(told.replace('status = "terminated"\n', ""), encoding="utf-8")
    said = run("programmes", "check", file, "--situations", path, "--mutations")
    assert (said.status, said.err) == (1, "")
    assert "  status 2024-04-01: 2024-04-01 -> 2024-04-02" in said.out


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"id = ", b"\x00" * 10, b"[[criterion]]\nid = 3\n"])
def test_check_refuses_rubbish_with_one_line(run: Run, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "rubbish.toml"
    path.write_bytes(data)
    said = run("programmes", "check", path)
    assert said.status == 2
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith(f"{path}: ")


def test_show_against_another_day_says_what_changed(run: Run) -> None:
    said = run("programmes", "show", "venezuela", "--on", "2022-10-18", "--against", "2022-10-17")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("What changed from 17 October 2022 to 18 October 2022")
    lines = [line.strip() for line in said.out.splitlines()]
    at = lines.index("Changes: Last day on which an irregular entry does not bar")
    assert lines[at + 1 : at + 3] == ["- 12 October 2022", "+ 19 October 2022"]
    assert "No longer in force: Entry to Mexico before the announcement" in lines
    other = run("programmes", "show", "venezuela", "--on", "2022-10-17", "--against", "2022-10-18")
    assert other.out == said.out


def test_show_against_as_json(run: Run) -> None:
    arguments = ("programmes", "show", "venezuela", "--on", "2022-10-17", "--against", "2022-10-18", "--json")
    found = {(one["kind"], one["id"]): one for one in run(*arguments).json()["changes"]}
    value = found["value", "irregular_entry_last_day"]
    assert (value["before"], value["after"]) == ("2022-10-12", "2022-10-19")
    assert found["criterion", "entered-mexico-before"]["what"] == "ended"


def test_two_days_under_the_same_rules_say_so(run: Run) -> None:
    said = run("programmes", "show", "cuba", "--on", "2023-02-01", "--against", "2023-02-02")
    assert "Nothing changed between these two days." in said.out


@pytest.mark.parametrize("language", ["en", "es"])
def test_show_writes_a_sheet(run: Run, tmp_path: Path, language: str) -> None:
    out = tmp_path / "rules.pdf"
    said = run("programmes", "show", "haiti", "--on", "2023-02-01", "-o", out, "--language", language)
    assert (said.status, said.out, said.err) == (0, "", "")
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--on", "2022-10-18", "--against", "2022-10-01"),
        ("--on", "2022-10-18", "--against", "never"),
        ("--on", "2022-10-18", "-o", "{folder}/none/rules.pdf"),
        ("--on", "2022-10-18", "--against", "2022-10-17", "-o", "{folder}/rules.pdf"),
    ],
)
def test_show_says_in_one_line_what_it_cannot_do(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    said = run("programmes", "show", "venezuela", *(one.format(folder=tmp_path) for one in arguments))
    assert (said.status, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
