# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter is issued once, and stays what was printed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from caseworker.domain.errors import NotFound, Refused
from caseworker.store.opened.store import Store
from caseworker.store.opened.transaction import Transaction
from caseworker.store.opening.check import check_store
from caseworker.store.records.letters import (
    discard_draft,
    draft_letter,
    find_letter,
    get_letter,
    hand_over_letter,
    issue_letter,
    letter_pdf,
    list_letters,
    supersede_letter,
)

from ..conftest import LATER, NOW, add_case, note

PDF = b"%PDF-1.7 pages"


@pytest.fixture
def case_id(store: Store) -> str:
    case_id = add_case(store)
    for letter_id in ("l1", "l2"):
        with store.write() as tx:
            draft_letter(
                tx,
                letter_id,
                case_id=case_id,
                applicant_id="a1",
                determination_id=None,
                language="es",
                paper="Letter",
            )
            note(tx, store, "letter", letter_id)
    return case_id


def do(store: Store, verb: Callable[[Transaction], object], letter_id: str = "l1") -> None:
    with store.write() as tx:
        verb(tx)
        note(tx, store, "letter", letter_id)


def issue(tx: Transaction, letter_id: str = "l1", number: str = "L-TIJ-2022-K7-000001") -> str:
    return issue_letter(tx, letter_id, number=number, pdf=PDF, seal="SEAL", by="ana", at=NOW)


def test_the_way_of_a_letter(store: Store, case_id: str) -> None:
    do(store, issue)
    with store.read() as tx:
        issued = get_letter(tx, "l1")
        assert (issued.state, issued.sha256, issued.seal) == ("issued", sha256(PDF).hexdigest(), "SEAL")
        assert letter_pdf(tx, "l1") == PDF
        assert find_letter(tx, "L-TIJ-2022-K7-000001") == issued
        assert find_letter(tx, "L-TIJ-2022-K7-000002") is None
        assert [(one.id, one.state) for one in list_letters(tx, case_id)] == [
            ("l1", "issued"),
            ("l2", "draft"),
        ]
    do(store, lambda tx: hand_over_letter(tx, "l1", at=LATER))
    do(store, lambda tx: supersede_letter(tx, "l1"))
    with store.read() as tx:
        assert (get_letter(tx, "l1").state, get_letter(tx, "l1").handed_over_at) == ("superseded", LATER)
    assert check_store(store).whole


def test_steps_out_of_order_are_refused(store: Store, case_id: str) -> None:
    for verb in (lambda tx: hand_over_letter(tx, "l1", at=NOW), lambda tx: supersede_letter(tx, "l1")):
        with pytest.raises(Refused, match="letter_not_issued"):
            do(store, verb)
    do(store, issue)
    for verb in (issue, lambda tx: discard_draft(tx, "l1")):
        with pytest.raises(Refused, match="letter_not_draft"):
            do(store, verb)
    do(store, lambda tx: supersede_letter(tx, "l1"))
    with pytest.raises(Refused, match="letter_not_issued"):
        do(store, lambda tx: hand_over_letter(tx, "l1", at=NOW))


def test_a_number_is_used_once(store: Store, case_id: str) -> None:
    do(store, issue)
    with pytest.raises(Refused, match=r"unique:letters\.number"):
        do(store, lambda tx: issue(tx, "l2"), "l2")


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE letters SET pdf = X'00' WHERE id = 'l1'",
        "UPDATE letters SET number = 'L-9' WHERE id = 'l1'",
        "UPDATE letters SET state = 'draft' WHERE id = 'l1'",
        "UPDATE letters SET seal = NULL WHERE id = 'l1'",
        "DELETE FROM letters WHERE id = 'l1'",
        "REPLACE INTO letters SELECT id, case_id, NULL, 'a2', NULL, 'en', 'A4', 'draft', NULL, NULL, NULL,"
        " NULL, NULL, NULL, 'decision' FROM letters WHERE id = 'l1'",
        "UPDATE letters SET state = 'issued' WHERE id = 'l2'",
        "UPDATE letters SET state = 'lost' WHERE id = 'l2'",
    ],
)
def test_sql_cannot_edit_an_issued_letter(store: Store, case_id: str, attack: str) -> None:
    do(store, issue)
    with pytest.raises(Refused), store.write() as tx:
        tx.run(attack)


def test_a_draft_can_be_discarded(store: Store, case_id: str) -> None:
    do(store, lambda tx: discard_draft(tx, "l1"))
    with store.read() as tx:
        for ask in (get_letter, letter_pdf):
            with pytest.raises(NotFound):
                ask(tx, "l1")
        with pytest.raises(NotFound):
            letter_pdf(tx, "l2")
    assert check_store(store).whole
