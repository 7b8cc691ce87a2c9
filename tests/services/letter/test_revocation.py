# SPDX-License-Identifier: AGPL-3.0-or-later
"""Revocation: by a supervisor, with a reason, for good; and told to whoever checks the letter."""

from __future__ import annotations

import pytest

from caseworker.domain.errors import Refused
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.letter import handing_over, issuing, revocation, verifying
from caseworker.store.opening.check import check_store
from caseworker.store.records.ledger import list_ledger
from caseworker.store.records.letters import get_letter, lettered_now
from tests.colleagues import colleague


@pytest.fixture
def case_id(desk: Desk) -> str:
    return next(row.id for row in cases.listing(desk) if "Pérez" in row.principal)


@pytest.fixture
def issued(desk: Desk, case_id: str) -> str:
    return issuing.issue(desk, case_id, "a1", "en", "A4")


def step(desk: Desk, case_id: str) -> str:
    return next(row.steps["letter"] for row in cases.listing(desk) if row.id == case_id)


def test_a_revoked_letter_is_never_genuine_here_again(desk: Desk, issued: str) -> None:
    pdf = handing_over.issued_pdf(desk, issued)
    with desk.reading("own") as tx:
        code = get_letter(tx, issued).seal or ""
    assert verifying.verify_here(desk, pdf).known_by == "store"
    revocation.revoke(desk, issued, "  Issued to the wrong person  ")
    for given in (pdf, code.encode()):
        found = verifying.verify_here(desk, given)
        assert (found.state, found.known_by) == ("revoked", "store")
        assert found.number


def test_it_is_recorded_with_who_when_and_why_and_the_letter_stays_as_it_was(
    desk: Desk, case_id: str, issued: str
) -> None:
    before = handing_over.issued_pdf(desk, issued)
    revocation.revoke(desk, issued, "Issued to the wrong person")
    (found,) = cases.open_case(desk, case_id).letters
    assert found.state == "revoked"
    assert found.revoked is not None
    assert (found.revoked.reason, found.revoked.revoked_by) == (
        "Issued to the wrong person",
        desk.worker.name,
    )
    assert handing_over.issued_pdf(desk, issued) == before
    with desk.reading("own") as tx:
        (entry,) = list_ledger(tx, object_kind="revocation", object_id=issued)
    assert (entry.action, entry.staff_id, entry.reason) == (
        "revoke",
        desk.worker.id,
        "Issued to the wrong person",
    )
    assert check_store(desk.store).faults == ()


def test_the_case_has_no_letter_any_more_and_can_get_a_new_one(desk: Desk, case_id: str, issued: str) -> None:
    before = step(desk, case_id)
    revocation.revoke(desk, issued, "Issued to the wrong person")
    assert step(desk, case_id) != before
    with desk.reading("own") as tx:
        assert case_id not in lettered_now(tx)
    second = issuing.issue(desk, case_id, "a1", "en", "A4")
    assert step(desk, case_id) == before
    assert {one.id: one.state for one in cases.open_case(desk, case_id).letters} == {
        issued: "revoked",
        second: "issued",
    }


def test_it_cannot_be_handed_over_and_not_be_revoked_twice(desk: Desk, issued: str) -> None:
    revocation.revoke(desk, issued, "Issued to the wrong person")
    with pytest.raises(Refused, match="letter_not_issued"):
        handing_over.hand_over(desk, issued)
    with pytest.raises(Refused, match="letter_revoked"):
        revocation.revoke(desk, issued, "Once more")


def test_a_letter_that_was_replaced_can_be_revoked_too(desk: Desk, case_id: str, issued: str) -> None:
    pdf = handing_over.issued_pdf(desk, issued)
    issuing.issue(desk, case_id, "a1", "en", "A4")
    assert verifying.verify_here(desk, pdf).state == "superseded"
    revocation.revoke(desk, issued, "It was forged upon")
    assert verifying.verify_here(desk, pdf).state == "revoked"


def test_it_needs_a_reason_and_a_supervisor(desk: Desk, issued: str) -> None:
    for nothing in (" ", "\u200b", "\u3164", "--"):
        with pytest.raises(Refused, match="revocation_reason_needed"):
            revocation.revoke(desk, issued, nothing)
    with pytest.raises(Refused, match="may_not_revoke"):
        revocation.revoke(colleague(desk, ["caseworker"]), issued, "I would like to")
    with desk.reading("own") as tx:
        assert get_letter(tx, issued).state == "issued"


def test_the_database_itself_keeps_a_revocation_and_refuses_others(desk: Desk, issued: str) -> None:
    def refused(code: str, statement: str, *values: str) -> None:
        with pytest.raises(Refused, match=code), desk.store.write() as tx:
            tx.run(statement, values)

    other = colleague(desk, ["caseworker"]).worker.id
    put = "INSERT INTO revocations VALUES (?, 'x', ?, '2026-03-05')"
    refused("may_not_revoke", put, issued, other)
    revocation.revoke(desk, issued, "Issued to the wrong person")
    refused("revocations_append_only", "DELETE FROM revocations")
    refused("revocations_append_only", "UPDATE revocations SET reason = 'x'")


def test_the_list_names_what_is_out_of_force_and_is_used_elsewhere(
    desk: Desk, case_id: str, issued: str
) -> None:
    key = verifying.KeyUsed(verifying.public_key_file(desk))
    old, second = issued, issuing.issue(desk, case_id, "a1", "en", "A4")
    third = issuing.issue(desk, case_id, "a1", "es", "A4")
    pdfs = [handing_over.issued_pdf(desk, one) for one in (old, second, third)]
    early = revocation.withdrawn_file(desk)
    revocation.revoke(desk, second, "Issued to the wrong person")
    listed = revocation.withdrawn_file(desk)
    assert [verifying.verify(one, key, early).state for one in pdfs] == ["superseded", "genuine", "genuine"]
    assert [verifying.verify(one, key, listed).state for one in pdfs] == ["superseded", "revoked", "genuine"]
    assert {verifying.verify(one, key, listed).known_by for one in pdfs} == {"list"}
    assert [verifying.verify(one, key).known_by for one in pdfs] == ["", "", ""]
    assert "Pérez" not in listed
    assert "Issued to the wrong person" not in listed
