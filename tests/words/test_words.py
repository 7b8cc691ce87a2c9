# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words: every code has a label, every fault a remedy, every reason is filled; days and money read right."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseworker.commands import entry as entry_command
from caseworker.commands import reading
from caseworker.domain.case import applicant, case, document, evidence, sponsor
from caseworker.domain.case.days import Days
from caseworker.domain.case.document import Fault
from caseworker.domain.case.fields import Kind, kind_of
from caseworker.domain.entry.proof import PROOFS
from caseworker.domain.rules.finding import Finding
from caseworker.domain.rules.programme import RESULTS, STATUSES, STEPS
from caseworker.domain.rules.rules import OUTCOMES
from caseworker.words import LANGUAGE_NAMES, LANGUAGES, SHORT_MONTHS, Words, words_for
from caseworker.words.faults import FAULTS, fault_line, fault_text
from caseworker.words.labels import LABELS, field_label
from caseworker.words.rules.reasons import (
    blanked,
    cure,
    fill,
    letter_cure,
    letter_reason,
    missing_text,
    reason,
)
from tests.domain.examples import CASES, GONE, base, case_of, changed, library, places
from tests.domain.examples import document as example

EN, ES = words_for("en"), words_for("es")


def fields(of: type[Any], name: str = "") -> Iterator[tuple[str, Kind]]:
    """Every field of a case document with its kind, as `applicant.passport.country`."""
    for field in dataclasses.fields(of):
        kind = kind_of(of, field.name)
        yield f"{name}{field.name}", kind
        if kind.record is not None:
            yield from fields(kind.record, f"{name}{field.name}.")


# The family of labels that speaks the choices of a field.
FAMILIES = {
    "applicants.role": "role",
    "applicants.relation": "relation",
    "applicants.sex": "sex",
    "applicants.marital_status": "marital_status",
    "applicants.accompanied_by": "accompanied_by",
    "applicants.us_border.manner": "crossing",
    "applicants.us_border.ended_by": "ended_by",
    "applicants.entry_manner": "manner",
    "sponsor.kind": "sponsor_kind",
    "sponsor.us_status": "us_status",
    "sponsor.named_individual.us_status": "us_status",
    "sponsor.documents_seen": "sponsor_document",
    "sponsor.host_status": "host_status",
    "sponsor.members.host_status": "host_status",
    "sponsor.checks_passed": "check",
    "sponsor.members.checks_passed": "check",
    "sponsor.funds.currency": "currency",
    "applicants.refugee_document": "refugee_document",
    "evidence.asserts": "asserts",
    "evidence.tier": "tier",
    "evidence.seen": "seen",
    "gaps": "gap",
}
CHOICES = {path: kind.choices for path, kind in fields(case.Case) if kind.choices}


def test_every_field_with_choices_has_its_family_of_labels() -> None:
    assert set(CHOICES) == set(FAMILIES)


@pytest.mark.parametrize(
    ("family", "codes"),
    [(FAMILIES[path], codes) for path, codes in CHOICES.items() if path in FAMILIES]
    + [
        ("outcome", OUTCOMES),
        ("result", (*RESULTS, "needs_review")),
        ("step", STEPS),
        ("status", STATUSES),
        ("proof", PROOFS),
        ("manner", applicant.MANNERS),
        ("tier", evidence.TIERS),
        ("us_status", sponsor.US_STATUSES),
        ("identifier", ("ssn", "ein", "a_number")),
    ],
)
def test_every_code_has_a_label(family: str, codes: tuple[str, ...]) -> None:
    for code in codes:
        assert f"{family}.{code}" in LABELS
        assert EN.label(family, code)
        assert ES.label(family, code)


def test_labels_of_one_family_differ() -> None:
    for family in {key.partition(".")[0] for key in LABELS} - {"field"}:
        shown = [EN.label(family, key.partition(".")[2]) for key in LABELS if key.startswith(f"{family}.")]
        assert len(shown) == len(set(shown)), family


def test_every_referral_that_is_no_programme_has_a_label() -> None:
    referrals = {
        answer.referral
        for programme in library().programmes.values()
        for criterion in programme.criteria
        for answer in criterion.answers
        if answer.referral
    }
    for code in referrals - set(library().programmes):
        assert EN.label("referral", code) != code


