# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every service, called by everybody: who may, can; who may not, is refused, and nothing is changed."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from caseworker.app import desk_of
from caseworker.domain.case.document_paths import with_value
from caseworker.domain.errors import Refused
from caseworker.domain.permissions import OPERATIONS, ROLES, may
from caseworker.services import cases, intake, review
from caseworker.services.desk import Desk
from caseworker.services.evidence import files, papers
from caseworker.services.programmes.library import Library
from caseworker.store.opening.opening import open_store
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.store.staff import slots
from caseworker.words import words_for
from caseworker.words.errors import error_text
from tests.colleagues import change, colleague

from .conftest import NOON, Clock
from .office import Office
from .permission_calls import CALLS, DOCUMENT, FOR_ANYBODY, ROOT, Scene, all_roles, picture, services, table

# What these were given to read is there after the call as it was before.
LASTING = {
    "letter.handing_over.issued_pdf",
    "letter.handing_over.note_printed",
    "letter.drafting.preview",
    "matrix_page.page",
    "outdated.compare_case",
    "letter.slip.waiting_slip",
    "summary.summary_here",
}
SETS = list(chain.from_iterable(combinations(ROLES, many) for many in range(1, len(ROLES) + 1)))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the scene lies, closed, once the first test has made it."""
    return tmp_path_factory.mktemp("scene") / "store"


@pytest.fixture
def scene(place: Path, made: Path, tmp_path: Path, library: Library) -> Iterator[Scene]:
    if not place.exists():
        shutil.copytree(made, place)
        set_scene(at_desk(place, library), tmp_path).first.store.close()
    desk = at_desk(shutil.copytree(place, tmp_path / "store"), library)
    yield scene_at(desk, tmp_path)
    desk.store.close()


def at_desk(folder: Path, library: Library) -> Desk:
    return desk_of(open_store(folder, None, now=NOON.isoformat()), library, Clock())


def scene_at(desk: Desk, folder: Path) -> Scene:
    row = next(row for row in cases.listing(desk) if "Fonseca" in row.principal)
    (added,) = files.attachments_of(desk, row.id)
    return Scene(desk, row.id, "e1", added.sha256, folder)


def set_scene(desk: Desk, folder: Path) -> Scene:
    all_roles(desk)
    row = next(row for row in cases.listing(desk) if "Fonseca" in row.principal)
    opened = cases.open_case(desk, row.id)
    paper = {"id": "e1", "type": "bus_ticket_named", "about": ["a1"]}
    document = with_value(opened.document, "evidence", [paper])
    intake.record(desk, row.id, document, base_rev=opened.rev)
    added = papers.attach(desk, row.id, "e1", picture() + b"\0", "first.png")
    return Scene(desk, row.id, "e1", added.sha256, folder)


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
    ready = before(scene) if before else None
    # Refusals first: with what they leave as they found it, whoever may can.
    for roles in (roles for roles in SETS if not may(roles, operation)):
        other = colleague(scene.first, roles)
        entries = ledger(scene)
        with pytest.raises(Refused, match="may_not_"):
            call(scene, other, ready)
        assert ledger(scene) == entries, roles
    able = [roles for roles in SETS if may(roles, operation)]
    if before is None or name in LASTING:
        for roles in able:
            call(scene, colleague(scene.first, roles), ready)
        return
    # What the call needs is made once, and each finds it in a store of their own.
    scene.first.store.close()
    for roles in able:
        with copied(scene) as own:
            call(own, colleague(own.first, roles), ready)


@contextmanager
def copied(scene: Scene) -> Iterator[Scene]:
    """The scene in a copy of its store, which is closed."""
    with TemporaryDirectory(dir=scene.folder) as folder:
        copy = shutil.copytree(scene.first.store.folder, Path(folder) / "store")
        with open_store(copy, None, now=NOON.isoformat()) as store:
            yield replace(scene, first=desk_of(store, scene.first.library, scene.first.clock))


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
