# SPDX-License-Identifier: AGPL-3.0-or-later
"""People decide: with a reason where they depart, and never alone on both sides."""

from dataclasses import replace

import pytest

from caseworker.domain.case.document_paths import with_value
from caseworker.domain.errors import Refused
from caseworker.domain.permissions import ROLES
from caseworker.services import cases, eligibility, intake, review
from caseworker.services.desk import Desk
from tests.colleagues import colleague


def case_of(desk: Desk, surname: str) -> str:
    return next(row.id for row in cases.listing(desk) if surname in row.principal)


def test_a_decision_that_follows_the_assessment_needs_no_reason(desk: Desk) -> None:
    case_id = case_of(desk, "Fonseca")
    eligibility.determine(desk, case_id, "a1", "eligible")
    (found,) = cases.open_case(desk, case_id).determinations
    assert (found.outcome, found.assessed_outcome, found.in_force) == ("eligible", "eligible", True)
    row = next(row for row in cases.listing(desk) if row.id == case_id)
    assert row.steps["eligibility"] == "completed"


def test_a_departure_needs_a_reason(desk: Desk) -> None:
    case_id = case_of(desk, "Fonseca")
    with pytest.raises(Refused, match="reason_needed"):
        eligibility.determine(desk, case_id, "a1", "needs_review", "  ")
    eligibility.determine(desk, case_id, "a1", "needs_review", "The passport looks altered.")
    (found,) = cases.open_case(desk, case_id).determinations
    assert found.reason == "The passport looks altered."


def test_a_later_decision_supersedes_and_leaves_the_earlier_as_it_was(desk: Desk) -> None:
    case_id = case_of(desk, "Fonseca")
    eligibility.determine(desk, case_id, "a1", "eligible")
    eligibility.determine(desk, case_id, "a1", "needs_review", "A doubt came up.")
    first, second = cases.open_case(desk, case_id).determinations
    assert (first.in_force, first.outcome) == (False, "eligible")
    assert (second.in_force, second.outcome) == (True, "needs_review")


def test_intake_staff_may_not_decide(desk: Desk) -> None:
    case_id = case_of(desk, "Fonseca")
    intake = colleague(desk, ["intake"])
    with pytest.raises(Refused, match="may_not_determine"):
        eligibility.determine(intake, case_id, "a1", "eligible")
    # What calling code says of somebody does not count.
    intake.worker = replace(intake.worker, roles=frozenset(ROLES))
    with pytest.raises(Refused, match="may_not_determine"):
        eligibility.determine(intake, case_id, "a1", "eligible")


def test_the_person_who_decided_cannot_approve(desk: Desk) -> None:
    second = review.second_readers(desk)[0]
    case_id = case_of(desk, "Fonseca")
    desk.worker = second
    determination = eligibility.determine(desk, case_id, "a1", "eligible")
    with pytest.raises(Refused, match="four_eyes"):
        review.approve(desk, [determination], second.id)


def test_another_person_approves_once(desk: Desk) -> None:
    second = review.second_readers(desk)[0]
    case_id = case_of(desk, "Fonseca")
    determination = eligibility.determine(desk, case_id, "a1", "eligible")
    review.approve(desk, [determination], second.id)
    (found,) = cases.open_case(desk, case_id).determinations
    assert found.approved_by == second.name
    with pytest.raises(Refused, match="determination_approved"):
        review.approve(desk, [determination], second.id)


def test_only_supervisors_and_administrators_approve(desk: Desk) -> None:
    determination = eligibility.determine(desk, case_of(desk, "Fonseca"), "a1", "eligible")
    first = desk.worker
    with pytest.raises(Refused, match=r"may_not_approve|four_eyes"):
        review.approve(desk, [determination], first.id)


def test_what_waits_is_shown_to_the_second_reader_only(desk: Desk) -> None:
    determination = eligibility.determine(desk, case_of(desk, "Fonseca"), "a1", "eligible")
    assert review.waiting(desk) == ()
    desk.worker = review.second_readers(desk)[0]
    assert determination in [one.determination_id for one in review.waiting(desk)]


def test_whether_the_programme_was_closed_is_no_judgement(desk: Desk) -> None:
    open_then = next(row.id for row in cases.listing(desk) if "Fonseca" in row.principal)
    with pytest.raises(Refused, match="programme_was_open"):
        eligibility.determine(desk, open_then, "a1", "closed", "It is closed today.")
    opened = cases.open_case(desk, open_then)
    document = with_value(opened.document, "assess_on", "2025-02-01")
    intake.record(desk, open_then, document, base_rev=opened.rev)
    for outcome in ("eligible", "more_evidence_needed"):
        with pytest.raises(Refused, match="programme_was_closed"):
            eligibility.determine(desk, open_then, "a1", outcome, "It was open for them.")
    eligibility.determine(desk, open_then, "a1", "closed")
