# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters: issued once from what was decided, sealed, and free of what must not stand in them."""

from datetime import UTC, date, datetime
from typing import Any

import pypdfium2
import pytest

from caseworker.domain.case.document_paths import with_value
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.errors import Refused
from caseworker.services import cases, eligibility, intake, settings
from caseworker.services.desk import Desk
from caseworker.services.letter import drafting, handing_over, issuing, verifying
from caseworker.services.outdated import compare_case
from caseworker.store.opening.check import check_store
from caseworker.words import words_for
from caseworker.words.refusals import REFUSED
from tests.colleagues import change, colleague, second_approves
from tests.story import issued_on


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
        issuing.issue(desk, case_of(desk, "Fonseca"), "a1", "es", "A4")


def test_without_a_second_reader_a_reason_is_needed_and_stands_in_the_letter(desk: Desk) -> None:
    case_id = case_of(desk, "Fonseca")
    eligibility.determine(desk, case_id, "a1", "eligible")
    with pytest.raises(Refused, match="alone_not_allowed"):
        issuing.issue(desk, case_id, "a1", "en", "A4", "Nobody else is on shift today")
    settings.allow_alone(desk, allowed=True)
    with pytest.raises(Refused, match="not_approved"):
        issuing.issue(desk, case_id, "a1", "en", "A4")
    letter_id = issuing.issue(desk, case_id, "a1", "en", "A4", "Nobody else is on shift today")
    assert "Nobody else is on shift today" in text_of(handing_over.issued_pdf(desk, letter_id))


def test_an_issued_letter_is_genuine_and_a_changed_byte_shows(desk: Desk) -> None:
    letter_id = issuing.issue(desk, case_of(desk, "Pérez"), "a1", "es", "A4")
    pdf = handing_over.issued_pdf(desk, letter_id)
    found = verifying.verify_here(desk, pdf)
    assert (found.state, found.initials, found.birth_year, found.training) == ("genuine", "MJPR", 1990, True)
    for at in (20, len(pdf) // 2, len(pdf) - 5):
        changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
        assert verifying.verify_here(desk, changed).state == "altered"


def test_a_letter_says_what_was_decided_even_when_the_case_has_changed_since(desk: Desk) -> None:
    case_id = case_of(desk, "Contreras")
    opened = cases.open_case(desk, case_id)
    intake.record(desk, case_id, with_value(opened.document, "x_consent/phone", "664 1"), base_rev=opened.rev)
    said = text_of(handing_over.issued_pdf(desk, issuing.issue(desk, case_id, "a1", "en", "A4")))
    assert "you do not meet the published conditions" in said
    assert "27 October 2022" in said


@pytest.mark.parametrize(("language", "said"), [("en", "We know this from: "), ("es", "Lo sabemos por: ")])
def test_an_issued_letter_says_from_which_papers_the_entry_is_known(
    desk: Desk, language: str, said: str
) -> None:
    letter_id = issuing.issue(desk, case_of(desk, "Pérez"), "a1", language, "A4")
    text = " ".join(text_of(handing_over.issued_pdf(desk, letter_id)).split())
    assert text.count(said) == 1


def test_another_decision_replaces_the_letter_another_language_does_not(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    english = issuing.issue(desk, case_id, "a1", "en", "A4")
    issuing.issue(desk, case_id, "a1", "es", "Letter")
    states = {one.id: one.state for one in cases.open_case(desk, case_id).letters}
    assert set(states.values()) == {"issued"}
    old = handing_over.issued_pdf(desk, english)
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "needs_review", "A doubt came up."))
    issuing.issue(desk, case_id, "a1", "en", "A4")
    assert verifying.verify_here(desk, old).state == "superseded"


