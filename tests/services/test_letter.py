# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters: issued once from what was decided, sealed, and free of what must not stand in them."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from caseworker.domain.document_paths import with_value
from caseworker.domain.errors import Refused
from caseworker.services import cases, eligibility, intake, letter, settings, verifying
from caseworker.services.desk import Desk
from tests.colleagues import second_approves


def case_of(desk: Desk, surname: str) -> str:
    return next(row.id for row in cases.listing(desk) if surname in row.principal)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", " ")
    finally:
        document.close()


def test_a_letter_needs_a_decision(desk: Desk) -> None:
    with pytest.raises(Refused, match="no_determination"):
        letter.issue(desk, case_of(desk, "Fonseca"), "a1", "es", "A4")


def test_without_a_second_reader_a_reason_is_needed_and_stands_in_the_letter(desk: Desk) -> None:
    case_id = case_of(desk, "Fonseca")
    eligibility.determine(desk, case_id, "a1", "eligible")
    with pytest.raises(Refused, match="alone_not_allowed"):
        letter.issue(desk, case_id, "a1", "en", "A4", "Nobody else is on shift today")
    settings.allow_alone(desk, allowed=True)
    with pytest.raises(Refused, match="not_approved"):
        letter.issue(desk, case_id, "a1", "en", "A4")
    letter_id = letter.issue(desk, case_id, "a1", "en", "A4", "Nobody else is on shift today")
    assert "Nobody else is on shift today" in text_of(letter.issued_pdf(desk, letter_id))


def test_an_issued_letter_is_genuine_and_a_changed_byte_shows(desk: Desk) -> None:
    letter_id = letter.issue(desk, case_of(desk, "Pérez"), "a1", "es", "A4")
    pdf = letter.issued_pdf(desk, letter_id)
    found = verifying.verify_here(desk, pdf)
    assert (found.state, found.initials, found.birth_year, found.training) == ("genuine", "MJPR", 1990, True)
    for at in (20, len(pdf) // 2, len(pdf) - 5):
        changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
        assert verifying.verify_here(desk, changed).state == "altered"


def test_a_letter_says_what_was_decided_even_when_the_case_has_changed_since(desk: Desk) -> None:
    case_id = case_of(desk, "Contreras")
    opened = cases.open_case(desk, case_id)
    intake.record(desk, case_id, with_value(opened.document, "x_consent/phone", "664 1"), base_rev=opened.rev)
    said = text_of(letter.issued_pdf(desk, letter.issue(desk, case_id, "a1", "en", "A4")))
    assert "you do not meet the published conditions" in said
    assert "27 October 2022" in said


@pytest.mark.parametrize(("language", "said"), [("en", "We know this from: "), ("es", "Lo sabemos por: ")])
def test_an_issued_letter_says_from_which_papers_the_entry_is_known(
    desk: Desk, language: str, said: str
) -> None:
    letter_id = letter.issue(desk, case_of(desk, "Pérez"), "a1", language, "A4")
    text = " ".join(text_of(letter.issued_pdf(desk, letter_id)).split())
    assert text.count(said) == 1


def test_another_decision_replaces_the_letter_another_language_does_not(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    english = letter.issue(desk, case_id, "a1", "en", "A4")
    letter.issue(desk, case_id, "a1", "es", "Letter")
    states = {one.id: one.state for one in cases.open_case(desk, case_id).letters}
    assert set(states.values()) == {"issued"}
    old = letter.issued_pdf(desk, english)
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "needs_review", "A doubt came up."))
    letter.issue(desk, case_id, "a1", "en", "A4")
    assert verifying.verify_here(desk, old).state == "superseded"


def test_hand_over_is_recorded_once(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    letter_id = letter.issue(desk, case_id, "a1", "es", "A4")
    letter.hand_over(desk, letter_id)
    (found,) = cases.open_case(desk, case_id).letters
    assert found.state == "handed_over"
    with pytest.raises(Refused):
        letter.hand_over(desk, letter_id)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_letter_holds_identifiers_red_flags_or_the_sponsors_figures(desk: Desk, language: str) -> None:
    for row in cases.listing(desk):
        opened = cases.open_case(desk, row.id)
        sponsor = opened.document.get("sponsor")
        for person in opened.document["applicants"]:
            said = text_of(letter.preview(desk, opened.document, person["id"], language, "A4"))
            number = (person.get("passport") or {}).get("number")
            assert number is None or number not in said
            for other in opened.document["applicants"]:
                names = f"{other.get('given_names')} {other.get('surnames')}"
                assert other is person or names not in said
            if isinstance(sponsor, dict):
                income = sponsor.get("annual_income_usd")
                assert income is None or f"{income:,}" not in said
                assert sponsor.get("name", "???") not in said
            for word in ("20 people", "20 personas", "Money was asked", "Se pidió dinero"):
                assert word not in said


def test_a_child_alone_gets_no_refusal_but_a_handover_note(desk: Desk) -> None:
    case_id = case_of(desk, "Mora")
    document = cases.open_case(desk, case_id).document
    said = text_of(letter.preview(desk, document, "a1", "en", "A4"))
    assert "To the child protection authority" in said
    assert "do not meet" not in said


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("days", "stale"), [(180, False), (181, True)])
def test_the_footer_says_when_the_rules_were_checked_long_ago(
    desk: Desk, language: str, days: int, stale: bool
) -> None:
    document = cases.open_case(desk, case_of(desk, "Fonseca")).document
    checked = desk.library.programmes["cuba"].checked_on
    day = datetime.fromordinal(checked.toordinal() + days).replace(hour=12, tzinfo=UTC)
    desk.clock = lambda: day
    said = text_of(letter.preview(desk, document, "a1", language, "A4"))
    words = {"en": "more than six months ago", "es": "hace más de seis meses"}[language]
    pages = said.count({"en": "Page ", "es": "Página "}[language])
    assert said.count(words) == (pages if stale else 0)
    assert pages


def test_a_draft_is_marked_on_every_page_and_has_no_seal(desk: Desk) -> None:
    document = cases.open_case(desk, case_of(desk, "Salazar")).document
    pdf = letter.preview(desk, document, "a1", "es", "Letter")
    pages = pypdfium2.PdfDocument(pdf)
    for page in pages:
        assert "BORRADOR" in page.get_textpage().get_text_bounded()
    pages.close()
    assert verifying.verify_here(desk, pdf).state == "draft"
