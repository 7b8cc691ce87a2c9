# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts: kept while somebody types, offered to their author alone, gone with the revision that has them."""

from __future__ import annotations

from typing import Any

import pytest

from caseworker.domain.case.document_paths import value_at, with_value
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.errors import DiskFull
from caseworker.services import cases, drafts, intake
from caseworker.services.desk import Desk
from caseworker.services.drafts import Typed
from caseworker.store.opened import draft_reserve, reserve
from tests.colleagues import colleague
from tests.services.test_intake import new_case

# More than the pages that the database has got hold room for.
LONG = "x" * 60_000
NAME = "applicants/a1/given_names"


def changed(desk: Desk, case_id: str, path: str, value: Any, edit: int = 1) -> Typed:
    document = cases.open_case(desk, case_id).document
    text = drafts.changes_text(document, with_value(document, path, value))
    return Typed(case_id, "changes", "", text, edit)


class Disk:
    """The disk under the store of a desk, as it looks to every connection that is made from now on."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = True
        self._store = desk.store
        real = desk.store.connect

        def connect(mode: Any = "work") -> Any:
            connection = real("repair")
            if self.full:
                connection.execute("PRAGMA max_page_count = 1")
            return connection

        monkeypatch.setattr(desk.store, "connect", connect)
        self._renew()

    def free(self) -> None:
        self.full = False
        self._renew()

    def _renew(self) -> None:
        if self._store._engine is not None:
            self._store._engine.dispose()
        self._store._engine = None


@pytest.fixture
def disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A full disk: the database takes nothing more."""
    return Disk(desk, monkeypatch)


def test_a_draft_is_offered_with_number_person_and_field(desk: Desk) -> None:
    case_id = new_case(desk)
    number = cases.open_case(desk, case_id).document["number"]
    assert drafts.keep(desk, [changed(desk, case_id, NAME, "María")])
    found = next(one for one in drafts.unsaved(desk) if one.case_id == case_id)
    assert found.number == number
    assert [(one.kind, one.path, one.person) for one in found.fields] == [("changes", NAME, "María")]
    opened = cases.open_case(desk, case_id)
    assert value_at(opened.document, NAME) != "María"
    document, paths = drafts.restored(opened.document, opened.changes)
    assert (value_at(document, NAME), paths) == ("María", (NAME,))


def test_a_draft_goes_in_the_transaction_of_the_revision_that_contains_it(desk: Desk) -> None:
    case_id = new_case(desk)
    opened = cases.open_case(desk, case_id)
    drafts.keep(desk, [changed(desk, case_id, NAME, "Mar", edit=4)])
    document = with_value(opened.document, NAME, "Ma")
    # What was typed after the saved edit is in no revision yet.
    rev = intake.record(desk, case_id, document, base_rev=opened.rev, drafted=3)
    assert cases.open_case(desk, case_id).changes
    document = with_value(document, NAME, "Mar")
    intake.record(desk, case_id, document, base_rev=rev, drafted=4)
    assert cases.open_case(desk, case_id).changes == ""
    assert drafts.unsaved(desk) == ()


def test_nobody_else_finds_a_draft_and_it_stays_for_its_author(desk: Desk) -> None:
    case_id = new_case(desk)
    drafts.keep(
        desk,
        [
            changed(desk, case_id, NAME, "María"),
            Typed(case_id, "unfit", "applicants/a1/born_on", "day_impossible\n31 2 1990"),
            Typed(case_id, "text", "reason/a1", "because"),
            Typed("", "text", "new_case/given_names", "Jo"),
        ],
    )
    other = colleague(desk, ["caseworker"])
    opened = cases.open_case(other, case_id)
    assert (opened.drafts, opened.changes, opened.texts) == ({}, "", {})
    assert drafts.unsaved(other) == ()
    assert drafts.beside(other, "new_case") == {}
    drafts.discard(other, case_id)
    rev = intake.record(
        other, case_id, with_value(opened.document, "language", "en"), base_rev=opened.rev, drafted=99
    )
    mine = cases.open_case(desk, case_id)
    assert rev == opened.rev + 1
    assert mine.drafts == {"applicants/a1/born_on": ("day_impossible", "31 2 1990")}
    assert mine.texts == {"reason/a1": "because"}
    document, _ = drafts.restored(mine.document, mine.changes)
    assert (value_at(document, NAME), document["language"]) == ("María", "en")
    assert drafts.beside(desk, "new_case") == {"new_case/given_names": "Jo"}


