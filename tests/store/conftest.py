# SPDX-License-Identifier: AGPL-3.0-or-later
"""One store is made a session, with the cheapest keys allowed, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from caseworker.store.cases.case_index import CaseIndex, IdentifierIndex, PersonIndex
from caseworker.store.cases.cases import insert_case
from caseworker.store.cases.numbers import next_case_number
from caseworker.store.database.ids import new_id
from caseworker.store.opened.store import Store
from caseworker.store.opening.create import CreatedStore, create_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.ledger import append_ledger
from caseworker.store.secrets.keys import FLOOR_KDF

PASSPHRASE = "correct horse battery staple"
NOW = "2022-11-02T10:00:00+00:00"
LATER = "2022-11-03T10:00:00+00:00"


@dataclass(frozen=True)
class Made:
    folder: Path
    recovery_key: str
    staff_id: str


def make_store(folder: Path, **more: Any) -> CreatedStore:
    """A store of this test's own, open, with the cheapest keys allowed."""
    usual: dict[str, Any] = {
        "staff_name": "Ana Supervisora",
        "roles": ("supervisor",),
        "site": "TIJ",
        "organisation": "Casa",
        "now": NOW,
        "kdf": FLOOR_KDF,
    }
    return create_store(folder, PASSPHRASE, **(usual | more))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made") / "store"
    created = make_store(folder, numbers_mark="K7")
    staff_id = created.store.staff_id
    created.store.close()
    return Made(folder, created.recovery_key, staff_id)


@pytest.fixture
def folder(made: Made, tmp_path: Path) -> Path:
    """A closed store of this test's own."""
    copy = tmp_path / "store"
    shutil.copytree(made.folder, copy)
    return copy


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = open_store(folder, PASSPHRASE, now=NOW)
    yield opened
    opened.close()


AddCase = Callable[..., str]


def index_of(document: dict[str, object]) -> CaseIndex:
    """An index as services would derive it, from a document of these tests."""
    name = str(document.get("name", "José Núñez"))
    number = str(document["number"])
    return CaseIndex(
        number=number,
        site="TIJ",
        programme="venezuela-2022",
        language="es",
        opened_on="2022-11-02",
        principal=name,
        people=(PersonIndex("a1", "principal", name, "1990-01-01", "1990-12-31"),),
        identifiers=(IdentifierIndex("passport", str(document.get("passport", "X1"))),),
        search_text=f"{name} {number}",
        outcome="eligible",
        steps={"intake": "done"},
    )


def add_case(store: Store, at: str = NOW, **fields: object) -> str:
    """Add a case as a service would, and return its id."""
    case_id = new_id(at)
    with store.write() as tx:
        document = {"number": next_case_number(tx, "TIJ", 2022), **fields}
        insert_case(tx, case_id, document, index_of(document), author=store.staff_id, at=at)
        append_ledger(
            tx, at=at, staff_id=store.staff_id, action="open", object_kind="case", object_id=case_id
        )
    return case_id


def note(tx: object, store: Store, kind: str, object_id: str, at: str = NOW) -> None:
    """Write the ledger entry a service would."""
    append_ledger(
        tx,  # type: ignore[arg-type]
        at=at,
        staff_id=store.staff_id,
        action="test",
        object_kind=kind,
        object_id=object_id,
    )
