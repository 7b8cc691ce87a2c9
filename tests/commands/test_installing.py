# SPDX-License-Identifier: AGPL-3.0-or-later
"""Installing a programme file, going back, and replaying, from a shell."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from caseworker.app import desk_of
from caseworker.paths import resource
from caseworker.services import cases
from caseworker.services.programmes.library import load_library
from caseworker.services.training import create_training_store
from caseworker.store.opening.opening import open_store
from tests.services.conftest import NOON, Clock

from .conftest import Run


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training") / "store"
    create_training_store(folder, load_library(), Clock()).store.close()
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The shipped Venezuelan programme with an earlier last day for irregular entries."""
    text = resource("programmes", "venezuela.toml").read_text(encoding="utf-8")
    path = tmp_path / "stick" / "venezuela.toml"
    path.parent.mkdir()
    path.write_text(text.replace("is = 2022-10-19", "is = 2022-09-01"), encoding="utf-8")
    return path


def outcomes(folder: Path) -> dict[str, str]:
    with open_store(folder, None, now=NOON.isoformat()) as opened:
        return {row.number: row.outcome for row in cases.listing(desk_of(opened, load_library(), Clock()))}


def test_the_impact_is_shown_and_without_yes_nothing_is_changed(run: Run, store: Path, changed: Path) -> None:
    before = outcomes(store)
    said = run("programmes", "install", changed, "--store", store)
    assert (said.status, said.err) == (1, "")
    assert hashlib.sha256(changed.read_bytes()).hexdigest() in said.out
    assert "outcome would change: 12 (cases: 1)" in said.out
    assert "TIJ-2022-TR-000011  Hernández Villalobos, Carlos Alberto: Eligible → Not eligible" in said.out
    assert "    No irregular entry to Mexico after the cut-off: Met → Not met" in said.out
    assert "--yes" in said.out
    assert outcomes(store) == before
    assert "installed" not in run("programmes", "installed", "--store", store).out


def test_yes_accepts_and_use_shipped_leads_back(run: Run, store: Path, changed: Path) -> None:
    before = outcomes(store)
    said = run("programmes", "install", changed, "--store", store, "--yes")
    assert (said.status, said.err) == (0, "")
    after = outcomes(store)
    assert {number for number in before if before[number] != after[number]} == {"TIJ-2022-TR-000011"}
    listed = run("programmes", "installed", "--store", store)
    assert "venezuela.toml, installed on" in listed.out
    shown = run("programmes", "show", "venezuela", "--on", "2022-10-18", "--store", store, "--json").json()
    assert shown["sha256"] != run("programmes", "show", "venezuela", "--json").json()["sha256"]
    back = run("programmes", "use-shipped", "venezuela", "--store", store, "--yes")
    assert (back.status, back.err) == (0, "")
    assert "Not eligible → Eligible" in back.out
    assert outcomes(store) == before


def test_the_list_as_json(run: Run, store: Path, changed: Path) -> None:
    run("programmes", "install", changed, "--store", store, "--yes")
    rows = {one["id"]: one for one in run("programmes", "installed", "--store", store, "--json").json()}
    assert rows["venezuela"]["installed"] is True
    assert rows["venezuela"]["file"] == "venezuela.toml"
    assert rows["venezuela"]["file_sha256"] == hashlib.sha256(changed.read_bytes()).hexdigest()
    assert rows["cuba"]["installed"] is False


def test_the_offer_as_json_asks_nothing(run: Run, store: Path, changed: Path) -> None:
    said = run("programmes", "install", changed, "--store", store, "--json")
    found = said.json()
    assert (said.status, found["accepted"], len(found["changes"])) == (1, False, 12)
    assert {one["criterion"] for one in found["changes"][0]["findings"]} == {"no-irregular-entry-mexico"}


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("install", "{stick}/missing.toml"), "no such file"),
        (("install", "{stick}"), "is a folder"),
        (("install", "{stick}/broken.toml"), "criterion vacinations"),
        (("use-shipped", "venezuela"), "came with the program"),
        (("use-shipped", "atlantis"), "came with the program"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    run: Run, store: Path, changed: Path, arguments: tuple[str, ...], names: str
) -> None:
    text = changed.read_text(encoding="utf-8")
    changed.with_name("broken.toml").write_text(
        text.replace('like = "vaccinations"', 'like = "vacinations"'), encoding="utf-8"
    )
    before = outcomes(store)
    stick = str(changed.parent)
    said = run("programmes", *(one.replace("{stick}", stick) for one in arguments), "--store", store, "--yes")
    assert said.status == 2
    assert len(said.err.splitlines()) == 1
    assert names in said.err
    assert outcomes(store) == before


def test_a_store_that_is_not_there_is_one_line(run: Run, tmp_path: Path) -> None:
    for command in (("replay",), ("programmes", "installed")):
        said = run(*command, "--store", tmp_path / "nowhere")
        assert (said.status, said.out) == (2, "")
        assert len(said.err.splitlines()) == 1


def test_replay_agrees(run: Run, store: Path) -> None:
    said = run("replay", "--store", store)
    assert (said.status, said.err) == (0, "")
    assert "comes out as it was recorded" in said.out
    found = run("replay", "--store", store, "--json").json()
    assert found["agree"] > 0
    assert (found["differ"], found["differences"], found["not_replayed"]) == (0, [], [])


def test_replay_lists_a_difference_and_ends_with_one(run: Run, store: Path) -> None:
    with open_store(store, None, now=NOON.isoformat()) as opened:
        connection = opened.connect("repair")
        connection.execute("DROP TRIGGER determinations_fixed")
        row, frozen = connection.execute("SELECT id, frozen FROM determinations LIMIT 1").fetchone()
        changed = json.loads(frozen)
        changed["assessment"]["applicants"][0]["findings"][0]["result"] = "not_known"
        connection.execute("UPDATE determinations SET frozen = ? WHERE id = ?", (json.dumps(changed), row))
        connection.close()
    said = run("replay", "--store", store)
    assert said.status == 1
    (line,) = [one for one in said.out.splitlines() if row in one]
    assert "result: Not known → Met" in line
    found = run("replay", "--store", store, "--json")
    assert found.status == 1
    (one,) = found.json()["differences"]
    assert (one["determination"], one["part"], one["before"], one["after"]) == (
        row,
        "result",
        "not_known",
        "met",
    )
