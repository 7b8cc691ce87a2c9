# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verifying in a store: what was issued here, what its code says, and what replaced it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseworker.domain.checked_letter import Checked
from caseworker.domain.errors import Refused
from caseworker.services import cases, eligibility, letter, verifying
from caseworker.services.desk import Desk
from caseworker.store.letters import get_letter
from tests.colleagues import second_approves


def case_of(desk: Desk, surname: str) -> str:
    return next(row.id for row in cases.listing(desk) if surname in row.principal)


def code_of(desk: Desk, letter_id: str) -> str:
    with desk.reading("own") as tx:
        return get_letter(tx, letter_id).seal or ""


def by_code(desk: Desk, code: str) -> Checked:
    return verifying.verify_here(desk, code.encode())


def test_the_code_says_what_stands_on_the_letter(desk: Desk) -> None:
    case_id = case_of(desk, "Contreras")
    found = by_code(desk, code_of(desk, letter.issue(desk, case_id, "a1", "en", "A4")))
    assert (found.state, found.paper, found.kind) == ("genuine_code", "code", "decision")
    assert (found.outcome, found.reference_day) == ("not_eligible", "2022-11-10")
    assert (found.programme, found.issued_on) == ("venezuela", desk.today().isoformat())
    assert found.training


@pytest.mark.parametrize(
    ("day", "status"),
    [("2022-10-15", "announced"), ("2022-11-02", "open"), ("2024-08-01", "paused"), ("2025-02-01", "closed")],
)
def test_the_code_says_how_the_programme_stood_on_the_day_of_issue(desk: Desk, day: str, status: str) -> None:
    case_id = case_of(desk, "Pérez")
    desk.clock = lambda: datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    found = by_code(desk, code_of(desk, letter.issue(desk, case_id, "a1", "es", "A4")))
    assert (found.programme_status, found.issued_on) == (status, day)


def test_the_same_decision_in_another_language_has_a_number_and_a_code_of_its_own(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    both = [letter.issue(desk, case_id, "a1", language, "A4") for language in ("en", "es")]
    first, second = (by_code(desk, code_of(desk, one)) for one in both)
    assert first.number != second.number
    assert {first.state, second.state} == {"genuine_code"}


def test_the_code_of_a_letter_that_was_replaced_is_superseded(desk: Desk) -> None:
    case_id = case_of(desk, "Pérez")
    old = code_of(desk, letter.issue(desk, case_id, "a1", "en", "A4"))
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "needs_review", "A doubt came up."))
    new = code_of(desk, letter.issue(desk, case_id, "a1", "en", "A4"))
    assert [by_code(desk, one).state for one in (old, new)] == ["superseded", "genuine_code"]


def test_a_file_larger_than_any_letter_is_refused_and_not_called_altered(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7 caseworker letter issued " + bytes(verifying.LARGEST))
    with pytest.raises(Refused, match="too_large_for_a_letter"):
        verifying.verify_file_here(desk, path)
