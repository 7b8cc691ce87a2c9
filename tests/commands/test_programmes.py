# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker programmes`: what there is, the rules on a day, and checking a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseworker.paths import resource
from tests.domain.examples import library

from .conftest import Run

FILES = sorted(resource("programmes").glob("*.toml"))


def test_list_names_every_programme_with_its_versions(run: Run) -> None:
    said = run("programmes", "list")
    assert (said.status, said.err) == (0, "")
    for programme in library().programmes.values():
        assert programme.id in said.out
        assert programme.name["en"] in said.out
        for version in programme.versions:
            assert version.cite in said.out


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


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"id = ", b"\x00" * 10, b"[[criterion]]\nid = 3\n"])
def test_check_refuses_rubbish_with_one_line(run: Run, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "rubbish.toml"
    path.write_bytes(data)
    said = run("programmes", "check", path)
    assert said.status == 2
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith(f"{path}: ")
