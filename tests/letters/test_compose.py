# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter says by the country that decides: its own next steps, helpline and advisers, no others'."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from caseworker.domain.fields import NOT_ASKED
from caseworker.domain.letter import (
    Bullets,
    CriteriaTable,
    LetterContent,
    Letterhead,
    Notice,
    Paragraph,
    words,
)
from caseworker.domain.protection import follows_on
from caseworker.exchange.situations import Situation, read_situations
from caseworker.letters.compose import LetterFacts, compose, points_to_address
from caseworker.words import LANGUAGES, words_for
from tests.domain.examples import library

SITUATIONS = Path(__file__).parents[1] / "programmes"
NAMES = sorted(library().programmes)
OTHERS = {
    "USA": ("United Kingdom", "Reino Unido", "Canada", "Canadá", "08000", "1-833"),
    "GBR": ("United States", "Estados Unidos", "Canada", "Canadá", "888-373", "1-833"),
    "CAN": ("United States", "Estados Unidos", "United Kingdom", "Reino Unido", "888-373", "08000"),
}
HELPLINES = {"USA": "888-373-7888", "GBR": "08000 121 700", "CAN": "1-833-900-1010"}


@cache
def by_outcome(name: str) -> dict[str, Situation]:
    """The first situation of each outcome that the programme has; a child alone gets no decision letter."""
    found: dict[str, Situation] = {}
    for one in situations(name):
        if one.outcome == "no rules" or not follows(name, one, one.on):
            found.setdefault(one.outcome, one)
    return found


@cache
def situations(name: str) -> tuple[Situation, ...]:
    text = SITUATIONS.joinpath(f"{name}.toml").read_bytes()
    return tuple(read_situations(text, library().reference.vocabulary()).situations)


def follows(name: str, one: Situation, day: date) -> str:
    """What follows for the person of a situation where something is written on `day`."""
    assessment = library().assess(one.case, name, one.on)
    return follows_on(assessment.of(one.applicant), day)


def letter(name: str, one: Situation, language: str, day: date | None = None) -> LetterContent:
    assessment = library().assess(one.case, name, one.on)
    facts = LetterFacts(
        Letterhead(name="Casa del Camino"),
        "A4",
        "draft",
        "",
        "",
        day or one.on,
        programmes=library().programmes,
    )
    return compose(assessment, one.applicant, facts, words_for(language))


def texts(content: LetterContent) -> str:
    """Everything in the sections that are not about the conditions themselves."""
    said: list[str] = []
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Bullets):
                said += block.items
            elif isinstance(block, Notice | Paragraph):
                said.append(block.text)
    return "\n".join(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_letter_speaks_of_the_country_that_decides_and_of_no_other(name: str, language: str) -> None:
    country = library().programmes[name].country
    for outcome, one in by_outcome(name).items():
        if outcome == "no rules":
            continue
        said = texts(letter(name, one, language))
        assert HELPLINES[country] in said, (name, outcome)
        assert [other for other in OTHERS[country] if other in said] == [], (name, outcome, said)
        assert "{" not in said, said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["cuaet", "group-of-five", "homes-for-ukraine", "welcome-corps"])
def test_what_comes_next_is_the_programmes_own(name: str, language: str) -> None:
    said = texts(letter(name, by_outcome(name)["eligible"], language))
    for step in library().programmes[name].next:
        assert step[language] in said
    assert "declaration of support" not in said
    assert "declaración de apoyo" not in said


def child(name: str, care: str, located_in: str = "") -> Situation:
    """A child of ten of the programme's own people, in the care of `care`."""
    one = next(it for it in situations(name) if it.outcome == "eligible")
    person = next(it for it in one.case.people() if it.id == one.applicant)
    said = {"located_in": located_in} if located_in else {"located_in": NOT_ASKED}
    small = replace(
        person,
        given_names="Nadia",
        surnames="Ortega",
        born_on=one.on.replace(year=one.on.year - 10, day=1).isoformat(),
        accompanied_by=care,
        **said,
    )
    people = tuple(small if it.id == one.applicant else it for it in one.case.people())
    return replace(one, case=replace(one.case, applicants=people))


WHERE = {
    "MEX": ("DIF", "DIF"),
    "POL": ("powiatowe centrum pomocy rodzinie", "powiatowe centrum pomocy rodzinie"),
    "GBR": ("Children's social care", "children's social care"),
    "COL": ("(ICBF)", "(ICBF)"),
    "JPN": ("of this country: Japan", "de este país: Japón"),
    "": ("of the country where the child is", "del país donde está la niña o el niño"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("country", WHERE)
def test_a_child_alone_gets_no_decision_letter_in_any_programme(
    name: str, language: str, country: str
) -> None:
    found = letter(name, child(name, "nobody", country), language)
    said = "\n".join(words(found))
    assert WHERE[country][LANGUAGES.index(language)] in said
    assert [one for at, (one, _) in WHERE.items() if at != country and one in said] == []
    assert found.addressee[0] in (
        "To the child protection authority",
        "A la autoridad de protección de la niñez",
    )
    assert not points_to_address(found)
    programme = library().programmes[name]
    assert programme.name[language] not in said
    assert "Nadia Ortega" in said
    assert not [
        section for section in found.sections for it in section.blocks if isinstance(it, CriteriaTable)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("country", WHERE)
def test_beside_the_letter_stands_who_protects_a_child_with_another_adult(
    name: str, language: str, country: str
) -> None:
    found = letter(name, child(name, "other_adult", country), language)
    said = texts(found)
    assert said.count(WHERE[country][LANGUAGES.index(language)]) == 1
    assert points_to_address(found)
    assert found.addressee[0].endswith("Nadia Ortega")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_who_is_of_age_on_the_day_of_issue_is_written_to(name: str, language: str) -> None:
    one = child(name, "nobody", "MEX")
    day = one.on.replace(year=one.on.year + 9)
    found = letter(name, one, language, day)
    assert found.addressee == ("Nadia Ortega",)
    assert "DIF" not in "\n".join(words(found))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_letter_of_a_child_with_a_parent_names_no_authority(name: str, language: str) -> None:
    said = "\n".join(words(letter(name, child(name, "parent", "MEX"), language)))
    assert "DIF" not in said