def test_hand_over_is_recorded_once(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    letter_id = issuing.issue(desk, case_id, "a1", "es", "A4")
    handing_over.hand_over(desk, letter_id)
    (found,) = cases.open_case(desk, case_id).letters
    assert found.state == "handed_over"
    with pytest.raises(Refused):
        handing_over.hand_over(desk, letter_id)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_letter_holds_identifiers_red_flags_or_the_sponsors_figures(desk: Desk, language: str) -> None:
    for row in cases.listing(desk):
        opened = cases.open_case(desk, row.id)
        sponsor = opened.document.get("sponsor")
        for person in opened.document["applicants"]:
            said = text_of(drafting.preview(desk, opened.document, person["id"], language, "A4").pdf)
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


def changed(desk: Desk, case_id: str, **fields: Any) -> None:
    """Changes fields of the first applicant as somebody typed them."""
    opened = cases.open_case(desk, case_id)
    document = opened.document
    for name, value in fields.items():
        document = with_value(document, f"applicants/a1/{name}", value)
    intake.record(desk, case_id, document, base_rev=opened.rev)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "To the child protection authority"), ("es", "A la autoridad de protección de la niñez")],
)
def test_a_child_alone_gets_a_note_that_waits_for_nothing(desk: Desk, language: str, said: str) -> None:
    case_id = case_of(desk, "Mora")
    letter_id = issuing.issue_note(desk, case_id, "a1", language, "A4")
    (found,) = cases.open_case(desk, case_id).letters
    assert (found.kind, found.determination_id, found.state) == ("note", "", "issued")
    pdf = handing_over.issued_pdf(desk, letter_id)
    text = text_of(pdf)
    assert said in text
    assert "DIF" in text
    assert desk.worker.name in text
    assert verifying.verify_here(desk, pdf).state == "genuine"
    handing_over.hand_over(desk, letter_id)
    assert check_store(desk.store).whole
    assert next(row for row in cases.listing(desk) if row.id == case_id).steps["letter"] == "completed"


def test_issuing_for_a_child_alone_gives_the_note_whatever_was_decided(desk: Desk) -> None:
    case_id = case_of(desk, "Mora")
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "not_eligible"))
    text = text_of(handing_over.issued_pdf(desk, issuing.issue(desk, case_id, "a1", "en", "A4")))
    assert "Referral to child protection" in text
    assert "do not meet" not in text


@pytest.mark.parametrize("care", ["nobody", None])
@pytest.mark.parametrize("without", [{"assess_on": "2020-01-01"}, {"programme": "gone"}])
def test_the_note_of_a_child_alone_needs_no_rules(
    desk: Desk, care: str | None, without: dict[str, str]
) -> None:
    case_id = case_of(desk, "Mora")
    changed(desk, case_id, accompanied_by=care)
    opened = cases.open_case(desk, case_id)
    document = opened.document
    for path, value in without.items():
        document = with_value(document, path, value)
    intake.record(desk, case_id, document, base_rev=opened.rev)
    said = text_of(drafting.preview(desk, document, "a1", "es", "A4").pdf)
    assert "A la autoridad de protección de la niñez" in said
    pdf = handing_over.issued_pdf(desk, issuing.issue_note(desk, case_id, "a1", "es", "A4"))
    assert "a quien nadie acompaña" in " ".join(text_of(pdf).split())
    found = verifying.verify_here(desk, pdf)
    assert (found.state, found.kind, found.programme, found.reference_day) == ("genuine", "note", "", "")
    assert check_store(desk.store).whole


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_reference_day_after_the_day_of_issue_is_refused_and_leads_there(desk: Desk, language: str) -> None:
    case_id = case_of(desk, "Pérez")
    opened = cases.open_case(desk, case_id)
    intake.record(desk, case_id, with_value(opened.document, "assess_on", "2022-11-02"), base_rev=opened.rev)
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "needs_review", "A doubt came up."))
    faults = drafting.preview(desk, cases.open_case(desk, case_id).document, "a1", language, "A4").faults
    assert [(one.code, one.path) for one in faults] == [("reference_day_ahead", "assess_on")]
    with pytest.raises(Refused, match="reference_day_ahead") as refused:
        issuing.issue(desk, case_id, "a1", language, "A4")
    assert refused.value.details["path"] == "assess_on"
    assert words_for(language)(REFUSED["reference_day_ahead"])


