# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day that a letter bears, and by which it is judged who is a child and what can still be used."""

from __future__ import annotations

from datetime import date

from .case import Case
from .days import days_of


def day_of_issue(today: date, case: Case | None, *, training: bool) -> date:
    """Today; in a training store the day on which the file was opened, since its people live then."""
    if not training or case is None or not isinstance(case.opened_on, str):
        return today
    return min(today, days_of(case.opened_on).first)
