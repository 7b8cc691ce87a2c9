# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessing everything again finds what changed, can be stopped, and touches no decision."""

from typing import Any

import pytest

from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.services.programmes.reassess import reassess_all
from caseworker.services.saving import save_document
from caseworker.store.cases import kept_facts
from caseworker.store.cases.cases import load_case, set_outcome
from caseworker.store.opened.transaction import Transaction
from caseworker.store.records.ledger import append_ledger


def test_it_mends_what_the_list_shows(desk: Desk) -> None:
    row = cases.listing(desk)[0]
    with desk.store.write() as tx:
        set_outcome(tx, row.id, "closed", row.steps)
    heard: list[tuple[int, int]] = []
    found = reassess_all(desk, lambda *said: heard.append(said), lambda: False)
    assert (found.seen, found.changed, found.whole) == (13, 1, True)
    assert heard[-1] == (13, 13)
    assert cases.listing(desk)[0].outcome == row.outcome


def test_it_stops_when_asked(desk: Desk) -> None:
    found = reassess_all(desk, lambda *_: None, lambda: True)
    assert (found.seen, found.whole) == (0, False)


def shown(desk: Desk) -> dict[str, tuple[str, dict[str, str]]]:
    return {row.id: (row.outcome, row.steps) for row in cases.listing(desk)}


def test_a_second_run_opens_no_document_of_those_that_were_assessed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = shown(desk)
    reassess_all(desk, lambda *_: None, lambda: False)
    opened: list[int] = []
    monkeypatch.setattr(kept_facts, "documents_of", lambda _, pks: opened.extend(pks) or iter(()))
    with desk.store.write() as tx:
        tx.run("UPDATE cases SET outcome = '-', steps = '{}'")
    found = reassess_all(desk, lambda *_: None, lambda: False)
    assert opened == []
    assert (found.seen, found.changed, found.whole) == (13, 13, True)
    assert shown(desk) == right


def test_facts_of_another_basis_count_for_nothing(desk: Desk) -> None:
    right = shown(desk)
    with desk.store.write() as tx:
        # What an edition that read these facts wrongly might have left.
        tx.run("UPDATE fact_sets SET basis = 'another'")
        tx.run("UPDATE case_facts SET row = '[]'")
        tx.run("UPDATE cases SET outcome = '-'")
    assert reassess_all(desk, lambda *_: None, lambda: False).changed == 13
    assert shown(desk) == right


def test_a_saved_case_is_decided_from_what_was_saved(desk: Desk) -> None:
    row = next(one for one in cases.listing(desk) if one.outcome == "eligible")
    with desk.store.read() as tx:
        document, rev = load_case(tx, row.id)
    for person in document["applicants"]:
        person["nationalities"] = ["FRA"]
    with desk.store.write() as tx:
        save_document(tx, desk, row.id, load_case(tx, row.id)[0], document, base_rev=rev, at=desk.at())
        append_ledger(
            tx, at=desk.at(), staff_id=desk.worker.id, action="edit", object_kind="case", object_id=row.id
        )
    saved = shown(desk)
    assert saved[row.id][0] == "not_eligible"
    assert reassess_all(desk, lambda *_: None, lambda: False).changed == 0
    assert shown(desk) == saved


def test_what_changed_while_it_ran_is_left_as_that_change_left_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = cases.listing(desk)[0]
    with desk.store.write() as tx:
        set_outcome(tx, row.id, "closed", row.steps)
    renew = kept_facts.renew_shown

    def overtaken(tx: Transaction, rows: Any) -> int:
        set_outcome(tx, row.id, "needs_review", row.steps)
        return renew(tx, rows)

    monkeypatch.setattr(kept_facts, "renew_shown", overtaken)
    assert reassess_all(desk, lambda *_: None, lambda: False).changed == 0
    assert shown(desk)[row.id][0] == "needs_review"
