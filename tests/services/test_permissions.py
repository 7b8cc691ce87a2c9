# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every service, called by everybody: who may, can; who may not, is refused, and nothing is changed."""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path

import pytest

from caseworker.domain.case.document_paths import with_value
from caseworker.domain.errors import Refused
from caseworker.domain.permissions import OPERATIONS, ROLES, may
from caseworker.services import cases, intake, review
from caseworker.services.desk import Desk
from caseworker.services.evidence import papers
from caseworker.services.programmes.library import Library
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.store.staff import slots
from caseworker.words import words_for
from caseworker.words.errors import error_text
from tests.colleagues import change, colleague

from .office import Office
from .permission_calls import CALLS, DOCUMENT, FOR_ANYBODY, ROOT, Scene, all_roles, picture, services, table

SETS = list(chain.from_iterable(combinations(ROLES, many) for many in range(1, len(ROLES) + 1)))


@pytest.fixture
def scene(desk: Desk, tmp_path: Path) -> Scene:
    all_roles(desk)
    row = next(row for row in cases.listing(desk) if "Fonseca" in row.principal)
    opened = cases.open_case(desk, row.id)
    evidence_id = "e1"
    paper = {"id": evidence_id, "type": "bus_ticket_named", "about": ["a1"]}
    document = with_value(opened.document, "evidence", [paper])
    intake.record(desk, row.id, document, base_rev=opened.rev)
    added = papers.attach(desk, row.id, evidence_id, picture() + b"\0", "first.png")
    return Scene(desk, row.id, evidence_id, added.sha256, tmp_path)


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for function in (
        *(slots.add_passphrase, slots.change_passphrase, slots.reset_passphrase),
        slots.renew_recovery_key,
    ):
        monkeypatch.setitem(function.__kwdefaults__, "kdf", FLOOR_KDF)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_who_may_can_and_who_may_not_is_refused(scene: Scene, name: str) -> None:
    operation, before, call = CALLS[name]
    for roles in SETS:
        other = colleague(scene.first, roles)
        ready = before(scene) if before else None
        if may(roles, operation):
            call(scene, other, ready)
            continue
        entries = ledger(scene)
        with pytest.raises(Refused, match="may_not_"):
            call(scene, other, ready)
        assert ledger(scene) == entries, roles


@pytest.mark.parametrize("name", sorted(CALLS))
def test_an_inactive_account_and_nobody_do_nothing(scene: Scene, name: str) -> None:
    _, before, call = CALLS[name]
    gone = colleague(scene.first, ROLES)
    change(scene.first, gone.worker.id, active=False)
    ready = before(scene) if before else None
    with pytest.raises(Refused, match="may_not_"):
        call(scene, gone, ready)
    nobody = colleague(scene.first, ROLES)
    nobody.worker = type(nobody.worker)("", "", frozenset(ROLES))
    with pytest.raises(Refused, match="not_signed_in"):
        call(scene, nobody, ready)


def test_outside_training_somebody_is_who_opened_the_store(tmp_path: Path, library: Library) -> None:
    office = Office(tmp_path / "office", library)
    office.hire("Ben Soto", "supervisor")
    office.hire("Leo Gil", "intake")
    leo = office.sit("Leo Gil")
    ben = Desk(leo.store, library, replace(leo.worker, id=office.ids["Ben Soto"]), leo.clock)
    for claimed in (ben, leo):
        # Nor does it help to say that nothing here is real.
        for claimed.store.training in (False, True):
            with pytest.raises(Refused, match=r"not_signed_in|may_not"):
                review.approve(claimed, ["d1"])
    assert cases.count(leo) == 0
    leo.store.close()


def test_an_account_that_was_changed_by_other_means_does_nothing(scene: Scene) -> None:
    other = colleague(scene.first, ["intake"])
    connection = scene.first.store.connect("repair")
    connection.execute("UPDATE staff SET roles = 'supervisor' WHERE id = ?", (other.worker.id,))
    connection.close()
    with pytest.raises(Refused, match="row_altered"):
        cases.count(other)
    assert other.permitted() == frozenset()


def test_every_service_stands_in_the_table() -> None:
    assert set(services()) == {*CALLS, *FOR_ANYBODY}
    assert {operation for operation, _, _ in CALLS.values()} <= set(OPERATIONS)


def test_no_service_opens_the_store_without_asking() -> None:
    """The desk is the one door: nothing else in the services takes a transaction from the store."""
    found = []
    for path in sorted((ROOT / "caseworker" / "services").rglob("*.py")):
        # Recovery has no desk to ask at: it asks whether the recovery key opened the store.
        if path.stem in {"desk", "training", "recovery"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                of = node.func.value
                if node.func.attr in {"read", "write", "raw"} and isinstance(of, ast.Attribute):
                    found += [path.stem] if of.attr == "store" else []
    assert found == []


def test_each_refusal_has_words() -> None:
    for language in ("en", "es"):
        words = words_for(language)
        for operation in OPERATIONS:
            if operation != "own":
                assert "(" not in error_text(Refused(f"may_not_{operation}"), words)


def test_the_page_in_docs_is_as_the_table_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == table()


def test_nobody_may_do_what_is_not_in_the_table() -> None:
    assert not may(ROLES, "something_else")


def ledger(scene: Scene) -> int:
    with scene.first.store.raw() as connection:
        return int(connection.execute("SELECT count(*) FROM ledger").fetchone()[0])
