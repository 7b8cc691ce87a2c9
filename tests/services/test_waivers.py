# SPDX-License-Identifier: AGPL-3.0-or-later
"""No decision while a met condition rests on nothing: record it, tie a paper, or have it waived."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from caseworker.domain.case.document import read_case
from caseworker.domain.case.document_paths import with_value
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.errors import NoSuchWayIn, Refused
from caseworker.domain.reasons.matrix import Matrix, matrix_of
from caseworker.services import cases, eligibility, intake, review, waivers
from caseworker.services.case_index import assessment_of
from caseworker.services.desk import Desk
from caseworker.services.programmes.replay import replay_all
from caseworker.store.opening.check import check_store
from caseworker.store.records.determinations import iter_determinations
from caseworker.store.records.ledger import list_ledger
from tests.colleagues import colleague, desk_as

WHY = "Her sister held the passport on a video call."


def case_of(desk: Desk, surname: str) -> str:
    return next(row.id for row in cases.listing(desk) if surname in row.principal)


def put(desk: Desk, case_id: str, path: str, value: Any) -> None:
    opened = cases.open_case(desk, case_id)
    intake.record(desk, case_id, with_value(opened.document, path, value), base_rev=opened.rev)


def matrix(desk: Desk, case_id: str) -> Matrix:
    case = read_case(cases.open_case(desk, case_id).document, desk.library.reference.vocabulary())
    assessment = assessment_of(case, desk.library)
    assert assessment is not None
    return matrix_of(assessment.of("a1"))


def waiting(desk: Desk, case_id: str) -> list[str]:
    given = cases.open_case(desk, case_id).waivers
    return [row.criterion for row in waivers.uncovered(matrix(desk, case_id), given)]


@pytest.fixture
def lacking(desk: Desk) -> str:
    """A case in which nobody wrote down the number of the passport."""
    case_id = case_of(desk, "Fonseca")
    put(desk, case_id, "applicants/a1/passport/number", NOT_ASKED)
    return case_id


def supervisor(desk: Desk) -> str:
    return review.second_readers(desk)[0].id


def waive_both(desk: Desk, case_id: str) -> None:
    for criterion in ("nationality", "passport"):
        waivers.waive(desk, case_id, "a1", criterion, WHY, supervisor(desk), "")


@pytest.mark.parametrize("outcome", ["eligible", "not_eligible", "needs_review"])
def test_no_decision_while_nothing_shows_a_condition(desk: Desk, lacking: str, outcome: str) -> None:
    with pytest.raises(Refused, match="evidence_needed") as caught:
        eligibility.determine(desk, lacking, "a1", outcome, "A reason.")
    assert caught.value.details["criteria"] == "nationality, passport"
    assert cases.open_case(desk, lacking).determinations == ()


def test_what_is_recorded_or_tied_by_hand_lets_it_go_on(desk: Desk, lacking: str) -> None:
    put(desk, lacking, "evidence", [{"id": "e1", "note": "Cédula", "shows": ["nationality", "passport"]}])
    assert waiting(desk, lacking) == []
    eligibility.determine(desk, lacking, "a1", "eligible")
    with desk.store.read() as tx:
        (frozen,) = (one.frozen for one in iter_determinations(tx) if one.case_id == lacking)
    assert frozen["backing"]["passport"]["tied"] == ["e1"]
    assert frozen["waivers"] == []


def test_a_supervisor_waives_and_the_decision_keeps_it(desk: Desk, lacking: str) -> None:
    waive_both(desk, lacking)
    assert waiting(desk, lacking) == []
    eligibility.determine(desk, lacking, "a1", "eligible")
    with desk.store.read() as tx:
        (frozen,) = (one.frozen for one in iter_determinations(tx) if one.case_id == lacking)
        entry = next(one for one in list_ledger(tx) if one.action == "waive")
    assert [(one["criterion"], one["reason"]) for one in frozen["waivers"]] == [
        ("nationality", WHY),
        ("passport", WHY),
    ]
    assert frozen["backing"]["passport"]["lacking"] == ["applicant.passport"]
    assert (entry.staff_id, entry.reason) == (supervisor(desk), WHY)
    assert entry.payload["criterion"] == "passport"
    assert check_store(desk.store).whole
    assert replay_all(desk, lambda *_: None, lambda: False).sound


def test_one_waiver_covers_one_condition_of_one_person(desk: Desk, lacking: str) -> None:
    waivers.waive(desk, lacking, "a1", "passport", WHY, supervisor(desk), "")
    assert waiting(desk, lacking) == ["nationality"]
    other = case_of(desk, "Mejía")
    assert "named-employer" in waiting(desk, other)


def test_a_waiver_lapses_when_the_facts_are_others_and_stands_again_when_they_return(
    desk: Desk, lacking: str
) -> None:
    waive_both(desk, lacking)
    put(desk, lacking, "applicants/a1/passport/expires_on", "2023-01-01")
    assert matrix(desk, lacking).row("passport").finding.result != "met"  # type: ignore[union-attr]
    given = cases.open_case(desk, lacking).waivers
    row = matrix(desk, lacking).row("passport")
    assert row is not None
    assert waivers.standing(row, "a1", given) is None
    put(desk, lacking, "applicants/a1/passport/expires_on", "2031-03-10")
    assert waiting(desk, lacking) == []
    put(desk, lacking, "applicants/a1/nationalities", ["CUB", "ESP"])
    assert "nationality" in waiting(desk, lacking)


def test_a_caseworker_may_not_waive_and_a_reason_is_needed(desk: Desk, lacking: str) -> None:
    with pytest.raises(Refused, match="may_not_waive"):
        waivers.waive(desk, lacking, "a1", "passport", WHY, colleague(desk, ["caseworker"]).worker.id, "")
    with pytest.raises(Refused, match="waiver_reason_needed"):
        waivers.waive(desk, lacking, "a1", "passport", "  ", supervisor(desk), "")
    with pytest.raises(Refused, match="nothing_to_waive"):
        waivers.waive(desk, lacking, "a1", "vaccinations", WHY, supervisor(desk), "")
    with pytest.raises(Refused, match="nothing_to_waive"):
        waivers.waive(desk, lacking, "a1", "no-such-condition", WHY, supervisor(desk), "")
    assert cases.open_case(desk, lacking).waivers == ()


def test_outside_training_who_waives_proves_who_they_are(
    desk: Desk, lacking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = supervisor(desk)
    monkeypatch.setattr(Desk, "is_training", lambda *_: False)
    with pytest.raises(NoSuchWayIn):
        waivers.waive(desk, lacking, "a1", "passport", WHY, second, "not the passphrase at all")
    assert cases.open_case(desk, lacking).waivers == ()


def test_who_may_waive_are_supervisors_the_worker_last(desk: Desk) -> None:
    first = colleague(desk, ["caseworker", "intake"])
    assert all("supervisor" in one.roles for one in waivers.supervisors(first))
    assert first.worker.id not in [one.id for one in waivers.supervisors(first)]
    second = desk_as(desk, review.second_readers(desk)[0].id)
    assert waivers.supervisors(second)[-1].id == second.worker.id


def test_a_closed_programme_asks_for_no_evidence(desk: Desk, lacking: str) -> None:
    put(desk, lacking, "assess_on", date(2025, 2, 1).isoformat())
    eligibility.determine(desk, lacking, "a1", "closed")
    assert cases.open_case(desk, lacking).determinations[0].outcome == "closed"


def test_waivers_are_never_changed_or_taken_away(desk: Desk, lacking: str) -> None:
    waive_both(desk, lacking)
    for statement in ("UPDATE waivers SET reason = 'x'", "DELETE FROM waivers"):
        with pytest.raises(Refused, match="waiver_fixed"), desk.store.write() as tx:
            tx.run(statement)
    assert len(cases.open_case(desk, lacking).waivers) == 2
