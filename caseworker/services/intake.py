# SPDX-License-Identifier: AGPL-3.0-or-later
"""Intake: opening a case and recording what people say. One save is one revision and one ledger entry."""

from __future__ import annotations

from datetime import date
from typing import Any

from caseworker.domain.case.case import FORMAT
from caseworker.domain.errors import StaleRevision

from . import drafts
from .case_index import index_of
from .desk import Desk
from .evidence.taking_off import must_be_takeable
from .saving import save_document


def start(
    desk: Desk,
    *,
    programme: str,
    language: str,
    opened_on: date,
    document: dict[str, Any] | None = None,
) -> str:
    """Opens a new case and returns its id. `document` may bring fields along; number and site are ours."""
    from caseworker.store.cases.cases import insert_case
    from caseworker.store.cases.numbers import next_case_number
    from caseworker.store.database.ids import new_id
    from caseworker.store.records.ledger import append_ledger

    at = desk.at()
    case_id = new_id(at)
    with desk.writing("record") as tx:
        number = next_case_number(tx, desk.site, opened_on.year)
        whole = {
            "format": FORMAT,
            "opened_on": opened_on.isoformat(),
            "programme": programme,
            "language": language,
            "applicants": [{"id": "a1", "role": "principal"}],
            **(document or {}),
            "number": number,
            "site": desk.site,
        }
        insert_case(tx, case_id, whole, index_of(whole, desk.library), author=desk.worker.id, at=at)
        append_ledger(
            tx, at=at, staff_id=desk.worker.id, action="open", object_kind="case", object_id=case_id
        )
    return case_id


def record(
    desk: Desk, case_id: str, document: dict[str, Any], *, base_rev: int, drafted: int | None = None
) -> int:
    """Saves a changed case and returns the new revision number.

    The worker's draft of its changes up to the edit `drafted` goes away with it.
    Raises FaultyDocument, StaleRevision (somebody saved in between; nothing was written), NotFound, Refused
    (`may_not_record`, `may_not_take_off`).
    """
    from caseworker.store.cases.cases import load_case
    from caseworker.store.records.ledger import append_ledger

    at = desk.at()
    with desk.writing("record") as tx:
        old, rev = load_case(tx, case_id)
        if rev != base_rev:
            raise StaleRevision(case=case_id, base_rev=str(base_rev), rev=str(rev))
        must_be_takeable(tx, desk, case_id, old, document)
        new_rev, paths = save_document(tx, desk, case_id, old, document, base_rev=base_rev, at=at)
        if paths:
            append_ledger(
                tx,
                at=at,
                staff_id=desk.worker.id,
                action="record",
                object_kind="case",
                object_id=case_id,
                payload={"rev": new_rev, "paths": paths},
            )
        if drafted is not None:
            drafts.saved(tx, desk, case_id, drafted)
    if drafted is not None:
        drafts.forget_reserved(desk, case_id, drafted)
    return new_rev
