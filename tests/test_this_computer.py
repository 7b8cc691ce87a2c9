# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of this computer come back as they were kept, and a computer that forbids it goes without."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseworker.paths import config_dir
from caseworker.this_computer import remember, remembered


def test_what_was_never_kept_is_the_default(home: Path) -> None:
    assert remembered("language", "es") == "es"
    assert not config_dir().exists()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=("Cs",))), st.text(st.characters(exclude_categories=("Cs",))))
def test_any_two_values_come_back(home: Path, one: str, other: str) -> None:
    assert remember("scanner_folder", one)
    assert remember("language", other)
    assert (remembered("scanner_folder", "-"), remembered("language", "-")) == (one, other)


def test_a_folder_whose_name_is_no_text_comes_back(home: Path) -> None:
    name = os.fsdecode(b"/media/esc\xe1ner") if os.name != "nt" else "C:\\\ud800"
    assert remember("scanner_folder", name)
    assert remembered("scanner_folder", "") == name


def test_settings_of_earlier_versions_are_read(home: Path) -> None:
    config_dir().mkdir(parents=True)
    (config_dir() / "window.txt").write_text("language=es\nnonsense\ndark=yes\n", encoding="utf-8")
    assert (remembered("language", ""), remembered("dark", "")) == ("es", "yes")


def test_a_write_that_fails_leaves_what_was_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert remember("language", "es")

    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert not remember("language", "en")
    assert remembered("language", "") == "es"
    assert [one.name for one in config_dir().iterdir()] == ["window.txt"]


def test_where_no_folder_can_be_made_it_goes_without(home: Path) -> None:
    config_dir().parent.mkdir(parents=True)
    config_dir().write_text("a file in the way", encoding="utf-8")
    assert not remember("language", "es")
    assert remembered("language", "en") == "en"
