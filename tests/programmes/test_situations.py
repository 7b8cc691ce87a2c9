# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each programme's situations: what must come out, by the text of the rules.

The files beside this one are written for a lawyer to read. A programme without situations for every
code it can report, and for both sides of every dated boundary, fails here.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from caseworker.domain.rules.rules import OUTCOMES
from caseworker.exchange.situations import NO_RULES, Situation, Situations, read_situations
from caseworker.services.programmes.situations import RulesOf, come_out, compiled, run, told
from tests.domain.examples import library

FOLDER = Path(__file__).parent
PROGRAMMES = library().programmes
FILES: dict[str, Situations] = {
    path.stem: read_situations(path.read_bytes(), library().reference.vocabulary())
    for path in sorted(FOLDER.glob("*.toml"))
}
ALL = [
    pytest.param(name, one, id=f"{name}-{at}-{one.title}")
    for name, file in FILES.items()
    for at, one in enumerate(file.situations)
]


@functools.cache
def rules_of(name: str) -> RulesOf:
    return compiled(PROGRAMMES[name])


@pytest.mark.parametrize(("name", "situation"), ALL)
def test_a_situation_comes_out_as_the_text_says(name: str, situation: Situation) -> None:
    result, _ = come_out(situation, rules_of(name), library().reference, PROGRAMMES.in_order())
    assert result.agrees(told(situation)), (result, told(situation))


def test_every_programme_has_its_situations() -> None:
    assert set(FILES) == set(PROGRAMMES)
    assert {name: file.programme for name, file in FILES.items()} == {name: name for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_every_code_the_programme_can_report_has_a_situation(name: str) -> None:
    codes = {answer.code for one in PROGRAMMES[name].criteria for answer in one.answers if answer.code}
    said = {code for one in FILES[name].situations for code in one.codes}
    never = {one for one in FILES[name].never if "/" not in one}
    assert run(PROGRAMMES[name], FILES[name], library().reference, PROGRAMMES).codes == ()
    assert said <= codes
    assert never <= (codes - said) | set(OUTCOMES)


@pytest.mark.parametrize("name", FILES)
def test_every_answer_is_come_to_or_the_file_says_why_not(name: str) -> None:
    found = run(PROGRAMMES[name], FILES[name], library().reference, PROGRAMMES)
    assert (found.answers, found.criteria) == ((), ())
    excused = {one for one in FILES[name].never if "/" in one}
    bare = run(PROGRAMMES[name], replace(FILES[name], never={}), library().reference, PROGRAMMES)
    assert excused <= {f"{criterion}/{at}" for criterion, at in bare.answers}


@pytest.mark.parametrize("name", FILES)
def test_every_outcome_has_a_situation(name: str) -> None:
    outcomes = {one.outcome for one in FILES[name].situations}
    never = set(FILES[name].never) & set(OUTCOMES)
    assert outcomes == {*OUTCOMES, NO_RULES} - never


@pytest.mark.parametrize("name", FILES)
def test_both_sides_of_every_dated_boundary_have_a_situation(name: str) -> None:
    days = {one.on for one in FILES[name].situations}
    for boundary in PROGRAMMES[name].boundaries():
        assert boundary in days
        assert boundary - timedelta(days=1) in days


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_criterion_from_a_published_text_says_the_words_of_its_rule(name: str) -> None:
    for one in PROGRAMMES[name].criteria:
        # Of one thing no text says anything: that an entry to Mexico is not asked about.
        if set(one.sources) != {"house"} and one.id != "entry-mexico-not-asked":
            assert set(one.rule) == {"en", "es"}, one.id
