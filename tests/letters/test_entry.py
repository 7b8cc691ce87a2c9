# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter says of an entry: exactly the papers it rests on, and what the person can still do."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.rules.assess import Assessment
from caseworker.letters.compose import compose
from caseworker.letters.content import Bullets, CriteriaTable, CriterionRow, LetterContent, Letterhead, words
from caseworker.letters.said import LetterFacts
from caseworker.words import LANGUAGES, words_for
from tests.domain.examples import base, case_of, library

from .test_compose import by_outcome
from .test_compose import letter as situation_letter

STAMP, FMM, SHELTER = "passport_entry_stamp_mx", "fmm_issued_inland", "shelter_register_extract"
BUS, PANAMA, AFFIDAVIT = "bus_ticket_named", "panama_snm_record", "witness_affidavit_independent"
LAST_DAY = date(2022, 10, 11)
TITLE = {"en": "Entry to Mexico before the announcement", "es": "Ingreso a México antes del anuncio"}
SHOWN = {
    "en": ("Your papers show ", "We know this from"),
    "es": ("Sus documentos muestran ", "Lo sabemos por"),
}
NOT_ENOUGH = {"en": ("Your papers point to ",), "es": ("Sus documentos apuntan a ",)}
MISSING = {"en": "What is missing and how to cure it", "es": "Qué falta y cómo corregirlo"}


def paper(kind: str, on: str) -> dict[str, Any]:
    return {"type": kind, "on": on, "seen": "original"}


def assessed(papers: list[dict[str, Any]], **applicant: Any) -> Assessment:
    found = {key: value for key, value in base().items() if not key.startswith("expected")}
    kept = [one for one in found["evidence"] if one["type"] in ("passport_bio_page", "passport")]
    found["evidence"] = [*kept, *({"id": f"e{at}", **one} for at, one in enumerate(papers))]
    found["applicants"][0].update(applicant)
    case = case_of(found)
    on = case.reference_day()
    assert on is not None
    return library().assess(case, "venezuela", on)


def letter(assessment: Assessment, language: str, outcome: str | None = None) -> LetterContent:
    facts = LetterFacts(Letterhead("Casa"), "A4", "draft", "", "", date(2022, 11, 1), outcome=outcome)
    return compose(assessment, "a1", facts, words_for(language))


def row(content: LetterContent) -> CriterionRow:
    tables = [block for one in content.sections for block in one.blocks if isinstance(block, CriteriaTable)]
    return next(one for one in tables[0].rows if one.criterion == TITLE[content.language])


def missing(content: LetterContent) -> str:
    found = [one for one in content.sections if one.heading == MISSING[content.language]]
    return "\n".join(
        item for one in found for block in one.blocks if isinstance(block, Bullets) for item in block.items
    )


@cache
def kind_name(kind: str, language: str) -> str:
    return library().reference.evidence_types[kind].name(language)


