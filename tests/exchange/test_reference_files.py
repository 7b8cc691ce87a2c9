# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reference tables that ship with the program hold together."""

from __future__ import annotations

import itertools
import zoneinfo

from caseworker.domain.case.applicant import Applicant
from caseworker.domain.case.evidence import ASKED, ASSERTIONS, TIERS
from caseworker.words import LANGUAGES
from tests.domain.examples import library

REFERENCE = library().reference


def test_guidelines_follow_one_another_and_hold_every_area() -> None:
    for one, after in itertools.pairwise(REFERENCE.guidelines):
        assert (one.year + 1, one.effective.year + 1) == (after.year, after.effective.year)
    for row in REFERENCE.guidelines:
        assert set(row.first_person) == set(row.each_additional) == {"48", "AK", "HI"}
        assert row.cite
        for area in ("AK", "HI"):
            assert row.amount(area, 1) > row.amount("48", 1)


def test_every_kind_of_evidence_is_whole() -> None:
    assert len(REFERENCE.evidence_types) == 27
    for name, kind in REFERENCE.evidence_types.items():
        assert kind.id == name
        assert kind.asserts in ASSERTIONS
        assert kind.tier in TIERS
        assert kind.manner in ("regular", "irregular", "unknown")
        assert kind.place in ("", *REFERENCE.countries)
        assert 1 <= kind.effort <= 5
        assert {language for language, _ in kind.names} == set(LANGUAGES)
        assert {language for language, _ in kind.proves} == set(LANGUAGES)
        assert kind.name("xx") == kind.name("en")


def test_every_question_leads_somewhere_that_exists() -> None:
    for kind in REFERENCE.evidence_types.values():
        assert set(kind.fields) <= set(ASKED)
        for question in kind.questions:
            assert dict(question.text).keys() == set(LANGUAGES)
            assert question.yes != question.no
            for found in (question.yes, question.no):
                assert found.kind in ("", *REFERENCE.evidence_types)
                assert found.kind != kind.id
                assert found.asserts in ("", *ASSERTIONS)
                assert found.opens in ("", *Applicant.__dataclass_fields__)
                assert dict(found.says).keys() in (set(), set(LANGUAGES))


def test_two_kinds_that_a_question_tells_apart_lead_to_each_other() -> None:
    for kind in REFERENCE.evidence_types.values():
        for question in kind.questions:
            for other in filter(None, (question.yes.kind, question.no.kind)):
                back = REFERENCE.evidence_types[other].questions
                assert kind.id in {found.kind for one in back for found in (one.yes, one.no)}


def test_weak_kinds_are_those_of_the_standard() -> None:
    weak = {name for name, kind in REFERENCE.evidence_types.items() if kind.tier == "weak"}
    assert weak == {
        "eticket_or_booking_only",
        "bus_ticket_unnamed",
        "photo_no_exif",
        "social_media_post",
        "witness_affidavit_family",
        "self_declaration",
    }
    assert not REFERENCE.evidence_types["witness_affidavit_independent"].documentary


def test_zones_are_of_known_countries_and_of_the_tz_database() -> None:
    for country, zones in REFERENCE.zones.items():
        assert country in REFERENCE.countries
        assert zones
        for zone in zones:
            zoneinfo.ZoneInfo(zone)


def test_zip_ranges_are_in_order_and_of_known_states() -> None:
    for row in REFERENCE.zip_ranges:
        assert len(row.first) == len(row.last) == 5
        assert row.first <= row.last
    assert len(REFERENCE.us_states) >= 51
    assert REFERENCE.us_territories <= REFERENCE.countries


def test_countries_are_alpha_3() -> None:
    assert len(REFERENCE.countries) >= 245
    assert all(len(code) == 3 and code.isupper() and code.isascii() for code in REFERENCE.countries)