def test_intake_staff_issue_the_note_and_no_letter(desk: Desk) -> None:
    intake_desk = colleague(desk, ["intake"])
    issuing.issue_note(intake_desk, case_of(desk, "Mora"), "a1", "es", "A4")
    with pytest.raises(Refused, match="may_not_issue"):
        issuing.issue(intake_desk, case_of(desk, "Mora"), "a1", "en", "A4")
    with pytest.raises(Refused, match="no_child_alone"):
        issuing.issue_note(intake_desk, case_of(desk, "Pérez"), "a1", "es", "A4")


def test_a_note_in_another_language_stands_beside_and_a_letter_replaces_both(desk: Desk) -> None:
    case_id = case_of(desk, "Mora")
    for language in ("es", "en"):
        issuing.issue_note(desk, case_id, "a1", language, "A4")
    assert [one.state for one in cases.open_case(desk, case_id).letters] == ["issued", "issued"]
    changed(desk, case_id, accompanied_by="legal_guardian")
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "needs_review", "A doubt came up."))
    issuing.issue(desk, case_id, "a1", "es", "A4")
    states = [(one.kind, one.state) for one in cases.open_case(desk, case_id).letters]
    assert states == [("note", "superseded"), ("note", "superseded"), ("decision", "issued")]


@pytest.mark.parametrize(("day", "a_letter"), [("2030-04-01", False), ("2030-04-02", True)])
def test_letter_or_note_is_decided_on_the_day_of_issue(desk: Desk, day: str, a_letter: bool) -> None:
    case_id = case_of(desk, "Mora")
    issued_on(desk, case_id, day)
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "not_eligible"))
    text = text_of(handing_over.issued_pdf(desk, issuing.issue(desk, case_id, "a1", "en", "A4")))
    assert ("Referral" in text) != a_letter
    assert ("you did not meet the published conditions" in text) == a_letter
    assert "parent or guardian of" not in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_beside_the_letter_of_a_child_with_another_adult_stands_who_protects(
    desk: Desk, language: str
) -> None:
    case_id = case_of(desk, "Mora")
    changed(desk, case_id, accompanied_by="other_adult", located_in="COL")
    document = cases.open_case(desk, case_id).document
    said = " ".join(text_of(drafting.preview(desk, document, "a1", language, "A4").pdf).split())
    assert {"en": "Protection of the child", "es": "Protección de la niña, el niño o adolescente"}[
        language
    ] in said
    assert "Instituto Colombiano de Bienestar Familiar (ICBF)" in said
    assert "DIF" not in said


@pytest.mark.parametrize("name", ["علي حسن", "李小龙", "नीता", "Ana \ufffd", "Ana 🙂", "Նարե", "ნინო", "አበበ"])
def test_a_name_that_no_font_prints_is_refused_before_anything_is_issued(desk: Desk, name: str) -> None:
    case_id = case_of(desk, "Mora")
    changed(desk, case_id, given_names=name)
    with pytest.raises(Refused, match="unprintable_name") as caught:
        issuing.issue_note(desk, case_id, "a1", "es", "A4")
    assert caught.value.details["path"] == "applicants/a1/given_names"
    document = cases.open_case(desk, case_id).document
    (fault,) = drafting.preview(desk, document, "a1", "es", "A4").faults
    assert (fault.code, fault.path) == ("unprintable_name", "applicants/a1/given_names")
    assert set(fault.characters.split()) <= set(name)
    assert cases.open_case(desk, case_id).letters == ()


@pytest.mark.parametrize("name", ["Олена", "Nguyễn", "Kaʻiulani", "Şükrü", "Ελένη", "José"])
def test_a_name_that_can_be_printed_is(desk: Desk, name: str) -> None:
    case_id = case_of(desk, "Mora")
    changed(desk, case_id, given_names=name)
    assert name in text_of(handing_over.issued_pdf(desk, issuing.issue_note(desk, case_id, "a1", "es", "A4")))


