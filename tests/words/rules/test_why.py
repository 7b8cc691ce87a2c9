# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of the tests behind a finding: no raw code, in any language."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from caseworker.domain.reasons.explain import Node, why
from caseworker.domain.rules.facts import FACTS, UNKNOWN
from caseworker.domain.rules.programme import tests_of as made_by
from caseworker.domain.rules.truth import OPERATORS, fact_key, resolver
from caseworker.words import LANGUAGES, Words, words_for
from caseworker.words.labels import field_label
from caseworker.words.rules.why import FACT_LABELS, asked_text, fact_text, found_text, why_lines
from tests.domain.examples import CASES, case_of, document, library

RAW = re.compile(r"[a-z]+_[a-z_]+|[a-z]+\.[a-z]+_|\{|None|True|False|Unknown\.")


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_has_a_name(fact: str) -> None:
    named = {one.partition("/")[0] for one in FACT_LABELS}
    assert fact in named or field_label(fact.replace(".", "/")) != fact.rpartition(".")[2]


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_has_a_sentence(operator: str) -> None:
    node = Node("test", None, seen=True, fact="programme.status", operator=operator, operand=("open",))
    for language in LANGUAGES:
        said = asked_text(node, words_for(language))
        assert said
        assert not RAW.search(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_raw_code_is_shown(path: Path, language: str) -> None:
    found = document(path)
    case = case_of(found)
    on = case.reference_day()
    assert on is not None
    words: Words = words_for(language)
    for one in library().assess(case, found["programme"], on).applicants:
        for finding in one.findings:
            lines = why_lines(why(one, finding), words)
            assert lines
            for line in lines:
                assert line.text
                assert not RAW.search(f"{line.text} {line.found}"), line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("programme", sorted(library().programmes))
def test_every_test_of_every_programme_reads_as_words(programme: str, language: str) -> None:
    whole = library().programmes[programme]
    words = words_for(language)
    for on in (one.span.first for one in whole.versions):
        assert on is not None
        resolve = resolver(lambda name, on=on: whole.value_on(name, on))  # type: ignore[misc]
        for criterion in whole.criteria_on(on):
            for test in made_by(criterion):
                params = tuple(sorted(fact_key(test, resolve)[1].items()))
                node = Node("test", None, seen=True, fact=test.fact, params=params, operator=test.operator)
                said = asked_text(replace(node, operand=resolve(test.operand)), words)
                assert not RAW.search(said), said


def test_parameters_stand_in_the_name() -> None:
    words = words_for("en")
    params = {"first": "2022", "last": "2023"}
    assert fact_text("us_border.crossed_between_ports", params, words).endswith("from 2022 to 2023")
    assert fact_text("entry.manner", {"country": "PAN"}, words) == "Manner of entry to Panama"


def test_refused_and_not_known_to_the_person_are_not_the_same() -> None:
    node = Node("test", None, seen=True, value=UNKNOWN, paths=("applicants/a1/born_on",))
    words = words_for("en")
    assert found_text(node, {}, words) == "not known"
    assert found_text(node, {"applicants/a1/born_on": "refused"}, words) == "Refused to say"
    assert found_text(node, {"applicants/a1/born_on": "does_not_know"}, words) == "Does not know"
