# SPDX-License-Identifier: AGPL-3.0-or-later
"""The time that the cases of a training store play in."""

from datetime import datetime

from caseworker.domain.case.document_paths import with_value
from caseworker.services import cases, intake
from caseworker.services.desk import Desk


def issued_on(desk: Desk, case_id: str, day: str) -> None:
    """Lets a letter of the case bear a day: its file was opened then, and is assessed as before, or for that
    day where it is the earlier one."""
    opened = cases.open_case(desk, case_id)
    document = with_value(opened.document, "assess_on", min(day, opened.document["opened_on"]))
    document = with_value(document, "opened_on", day)
    desk.clock = lambda: datetime.fromisoformat(f"{day}T12:00:00+00:00")
    intake.record(desk, case_id, document, base_rev=opened.rev)
