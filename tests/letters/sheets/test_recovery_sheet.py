# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recovery sheet: one page that says whose it is and what it is for, in both languages."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from caseworker.letters.sheets.recovery_sheet import SheetFacts, recovery_sheet
from caseworker.words import words_for

KEY = "12N36H-PNQKJX-7K2MZT-0RVQ4D-W8E1YB-3C5F9A"
WIDEST = "-".join(["WWWWWW"] * 6)
FACTS = SheetFacts("Casa del Camino & Cía.", "TIJ", "3F2A-91BC", date(2026, 11, 27))


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("key", [KEY, WIDEST])
def test_it_is_one_page_that_says_all_in_both_languages(language: str, key: str) -> None:
    (page,) = pages(recovery_sheet(key, FACTS, words_for(language)))
    # In one piece: who types it reads one line.
    assert key in page
    for said in (
        "Casa del Camino & Cía.",
        "TIJ",
        "3F2A-91BC",
        "27 November 2026",
        "27 de noviembre de 2026",
        "What it can do: it sets a new passphrase for one person",
        "What it cannot do: it shows no case and no letter",
        "Lo que puede hacer: pone una nueva frase de contraseña",
        "Lo que no puede hacer: no muestra ningún caso",
    ):
        assert said in page
    english, spanish = page.index("To use it"), page.index("Para usarla")
    assert (english < spanish) == (language == "en")


def test_it_does_not_pass_for_a_letter() -> None:
    (page,) = pages(recovery_sheet(KEY, FACTS, words_for("en")))
    assert "Not a decision letter" in page
    for word in ("Eligible", "eligible", "Case number", "This letter", "Esta carta"):
        assert word not in page


def test_its_file_tells_neither_key_nor_organisation_outside_of_the_page() -> None:
    document = pypdfium2.PdfDocument(recovery_sheet(KEY, FACTS, words_for("en")))
    said = " ".join(document.get_metadata_dict().values())
    assert "Casa" not in said
    assert "12N36H" not in said
