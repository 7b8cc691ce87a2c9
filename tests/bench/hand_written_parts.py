# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the hand-written criteria share: Kleene's logic on two truths, and the commonest results."""

from __future__ import annotations

from typing import Any

from caseworker.domain.rules.facts import UNKNOWN

Facts = dict[str, Any]
# Criterion, result, consequence, code, the facts looked at, their values.
Reason = tuple[str, str, str, str | None, tuple[str, ...], tuple[Any, ...]]
Truth = bool | None

EVIDENCE = "more_evidence_needed"
RANK = {"note": 0, EVIDENCE: 1, "needs_review": 2, "not_eligible": 3, "closed": 4}
MET = ("met", "note", None)
UNCLEAR = ("not_known", EVIDENCE, None)
NOT_ASKED = ("not_applicable", "note", None)


def equal(value: Any, other: Any) -> Truth:
    """Whether a fact has that value."""
    return None if value is UNKNOWN else value == other


def below(value: Any, limit: int) -> Truth:
    """Whether all of a range `(least, most)` is below the limit, or none of it."""
    if value is UNKNOWN:
        return None
    return False if value[0] >= limit else True if value[1] < limit else None


def any_of(one: Truth, other: Truth) -> Truth:
    """Kleene's or."""
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def all_of(one: Truth, other: Truth) -> Truth:
    """Kleene's and."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