def test_every_field_that_may_be_missing_has_a_name_of_its_own() -> None:
    for path in CASES:
        found = example(path)
        for place in places(found):
            if place.startswith("expected") or place.endswith("]") or place in ("applicants", "programme"):
                continue
            try:
                read = case_of(changed(found, place, GONE))
            except document.FaultyDocument:
                continue
            day = read.reference_day()
            if day is None:
                continue
            for one in library().assess(read, found["programme"], day).applicants:
                for finding in one.findings:
                    for missing in finding.missing():
                        assert field_label(missing) in LABELS.values(), missing


def codes_raised(path: str) -> Iterator[str]:
    """The codes that a module gives to `fault(place, code)`, `Fault(...)` or `_coded(.., .., code)`."""
    for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        at = {"fault": 1, "Fault": 1, "_coded": 2}.get(name)
        if at is not None and len(node.args) > at:
            given = node.args[at]
            for one in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
                if isinstance(one, ast.Constant):
                    yield str(one.value)


DAY_CODES = {"day_malformed", "day_impossible", "day_reversed"}
TYPED_CODES = {
    "day_incomplete",
    "day_vague",
    "day_open",
    "day_weekday",
    "day_in_doubt",
    "day_with_time",
    "not_a_household",
}
SOURCES = (document.__file__, entry_command.__file__, reading.__file__)
CODES = sorted({code for path in SOURCES for code in codes_raised(str(path))} | DAY_CODES | TYPED_CODES)


def test_the_codes_were_found_in_the_reader() -> None:
    assert {"not_an_object", "unknown_key", "unknown_country", "not_a_list", "too_many"} <= set(CODES)
    assert len(CODES) >= 18


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("words", [EN, ES], ids=LANGUAGES)
def test_every_fault_has_words_and_a_remedy(code: str, words: Any) -> None:
    for hint in ("", "hint"):
        text = fault_text(Fault("sponsor.name", code, "value", hint), words)
        what, _, remedy = text.partition("; ")
        assert what
        assert remedy
        assert "{" not in text.replace("{ ... }", "")
    assert fault_line(Fault("sponsor.name", code), words).startswith("sponsor.name: ")


def test_no_words_are_kept_for_faults_that_do_not_happen() -> None:
    assert set(FAULTS) == set(CODES)


def findings() -> Iterator[Any]:
    for path in CASES:
        found = example(path)
        for found_case in (found, {**found, "evidence": []}, {**found, "sponsor": {"kind": "individual"}}):
            read = case_of(found_case)
            day = read.reference_day()
            assert day is not None
            for one in library().assess(read, found["programme"], day).applicants:
                for finding in one.findings:
                    yield pytest.param(finding, id=f"{path.stem}-{one.applicant.id}-{finding.criterion.id}")


@pytest.mark.parametrize("words", [EN, ES], ids=LANGUAGES)
def test_every_reason_is_filled(words: Any) -> None:
    for parameter in findings():
        finding: Finding = parameter.values[0]
        said = [reason(finding, words), letter_reason(finding, words)]
        if finding.result in ("not_met", "not_known"):
            said += [cure(finding, words), letter_cure(finding, words)]
        assert said[0]
        assert said[1]
        for text in said:
            assert not re.search(r"[{}]|None|UNKNOWN|NOT_ASKED|datetime", text), (parameter.id, text)
            # A cure may name a figure that nobody can know yet; a reason may not.
        assert "…" not in said[0] + said[1], (parameter.id, said[:2])


def test_what_is_not_known_is_said_by_name() -> None:
    found = changed(example(CASES[0]), "applicants[0].removal_orders", GONE)
    read = case_of(found)
    day = read.reference_day()
    assert day is not None
    (finding,) = [
        one
        for one in library().assess(read, found["programme"], day).applicants[0].findings
        if one.criterion.id == "no-removal-order"
    ]
    assert missing_text(finding, EN) == "Removal orders by the United States"


@pytest.mark.parametrize("words", [EN, ES], ids=LANGUAGES)
def test_every_country_has_a_name(words: Any) -> None:
    names = {code: words.country(code) for code in library().reference.countries}
    assert [code for code, name in names.items() if name == code] == []
    assert len(set(names.values())) == len(names)


