# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recovery sheet as a thing that is due until it was kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from caseworker.app import desk_of
from caseworker.domain.errors import Refused, WrongRecoveryKey
from caseworker.services import recovery
from caseworker.services.desk import Desk
from caseworker.services.library import Library
from caseworker.store import slots
from caseworker.store.check import check_store
from caseworker.store.create import create_store
from caseworker.store.keys import FLOOR_KDF
from caseworker.store.ledger import list_ledger
from caseworker.store.opening import open_store
from caseworker.store.sheet_due import sheet_is_due
from caseworker.words import words_for

from .conftest import NOON, Clock

SECRET = "correct horse battery staple"


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
        role="administrator",
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
    assert not recovery.may_renew(desk)
    with pytest.raises(Refused, match="may_not_renew_recovery"):
        recovery.new_key(desk)
    assert not sheet_is_due(desk.store)


def test_the_sheet_names_organisation_site_and_store(office: tuple[Desk, str]) -> None:
    desk, key = office
    document = pypdfium2.PdfDocument(recovery.sheet(desk, key, words_for("es")))
    said = document[0].get_textpage().get_text_bounded()
    for part in ("Casa", "TIJ", key, recovery.short_id(desk.store.store_id)):
        assert part in said
    assert desk.store.folder.name not in said
