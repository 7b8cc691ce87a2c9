# SPDX-License-Identifier: AGPL-3.0-or-later
"""No text advises what the program cannot do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from caseworker.domain import errors
from caseworker.domain.errors import CaseworkerError
from caseworker.paths import resource
from caseworker.words import words_for
from caseworker.words.errors import ERRORS

# There is no backup to restore.
RESTORE = re.compile(r"restor|restaur|backup|respaldo", re.IGNORECASE)
KINDS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, CaseworkerError)]


def test_no_catalogue_advises_a_backup() -> None:
    for name in ("caseworker.pot", "es.po"):
        text = resource("locale", name).read_text(encoding="utf-8")
        assert [line for line in text.splitlines() if RESTORE.search(line) and not line.startswith("#")] == []


def test_no_error_advises_a_backup() -> None:
    assert [one for one in KINDS if RESTORE.search(one.text)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_guide_says_that_there_is_none(language: str) -> None:
    text = " ".join(Path(resource("help", f"{language}.md")).read_text(encoding="utf-8").split())
    said = {"en": "There is no backup in the program yet", "es": "todavía no hace copias de seguridad"}[
        language
    ]
    assert said in text
    assert not RESTORE.search(text.replace(said, ""))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_error_of_opening_has_words_of_its_own(language: str) -> None:
    """None is left to "Something went wrong"."""
    words = words_for(language)
    opening = {one.code for one in KINDS} - {"error", "refused", "attachment_refused", "store_fault"}
    assert opening - set(ERRORS) == set()
    assert len({words(text) for text in ERRORS.values()}) == len(ERRORS)


@pytest.mark.parametrize("part", ["viewer", "unfinished_writes", "upgrade"])
def test_a_store_that_can_only_be_read_says_why(part: str) -> None:
    from caseworker.words.errors import error_text

    words = words_for("en")
    plain = error_text(errors.ReadOnlyStore(errno="30"), words)
    assert "reading only" in plain
    assert error_text(errors.ReadOnlyStore(part=part), words) != plain
