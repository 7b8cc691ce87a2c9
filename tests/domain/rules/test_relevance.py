# SPDX-License-Identifier: AGPL-3.0-or-later
"""A field that is hidden because no rule reads it really changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caseworker.domain.case.document import document_of
from caseworker.domain.case.document_paths import with_value
from caseworker.domain.rules.facts import FACTS
from caseworker.domain.rules.relevance import FACTS_OF, may_matter
from caseworker.exchange.situations import NO_RULES, read_situations
from tests.domain.examples import FIXTURES, case_of, library

FILES = sorted(FIXTURES.parent.joinpath("programmes").glob("*.toml"))


def test_every_fact_named_exists() -> None:
    assert {fact for facts in FACTS_OF.values() for fact in facts} <= set(FACTS)


# For each field two answers that rules could tell apart.
ANSWERS: dict[str, tuple[Any, Any]] = {
    "asked_at": ("00:01", "23:59"),
    "refugee_document": ("unhcr", None),
    "arrives_on": ("2019-01-01", "2049-01-01"),
    "resided_in": ([], [{"country": "UKR", "from": "2000"}]),
    "sponsor/named_individual": ("Ana Ruiz", None),
    "sponsor/supports_each_beneficiary": (True, False),
    "sponsor/born_on": ("1950", "2020"),
    "sponsor/us_status": ("citizen", "none"),
    "sponsor/documents_seen": ([], ["identity", "us_status", "income"]),
    "sponsor/address/state": ("TX", "AK"),
    "sponsor/address/zip": ("78701", "99501"),
    "sponsor/ssn": ("000-00-0000", "123-45-6789"),
    "sponsor/ein": ("00", "12-3456789"),
    "sponsor/a_number": ("A1", "A12345678"),
    "sponsor/household_size": (1, 20),
    "sponsor/annual_income_usd": (0, 900_000),
    "sponsor/other_beneficiaries": (0, 90),
    "sponsor/co_sponsors": ([], [{"household_size": 1, "annual_income_usd": 900_000}]),
    "sponsor/assets_usd": (0, 1_000_000),
    "sponsor/host_status": ("citizen", "none"),
    "sponsor/host_status_until": ("2019-01-01", "2049-01-01"),
    "sponsor/offers_accommodation": (True, False),
    "sponsor/months_offered": (0, 24),
    "sponsor/checks_passed": ([], ["background", "accommodation", "training"]),
    "sponsor/members": ([], [{"name": "Ana"}] * 6),
    "sponsor/funds/amount": (0, 900_000),
    "sponsor/funds/currency": ("CAD", "GBP"),
}


def test_every_field_named_has_answers_here() -> None:
    assert set(ANSWERS) == set(FACTS_OF)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_not_asked_changes_no_verdict(path: Path) -> None:
    situations = read_situations(path.read_bytes(), library().reference.vocabulary()).situations
    tried = 0
    for one in [one for one in situations if one.outcome != NO_RULES][::7]:
        rules = library().rules(path.stem, one.on)
        plain = document_of(one.case)
        before = library().assess(one.case, path.stem, one.on).of(one.applicant).verdicts
        for field, answers in ANSWERS.items():
            if may_matter(field, rules) or (field.startswith("sponsor/") and not plain.get("sponsor")):
                continue
            at = field if "/" in field or field == "asked_at" else f"applicants/{one.applicant}/{field}"
            for answer in answers:
                changed = case_of(with_value(plain, at, answer))
                after = library().assess(changed, path.stem, one.on).of(one.applicant).verdicts
                assert after == before, (one.title, field, answer)
                tried += 1
    assert tried
