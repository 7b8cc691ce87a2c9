# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether rules were last checked against their sources too long ago to be relied on unsaid."""

from __future__ import annotations

from datetime import date, timedelta

# docs/decisions/0009-stale-rules.md says why.
STALE_AFTER = timedelta(days=180)


def is_stale(checked_on: date, today: date) -> bool:
    """Whether more than `STALE_AFTER` has passed since the rules were checked."""
    return today - checked_on > STALE_AFTER
