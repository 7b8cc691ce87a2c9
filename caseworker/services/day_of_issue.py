# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day that a letter bears, and by which it is judged who is a child and what can still be used."""

from __future__ import annotations

from datetime import date

from caseworker.domain.case import Case
from caseworker.domain.days import days_of

from .desk import Desk


def day_of_issue(desk: Desk, case: Case | None) -> date:
    """Today; in a training store the day on which the file was opened, since its people live then."""
    today = desk.today()
    if not desk.store.training or case is None or not isinstance(case.opened_on, str):
        return today
    return min(today, days_of(case.opened_on).first)
