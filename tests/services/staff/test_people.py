# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who comes, what they may do, who goes, and whose passphrase is whose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from caseworker.domain.errors import (
    CaseworkerError,
    Refused,
    TooSoon,
    WayInWithdrawn,
    WrongPassphrase,
)
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library
from caseworker.services.staff import people
from caseworker.store.opening.check import check_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.ledger import list_ledger
from caseworker.store.secrets.attempts import Attempts
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.store.staff import slots
from caseworker.store.staff.staff import StaffRow, get_staff, list_staff
from caseworker.store.staff.worker import chose_passphrase

from ..conftest import NOON
from ..office import ANA, OWN, Office


@pytest.fixture
def office(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    for function in (slots.add_passphrase, slots.change_passphrase, slots.reset_passphrase):
        monkeypatch.setitem(function.__kwdefaults__, "kdf", FLOOR_KDF)
    made = Office(tmp_path / "office", library)
    yield made
    made.desk.store.close()


def row(desk: Desk, staff_id: str) -> StaffRow:
    with desk.store.read() as tx:
        return get_staff(tx, staff_id)


def entries(desk: Desk, staff_id: str) -> list[tuple[str, str]]:
    """What the ledger tells of an account, oldest first: who did what."""
    with desk.store.read() as tx:
        found = list_ledger(tx, object_kind="staff", object_id=staff_id)
    return [(one.staff_id, one.action) for one in reversed(found)]


def states(desk: Desk) -> dict[str, str]:
    return {one.name: one.state for one in people.colleagues(desk)}


def refused(why: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.reason == why


class TestComing:
    def test_the_first_passphrase_opens_and_is_replaced_by_their_own(self, office: Office) -> None:
        ana = office.desk.worker.id
        staff_id, first = people.add(office.desk, " Ben  Soto ", ("intake", "caseworker"), "es")
        one = row(office.desk, staff_id)
        assert (one.name, one.roles, one.own_passphrase) == ("Ben Soto", {"intake", "caseworker"}, False)
        assert one.appointed_by == ana
        assert states(office.desk) == {"Ana Ruiz": "own", "Ben Soto": "first"}
        assert entries(office.desk, staff_id) == [(ana, "add")]
        ben = office.open(first)
        assert not chose_passphrase(ben.store)
        refused("passphrase_same", lambda: people.set_own_passphrase(ben, first, first))
        refused("passphrase_name", lambda: people.set_own_passphrase(ben, first, "Ben Soto of Casa 22"))
        with pytest.raises(WrongPassphrase):
            people.set_own_passphrase(ben, "not the first one", OWN["Ben Soto"])
        assert not chose_passphrase(ben.store)
        people.set_own_passphrase(ben, first, OWN["Ben Soto"])
        assert chose_passphrase(ben.store)
        assert entries(ben, staff_id) == [(ana, "add"), (staff_id, "own_passphrase")]
        assert check_store(ben.store).whole
        with pytest.raises(WrongPassphrase):
            office.open(first)
        office.open(OWN["Ben Soto"])

    def test_first_passphrases_are_drawn(self, office: Office) -> None:
        drawn = {people.add(office.desk, name, ("intake",), "es")[1] for name in OWN}
        assert len(drawn) == len(OWN)
        assert all(len(one) == 23 and one.count("-") == 3 for one in drawn)

    @pytest.mark.parametrize(
        ("name", "roles", "why"),
        [
            ("", ("intake",), "name_needed"),
            (" - ", ("intake",), "name_needed"),
            ("Ben Soto", (), "staff_roles"),
            ("Ben Soto", ("king",), "staff_roles"),
            ("ruíz,  ANA", ("intake",), "name_like_another"),
            ("\u0410na Ruiz", ("intake",), "name_mixed"),
            ("Ana Ruiz\u3164", ("intake",), "name_mixed"),
            ("王小明", ("intake",), "unprintable_staff_name"),
            ("\u1d00na Ruiz", ("intake",), "name_like_another"),
            ("\u0251na Ruiz", ("intake",), "name_like_another"),
            ("Ana Rulz", ("intake",), "name_like_another"),
        ],
    )
    def test_a_refusal_adds_nobody(self, office: Office, name: str, roles: tuple[str, ...], why: str) -> None:
        with pytest.raises(Refused, match=why):
            people.add(office.desk, name, roles, "es")
        assert list(states(office.desk)) == ["Ana Ruiz"]

    def test_nobody_comes_under_the_name_of_one_who_left(self, office: Office) -> None:
        ben = office.hire("Ben Soto", "intake")
        people.deactivate(office.desk, ben)
        refused("name_like_another", lambda: people.add(office.desk, "Soto Ben", ("intake",), "es"))
        people.add(office.desk, "Ben Soto Lara", ("intake",), "es")

    def test_broken_off_before_the_passphrase_somebody_is_given_one_later(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def killed(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as kill:
            kill.setattr(slots, "add_passphrase", killed)
            with pytest.raises(KeyboardInterrupt):
                people.add(office.desk, "Ben Soto", ("intake",), "es")
        assert states(office.desk)["Ben Soto"] == "no_passphrase"
        (ben,) = [one.id for one in people.colleagues(office.desk) if one.name == "Ben Soto"]
        first = people.first_passphrase(office.desk, ben)
        refused("has_passphrase", lambda: people.first_passphrase(office.desk, ben))
        office.open(first)

    def test_in_a_training_store_nobody_has_one(self, desk: Desk) -> None:
        from tests.colleagues import colleague

        administrator = colleague(desk, ["administrator"])
        _, first = people.add(administrator, "Rosa Lima", ("supervisor",), "es")
        assert first == ""
        assert states(administrator)["Rosa Lima"] == "own"


class TestRoles:
    def test_roles_are_given_and_taken_by_somebody_else(self, office: Office) -> None:
        ben, eva = office.hire("Ben Soto", "intake"), office.hire("Eva Paz", "administrator")
        people.change_roles(office.sit("Eva Paz"), ben, ("caseworker", "intake"))
        one = row(office.desk, ben)
        both = f"{office.ids['Ana Ruiz']} {eva}"
        assert (one.roles, one.appointed_by) == ({"caseworker", "intake"}, both)
        people.change_roles(office.sit("Ana Ruiz"), ben, ("intake",))
        # Who only took something away has not appointed anybody.
        assert row(office.desk, ben).appointed_by == both
        with office.desk.store.read() as tx:
            said = list_ledger(tx, object_kind="staff", object_id=ben)[0]
        assert said.payload == {"before": ["caseworker", "intake"], "roles": ["intake"]}

    def test_nobody_changes_their_own_and_so_one_administrator_stays(self, office: Office) -> None:
        ana, eva = office.ids["Ana Ruiz"], office.hire("Eva Paz", "administrator")
        for roles in (("administrator", "auditor"), ("caseworker",)):
            refused("own_roles", lambda roles=roles: people.change_roles(office.desk, ana, roles))
        people.change_roles(office.desk, eva, ("intake",))
        with office.desk.store.read() as tx:
            assert [one.id for one in list_staff(tx, active=True) if "administrator" in one.roles] == [ana]

    def test_the_same_roles_leave_no_trace(self, office: Office) -> None:
        ben = office.hire("Ben Soto", "intake")
        before = entries(office.desk, ben)
        people.change_roles(office.desk, ben, ("intake",))
        assert entries(office.desk, ben) == before
        refused("staff_roles", lambda: people.change_roles(office.desk, ben, ()))


class TestGoing:
    def test_who_left_neither_opens_nor_stands_among_the_active(self, office: Office) -> None:
        ben = office.hire("Ben Soto", "intake")
        people.deactivate(office.desk, ben)
        people.deactivate(office.desk, ben)
        assert states(office.desk) == {"Ana Ruiz": "own", "Ben Soto": "inactive"}
        assert [action for _, action in entries(office.desk, ben)][-1:] == ["deactivate"]
        assert check_store(office.desk.store).whole
        refused("account_inactive", lambda: people.change_roles(office.desk, ben, ("intake", "caseworker")))
        refused("account_inactive", lambda: people.first_passphrase(office.desk, ben))
        with pytest.raises(WrongPassphrase):
            office.open(OWN["Ben Soto"])

    def test_nobody_ends_their_own(self, office: Office) -> None:
        refused("own_account", lambda: people.deactivate(office.desk, office.ids["Ana Ruiz"]))
        assert states(office.desk) == {"Ana Ruiz": "own"}

    @pytest.mark.parametrize("viewer", [False, True])
    def test_a_key_file_of_before_lets_nobody_in(self, office: Office, viewer: bool) -> None:
        ben = office.hire("Ben Soto", "intake")
        old = {name: (office.folder / name).read_bytes() for name in ("keys.cbor", "keys.cbor.bak")}
        people.deactivate(office.desk, ben)
        office.desk.store.close()
        for name, data in old.items():
            (office.folder / name).write_bytes(data)
        with pytest.raises(WayInWithdrawn):
            open_store(office.folder, OWN["Ben Soto"], now=NOON.isoformat(), viewer=viewer)

    @pytest.mark.parametrize("viewer", [False, True])
    def test_an_ended_account_lets_nobody_in_even_with_its_way_in(self, office: Office, viewer: bool) -> None:
        from tests.colleagues import change

        ben = office.hire("Ben Soto", "intake")
        change(office.desk, ben, active=False)
        office.desk.store.close()
        with pytest.raises(WayInWithdrawn):
            open_store(office.folder, OWN["Ben Soto"], now=NOON.isoformat(), viewer=viewer)
        open_store(office.folder, ANA, now=NOON.isoformat(), viewer=viewer).close()

    def test_broken_off_the_way_in_is_gone_first(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ben = office.hire("Ben Soto", "intake")

        def killed(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as kill:
            kill.setattr(people, "_change", killed)
            with pytest.raises(KeyboardInterrupt):
                people.deactivate(office.desk, ben)
        assert states(office.desk)["Ben Soto"] == "no_passphrase"
        people.deactivate(office.desk, ben)
        assert states(office.desk)["Ben Soto"] == "inactive"


class TestForgotten:
    def test_a_second_person_is_needed_and_the_new_one_is_a_first(self, office: Office) -> None:
        ben, eva = office.hire("Ben Soto", "intake"), office.hire("Eva Paz", "caseworker")
        assert [one.id for one in people.seconds_for_reset(office.desk, ben)] == [eva]
        first = people.reset(office.desk, ben, eva, OWN["Eva Paz"])
        assert states(office.desk)["Ben Soto"] == "first"
        with office.desk.store.read() as tx:
            said = list_ledger(tx, object_kind="staff", object_id=ben)[0]
        assert (said.action, said.payload) == ("reset", {"second": eva})
        with pytest.raises(WrongPassphrase):
            office.open(OWN["Ben Soto"])
        assert not chose_passphrase(office.open(first).store)

    def test_nobody_resets_alone(self, office: Office) -> None:
        ana = office.ids["Ana Ruiz"]
        ben, eva = office.hire("Ben Soto", "intake"), office.hire("Eva Paz", "caseworker")
        new, _ = people.add(office.desk, "Leo Gil", ("intake",), "es")
        for second, passphrase, why in (
            (ana, ANA, "second_person_other"),
            (ben, OWN["Ben Soto"], "second_person_other"),
            (new, "whatever it is today", "second_person_not_ready"),
        ):
            refused(why, lambda at=second, typed=passphrase: people.reset(office.desk, ben, at, typed))
        refused("own_account", lambda: people.reset(office.desk, ana, eva, OWN["Eva Paz"]))
        office.sit("Ana Ruiz")
        with pytest.raises(WrongPassphrase):
            people.reset(office.desk, ben, eva, "not the one of Eva")
        office.open(OWN["Ben Soto"])
        assert chose_passphrase(office.desk.store)

    def test_guessing_the_second_passphrase_has_to_wait(self, office: Office) -> None:
        ben, eva = office.hire("Ben Soto", "intake"), office.hire("Eva Paz", "caseworker")
        office.desk.store.attempts = Attempts(clock=lambda: 1.0)
        with pytest.raises(WrongPassphrase):
            people.reset(office.desk, ben, eva, "not the one of Eva")
        with pytest.raises(TooSoon):
            people.reset(office.desk, ben, eva, OWN["Eva Paz"])

    def test_broken_off_the_passphrase_of_before_counts_as_a_first(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ben, eva = office.hire("Ben Soto", "intake"), office.hire("Eva Paz", "caseworker")

        def killed(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as kill:
            kill.setattr(slots, "reset_passphrase", killed)
            with pytest.raises(KeyboardInterrupt):
                people.reset(office.desk, ben, eva, OWN["Eva Paz"])
        assert not chose_passphrase(office.open(OWN["Ben Soto"]).store)


ACTS: dict[str, Callable[[Desk, str], object]] = {
    "add": lambda desk, _: people.add(desk, "Nora Gil", ("intake",), "es"),
    "first": lambda desk, one: people.first_passphrase(desk, one),
    "roles": lambda desk, one: people.change_roles(desk, one, ("auditor",)),
    "deactivate": lambda desk, one: people.deactivate(desk, one),
    "reset": lambda desk, one: people.reset(desk, one, one, ""),
    "seconds": lambda desk, one: people.seconds_for_reset(desk, one),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_an_administrator_changes_people(office: Office, act: str) -> None:
    ben = office.hire("Ben Soto", "intake", "caseworker", "supervisor", "auditor")
    eva = office.hire("Eva Paz", "intake")
    before = (entries(office.desk, eva), states(office.desk), (office.folder / "keys.cbor").read_bytes())
    office.sit("Ben Soto")
    refused("may_not_staff", lambda: ACTS[act](office.desk, eva))
    assert (entries(office.desk, eva), states(office.desk)) == before[:2]
    assert (office.folder / "keys.cbor").read_bytes() == before[2]
    assert ben == office.desk.worker.id


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_changed_where_only_reading_is_possible(office: Office, act: str) -> None:
    eva = office.hire("Eva Paz", "intake")
    office.open(ANA, viewer=True)
    if act != "seconds":
        with pytest.raises(CaseworkerError):
            ACTS[act](office.desk, eva)
    assert states(office.desk) == {"Ana Ruiz": "own", "Eva Paz": "own"}


def test_a_key_and_a_first_passphrase_that_were_shown_are_kept_nowhere(office: Office) -> None:
    _, first = people.add(office.desk, "Ben Soto", ("caseworker",), "es")
    with office.desk.reading("own") as tx:
        tables = [
            name for (name,) in tx.run("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        ]
        rows = [str(row) for name in tables for row in tx.run(f'SELECT * FROM "{name}"').fetchall()]  # noqa: S608
    assert len(rows) > 5
    files = [one.read_bytes() for one in office.folder.rglob("*") if one.is_file()]
    for shown in (first, office.recovery_key, office.recovery_key.replace("-", "")):
        assert not any(shown.lower() in row.lower() for row in rows)
        assert not any(shown.encode() in data for data in files)
    people.set_own_passphrase(office.open(first), first, OWN["Ben Soto"])