def test_nothing_is_decided_or_issued_for_somebody_without_a_name(desk: Desk) -> None:
    case_id = case_of(desk, "Mora")
    for surnames in (" ", "\u3164", "."):
        changed(desk, case_id, given_names=NOT_ASKED, surnames=surnames)
        with pytest.raises(Refused, match="no_name"):
            eligibility.determine(desk, case_id, "a1", "not_eligible")
        with pytest.raises(Refused, match="no_name"):
            issuing.issue_note(desk, case_id, "a1", "es", "A4")


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_letter_points_to_an_address_that_is_not_there(desk: Desk, language: str) -> None:
    case_id = case_of(desk, "Pérez")
    said = text_of(drafting.preview(desk, cases.open_case(desk, case_id).document, "a1", language, "A4").pdf)
    assert {"en": "the address above", "es": "la dirección de arriba"}[language] in " ".join(said.split())
    settings.set_office(desk, settings.Office("Casa", " ", "664 000 0000"))
    with pytest.raises(Refused, match="no_address"):
        issuing.issue(desk, case_id, "a1", language, "A4")
    # The note says nothing of an address: a child does not wait for the letterhead.
    issuing.issue_note(desk, case_of(desk, "Mora"), "a1", language, "A4")


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (settings.Office("", "Calle 1", ""), "no_office_name"),
        (settings.Office("\u200b", "Calle 1", ""), "no_office_name"),
        (settings.Office("Casa", "\u200b", ""), "no_address"),
        (settings.Office("बैंक", "Calle 1", ""), "unprintable_letterhead"),
    ],
)
def test_a_letterhead_that_cannot_be_right_is_refused(desk: Desk, head: settings.Office, code: str) -> None:
    settings.set_office(desk, head)
    with pytest.raises(Refused, match=code):
        issuing.issue(desk, case_of(desk, "Pérez"), "a1", "es", "A4")


def test_a_reason_that_cannot_be_printed_is_refused_and_leads_to_where_it_is(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "needs_review", "疑い"))
    with pytest.raises(Refused, match="unprintable_text") as caught:
        issuing.issue(desk, case_id, "a1", "es", "A4")
    assert caught.value.details["path"] == "eligibility"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("days", "stale"), [(180, False), (181, True)])
def test_the_footer_says_when_the_rules_were_checked_long_ago(
    desk: Desk, language: str, days: int, stale: bool
) -> None:
    case_id = case_of(desk, "Fonseca")
    checked = desk.library.programmes["cuba"].checked_on
    issued_on(desk, case_id, date.fromordinal(checked.toordinal() + days).isoformat())
    document = cases.open_case(desk, case_id).document
    said = text_of(drafting.preview(desk, document, "a1", language, "A4").pdf)
    words = {"en": "more than six months ago", "es": "hace más de seis meses"}[language]
    pages = said.count({"en": "Page ", "es": "Página "}[language])
    assert said.count(words) == (pages if stale else 0)
    assert pages


def test_a_draft_is_marked_on_every_page_and_has_no_seal(desk: Desk) -> None:
    document = cases.open_case(desk, case_of(desk, "Salazar")).document
    pdf = drafting.preview(desk, document, "a1", "es", "Letter").pdf
    pages = pypdfium2.PdfDocument(pdf)
    for page in pages:
        assert "BORRADOR" in page.get_textpage().get_text_bounded()
    pages.close()
    assert verifying.verify_here(desk, pdf).state == "draft"


def test_a_training_letter_is_dated_in_the_time_it_plays_in(desk: Desk) -> None:
    letter_id = issuing.issue(desk, case_of(desk, "Pérez"), "a1", "en", "A4")
    pdf = handing_over.issued_pdf(desk, letter_id)
    assert verifying.verify_here(desk, pdf).issued_on == "2022-11-01"
    said = text_of(pdf)
    assert "2026" not in said.partition("Rules last checked")[0]
    assert "you meet the published conditions" in said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-08-01", "since some day in July 2024 this programme is paused"),
        ("2025-02-01", "since 20 January 2025 it takes no new requests"),
        ("2026-03-05", "since 25 March 2025 nobody can use this programme"),
    ],
)
def test_what_is_stopped_on_the_day_of_issue_is_said_first(desk: Desk, day: str, said: str) -> None:
    case_id = case_of(desk, "Fonseca")
    issued_on(desk, case_id, day)
    document = cases.open_case(desk, case_id).document
    text = " ".join(text_of(drafting.preview(desk, document, "a1", "en", "A4").pdf).split())
    assert "On 10 February 2023, on the evidence we have seen, you met the published conditions" in text
    assert f"of this programme; {said}" in text
    assert text.index(said) < text.index("What we looked at")
    assert "The sponsor files the declaration" not in text


