# SPDX-License-Identifier: AGPL-3.0-or-later
"""A determination carries its rules with it, and comes out the same when run again."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseworker.exchange.programme.text import packed, unpacked
from caseworker.exchange.rulebook import read_rulebook, rulebook_sha256
from caseworker.services import cases, eligibility, intake
from caseworker.services.desk import Desk
from caseworker.services.letter import handing_over, issuing, verifying
from caseworker.services.programmes.replay import Replayed, replay_all
from caseworker.store.opening.check import check_store
from caseworker.store.records.determinations import (
    DeterminationRow,
    insert_determination,
    iter_determinations,
)
from caseworker.store.records.ledger import append_ledger, list_ledger
from tests.colleagues import second_approves
from tests.domain.examples import CASES, document


def replay(desk: Desk) -> Replayed:
    return replay_all(desk, lambda *_: None, lambda: False)


def rows(desk: Desk) -> list[DeterminationRow]:
    with desk.store.read() as tx:
        return list(iter_determinations(tx))


def rulebooks(desk: Desk) -> dict[str, bytes]:
    with desk.store.raw() as connection:
        return dict(connection.execute("SELECT sha256, content FROM rulebooks").fetchall())


def open_fixture(desk: Desk, path: Path) -> str:
    found = as_recorded(document(path))
    opened = date.fromisoformat(found.get("assess_on", found["opened_on"]))
    return intake.start(desk, programme=found["programme"], language="es", opened_on=opened, document=found)


def as_recorded(found: dict[str, Any]) -> dict[str, Any]:
    """The fixture with what a worker records before a decision where it leaves it out: the passport that
    was held, and the letter that offers the job."""
    people = [
        one
        if "passport" in one
        else {
            **one,
            "passport": {"country": one["nationalities"][0], "number": "X1", "expires_on": "2031-03-10"},
        }
        for one in found["applicants"]
    ]
    if found["programme"] != "h2b-supplemental":
        return {**found}
    letter_of_offer = {
        "id": "offer",
        "note": "Letter of offer",
        "shows": ["named-employer", "no-fee-for-job"],
    }
    return {
        **found,
        "applicants": people,
        "evidence": [*found.get("evidence", []), letter_of_offer],
    }


def keep(desk: Desk, row: DeterminationRow) -> None:
    """Keeps a determination as another program might have."""
    with desk.store.write() as tx:
        insert_determination(tx, row)
        append_ledger(
            tx,
            at=desk.at(),
            staff_id=desk.worker.id,
            action="determine",
            object_kind="determination",
            object_id=row.id,
        )


def altered(desk: Desk, change: Any, name: str = "altered") -> DeterminationRow:
    """A copy of the first determination whose frozen part `change` mends, kept as another one."""
    first = rows(desk)[0]
    frozen = change({**first.frozen})
    row = dataclasses.replace(first, id=name, frozen=frozen, approved_by=None, approved_at=None)
    keep(desk, row)
    return row


def test_every_fixture_determined_and_replayed_agrees(desk: Desk) -> None:
    before = len(rows(desk))
    taken = 0
    for path in CASES:
        case_id = open_fixture(desk, path)
        for person in cases.open_case(desk, case_id).document["applicants"]:
            eligibility.determine(desk, case_id, person["id"], "needs_review", "to be replayed")
            taken += 1
    found = replay(desk)
    assert found.differences == found.not_replayed == ()
    assert (found.agree, found.whole, found.sound) == (before + taken, True, True)


def test_a_rulebook_is_kept_once_and_holds_the_rules_that_decided(desk: Desk) -> None:
    kept = rulebooks(desk)
    names = {row.frozen["rulebook"] for row in rows(desk)}
    assert set(kept) == names
    assert len(names) < len(rows(desk))
    for name, content in kept.items():
        data = unpacked(content)
        assert rulebook_sha256(data) == name
        assert packed(data) == content
    row = rows(desk)[0]
    book = read_rulebook(unpacked(kept[row.frozen["rulebook"]]))
    assert (book.programme.id, book.programme.digest) == (
        row.frozen["programme"],
        row.frozen["programme_sha256"],
    )
    assert book.reference == desk.library.reference
    assert {one.id for one in book.programmes} == set(desk.library.programmes)


def test_the_ledger_vouches_for_the_rulebook(desk: Desk) -> None:
    names = {row.frozen["rulebook"] for row in rows(desk)}
    with desk.store.read() as tx:
        entries = [one for one in list_ledger(tx, limit=500) if one.action == "determine"]
    vouched = {key for one in entries for key in one.payload.get("rows", {}) if key.startswith("rulebook:")}
    assert vouched == {f"rulebook:{name}" for name in names}
    assert check_store(desk.store).whole


def test_replaying_writes_nothing(desk: Desk) -> None:
    with desk.store.raw() as connection:
        before = connection.execute("SELECT count(*), max(seq) FROM ledger").fetchone()
        version = connection.execute("PRAGMA data_version").fetchone()
        replay(desk)
        assert connection.execute("SELECT count(*), max(seq) FROM ledger").fetchone() == before
        assert connection.execute("PRAGMA data_version").fetchone() == version


def test_a_difference_names_the_decision_the_person_the_finding_and_both_values(desk: Desk) -> None:
    def change(frozen: dict[str, Any]) -> dict[str, Any]:
        found = frozen["assessment"]
        finding = next(one for one in found["applicants"][0]["findings"] if one["result"] == "met")
        finding["result"] = "not_met"
        return frozen

    agreed = replay(desk).agree
    row = altered(desk, change)
    found = replay(desk)
    (one,) = found.differences
    assert (one.determination_id, one.part, one.before, one.after) == (row.id, "result", "not_met", "met")
    assert one.applicant_id == row.frozen["assessment"]["applicants"][0]["id"]
    assert one.finding
    assert (found.agree, found.differing, found.sound) == (agreed, 1, False)


def test_another_outcome_is_a_difference(desk: Desk) -> None:
    first = rows(desk)[0]
    assert first.assessed_outcome != "closed"
    keep(
        desk,
        dataclasses.replace(first, id="other", assessed_outcome="closed", approved_by=None, approved_at=None),
    )
    (one,) = replay(desk).differences
    assert (one.part, one.before, one.after) == ("outcome", "closed", first.assessed_outcome)


@pytest.mark.parametrize(
    ("change", "why", "sound"),
    [
        (lambda frozen: {k: v for k, v in frozen.items() if k != "rulebook"}, "no_rulebook", True),
        (lambda frozen: frozen | {"rulebook": "0" * 64}, "rulebook_missing", False),
        (lambda frozen: frozen | {"document": {"format": "caseworker/case@1"}}, "", False),
        (lambda frozen: frozen | {"document": {"applicants": 3}}, "document_unreadable", False),
    ],
)
def test_what_cannot_be_replayed_is_listed_with_its_reason(
    desk: Desk, change: Any, why: str, sound: bool
) -> None:
    agreed = replay(desk).agree
    row = altered(desk, change)
    found = replay(desk)
    if why:
        (one,) = found.not_replayed
        assert (one.determination_id, one.why) == (row.id, why)
    assert (found.agree, found.sound) == (agreed, sound)


def test_a_damaged_or_unreadable_rulebook_is_told_apart(desk: Desk) -> None:
    from caseworker.store.records.rulebooks import keep_rulebook

    good = unpacked(rulebooks(desk)[rows(desk)[0].frozen["rulebook"]])
    unknown = good.replace(b"applicant.nationalities", b"applicant.nationalitiez")
    assert unknown != good
    for name, content in (
        ("1" * 64, packed(good)),
        ("2" * 64, b"no blob"),
        (rulebook_sha256(unknown), packed(unknown)),
    ):
        with desk.store.write() as tx:
            keep_rulebook(tx, name, "venezuela", content, by=desk.worker.id, at=desk.at())
            append_ledger(tx, at=desk.at(), staff_id=desk.worker.id, action="test")
        altered(desk, lambda frozen, name=name: frozen | {"rulebook": name}, name=name[:4])
    found = replay(desk).not_replayed
    assert sorted(one.why for one in found) == ["rulebook_damaged", "rulebook_damaged", "rules_unreadable"]
    (unreadable,) = [one for one in found if one.why == "rules_unreadable"]
    assert "nationalitiez" in str(unreadable.fault)


def test_it_stops_when_asked_and_says_so(desk: Desk) -> None:
    found = replay_all(desk, lambda *_: None, lambda: True)
    assert (found.agree, found.whole) == (0, False)


def test_a_decision_taken_before_rulebooks_still_opens_and_gets_its_letter(desk: Desk) -> None:
    first = rows(desk)[0]
    row = altered(desk, lambda frozen: {k: v for k, v in frozen.items() if k != "rulebook"})
    assert row.id in {one.id for one in cases.open_case(desk, first.case_id).determinations}
    if row.approved_by is None:
        second_approves(desk, row.id)
    pdf = handing_over.issued_pdf(desk, issuing.issue(desk, first.case_id, first.applicant_id, "en", "A4"))
    assert verifying.verify_here(desk, pdf).state == "genuine"
