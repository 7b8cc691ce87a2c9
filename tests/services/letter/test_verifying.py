# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verifying in a store: what was issued here, what its code says, and what replaced it."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from caseworker.domain.checked_letter import Checked
from caseworker.domain.errors import Refused
from caseworker.letters.render import render
from caseworker.services import cases, eligibility
from caseworker.services.desk import Desk
from caseworker.services.letter import handing_over, issuing, verifying
from caseworker.store.records.letters import get_letter
from caseworker.words import words_for
from caseworker.words.checked_letter import means
from tests.colleagues import second_approves
from tests.letters.samples import OTHER_KEY, SPANISH, saved_again, sealed
from tests.story import issued_on


def case_of(desk: Desk, surname: str) -> str:
    return next(row.id for row in cases.listing(desk) if surname in row.principal)


def code_of(desk: Desk, letter_id: str) -> str:
    with desk.reading("own") as tx:
        return get_letter(tx, letter_id).seal or ""


def by_code(desk: Desk, code: str) -> Checked:
    return verifying.verify_text_here(desk, code)


def test_the_code_says_what_stands_on_the_letter(desk: Desk) -> None:
    case_id = case_of(desk, "Contreras")
    found = by_code(desk, code_of(desk, issuing.issue(desk, case_id, "a1", "en", "A4")))
    assert (found.state, found.paper, found.kind) == ("genuine_code", "code", "decision")
    assert (found.outcome, found.reference_day) == ("not_eligible", "2022-11-10")
    opened_on = cases.open_case(desk, case_id).document["opened_on"]
    assert (found.programme, found.issued_on) == ("venezuela", opened_on)
    assert found.training


@pytest.mark.parametrize(
    ("day", "status"),
    [("2022-10-15", "announced"), ("2022-11-02", "open"), ("2024-08-01", "paused"), ("2025-02-01", "closed")],
)
def test_the_code_says_how_the_programme_stood_on_the_day_of_issue(desk: Desk, day: str, status: str) -> None:
    case_id = case_of(desk, "Pérez")
    issued_on(desk, case_id, day)
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "eligible"))
    found = by_code(desk, code_of(desk, issuing.issue(desk, case_id, "a1", "es", "A4")))
    assert (found.programme_status, found.issued_on) == (status, day)


def test_the_same_decision_in_another_language_has_a_number_and_a_code_of_its_own(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    both = [issuing.issue(desk, case_id, "a1", language, "A4") for language in ("en", "es")]
    first, second = (by_code(desk, code_of(desk, one)) for one in both)
    assert first.number != second.number
    assert {first.state, second.state} == {"genuine_code"}


def test_the_code_of_a_letter_that_was_replaced_is_superseded(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    old = code_of(desk, issuing.issue(desk, case_id, "a1", "en", "A4"))
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "needs_review", "A doubt came up."))
    new = code_of(desk, issuing.issue(desk, case_id, "a1", "en", "A4"))
    assert [by_code(desk, one).state for one in (old, new)] == ["superseded", "genuine_code"]


def as_pictures(pdf: bytes) -> bytes:
    """As a program prints it into a PDF, page by page."""
    document = pypdfium2.PdfDocument(pdf)
    first, *others = [page.render(scale=150 / 72).to_pil().convert("L") for page in document]
    document.close()
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=150)
    return out.getvalue()


@pytest.mark.parametrize("by", [saved_again, as_pictures])
def test_a_copy_saved_by_another_program_has_lost_its_seal_and_its_code_is_read(
    desk: Desk, by: Callable[[bytes], bytes]
) -> None:
    case_id = case_of(desk, "Pérez")
    pdf = handing_over.issued_pdf(desk, issuing.issue(desk, case_id, "a1", "es", "A4"))
    found, issued = verifying.verify_here(desk, by(pdf)), verifying.verify_here(desk, pdf)
    assert found.state == "seal_missing"
    assert replace(found, state="genuine", pages=0, pages_looked=0) == issued
    assert found.pages_looked == found.pages > 0


def test_a_copy_of_a_letter_that_was_replaced_is_superseded(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    copy = saved_again(handing_over.issued_pdf(desk, issuing.issue(desk, case_id, "a1", "en", "A4")))
    issuing.issue(desk, case_id, "a1", "en", "A4")
    assert verifying.verify_here(desk, copy).state == "superseded"


def merged(*pdfs: bytes) -> bytes:
    out, all_of_them = io.BytesIO(), pikepdf.new()
    for pdf in pdfs:
        with pikepdf.open(io.BytesIO(pdf)) as one:
            all_of_them.pages.extend(one.pages)
    all_of_them.save(out)
    return out.getvalue()


def test_all_letters_on_one_file_are_named_and_none_of_another_office_hides_them(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    old, one, two = (
        handing_over.issued_pdf(desk, issuing.issue(desk, case_id, "a1", language, "A4"))
        for language in ("es", "en", "es")
    )
    for file in (merged(one, two, sealed(key=OTHER_KEY)), merged(sealed(key=OTHER_KEY), one, two)):
        found = verifying.verify_here(desk, file)
        assert (found.state, [other.state for other in found.also]) == ("seal_missing", ["seal_missing"])
        numbers = {found.number, *(other.number for other in found.also)}
        assert numbers == {verifying.verify_here(desk, pdf).number for pdf in (one, two)}
        assert all(number in means(found, words_for("en")) for number in numbers)
    found = verifying.verify_here(desk, merged(old, one))
    assert (found.state, [other.state for other in found.also]) == ("superseded", ["seal_missing"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_where_not_all_pages_were_looked_at_it_is_said(desk: Desk, language: str) -> None:
    out = io.BytesIO()
    blank = Image.new("L", (300, 400), 255)
    blank.save(out, "PDF", save_all=True, append_images=[blank] * 99)
    found = verifying.verify_here(desk, out.getvalue())
    said = means(found, words_for(language))
    assert (found.state, found.pages_looked, found.pages) == ("not_ours", 60, 100)
    assert {"en": "Only 60 of its 100 pages", "es": "solo en 60 de sus 100 páginas"}[language] in said


def test_a_copy_from_another_office_is_not_ours(desk: Desk) -> None:
    assert verifying.verify_here(desk, saved_again(sealed(key=OTHER_KEY))).state == "not_ours"


def test_a_copy_without_a_code_says_how_to_go_on(desk: Desk) -> None:
    found = verifying.verify_here(desk, saved_again(render(replace(SPANISH, state="draft"))))
    assert found.state == "not_ours"
    assert "read it with a phone and paste its text here" in means(found, words_for("en"))


def test_a_file_larger_than_any_letter_is_refused_and_not_called_altered(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7 caseworker letter issued " + bytes(verifying.LARGEST))
    with pytest.raises(Refused, match="too_large_for_a_letter"):
        verifying.verify_file_here(desk, path)
