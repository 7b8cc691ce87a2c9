# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the applicants of a case share is what each of them would have found alone."""

from __future__ import annotations

from typing import Any

import pytest

from caseworker.domain.rules.assess import assess, assess_applicant
from caseworker.domain.rules.facts import FACTS, OF_THE_CASE, View
from tests.domain.examples import CASES, case_of, document, library


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_sharing_changes_no_finding(path: Any) -> None:
    case = case_of(document(path))
    on = case.reference_day()
    assert on is not None
    assert isinstance(case.programme, str)
    rules = library().rules(case.programme, on)
    together = assess(case, rules, on, library().reference)
    for one in together.applicants:
        alone = assess_applicant(case, one.applicant, rules, on, library().reference)
        assert (one.outcome, one.verdicts, one.codes) == (alone.outcome, alone.verdicts, alone.codes)
        for found, right in zip(one.findings, alone.findings, strict=True):
            assert _said(found.facts()) == _said(right.facts())


def test_facts_of_the_case_do_not_look_at_the_applicant() -> None:
    case = next(one for path in CASES if len((one := case_of(document(path))).people()) > 1)
    on = case.reference_day()
    assert on is not None
    views = [View(case, person, on, library().reference) for person in case.people()]
    plain = [name for name in OF_THE_CASE if name not in _WITH_PARAMETERS]
    assert len(plain) > 15
    for name in plain:
        assert len({str(_said({name: FACTS[name](view)})) for view in views}) == 1, name


_WITH_PARAMETERS = ("case.asked", "sponsor.income", "sponsor.funds", "sponsor.members_lacking")


def _said(facts: Any) -> dict[str, Any]:
    return {key: (one.value, one.paths, one.evidence, dict(one.details)) for key, one in facts.items()}