def test_names_of_countries() -> None:
    assert (EN.country("MEX"), ES.country("MEX")) == ("Mexico", "México")
    assert (EN.country("USA"), ES.country("USA")) == ("United States", "Estados Unidos")
    assert EN.country("XXX") == "XXX"


D = date


@pytest.mark.parametrize(
    ("on", "long_en", "long_es", "short_en", "short_es"),
    [
        (D(2022, 10, 11), "11 October 2022", "11 de octubre de 2022", "11 Oct 2022", "11 oct 2022"),
        (D(2022, 9, 1), "1 September 2022", "1 de septiembre de 2022", "1 Sep 2022", "1 sep 2022"),
        (D(2024, 2, 29), "29 February 2024", "29 de febrero de 2024", "29 Feb 2024", "29 feb 2024"),
    ],
)
def test_days(on: date, long_en: str, long_es: str, short_en: str, short_es: str) -> None:
    assert (EN.day(on), ES.day(on)) == (long_en, long_es)
    assert (EN.short_day(on), ES.short_day(on)) == (short_en, short_es)


@pytest.mark.parametrize(
    ("text", "en"),
    [
        ("2022-10-07", "7 October 2022"),
        ("2022-10", "some day in October 2022"),
        ("2024-02", "some day in February 2024"),
        ("2022", "some day in 2022"),
        ("2022-10-03/2022-10-09", "between 3 October 2022 and 9 October 2022"),
        ("2022-10-01/2022-10-30", "between 1 October 2022 and 30 October 2022"),
        ("2022-10-12T04:30Z", "12 October 2022"),
        ("never", "never"),
        (None, ""),
    ],
)
def test_days_as_understood(text: object, en: str) -> None:
    assert EN.day_text(text) == en


def test_a_year_is_no_month_and_two_years_are_neither() -> None:
    assert EN.days(Days(D(2021, 1, 1), D(2022, 12, 31))) == "between 1 January 2021 and 31 December 2022"


@pytest.mark.parametrize(
    ("dollars", "shown"),
    [
        (18_310, "$18,310"),
        (0, "$0"),
        (999.5, "$999.50"),
        (1_234_567.25, "$1,234,567.25"),
        (52_000.0, "$52,000"),
    ],
)
def test_money(dollars: float, shown: str) -> None:
    assert EN.money(dollars) == shown
    assert ES.money(dollars) == shown


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [(16500, "CAD", "CA$16,500"), (350, "GBP", "£350"), (2425.5, "USD", "$2,425.50")],
)
def test_money_of_other_countries(amount: float, currency: str, shown: str) -> None:
    assert EN.money(amount, currency) == ES.money(amount, currency) == shown


@pytest.mark.parametrize(("count", "en", "es"), [(1, "1 person", "1 persona"), (2, "2 people", "2 personas")])
def test_a_number_brings_its_noun(count: int, en: str, es: str) -> None:
    case = case_of(base())
    finding = library().assess(case, str(case.programme), date(2022, 10, 14)).applicants[0].findings[0]
    assert fill("for {people:person|people}", {"people": count}, finding, EN) == f"for {en}"
    assert fill("para {people:persona|personas}", {"people": count}, finding, ES) == f"para {es}"


def test_a_rule_reads_without_its_figures() -> None:
    assert blanked("The limit for {people:person|people} is {limit}.") == "The limit for … people is …"


def test_lists() -> None:
    assert EN.listing([]) == ""
    assert EN.listing(["a"]) == "a"
    assert EN.listing(["a", "b"]) == "a and b"
    assert ES.listing(["a", "b"]) == "a y b"


def test_an_unknown_language_is_spoken_in_english() -> None:
    assert words_for("xx").language == "en"
    assert words_for("").language == "en"
    assert set(LANGUAGE_NAMES) == set(LANGUAGES)


@pytest.mark.parametrize("words", [EN, ES])
def test_short_months_are_those_of_cldr(words: Words) -> None:
    from babel.dates import format_date

    for month in range(1, 13):
        day = date(2022, month, 3)
        theirs = format_date(day, "d MMM y", locale=words.locale)
        assert words.short_day(day) == theirs.replace("Sept ", "Sep ")


def test_every_language_has_its_short_months() -> None:
    assert set(SHORT_MONTHS) == set(LANGUAGES)
    assert all(len(months.split()) == 12 for months in SHORT_MONTHS.values())
