# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet to sign: every condition with its sources, the hash on each page, lines at the end."""

from __future__ import annotations

import hashlib
from datetime import date

import pypdfium2
import pytest

from caseworker.domain.rules.reference import NoValueInForce
from caseworker.drawing.paper import Paper
from caseworker.paths import resource
from caseworker.services.programmes.sheet import sheet
from caseworker.words import words_for
from tests.domain.examples import library

ON, TODAY = date(2022, 10, 18), date(2026, 11, 25)


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def drawn(language: str = "en", paper: Paper = "A4", today: date = TODAY) -> bytes:
    return sheet(library(), "venezuela", ON, today, words_for(language), paper)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_every_rule_in_force_stands_in_it_with_its_sources(language: str, paper: Paper) -> None:
    said = pages(drawn(language, paper))
    text = " ".join(said)
    programme = library().programmes["venezuela"]
    for one in programme.criteria_on(ON):
        assert " ".join(one.title[language].split()) in text
        for answer in one.answers:
            start = answer.reason[language].split("{")[0].split()[:6]
            assert " ".join(start) in text
    for caution in programme.cautions_on(ON):
        assert " ".join(caution.words[language].split()[:6]) in text
    assert "87 FR 63507" in said[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_page_carries_the_hash_and_the_last_one_the_lines(language: str) -> None:
    said = pages(drawn(language))
    digest = library().programmes["venezuela"].digest
    assert all(digest in page for page in said)
    assert {"en": "Name and signature", "es": "Nombre y firma"}[language] in said[-1]
    for number, page in enumerate(said, start=1):
        assert {"en": "Page {} of {}", "es": "Página {} de {}"}[language].format(number, len(said)) in page


def test_the_hashes_can_be_computed_with_any_tool() -> None:
    files = [
        resource("programmes", *parts).read_bytes()
        for parts in (("venezuela.toml",), ("shared", "parole.toml"))
    ]
    first = pages(drawn())[0]
    for data in files:
        assert hashlib.sha256(data).hexdigest() in first
    assert hashlib.sha256(b"".join(files)).hexdigest() == library().programmes["venezuela"].digest


def test_the_same_rules_give_the_same_bytes() -> None:
    assert drawn() == drawn()
    assert drawn() != drawn("es")


def test_rules_checked_long_ago_say_so_on_it() -> None:
    stale = "more than six months ago"
    checked = library().programmes["venezuela"].checked_on
    assert stale not in " ".join(pages(drawn(today=date.fromordinal(checked.toordinal() + 180))))
    assert stale in pages(drawn(today=date.fromordinal(checked.toordinal() + 181)))[0]


def test_a_day_without_rules_is_an_error() -> None:
    with pytest.raises(NoValueInForce):
        sheet(library(), "venezuela", date(2022, 10, 1), TODAY, words_for("en"), "A4")
