# SPDX-License-Identifier: AGPL-3.0-or-later
"""Intake: opening a case and recording what people say. One save is one revision and one ledger entry."""

from __future__ import annotations

from datetime import date
from typing import Any

from caseworker.domain.case import FORMAT

from .case_index import index_of
from .desk import Desk


def start(
    desk: Desk,
    *,
    programme: str,
    language: str,
    opened_on: date,
    document: dict[str, Any] | None = None,
) -> str:
    """Opens a new case and returns its id. `document` may bring fields along; number and site are ours."""
    from caseworker.store.cases import insert_case
    from caseworker.store.ids import new_id
    from caseworker.store.ledger import append_ledger
    from caseworker.store.numbers import next_case_number

    at = desk.at()
    case_id = new_id(at)
    with desk.store.write() as tx:
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


def record(desk: Desk, case_id: str, document: dict[str, Any], *, base_rev: int) -> int:
    """Saves a changed case and returns the new revision number.

    Raises FaultyDocument, StaleRevision (somebody saved in between; nothing was written), NotFound.
    """
    from caseworker.store.cases import load_case, save_case
    from caseworker.store.determinations import list_determinations
    from caseworker.store.diff import changes_between
    from caseworker.store.ledger import append_ledger
    from caseworker.store.letters import list_letters

    at = desk.at()
    with desk.store.write() as tx:
        old, rev = load_case(tx, case_id)
        changes = changes_between(old, document)
        if not changes and rev == base_rev:
            return rev
        rows = list_determinations(tx, case_id)
        replaced = {one.supersedes for one in rows}
        determined = tuple(one.applicant_id for one in rows if one.id not in replaced)
        lettered = tuple(
            one.applicant_id for one in list_letters(tx, case_id) if one.state in ("issued", "handed_over")
        )
        new_rev = save_case(
            tx,
            case_id,
            document,
            index_of(document, desk.library, determined, lettered),
            base_rev=base_rev,
            changes=changes,
            author=desk.worker.id,
            at=at,
        )
        append_ledger(
            tx,
            at=at,
            staff_id=desk.worker.id,
            action="record",
            object_kind="case",
            object_id=case_id,
            payload={"rev": new_rev, "paths": sorted({str(one["path"]) for one in changes})},
        )
    return new_rev
