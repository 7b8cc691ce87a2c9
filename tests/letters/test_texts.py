# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a checked code asks to compare stands on its letter, word for word."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from caseworker.domain.case.document import read_case
from caseworker.domain.checked_letter import Checked
from caseworker.letters.compose import LetterFacts, compose
from caseworker.letters.content import LetterContent, Letterhead
from caseworker.letters.content import words as all_words
from caseworker.letters.render import render
from caseworker.letters.sealing.payload import OUTCOMES
from caseworker.services.letter.verifying import printed
from caseworker.services.programmes.library import Library, load_library
from caseworker.words import words_for
from caseworker.words.checked_letter import COMPARE, groups

FILES = sorted((Path(__file__).parents[1] / "programmes").glob("*.toml"))
HEAD = Letterhead("Casa del Camino", ("Calle Segunda 1427", "22000 Tijuana"), "664 000 0000", None)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def base_of(path: Path, **changes: object) -> dict[str, Any]:
    document: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))["base"]
    document["applicants"][0] |= {"given_names": "María José", "surnames": "Pérez Rodríguez", **changes}
    return document


def letter_of(
    library: Library, document: dict[str, Any], day: date, outcome: str, language: str
) -> tuple[LetterContent, Checked]:
    """A letter issued that day, and what checking its code comes to."""
    case = read_case(document, library.reference.vocabulary())
    programme = library.programmes[document["programme"]]
    found = library.assess(case, programme.id, case.reference_day() or day)
    note = document["applicants"][0].get("accompanied_by") == "nobody"
    number = "L-TIJ-2022-K7-000001"
    facts = LetterFacts(
        HEAD,
        "A4",
        "issued",
        number,
        "TIJ-2022-K7-000001",
        day,
        outcome=outcome,
        programmes=library.programmes,
    )
    code = Checked(
        "genuine_code",
        "code",
        number=number,
        issuer=HEAD.name,
        issued_on=day.isoformat(),
        initials="MJPR",
        birth_year=1990,
        kind="note" if note else "decision",
        outcome="" if note else outcome,
        reference_day=found.on.isoformat(),
        programme=programme.id,
        programme_status=programme.status_on(day) or "",
    )
    return compose(found, "a1", facts, words_for(language)), code


def compared(library: Library, code: Checked, language: str) -> Iterator[str]:
    """The values that the answer asks to compare, but for the same in other languages."""
    words = words_for(language)
    told = replace(printed(code, library.programmes, words), elsewhere={})
    rows = dict(groups(code, told, words))[words(COMPARE)]
    assert len(rows) == (4 if code.kind == "note" else 6)
    return (value for _, value in rows)


def flat(text: str) -> str:
    return "".join(ch for ch in text if ch.isalnum())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", FILES, ids=lambda one: one.stem)
@pytest.mark.parametrize("kind", ["decision", "note"])
def test_each_line_to_compare_is_in_the_text_of_the_pdf(
    library: Library, path: Path, language: str, kind: str
) -> None:
    changes = {} if kind == "decision" else {"born_on": "2012-03-01", "accompanied_by": "nobody"}
    document = base_of(path, **changes)
    day = date.fromisoformat(document["opened_on"]) + timedelta(days=1)
    content, code = letter_of(library, document, day, "eligible", language)
    pdf = pypdfium2.PdfDocument(render(content))
    text = flat(" ".join(page.get_textpage().get_text_bounded() for page in pdf))
    pdf.close()
    assert [one for one in compared(library, code, language) if flat(one) not in text] == []
    assert str(code.birth_year) not in list(compared(library, code, language))


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.stem)
def test_whatever_the_outcome_and_however_the_programme_stands(library: Library, path: Path) -> None:
    document = base_of(path)
    opened = date.fromisoformat(document["opened_on"])
    statuses = library.programmes[document["programme"]].statuses
    days = [opened, *(one.since for one in statuses if one.since > opened)]
    for day in days:
        for outcome in OUTCOMES[1:]:
            for language in ("en", "es"):
                content, code = letter_of(library, document, day, outcome, language)
                said = " ".join(all_words(content))
                assert [one for one in compared(library, code, language) if one not in said] == []
