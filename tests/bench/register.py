# SPDX-License-Identifier: AGPL-3.0-or-later
"""A store full of invented cases, made once for each size and kept in `build/bench/`."""

from __future__ import annotations

import copy
import itertools
import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseworker.app import desk_of
from caseworker.paths import bundle_root
from caseworker.services.case_index import index_of
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import load_library
from caseworker.services.training import training_cases
from caseworker.store.opening.create import create_store
from caseworker.store.secrets.keys import FLOOR_KDF

from . import unlocked
from .unlocked import AT, NOW

if TYPE_CHECKING:
    from caseworker.store.opened.store import Store

A_BATCH = 1000
GIVEN = (
    "María José Luis Ana Carlos Carmen Juan Rosa Pedro Luz Miguel Elena Jesús Gloria Rafael Yolanda "
    "Andrés Beatriz Ángel Daniela Óscar Verónica Íñigo Sofía Ramón Úrsula Félix Nayibe Gregorio "
    "Marisol"
)
SURNAMES = (
    "González Rodríguez Pérez Hernández García Martínez Sánchez López Díaz Ramírez Torres Rojas "
    "Gutiérrez Romero Jiménez Morales Álvarez Castillo Fernández Suárez Mendoza Contreras Medina "
    "Guerrero Peña Rivas Blanco Salazar Márquez Núñez Colmenares Briceño Zambrano Urdaneta Quintero "
    "Ávila Chacón Ibarra"
)


def register(count: int, folder: Path | None = None) -> Path:
    """The folder of a closed training store with `count` cases; its keys lie beside it."""
    place = folder or bundle_root() / "build" / "bench" / f"register-{count}"
    whole = place / "whole"
    if not whole.exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        _make(place / "store", count)
        whole.touch()
    return place / "store"


def multiplied(count: int, of: int, made: Path, folder: Path | None = None) -> Path:
    """The folder of a store with `count` cases: those of the register `made` of `of` cases again and again,
    with their documents and facts, but in no search, ledger or list of people."""
    place = folder or bundle_root() / "build" / "bench" / f"multiplied-{count}"
    whole = place / "whole"
    if not whole.exists():
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(made.parent, place)
        whole.unlink()
        with unlocked.opened(place / "store") as store:
            for base in range(of, count, of):
                _repeat(store, base, min(of, count - base))
        whole.touch()
    return place / "store"


def _repeat(store: Store, base: int, count: int) -> None:
    """Keeps the first `count` cases once more, numbered from `base` on."""
    with store.write() as tx:
        for table, key in (("cases", "pk"), ("documents", "case_pk"), ("case_facts", "case_pk")):
            names = [row[1] for row in tx.run(f"PRAGMA table_info({table})")]
            values = ", ".join(
                f"{key} + {base}" if name == key else _again(name, base) if unique(table, name) else name
                for name in names
            )
            columns = ", ".join(names)
            tx.run(
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {key} <= {count}"  # noqa: S608
            )


def _again(name: str, base: int) -> str:
    """SQL for what tells the copy of a case apart: another id, and a later number of the same kind."""
    if name == "number":
        return f"rtrim(number, '0123456789') || printf('%06d', counted + {base})"
    return f"{name} || '-{base}'"


def unique(table: str, name: str) -> bool:
    """Whether a column tells a case apart."""
    return table == "cases" and name in ("id", "number")


def documents(count: int) -> Iterator[dict[str, Any]]:
    """Case documents: those of the training store over and over, each time with other people."""
    chance = random.Random(20221012)
    given, surnames = GIVEN.split(), SURNAMES.split()
    ready = training_cases()
    for at, one in zip(range(count), itertools.cycle(ready)):
        document = copy.deepcopy(one)
        document.pop("x_determined", None)
        for person in document.get("applicants", []):
            person["given_names"] = " ".join(chance.sample(given, 2))
            person["surnames"] = " ".join(chance.sample(surnames, 2))
            if isinstance(person.get("passport"), dict):
                person["passport"]["number"] = f"{100_000_000 + at * 10}"
        yield document


def _make(folder: Path, count: int) -> None:
    made = create_store(
        folder,
        None,
        staff_name="Ana Belén Ruiz",
        roles=("caseworker",),
        site="TIJ",
        organisation="Casa del Camino",
        now=AT,
        training=True,
        kdf=FLOOR_KDF,
    )
    with made.store as store:
        unlocked.keep(store, folder.parent)
        fill(desk_of(store, load_library(), lambda: NOW), count)


def fill(desk: Desk, count: int) -> None:
    """Keeps `count` invented cases, many in a transaction."""
    from caseworker.store.cases.cases import insert_case
    from caseworker.store.cases.numbers import next_case_number
    from caseworker.store.database.ids import new_id
    from caseworker.store.records.ledger import append_ledger

    waiting = documents(count)
    moment = NOW - timedelta(seconds=count)
    while batch := list(itertools.islice(waiting, A_BATCH)):
        with desk.store.write() as tx:
            for document in batch:
                moment += timedelta(seconds=1)
                at = moment.isoformat(timespec="milliseconds")
                case_id = new_id(at)
                year = int(document["opened_on"][:4])
                whole = {**document, "number": next_case_number(tx, "TIJ", year), "site": "TIJ"}
                insert_case(tx, case_id, whole, index_of(whole, desk.library), author=desk.worker.id, at=at)
                append_ledger(
                    tx,
                    at=at,
                    staff_id=desk.worker.id,
                    action="open",
                    object_kind="case",
                    object_id=case_id,
                )
