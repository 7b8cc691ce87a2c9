# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recovery sheet as a thing that is due until it was kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from caseworker.app import desk_of
from caseworker.domain.errors import Refused, WrongPassphrase, WrongRecoveryKey
from caseworker.services import cases, settings
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library
from caseworker.services.review import must_be_ready
from caseworker.services.staff import people, recovery
from caseworker.store.opening.check import check_store
from caseworker.store.opening.create import create_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.ledger import list_ledger
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.store.staff import slots
from caseworker.store.staff.sheet_due import sheet_is_due
from caseworker.store.staff.staff import get_staff
from caseworker.words import words_for
from tests.colleagues import colleague

from ..conftest import NOON, Clock
from ..office import ANA, OWN, Office

SECRET = "correct horse battery staple"
NEW = "violin nutria basalt yoyo"


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for function in (slots.renew_recovery_key, slots.add_passphrase):
        monkeypatch.setitem(function.__kwdefaults__, "kdf", FLOOR_KDF)


@pytest.fixture
def office(tmp_path: Path, library: Library, quick_keys: None) -> Iterator[tuple[Desk, str]]:
    """The desk of an administrator whose store was just made, and its first recovery key."""
    made = create_store(
        tmp_path / "office",
        SECRET,
        staff_name="Ana Ruiz",
        site="TIJ",
        organisation="Casa",
        now=NOON.isoformat(),
        kdf=FLOOR_KDF,
        sheet_due=True,
    )
    yield desk_of(made.store, library, Clock()), made.recovery_key
    made.store.close()


def test_a_sheet_is_due_from_the_first_moment_until_it_was_kept(office: tuple[Desk, str]) -> None:
    desk, _ = office
    assert sheet_is_due(desk.store)
    recovery.sheet_kept(desk)
    assert not sheet_is_due(desk.store)
    with desk.store.read() as tx:
        (said,) = list_ledger(tx, object_id="recovery_sheet")
    assert (said.action, said.staff_id, said.payload["sheet"]) == ("set", desk.worker.id, "done")
    assert check_store(desk.store).whole


def test_stores_of_before_have_theirs(desk: Desk) -> None:
    assert not sheet_is_due(desk.store)


def test_a_new_key_is_due_again_and_replaces_the_old(office: tuple[Desk, str]) -> None:
    desk, first = office
    recovery.sheet_kept(desk)
    new = recovery.new_key(desk)
    assert sheet_is_due(desk.store)
    folder = desk.store.folder
    desk.store.close()
    with pytest.raises(WrongRecoveryKey):
        open_store(folder, now=NOON.isoformat(), recovery=first)
    open_store(folder, now=NOON.isoformat(), recovery=new).close()