def test_discarding_forgets_one_case_or_one_place(desk: Desk) -> None:
    case_id = new_case(desk)
    outside = [Typed("", "text", "new_case/surnames", "P"), Typed("", "text", "settings/name", "Casa")]
    drafts.keep(desk, [changed(desk, case_id, NAME, "María"), *outside])
    drafts.discard(desk, "", under="new_case")
    assert drafts.beside(desk, "new_case") == {}
    assert drafts.beside(desk, "settings") == {"settings/name": "Casa"}
    drafts.discard(desk, case_id)
    assert [one.case_id for one in drafts.unsaved(desk)] == [""]


def test_what_leads_nowhere_any_more_is_left_out_and_the_rest_is_put_back(desk: Desk) -> None:
    case_id = new_case(desk)
    first = cases.open_case(desk, case_id).document
    two = with_value(first, "applicants/a2", {"id": "a2", "role": "family_member"})
    typed = with_value(with_value(two, "applicants/a2/given_names", "Jo"), NAME, "María")
    document, paths = drafts.restored(first, drafts.changes_text(two, typed))
    assert paths == (NAME,)
    assert value_at(document, NAME) == "María"


def test_what_somebody_saved_meanwhile_is_told_apart_from_what_the_draft_began_with(desk: Desk) -> None:
    born, gap, sponsor = "applicants/a1/born_on", "applicants/a1/sex", "sponsor"
    first = with_value(cases.open_case(desk, new_case(desk)).document, NAME, "Ana")
    mine = with_value(with_value(first, NAME, "María"), born, "1990-02-03")
    mine = with_value(with_value(mine, sponsor, {"name": "Luis"}), "gaps", {gap: "refused"})
    text = drafts.changes_text(first, mine)
    assert drafts.overwritten(first, text) == {}
    assert drafts.overwritten(mine, text) == {}
    theirs = with_value(with_value(first, NAME, "Rosa"), born, "1990-02-03")
    theirs = with_value(theirs, sponsor, {"name": "Eva", "phone": "1"})
    assert drafts.overwritten(theirs, text) == {NAME: "Rosa", "sponsor/name": "Eva", "sponsor/phone": "1"}
    other_gap = with_value(first, "gaps", {gap: "unknown"})
    assert drafts.overwritten(other_gap, text) == {gap: NOT_ASKED}
    emptied = with_value(first, NAME, NOT_ASKED)
    assert drafts.overwritten(emptied, text) == {NAME: NOT_ASKED}


def test_a_full_disk_gives_the_reserve_up_for_drafts_and_then_takes_the_room_set_aside(
    desk: Desk, disk: Disk
) -> None:
    folder = desk.store.folder
    case_id = next(row.id for row in cases.listing(desk) if "Quintero" in row.principal)
    assert (folder / reserve.NAME).exists()
    typed = changed(desk, case_id, NAME, "Typed on a full disk")
    assert drafts.keep(desk, [typed, Typed("", "text", "settings/name", LONG)]) is False
    assert not (folder / reserve.NAME).exists()
    assert b"Typed on" not in (folder / draft_reserve.NAME).read_bytes()
    assert {row.text for row in drafts.mine(desk)} == {typed.text, LONG}
    assert not drafts.settle(desk)
    # A later word for the same place takes its place there, and one that is over goes.
    other = Typed("", "text", "settings/address", LONG)
    assert drafts.keep(desk, [Typed("", "text", "settings/name", over=True), other]) is False
    assert {row.path for row in drafts.mine(desk)} == {"", "settings/address"}
    disk.free()
    assert drafts.settle(desk)
    assert desk.store.draft_reserve.rows() == ()
    assert {row.text for row in drafts.mine(desk)} == {typed.text, LONG}


def test_what_waits_in_the_room_set_aside_is_another_persons_secret_too(desk: Desk, disk: Disk) -> None:
    case_id = cases.listing(desk)[0].id
    other = colleague(desk, ["caseworker"])
    drafts.keep(desk, [Typed(case_id, "text", "reason/a1", f"mine {LONG}")])
    drafts.keep(other, [Typed(case_id, "text", "reason/a1", f"theirs {LONG}")])
    assert [row.text[:4] for row in drafts.mine(desk)] == ["mine"]
    assert [row.text[:6] for row in drafts.mine(other)] == ["theirs"]
    disk.free()
    # Whoever comes first brings both into the database, each to its author.
    assert drafts.settle(other)
    assert [row.text[:4] for row in drafts.mine(desk)] == ["mine"]
    assert [row.text[:6] for row in drafts.mine(other)] == ["theirs"]


def test_a_save_that_comes_through_forgets_the_draft_in_the_room_set_aside(desk: Desk, disk: Disk) -> None:
    case_id = next(row.id for row in cases.listing(desk) if "Quintero" in row.principal)
    opened = cases.open_case(desk, case_id)
    kept = changed(desk, case_id, NAME, "Wilmer José", edit=7)
    assert not drafts.keep(desk, [kept, Typed("", "text", "settings/name", LONG)])
    disk.free()
    document = with_value(opened.document, NAME, "Wilmer José")
    intake.record(desk, case_id, document, base_rev=opened.rev, drafted=7)
    assert {row.path for row in drafts.mine(desk)} == {"settings/name"}


