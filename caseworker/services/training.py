# SPDX-License-Identifier: AGPL-3.0-or-later
"""The training store: ready cases of invented people, marked as training for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from caseworker.domain.case.document import read_case
from caseworker.paths import resource

from . import eligibility, intake, review
from .case_index import assessment_of
from .cases import open_case
from .desk import Desk, Worker
from .programmes.library import Library
from .settings import Office, set_office

FOLDER = ("training",)


def create_training_store(folder: Path, library: Library, clock: Callable[[], datetime]) -> Desk:
    """Makes a training store in `folder` (missing or empty), fills it, and returns its desk, open."""
    from caseworker.store.cases.numbers import TRAINING_MARK
    from caseworker.store.database.ids import new_id
    from caseworker.store.opening.create import create_store
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.secrets.keys import Kdf
    from caseworker.store.staff.staff import add_staff, list_staff

    now = clock().astimezone(UTC).isoformat(timespec="milliseconds")
    created = create_store(
        folder,
        None,
        staff_name="Ana Belén Ruiz",
        site="TIJ",
        organisation="Casa del Camino",
        now=now,
        language="en",
        training=True,
        # Anyone can open it: a costly key would only make people wait.
        kdf=Kdf(passes=1, memory_kib=46 * 1024, lanes=1),
        numbers_mark=TRAINING_MARK,
    )
    store = created.store
    second = new_id(now)
    with store.write() as tx:
        first = list_staff(tx)[0]
        add_staff(tx, second, name="Luis Ortega", roles=("supervisor",), language="es")
        append_ledger(tx, at=now, staff_id="", action="add", object_kind="staff", object_id=second)
    desk = Desk(store, library, Worker(first.id, first.name, first.roles, first.language), clock)
    set_office(
        desk,
        Office(
            "Casa del Camino",
            "Calle Segunda 1427, Zona Centro\n22000 Tijuana, Baja California",
            "664 000 0000 · ayuda@casadelcamino.example",
            "A4",
        ),
    )
    for document in training_cases():
        _open(desk, document, second)
    return desk


def training_cases() -> list[dict[str, Any]]:
    """The case documents of the training store, oldest first."""
    folder = resource(*FOLDER)
    return [msgspec.json.decode(path.read_bytes()) for path in sorted(folder.glob("*.json"))]


def _open(desk: Desk, document: dict[str, Any], second: str) -> None:
    said = {key: value for key, value in document.items() if key != "x_determined"}
    case_id = intake.start(
        desk,
        programme=said["programme"],
        language=said.get("language", "es"),
        opened_on=date.fromisoformat(said["opened_on"]),
        document=said,
    )
    wanted = document.get("x_determined", [])
    if not wanted:
        return
    case = read_case(open_case(desk, case_id).document, desk.library.reference.vocabulary())
    assessment = assessment_of(case, desk.library)
    assert assessment is not None  # noqa: S101 - our own file
    for applicant_id in wanted:
        outcome = assessment.of(applicant_id).outcome
        review.approve(desk, [eligibility.determine(desk, case_id, applicant_id, outcome)], second)