def test_a_decision_taken_while_it_was_open_is_not_out_of_date_when_it_closes(desk: Desk) -> None:
    case_id = case_of(desk, "Fonseca")
    issued_on(desk, case_id, "2025-01-19")
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "eligible"))
    document = cases.open_case(desk, case_id).document
    desk.clock = lambda: datetime(2025, 1, 21, 12, tzinfo=UTC)
    assert [one.outdated for one in compare_case(desk, case_id, document)] == [False]


@pytest.mark.parametrize(
    ("name", "address"), [("\u200b", "Calle 1"), ("Casa", "."), ("Casa", "\u200b"), ("Casa", "\u2014")]
)
def test_a_letterhead_that_nobody_can_read_is_none(desk: Desk, name: str, address: str) -> None:
    settings.set_office(desk, settings.Office(name, address, "664 000 0000"))
    with pytest.raises(Refused, match=r"no_office_name|no_address"):
        issuing.issue(desk, case_of(desk, "Pérez"), "a1", "es", "A4")


@pytest.mark.parametrize("name", ["\u200b", "\u00ad", "?", ".-"])
def test_a_name_that_nobody_can_read_is_none(desk: Desk, name: str) -> None:
    case_id = case_of(desk, "Mora")
    changed(desk, case_id, given_names=name, surnames=NOT_ASKED)
    with pytest.raises(Refused, match="no_name"):
        issuing.issue_note(desk, case_id, "a1", "es", "A4")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "You reach us here: telephone"), ("es", "Nos encuentra aquí: teléfono")]
)
def test_a_note_without_a_telephone_has_room_for_one(desk: Desk, language: str, said: str) -> None:
    settings.set_office(desk, settings.Office("Casa", "", ""))
    letter_id = issuing.issue_note(desk, case_of(desk, "Mora"), "a1", language, "A4")
    text = text_of(handing_over.issued_pdf(desk, letter_id))
    assert said in " ".join(text.split())
    assert "has not given" not in text


def test_a_colleague_whose_name_no_font_prints_is_named_as_the_fault(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    change(desk, cases.open_case(desk, case_id).determinations[-1].decider_id, name="فاطمة الزهراء")
    with pytest.raises(Refused, match="unprintable_signature") as caught:
        issuing.issue(desk, case_id, "a1", "es", "A4")
    assert caught.value.details["path"] == "settings/staff"


def test_an_eligible_decision_says_nothing_of_what_is_missing(desk: Desk) -> None:
    case_id = case_of(desk, "Salazar")
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "eligible", "Seen in person."))
    text = text_of(handing_over.issued_pdf(desk, issuing.issue(desk, case_id, "a1", "en", "A4")))
    assert "What is missing" not in text


def test_what_a_decision_asks_for_stands_where_the_letter_says_so(desk: Desk) -> None:
    case_id = case_of(desk, "Fonseca")
    asked = "Bring the letter of your landlord."
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "more_evidence_needed", asked))
    text = text_of(handing_over.issued_pdf(desk, issuing.issue(desk, case_id, "a1", "en", "A4")))
    assert asked in text.partition("What is missing and how to cure it")[2]


@pytest.mark.parametrize(
    ("language", "of_a_letter", "of_a_note"),
    [
        ("en", "programme and result of the letter", "it holds no result"),
        ("es", "programa y el resultado de la carta", "no lleva ningún resultado"),
    ],
)
def test_what_is_said_of_the_code_is_what_it_holds(
    desk: Desk, language: str, of_a_letter: str, of_a_note: str
) -> None:
    letter = issuing.issue(desk, case_of(desk, "Pérez"), "a1", language, "A4")
    note = issuing.issue_note(desk, case_of(desk, "Mora"), "a1", language, "A4")
    for letter_id, said, never in ((letter, of_a_letter, of_a_note), (note, of_a_note, of_a_letter)):
        text = " ".join(text_of(handing_over.issued_pdf(desk, letter_id)).split())
        assert said in text
        assert never not in text
