# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library reads each programme when it is asked for, and refuses broken files all the same."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseworker.domain.rules.programme import Programme
from caseworker.exchange.programme import file
from caseworker.paths import resource
from caseworker.services.programmes.library import Library, load_library
from tests.domain.examples import base, case_of, changed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(resource(), tmp_path / "resources", ignore=shutil.ignore_patterns("fonts", "*.mo"))
    return tmp_path / "resources"


def broken(root: Path, name: str, old: str, new: str) -> Library:
    path = root / "programmes" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_library(root)


def test_all_programmes_in_the_order_of_their_files(root: Path) -> None:
    library = load_library(root)
    assert list(library.programmes) == [
        "cuaet",
        "cuba",
        "group-of-five",
        "h2b-supplemental",
        "haiti",
        "homes-for-ukraine",
        "nicaragua",
        "uniting-for-ukraine",
        "venezuela",
        "welcome-corps",
    ]
    assert library.refused == ()


def test_one_programme_alone_is_the_same_as_among_all(root: Path) -> None:
    alone = load_library(root).programmes["venezuela"]
    assert alone == dict(load_library(root).programmes)["venezuela"]


def test_the_name_is_known_before_the_rules_are_read(root: Path) -> None:
    library = broken(root, "cuba.toml", 'like = "', 'like = "nowhere-')
    assert library.programmes.words("haiti")["es"] == "Proceso para haitianos"
    assert library.programmes.words("atlantis") == {}


def test_a_broken_file_is_refused_whenever_it_is_asked_for(root: Path) -> None:
    library = broken(root, "cuba.toml", 'like = "', 'like = "nowhere-')
    assert "cuba" not in library.programmes
    assert library.programmes.get("cuba") is None
    (refused,) = library.refused
    assert refused.file == "cuba.toml"
    assert "nowhere" in refused.faults[0].place
    assert "cuba" not in list(library.programmes)
    assert library.rules("haiti", date(2023, 2, 1)).programme.id == "haiti"


def test_a_file_that_is_no_toml_is_refused(root: Path) -> None:
    library = broken(root, "haiti.toml", "id = ", "id = = ")
    assert "haiti" not in library.programmes
    assert [one.file for one in library.refused] == ["haiti.toml"]


def test_an_unknown_programme_is_a_key_error(root: Path) -> None:
    library = load_library(root)
    with pytest.raises(KeyError):
        library.programmes["atlantis"]
    with pytest.raises(KeyError):
        library.rules("atlantis", date(2023, 2, 1))


def test_assessing_reads_the_other_programmes_only_where_somebody_is_referred(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    reader = file.read_programme

    def noted(text: bytes, shared: Any, reference: Any) -> Programme:
        found = reader(text, shared, reference)
        read.append(found.id)
        return found

    monkeypatch.setattr(file, "read_programme", noted)
    library = load_library()
    found = base()
    day = date(2022, 10, 20)
    library.assess(case_of(found), "venezuela", day)
    assert read == ["venezuela"]
    elsewhere = changed(found, "applicants[0].nationalities", ["CUB"])
    (one,) = library.assess(case_of(elsewhere), "venezuela", date(2023, 1, 20)).applicants
    assert "cuba" in one.referrals
    assert len(read) == 10