def named(kind: str, on: date, language: str) -> str:
    return f"{kind_name(kind, language)}, {words_for(language).day(on)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_approved_letter_says_in_one_sentence_what_the_papers_show(language: str) -> None:
    said = row(letter(assessed([paper(STAMP, "2022-10-05")]), language)).evidence
    assert (
        said
        == {
            "en": (
                "Your papers show that you entered Mexico on 5 October 2022: "
                "Entry stamp in the passport (Mexico), 5 October 2022.",
            ),
            "es": (
                "Sus documentos muestran que usted ingresó a México el 5 de octubre de 2022: "
                "Sello de entrada en el pasaporte (México), 5 de octubre de 2022.",
            ),
        }[language]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_between_are_told_as_such(language: str) -> None:
    (said,) = row(letter(assessed([paper(STAMP, "2022-10-03/2022-10-09")]), language)).evidence
    between = {
        "en": "between 3 October 2022 and 9 October 2022",
        "es": "entre el 3 de octubre de 2022 y el 9 de octubre de 2022",
    }
    assert between[language] in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_person_was_before_is_not_told_when_it_decides_nothing(language: str) -> None:
    content = letter(assessed([paper(FMM, "2022-10-09"), paper(PANAMA, "2022-10-03")]), language)
    assert row(content).evidence == (
        {
            "en": "We know this from: FMM issued inland, 9 October 2022.",
            "es": "Lo sabemos por: FMM expedida en el interior del país, 9 de octubre de 2022.",
        }[language],
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_negative_letter_names_the_paper_that_shows_a_late_entry(language: str) -> None:
    content = letter(assessed([paper(STAMP, "2022-10-13")]), language)
    assert content.result_kind == "not_eligible"
    (said,) = row(content).evidence
    assert said.startswith(SHOWN[language][0])
    assert named(STAMP, date(2022, 10, 13), language) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_letter_says_what_is_there_and_which_papers_would_be_enough(language: str) -> None:
    content = letter(assessed([paper(SHELTER, "2022-10-08")]), language)
    assert content.result_kind == "more_evidence_needed"
    (said,) = row(content).evidence
    assert said.startswith(NOT_ENOUGH[language])
    assert said.endswith(f": {named(SHELTER, date(2022, 10, 8), language)}.")
    cure = missing(content)
    assert kind_name(BUS, language) in cure
    assert words_for(language).day(LAST_DAY) in cure


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clash_is_named_once_and_the_exit_that_would_settle_it_is_asked_about(language: str) -> None:
    content = letter(assessed([paper(BUS, "2022-10-09"), paper(PANAMA, "2022-10-14")]), language)
    assert content.result_kind == "needs_review"
    found = row(content)
    for kind, day in ((BUS, 9), (PANAMA, 14)):
        assert (
            " ".join((found.reason, *found.evidence)).count(named(kind, date(2022, 10, day), language)) == 1
        )
    first, last = (words_for(language).day(date(2022, 10, day)) for day in (9, 14))
    asked = {
        "en": f"whether you left Mexico between {first} and {last}",
        "es": f"si salió de México entre el {first} y el {last}",
    }
    assert asked[language] in missing(content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clash_that_changes_nothing_is_told_only_where_the_result_is_not_good(language: str) -> None:
    papers = [paper(STAMP, "2022-10-05"), paper(FMM, "2022-10-03")]
    immaterial = {"en": "the same whichever is right", "es": "el mismo sea cual sea el correcto"}[language]
    assessment = assessed(papers)
    assert immaterial not in "\n".join(words(letter(assessment, language)))
    assert immaterial in "\n".join(words(letter(assessment, language, outcome="not_eligible")))


def test_a_decision_that_is_final_suggests_no_papers() -> None:
    assessment = assessed([paper(SHELTER, "2022-10-08")])
    assert kind_name(BUS, "en") in missing(letter(assessment, "en"))
    assert kind_name(BUS, "en") not in missing(letter(assessment, "en", outcome="eligible"))
    assert kind_name(BUS, "en") not in missing(letter(assessment, "en", outcome="not_eligible"))


PAPERS = st.lists(
    st.tuples(st.sampled_from((STAMP, FMM, SHELTER, BUS, PANAMA, AFFIDAVIT)), st.integers(-12, 12)),
    max_size=6,
    unique=True,
)


@given(papers=PAPERS, language=st.sampled_from(LANGUAGES))
def test_the_sentence_names_exactly_the_papers_the_proof_rests_on(
    papers: list[tuple[str, int]], language: str
) -> None:
    days = [(kind, LAST_DAY + timedelta(days=ahead)) for kind, ahead in papers]
    assessment = assessed([paper(kind, day.isoformat()) for kind, day in days])
    proof = assessment.of("a1").entries()["MEX"]
    decided = {named(*days[int(one[1:])], language) for one in proof.rests_on}
    found = row(letter(assessment, language))
    told = [line for line in found.evidence if line.startswith((*SHOWN[language], *NOT_ENOUGH[language]))]
    if proof.proof == "contradictory":
        assert told == []
        assert {named(*one, language) for one in days if named(*one, language) in found.reason} == decided
    elif not decided:
        assert told == []
    else:
        (line,) = told
        assert set(line.rpartition(": ")[2].removesuffix(".").split("; ")) == decided


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name",
    [
        "uniting-for-ukraine",
        "h2b-supplemental",
        "homes-for-ukraine",
        "cuaet",
        "group-of-five",
        "welcome-corps",
    ],
)
def test_a_programme_that_asks_about_no_entry_says_nothing_of_one(name: str, language: str) -> None:
    for outcome, one in by_outcome(name).items():
        if outcome != "no rules":
            said = "\n".join(words(situation_letter(name, one, language)))
            assert not any(start in said for start in (*SHOWN[language], *NOT_ENOUGH[language]))
