# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was put into the store by other means decides nothing, and no honest act vouches for it."""

from __future__ import annotations

import pytest

from caseworker.domain.case.document_paths import with_value
from caseworker.domain.errors import Refused
from caseworker.services import cases, eligibility, intake, review, summary
from caseworker.services.desk import Desk
from caseworker.services.letter import handing_over, issuing
from caseworker.services.staff import people
from tests.colleagues import change, colleague, second_approves


@pytest.fixture
def case_id(desk: Desk) -> str:
    return next(row.id for row in cases.listing(desk) if "Fonseca" in row.principal)


def sql(desk: Desk, statement: str, *values: object) -> None:
    with desk.store.write() as tx:
        tx.run(statement, values)


def test_an_account_changed_by_sql_is_not_vouched_for_by_confirming_it(desk: Desk) -> None:
    leo = colleague(desk, ["intake"])
    change(desk, leo.worker.id, recovered_at=desk.at())
    sql(desk, "UPDATE staff SET roles = 'supervisor' WHERE id = ?", leo.worker.id)
    for act in (
        lambda: people.confirm(desk, leo.worker.id),
        lambda: people.change_roles(desk, leo.worker.id, ("intake",)),
        lambda: people.deactivate(desk, leo.worker.id),
    ):
        with pytest.raises(Refused, match="row_altered"):
            act()


def test_a_document_changed_by_sql_is_neither_saved_decided_printed_nor_lettered(
    desk: Desk, case_id: str
) -> None:
    opened = cases.open_case(desk, case_id)
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "eligible"))
    statement = "UPDATE documents SET document = replace(document, 'Fonseca', 'Fonsecá')"
    sql(desk, statement)
    document = with_value(opened.document, "language", "en")
    for act in (
        lambda: intake.record(desk, case_id, document, base_rev=opened.rev),
        lambda: eligibility.determine(desk, case_id, "a1", "eligible"),
        lambda: summary.note_printed(desk, case_id),
        lambda: issuing.issue(desk, case_id, "a1", "es", "A4"),
    ):
        with pytest.raises(Refused, match="row_altered"):
            act()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff SET name = 'Somebody Else' WHERE id <> ''",
        "UPDATE staff SET appointed_by = 'x'",
        "UPDATE settings SET json = '{\"name\": \"Another\"}' WHERE key = 'office'",
    ],
)
def test_what_a_letter_would_print_is_not_taken_from_what_sql_put_there(
    desk: Desk, case_id: str, statement: str
) -> None:
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "eligible"))
    sql(desk, statement)
    with pytest.raises(Refused, match="row_altered"):
        issuing.issue(desk, case_id, "a1", "es", "A4")


def test_who_gave_access_is_not_taken_from_what_sql_put_there(desk: Desk, case_id: str) -> None:
    made = eligibility.determine(colleague(desk, ["caseworker"]), case_id, "a1", "eligible")
    sql(desk, "UPDATE staff SET active = 0 WHERE id <> ?", desk.worker.id)
    with pytest.raises(Refused, match="row_altered"):
        review.approve(desk, [made])


def test_a_waiver_put_there_is_not_relied_on(desk: Desk, case_id: str) -> None:
    from caseworker.services import waivers

    opened = cases.open_case(desk, case_id)
    passport = {
        key: one for key, one in opened.document["applicants"][0]["passport"].items() if key != "number"
    }
    document = with_value(opened.document, "applicants/a1/passport", passport)
    intake.record(desk, case_id, document, base_rev=opened.rev)
    supervisor = colleague(desk, ["supervisor"])
    for criterion in ("passport", "nationality"):
        waivers.waive(supervisor, case_id, "a1", criterion, "Seen", supervisor.worker.id, "")
    eligibility.determine(desk, case_id, "a1", "eligible")
    connection = desk.store.connect("repair")
    connection.execute("DROP TRIGGER waivers_fixed")
    connection.execute("UPDATE waivers SET reason = 'Another'")
    connection.close()
    with pytest.raises(Refused, match="row_altered"):
        eligibility.determine(desk, case_id, "a1", "eligible")


def test_a_letter_of_a_decision_that_stands_no_more_is_not_handed_over(desk: Desk, case_id: str) -> None:
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "eligible"))
    letter_id = issuing.issue(desk, case_id, "a1", "es", "A4")
    second_approves(desk, eligibility.determine(desk, case_id, "a1", "needs_review", "A doubt came up."))
    with pytest.raises(Refused, match="letter_not_current"):
        handing_over.hand_over(colleague(desk, ["intake"]), letter_id)
