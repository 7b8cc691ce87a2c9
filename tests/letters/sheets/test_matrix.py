# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of what proves what: every condition, every paper, for staff only, landscape on either paper."""

from __future__ import annotations

import dataclasses

import pypdfium2
import pytest

from caseworker.domain.reasons.matrix import matrix_of
from caseworker.drawing.paper import Paper
from caseworker.letters.sheets.matrix import PageFacts, matrix_page
from caseworker.words import words_for
from caseworker.words.rules.matrix import MatrixText, matrix_text
from tests.domain.examples import GONE, base, case_of, changed, library

FACTS = PageFacts(
    paper="A4",
    applicant="Pérez Rodríguez, María José",
    case_number="TIJ-2022-000001",
    programme="Process",
    on="14 October 2022",
    outcome="Eligible",
    printed="25 November 2026",
    by="ABR",
    training=False,
)


def text_of(language: str, papers: int = 0, *, waived: bool = False) -> MatrixText:
    found = changed(base(), "applicants[0].passport.number", GONE)
    more = [{"id": f"x{at}", "type": "medical_record", "on": "2022-10-05"} for at in range(papers)]
    found = {**found, "evidence": [*found["evidence"], *more]}
    case = case_of(found)
    on = case.reference_day()
    assert on is not None
    matrix = matrix_of(library().assess(case, found["programme"], on).applicants[0])
    covered = {"passport": ("Luis Ortega", "2022-10-15")} if waived else {}
    return matrix_text(matrix, covered, words_for(language))


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_every_condition_and_what_backs_it_stands_on_it(language: str, paper: Paper) -> None:
    said = text_of(language, waived=True)
    facts = dataclasses.replace(FACTS, paper=paper)
    pdf = matrix_page(said, facts, words_for(language))
    text = " ".join(pages(pdf))
    for step, rows in said.groups:
        assert step in text
        for one in rows:
            assert one.title in text
    words = words_for(language)
    assert words("Nothing yet") in text
    assert "Luis Ortega" in text
    assert all(words("Internal: for staff only, not to be handed out") in page for page in pages(pdf))
    document = pypdfium2.PdfDocument(pdf)
    assert document[0].get_width() > document[0].get_height()
    document.close()


@pytest.mark.parametrize("papers", [0, 12, 40])
def test_many_papers_go_on_over_more_pages_and_none_is_left_out(papers: int) -> None:
    said = text_of("en", papers)
    text = " ".join(pages(matrix_page(said, FACTS, words_for("en"))))
    names = text.count("Medical record")
    assert names >= papers
    assert len(said.columns) >= papers


def test_what_others_can_see_of_the_file_names_nobody() -> None:
    pdf = matrix_page(text_of("en"), FACTS, words_for("en"))
    document = pypdfium2.PdfDocument(pdf)
    told = " ".join(document.get_metadata_dict().values())
    document.close()
    assert "Pérez" not in told
    assert "TIJ-2022" not in told


def test_the_same_matrix_gives_the_same_bytes() -> None:
    assert matrix_page(text_of("en"), FACTS, words_for("en")) == matrix_page(
        text_of("en"), FACTS, words_for("en")
    )


def test_a_training_case_says_so() -> None:
    facts = dataclasses.replace(FACTS, training=True)
    assert "Training: invented people" in pages(matrix_page(text_of("en"), facts, words_for("en")))[0]
