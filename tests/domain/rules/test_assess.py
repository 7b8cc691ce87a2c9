# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing: which outcome goes before which, all findings reported, and nothing absent ever failed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseworker.domain.rules.assess import ApplicantAssessment, Assessment
from tests.domain.examples import CASES, GONE, base, case_of, changed, document, library, places


def assess(found: Any, on: date | None = None) -> Assessment:
    case = case_of(found)
    day = on or case.reference_day()
    assert day is not None
    return library().assess(case, found["programme"], day)


def first(found: Any, on: date | None = None) -> ApplicantAssessment:
    return assess(found, on).applicants[0]


BARRED = ("applicants[0].refugee_in", ["ECU"])
REVIEW = ("sponsor.fee_demanded", True)
CURABLE = ("applicants[0].vaccinations_attested", False)
UNKNOWN = ("applicants[0].removal_orders", GONE)
NOTE = ("applicants[0].temporary_permits", ["COL"])
OPEN, CLOSED = date(2022, 10, 14), date(2025, 2, 1)


@pytest.mark.parametrize(
    ("on", "changes", "outcome"),
    [
        (OPEN, [], "eligible"),
        (OPEN, [NOTE], "eligible"),
        (OPEN, [CURABLE], "more_evidence_needed"),
        (OPEN, [UNKNOWN], "more_evidence_needed"),
        (OPEN, [REVIEW], "needs_review"),
        (OPEN, [BARRED], "not_eligible"),
        (OPEN, [REVIEW, CURABLE, NOTE], "needs_review"),
        (OPEN, [REVIEW, UNKNOWN], "needs_review"),
        (OPEN, [BARRED, CURABLE], "not_eligible"),
        (OPEN, [BARRED, REVIEW, UNKNOWN], "not_eligible"),
        (CLOSED, [], "closed"),
        (CLOSED, [BARRED], "closed"),
        (CLOSED, [BARRED, REVIEW, CURABLE, NOTE], "closed"),
    ],
)
def test_closed_goes_before_barred_before_review_before_a_gap(
    on: date, changes: list[tuple[str, Any]], outcome: str
) -> None:
    found = base()
    for path, value in changes:
        found = changed(found, path, value)
    assert first(found, on).outcome == outcome


