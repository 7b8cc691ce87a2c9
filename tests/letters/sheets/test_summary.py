# SPDX-License-Identifier: AGPL-3.0-or-later
"""The case summary: people, findings, entry with its picture and sentences; for staff, without numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pypdfium2
import pytest

from caseworker.drawing.paper import Paper
from caseworker.services.summary import summary
from caseworker.words import words_for
from tests.domain.examples import base, case_of, library

TODAY = date(2026, 11, 25)
CLASHING = [
    {"id": "e1", "type": "bus_ticket_named", "on": "2022-10-09", "reference": "BUS-778899"},
    {"id": "e2", "type": "panama_snm_record", "on": "2022-10-14"},
]


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def drawn(evidence: list[dict[str, Any]], language: str = "en", paper: Paper = "A4") -> bytes:
    found = {key: value for key, value in base().items() if not key.startswith("expected")}
    case = case_of({**found, "evidence": evidence})
    on = case.reference_day()
    assert on is not None
    assessment = library().assess(case, str(case.programme), on)
    return summary(case, assessment, TODAY, paper, words_for(language))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_holds_what_a_colleague_needs(language: str, paper: Paper) -> None:
    said = pages(drawn(CLASHING, language, paper))
    text, words = " ".join(said), words_for(language)
    assert library().programmes["venezuela"].name[language] in text
    assert "EX-S01" in text
    assert words.label("outcome", "needs_review") in text
    for item in ("bus_ticket_named", "panama_snm_record"):
        assert library().reference.evidence_types[item].name(language) in text
    assert words.day(date(2022, 10, 14)) in text
    question = {
        "en": "Ask: did you leave Mexico between 9 October 2022 and 14 October 2022?",
        "es": "Pregunte: ¿salió usted de México entre el 9 de octubre de 2022 y el 14 de octubre de 2022?",
    }
    assert question[language] in text
    assert {"en": "The last acceptable day is 11", "es": "El último día aceptable es el 11"}[language] in text
    internal = {"en": "Internal. Not a decision letter.", "es": "Uso interno. No es una carta de decisión."}
    assert all(internal[language] in page for page in said)


def test_no_number_of_a_passport_or_paper_is_in_it() -> None:
    person = base()["applicants"][0]
    text = " ".join(pages(drawn(CLASHING)))
    assert person["surnames"] in text
    assert person["passport"]["number"] not in text
    assert "BUS-778899" not in text


def test_the_same_case_gives_the_same_bytes() -> None:
    assert drawn(CLASHING) == drawn(CLASHING)


def test_hundreds_of_papers_and_none_fit() -> None:
    many = [
        {"id": f"e{at}", "type": "medical_record", "on": f"2022-10-{at % 28 + 1:02d}", "source": f"s{at}"}
        for at in range(300)
    ]
    assert len(pages(drawn(many))) > 5
    assert "Case summary" in pages(drawn([]))[0]