def test_broken_off_before_the_key_is_there_a_sheet_is_due(
    office: tuple[Desk, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, first = office
    recovery.sheet_kept(desk)

    def killed(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(slots, "renew_recovery_key", killed)
    with pytest.raises(KeyboardInterrupt):
        recovery.new_key(desk)
    assert sheet_is_due(desk.store)
    folder = desk.store.folder
    desk.store.close()
    open_store(folder, now=NOON.isoformat(), recovery=first).close()


def test_only_an_administrator_makes_one(desk: Desk) -> None:
    other = colleague(desk, ["caseworker", "supervisor", "auditor"])
    assert not recovery.may_renew(other)
    with pytest.raises(Refused, match="may_not_staff"):
        recovery.new_key(other)
    assert not sheet_is_due(desk.store)


def test_the_sheet_names_organisation_site_and_store(office: tuple[Desk, str]) -> None:
    desk, key = office
    document = pypdfium2.PdfDocument(recovery.sheet(desk, key, words_for("es")))
    said = document[0].get_textpage().get_text_bounded()
    for part in ("Casa", "TIJ", key, recovery.short_id(desk.store.store_id)):
        assert part in said
    assert desk.store.folder.name not in said


class TestRecovering:
    """What the key on the sheet does, and what it does not."""

    @pytest.fixture
    def people_there(
        self, tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[Office]:
        for function in (slots.add_passphrase, slots.change_passphrase, slots.reset_passphrase):
            monkeypatch.setitem(function.__kwdefaults__, "kdf", FLOOR_KDF)
        made = Office(tmp_path / "office", library)
        made.hire("Ben Soto", "supervisor")
        made.hire("Eva Paz", "intake")
        yield made
        made.desk.store.close()

    def test_one_person_chooses_a_new_passphrase_and_everyone_is_told(self, people_there: Office) -> None:
        office = people_there
        ben = office.ids["Ben Soto"]
        with office.open(recovery=office.recovery_key).store:
            assert recovery.is_recovery(office.desk.store)
            assert {one.name for one in recovery.recoverable(office.desk)} == set(office.ids)
            with pytest.raises(Refused, match="passphrase_name"):
                recovery.recover(office.desk, ben, "Ben Soto of Casa 22")
            recovery.recover(office.desk, ben, NEW)
            assert check_store(office.desk.store).whole
        with pytest.raises(WrongPassphrase):
            office.open(OWN["Ben Soto"])
        told = {}
        for passphrase in (ANA, OWN["Eva Paz"], NEW):
            (one,) = people.recovered(office.open(passphrase))
            told[office.desk.worker.name] = (one.name, one.recovered_at, one.may_confirm)
        with office.desk.store.read() as tx:
            at = get_staff(tx, ben).recovered_at
        assert told == {
            "Ana Ruiz": ("Ben Soto", at, True),
            "Eva Paz": ("Ben Soto", at, True),
            "Ben Soto": ("Ben Soto", at, False),
        }
        with office.desk.store.read() as tx:
            said = list_ledger(tx, object_kind="staff", object_id=ben)[0]
            assert (said.staff_id, said.action) == ("", "recover")
            with pytest.raises(Refused, match="recovered_account"):
                must_be_ready(get_staff(tx, ben), training=False)

    def test_it_approves_again_once_somebody_else_confirmed(self, people_there: Office) -> None:
        office = people_there
        ben, eva = office.ids["Ben Soto"], office.ids["Eva Paz"]
        with office.open(recovery=office.recovery_key).store:
            recovery.recover(office.desk, ben, NEW)
        with pytest.raises(Refused, match="own_account"):
            people.confirm(office.open(NEW), ben)
        people.confirm(office.sit("Eva Paz"), ben)
        assert people.recovered(office.desk) == ()
        with pytest.raises(Refused, match="nothing_to_confirm"):
            people.confirm(office.desk, ben)
        with office.desk.store.read() as tx:
            one = get_staff(tx, ben)
            must_be_ready(one, training=False)
            assert (one.confirmed_by, list_ledger(tx, object_kind="staff", object_id=ben)[0].staff_id) == (
                eva,
                eva,
            )
        assert check_store(office.desk.store).whole
        with office.open(recovery=office.recovery_key).store:
            recovery.recover(office.desk, ben, OWN["Leo Gil"])
        assert [one.name for one in people.recovered(office.sit("Ana Ruiz"))] == ["Ben Soto"]

    def test_one_account_is_recovered_and_the_next_waits_until_it_is_confirmed(
        self, people_there: Office
    ) -> None:
        office = people_there
        ben, eva = office.ids["Ben Soto"], office.ids["Eva Paz"]
        with office.open(recovery=office.recovery_key).store:
            recovery.recover(office.desk, ben, NEW)
            for other in (eva, office.ids["Ana Ruiz"]):
                with pytest.raises(Refused, match="recovery_waits"):
                    recovery.recover(office.desk, other, OWN["Leo Gil"])
        people.confirm(office.sit("Ana Ruiz"), ben)
        with office.open(recovery=office.recovery_key).store:
            recovery.recover(office.desk, eva, OWN["Leo Gil"])

    def test_who_came_after_the_recovery_confirms_nobody_while_others_are_there(
        self, people_there: Office
    ) -> None:
        office = people_there
        ana = office.ids["Ana Ruiz"]
        with office.open(recovery=office.recovery_key).store:
            recovery.recover(office.desk, ana, NEW)
        office.passphrases["Ana Ruiz"] = NEW
        here = office.sit("Ana Ruiz")
        # Until then she reads and records, and brings in nobody who could confirm her.
        assert here.permitted() == {"read_cases", "record", "hand_over", "own"}
        for act in (
            lambda: people.add(here, "Leo Gil", ("supervisor",), "es"),
            lambda: people.deactivate(here, office.ids["Ben Soto"]),
            lambda: people.change_roles(here, office.ids["Ben Soto"], ("intake",)),
        ):
            with pytest.raises(Refused, match="recovered_account"):
                act()
        people.confirm(office.sit("Ben Soto"), ana)
        assert people.recovered(office.desk) == ()

    def test_a_newcomer_confirms_where_nobody_else_is(self, tmp_path: Path, library: Library) -> None:
        office = Office(tmp_path / "alone", library)
        ana = office.ids["Ana Ruiz"]
        with office.open(recovery=office.recovery_key).store:
            recovery.recover(office.desk, ana, NEW)
        office.passphrases["Ana Ruiz"] = NEW
        office.hire("Leo Gil", "supervisor")
        people.confirm(office.sit("Leo Gil"), ana)
        assert people.recovered(office.desk) == ()
        office.desk.store.close()

    def test_a_first_passphrase_confirms_nobody(self, people_there: Office) -> None:
        office = people_there
        _, first = people.add(office.desk, "Leo Gil", ("intake",), "es")
        with office.open(recovery=office.recovery_key).store:
            recovery.recover(office.desk, office.ids["Ben Soto"], NEW)
        with pytest.raises(Refused, match="second_person_not_ready"):
            people.confirm(office.open(first), office.ids["Ben Soto"])

    def test_a_session_of_the_key_does_nothing_else(self, people_there: Office) -> None:
        office = people_there
        desk = office.open(recovery=office.recovery_key)
        assert desk.permitted() == frozenset()
        for act in (
            lambda: cases.listing(desk),
            lambda: people.staff(desk),
            lambda: people.confirm(desk, office.ids["Ben Soto"]),
            lambda: people.add(desk, "Leo Gil", ("intake",), "es"),
            lambda: people.set_own_passphrase(desk, ANA, NEW),
            lambda: settings.set_office(desk, settings.Office("Mine")),
            lambda: recovery.new_key(desk),
            lambda: recovery.sheet(desk, "", words_for("en")),
        ):
            with pytest.raises(Refused, match="not_signed_in"):
                act()

    def test_nobody_recovers_without_the_key(self, people_there: Office) -> None:
        desk, ben = people_there.desk, people_there.ids["Ben Soto"]
        for act in (lambda: recovery.recoverable(desk), lambda: recovery.recover(desk, ben, NEW)):
            with pytest.raises(Refused, match="not_recovery"):
                act()
        people_there.open(OWN["Ben Soto"])

    def test_who_left_is_not_brought_back(self, people_there: Office) -> None:
        office = people_there
        people.deactivate(office.desk, office.ids["Ben Soto"])
        desk = office.open(recovery=office.recovery_key)
        assert "Ben Soto" not in [one.name for one in recovery.recoverable(desk)]
        with pytest.raises(Refused, match="account_inactive"):
            recovery.recover(desk, office.ids["Ben Soto"], NEW)
        assert slots.staff_with_passphrase(desk.store) == {office.ids["Ana Ruiz"], office.ids["Eva Paz"]}

    def test_broken_off_it_is_told_although_nothing_opened(
        self, people_there: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office = people_there

        def killed(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        desk = office.open(recovery=office.recovery_key)
        with monkeypatch.context() as kill:
            kill.setattr(slots, "reset_passphrase", killed)
            with pytest.raises(KeyboardInterrupt):
                recovery.recover(desk, office.ids["Ben Soto"], NEW)
        assert [one.name for one in people.recovered(office.open(OWN["Ben Soto"]))] == ["Ben Soto"]