def test_every_reason_is_reported_not_only_the_deciding_one() -> None:
    found = base()
    for path, value in (BARRED, REVIEW, CURABLE, NOTE):
        found = changed(found, path, value)
    result = first(found)
    assert set(result.codes) == {
        "ENTRY_MX_BEFORE_CUTOFF",
        "REFUGEE_ELSEWHERE",
        "SUP_FEE_DEMANDED",
        "VACC_NOT_ATTESTED",
        "TEMP_STATUS_NOT_PR",
    }
    assert result.referrals == ("anti-trafficking",)
    assert {one.criterion.id for one in result.findings} == {
        one.id for one in library().programmes["venezuela"].criteria_on(OPEN)
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_assessing_changes_nothing_and_gives_the_same_again(path: Path) -> None:
    case = case_of(document(path))
    found = document(path)
    one, other = assess(found), assess(found)
    assert case_of(found) == case
    assert [(a.outcome, a.codes, a.referrals) for a in one.applicants] == [
        (a.outcome, a.codes, a.referrals) for a in other.applicants
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_order_of_people_and_papers_does_not_matter(path: Path) -> None:
    found = document(path)
    turned = {**found, "applicants": found["applicants"][::-1], "evidence": found.get("evidence", [])[::-1]}
    there, back = assess(found), assess(turned)
    for one in there.applicants:
        other = back.of(one.applicant.id)
        assert (one.outcome, one.codes, one.referrals) == (other.outcome, other.codes, other.referrals)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_another_persons_papers_prove_nothing(path: Path) -> None:
    found = document(path)
    stranger = {"id": "zz", "role": "family_member"}
    papers = [{**item, "id": f"z{item['id']}", "about": ["zz"]} for item in found.get("evidence", [])]
    more = {
        **found,
        "applicants": [*found["applicants"], stranger],
        "evidence": [*found.get("evidence", []), *papers],
    }
    alone, together = assess(found), assess(more)
    for one in alone.applicants:
        other = together.of(one.applicant.id)
        entries = {country: (e.proof, e.earliest, e.latest) for country, e in one.entries().items()}
        assert entries == {country: (e.proof, e.earliest, e.latest) for country, e in other.entries().items()}


def removable(found: Any) -> list[str]:
    """Every place whose absence the format allows, once each."""
    out = []
    for place in places({key: value for key, value in found.items() if not key.startswith("expected")}):
        if place.endswith("]") or place in ("format", "programme", "opened_on", "assess_on", "applicants"):
            continue
        if place.endswith(".id"):
            continue
        out.append(place)
    return out


# J03 was sent back by the United States, which only its crossing and a paper show: without the crossing the
# paper is an absence like any other.
EXCEPTIONS = {("J03", "applicants[0].us_border"), ("J03", "applicants[0].us_border[0].on")}
EXCEPTIONS |= {("J03", "applicants[0].us_border[0].ended_by")}


def failed(one: ApplicantAssessment) -> set[str]:
    return {finding.criterion.id for finding in one.findings if finding.then == "not_eligible"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_an_absent_field_never_makes_anyone_not_eligible(path: Path) -> None:
    found = document(path)
    before = {one.applicant.id: failed(one) for one in assess(found).applicants}
    for place in removable(found):
        if (path.stem, place) in EXCEPTIONS:
            continue
        for one in assess(changed(found, place, GONE)).applicants:
            assert failed(one) <= before[one.applicant.id], f"without {place}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_paper_taken_away_bars_only_where_it_contradicted_the_others(path: Path) -> None:
    found = document(path)
    before = {one.applicant.id: one for one in assess(found).applicants}
    for at, item in enumerate(found.get("evidence", [])):
        for one in assess(changed(found, f"evidence[{at}]", GONE)).applicants:
            for criterion in failed(one) - failed(before[one.applicant.id]):
                was = next(f for f in before[one.applicant.id].findings if f.criterion.id == criterion)
                assert str(was.code).endswith("_CONTRADICTORY"), item["id"]


def in_panama(**fields: Any) -> Any:
    """In Panama after the cut-off of the notice, by a record that gives the day of entry."""
    found = changed(base(), "assess_on", "2022-11-01")
    found = changed(found, "applicants[0].located_in", "PAN")
    record = {"id": "e1", "type": "panama_snm_record", "asserts": "entry", "on": "2022-10-25", **fields}
    return changed(found, "evidence", [record])


@pytest.mark.parametrize(
    ("found", "place", "criterion"),
    [
        # The statement that the entry was regular is the exception; without it the record speaks,
        # and registration at the Darien stations shows an irregular entry.
        (
            changed(in_panama(), "applicants[0].entry_manner", {"PAN": "regular"}),
            "applicants[0].entry_manner",
            "no-irregular-entry-panama",
        ),
        # What is written on a paper says how to read it; without it the paper is read by its kind.
        (in_panama(tier="weak"), "evidence[0].tier", "no-irregular-entry-panama"),
        (in_panama(about=["a2"]), "evidence[0].about", "no-irregular-entry-panama"),
    ],
    ids=["manner", "tier", "about"],
)
def test_where_the_absent_field_was_the_exception_the_paper_decides(
    found: Any, place: str, criterion: str
) -> None:
    found = changed(found, "applicants[1]", {"id": "a2", "role": "family_member"})
    assert criterion not in failed(assess(found).of("a1"))
    assert criterion in failed(assess(changed(found, place, GONE)).of("a1"))


def test_a_case_of_which_nothing_is_known_waits_for_everything() -> None:
    for programme in library().programmes.values():
        on = programme.versions[0].span.first
        assert on is not None
        found = {"format": "caseworker/case@1", "programme": programme.id, "applicants": [{"id": "a1"}]}
        result = first(found, on)
        assert result.outcome == "more_evidence_needed"
        for finding in result.findings:
            assert finding.then in ("note", "more_evidence_needed")
            if finding.result == "not_known" and finding.then == "more_evidence_needed":
                assert finding.missing() or finding.code


def returned_under_title_42(**fields: Any) -> Any:
    """In Mexico by a COMAR paper of September; over the border on 10 October, sent back on the 13th."""
    found = changed(
        base(),
        "evidence",
        [
            {"id": "e1", "type": "comar_constancia", "on": "2022-09-20"},
            {"id": "e2", "type": "us_expulsion_or_voluntary_return_record", "on": "2022-10-13"},
            {"id": "e3", "type": "oficio_de_salida", "on": "2022-10-13"},
        ],
    )
    crossing = {"on": "2022-10-10", "manner": "between_ports", "ended_by": "title_42"}
    found = changed(found, "applicants[0].us_border", [crossing])
    back = {"country": "MEX", "on": "2022-10-13", "under": "title_42"}
    found = changed(found, "applicants[0].returned_to", [back])
    for name, value in fields.items():
        found = changed(found, f"applicants[0].{name}", value)
    return found


def entry_codes(found: Any) -> set[str]:
    return {code for code in first(found).codes if code.startswith(("ENTRY_MX", "AMBIGUOUS", "US_"))}


def test_a_return_under_title_42_is_left_to_a_person_and_proves_nothing_itself() -> None:
    found = returned_under_title_42()
    assert entry_codes(found) == {"ENTRY_MX_BEFORE_CUTOFF", "AMBIGUOUS_RETURN_UNDER_T42"}
    assert first(found).outcome == "needs_review"
    # With the exit stated, it is the exit over the border that the return undid.
    left = returned_under_title_42(exits_declared=[{"country": "MEX", "on": "2022-10-10"}])
    assert entry_codes(left) == {"ENTRY_MX_BEFORE_CUTOFF", "AMBIGUOUS_RETURN_UNDER_T42"}


def test_another_absence_is_not_undone_by_a_return_under_title_42() -> None:
    found = returned_under_title_42()
    stamp = {"id": "e4", "type": "third_country_stamp_or_permit", "place": "GTM", "on": "2022-10-12"}
    assert "ENTRY_MX_CONTRADICTORY" in entry_codes(changed(found, "evidence[3]", stamp))
    later = {"id": "e4", "type": "us_expulsion_or_voluntary_return_record", "on": "2022-10-20"}
    assert "ENTRY_MX_CONTRADICTORY" in entry_codes(changed(found, "evidence[3]", later))


def test_a_return_without_a_paper_from_before_leaves_the_entry_open() -> None:
    found = changed(returned_under_title_42(), "evidence[0]", GONE)
    assert entry_codes(found) == {"ENTRY_MX_NOT_ESTABLISHED", "AMBIGUOUS_RETURN_UNDER_T42"}
    assert first(found).outcome == "needs_review"


def test_nobody_is_asked_before_it_is_known_whether_it_is_asked_at_all() -> None:
    found = first(changed(base(), "sponsor", GONE))
    waiting = {one.criterion.id for one in found.findings if one.waits}
    assert "sponsor-means" in waiting
    assert not waiting & {one.criterion.id for one in found.open_findings()}
    assert "sponsor-present" in {one.criterion.id for one in found.open_findings()}
