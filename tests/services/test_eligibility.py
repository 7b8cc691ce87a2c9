# SPDX-License-Identifier: AGPL-3.0-or-later
"""People decide: with a reason where they depart, and never alone on both sides."""

import pytest

from caseworker.domain.errors import Refused
from caseworker.services import cases, eligibility
from caseworker.services.desk import Desk, Worker


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
    desk.worker = Worker(desk.worker.id, "Somebody", "intake")
    with pytest.raises(Refused, match="may_not_determine"):
        eligibility.determine(desk, case_of(desk, "Fonseca"), "a1", "eligible")


def test_the_person_who_decided_cannot_approve(desk: Desk) -> None:
    second = eligibility.second_readers(desk)[0]
    case_id = case_of(desk, "Fonseca")
    desk.worker = second
    determination = eligibility.determine(desk, case_id, "a1", "eligible")
    with pytest.raises(Refused, match="four_eyes"):
        eligibility.approve(desk, determination, second.id, "")


def test_another_person_approves_once(desk: Desk) -> None:
    second = eligibility.second_readers(desk)[0]
    case_id = case_of(desk, "Fonseca")
    determination = eligibility.determine(desk, case_id, "a1", "eligible")
    eligibility.approve(desk, determination, second.id, "")
    (found,) = cases.open_case(desk, case_id).determinations
    assert found.approved_by == second.name
    with pytest.raises(Refused, match="determination_approved"):
        eligibility.approve(desk, determination, second.id, "")


def test_only_supervisors_and_administrators_approve(desk: Desk) -> None:
    determination = eligibility.determine(desk, case_of(desk, "Fonseca"), "a1", "eligible")
    first = desk.worker
    with pytest.raises(Refused, match=r"may_not_approve|four_eyes"):
        eligibility.approve(desk, determination, first.id, "")


def test_what_waits_is_shown_to_the_second_reader_only(desk: Desk) -> None:
    determination = eligibility.determine(desk, case_of(desk, "Fonseca"), "a1", "eligible")
    assert eligibility.waiting_for_approval(desk) == ()
    desk.worker = eligibility.second_readers(desk)[0]
    assert determination in [found for _, found in eligibility.waiting_for_approval(desk)]