def test_without_the_room_set_aside_a_full_disk_is_told(desk: Desk, disk: Disk) -> None:
    (desk.store.folder / draft_reserve.NAME).unlink()
    with pytest.raises(DiskFull):
        drafts.keep(desk, [Typed("", "text", "settings/name", LONG)])
    assert drafts.mine(desk) == []


DEEP = "[" * 50_000
NESTED = '[{"path": "/applicants", "new": ' + "[" * 400 + "]" * 400 + "}]"
NO_CHANGES = [
    "no json",
    "",
    "null",
    "{}",
    "7",
    "[1]",
    '[{"new": 1}]',
    '[{"path": 5, "new": 2}]',
    DEEP,
    NESTED,
]


def put_row(desk: Desk, case_id: str, kind: str, path: str, text: str | bytes, sql: str = "?") -> None:
    """A row of drafts as no program of ours writes it."""
    connection = desk.store.connect("repair")
    try:
        values = (case_id, desk.worker.id, kind, path, text)
        connection.execute(f"INSERT INTO drafts VALUES (?, ?, ?, ?, {sql}, 1, '2026-03-05')", values)  # noqa: S608
    finally:
        connection.close()


def rows_kept(desk: Desk) -> int:
    with desk.store.raw() as connection:
        return int(connection.execute("SELECT count(*) FROM drafts").fetchone()[0])


@pytest.mark.parametrize("text", NO_CHANGES)
def test_a_draft_that_cannot_be_read_keeps_nobody_from_the_others(desk: Desk, text: str) -> None:
    case_id, other = new_case(desk), new_case(desk)
    drafts.keep(desk, [changed(desk, other, NAME, "María"), Typed(case_id, "text", "reason/a1", "seen")])
    put_row(desk, case_id, "changes", "", text)
    kept = rows_kept(desk)
    assert {one.case_id: [field.kind for field in one.fields] for one in drafts.unsaved(desk)} == {
        other: ["changes"],
        case_id: ["text"],
    }
    opened = cases.open_case(desk, case_id)
    assert (opened.changes, opened.texts) == ("", {"reason/a1": "seen"})
    assert drafts.restored(opened.document, text) == (opened.document, ())
    assert drafts.overwritten({}, text) == {}
    drafts.discard(desk, case_id)
    assert rows_kept(desk) == kept - 1  # the one that could be read


@pytest.mark.parametrize("kind", ["changes", "unfit", "text"])
@pytest.mark.parametrize("sql", ["CAST(? AS BLOB)", "CAST(? AS TEXT)"])
def test_a_draft_that_is_no_text_keeps_nobody_from_the_others(desk: Desk, kind: str, sql: str) -> None:
    case_id, other = new_case(desk), new_case(desk)
    drafts.keep(desk, [changed(desk, other, NAME, "María")])
    put_row(desk, case_id, kind, "", b"\xff\xfe", sql)
    assert [one.case_id for one in drafts.unsaved(desk)] == [other]
    opened = cases.open_case(desk, case_id)
    assert (opened.changes, opened.texts, opened.drafts) == ("", {}, {})
    assert drafts.keep(desk, [changed(desk, other, NAME, "Mar")])


def test_of_a_draft_what_can_be_read_is_offered(desk: Desk) -> None:
    case_id = new_case(desk)
    text = changed(desk, case_id, NAME, "María").text
    put_row(desk, case_id, "changes", "", f"[7, {text[1:-1]}]")
    (found,) = drafts.unsaved(desk)
    assert [one.path for one in found.fields] == [NAME]


def test_a_paper_that_waits_is_named_with_those_whom_it_is_about(desk: Desk) -> None:
    case_id = next(row.id for row in cases.listing(desk) if "Pérez" in row.principal)
    opened = cases.open_case(desk, case_id)
    second = opened.document["applicants"][1]
    paper = {**opened.document["evidence"][0], "id": "e9", "about": [second["id"]]}
    document = with_value(opened.document, "evidence", [*opened.document["evidence"], paper])
    intake.record(desk, case_id, document, base_rev=opened.rev)
    assert drafts.keep(desk, [Typed(case_id, "unfit", "evidence/e9/on", "day_malformed\n45", 1)])
    found = next(one for one in drafts.unsaved(desk) if one.case_id == case_id)
    assert [one.person for one in found.fields] == [f"{second['given_names']} {second['surnames']}"]
