# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening and recording: every save is a revision, and nobody overwrites anybody."""

from datetime import date

import pytest

from caseworker.domain.case.document import FaultyDocument
from caseworker.domain.case.document_paths import with_value
from caseworker.domain.errors import StaleRevision
from caseworker.services import cases, intake
from caseworker.services.desk import Desk
from caseworker.store.cases.revisions import case_history
from caseworker.store.records.ledger import list_ledger, verify_ledger


def new_case(desk: Desk) -> str:
    return intake.start(desk, programme="venezuela", language="es", opened_on=date(2022, 11, 1))


def test_a_new_case_has_a_number_and_is_found(desk: Desk) -> None:
    case_id = new_case(desk)
    opened = cases.open_case(desk, case_id)
    assert opened.document["number"].startswith("TIJ-2022-TR-0000")
    rev = intake.record(
        desk,
        case_id,
        with_value(opened.document, "applicants/a1/surnames", "Núñez Ibarra"),
        base_rev=opened.rev,
    )
    assert rev == 2
    assert [row.id for row in cases.listing(desk, "nunez")] == [case_id]


def test_a_save_on_an_old_revision_is_refused_and_writes_nothing(desk: Desk) -> None:
    case_id = new_case(desk)
    opened = cases.open_case(desk, case_id)
    first = with_value(opened.document, "applicants/a1/given_names", "Ana")
    intake.record(desk, case_id, first, base_rev=opened.rev)
    with pytest.raises(StaleRevision):
        intake.record(
            desk, case_id, with_value(opened.document, "applicants/a1/sex", "female"), base_rev=opened.rev
        )
    assert cases.open_case(desk, case_id).document == first


def test_a_document_that_does_not_fit_is_refused_whole(desk: Desk) -> None:
    case_id = new_case(desk)
    opened = cases.open_case(desk, case_id)
    wrong = with_value(opened.document, "applicants/a1/born_on", "2022-02-30")
    with pytest.raises(FaultyDocument):
        intake.record(desk, case_id, wrong, base_rev=opened.rev)
    assert cases.open_case(desk, case_id) == opened


def test_revisions_say_which_field_changed_and_the_ledger_only_where(desk: Desk) -> None:
    case_id = new_case(desk)
    opened = cases.open_case(desk, case_id)
    changed = with_value(opened.document, "applicants/a1/given_names", "Ana")
    intake.record(desk, case_id, changed, base_rev=opened.rev)
    with desk.store.read() as tx:
        history = case_history(tx, case_id)
        entries = list_ledger(tx, object_kind="case", object_id=case_id)
    assert history[-1].changes == [{"path": "/applicants/a1/given_names", "new": "Ana"}]
    assert entries[0].payload["paths"] == ["/applicants/a1/given_names"]
    assert "Ana" not in str(entries)
    assert verify_ledger(desk.store).broken_at is None
