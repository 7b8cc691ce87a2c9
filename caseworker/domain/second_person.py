# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a decision needs a second person before a letter may go out.

Source: section 7 of the design. Not eligible, needs review and every departure from the assessment always
do; the others may go alone where the office allows it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

ALWAYS = frozenset({"not_eligible", "needs_review"})


def needs_second_person(outcome: str, assessed_outcome: str) -> bool:
    """Whether a decision always needs a second person, whatever the office allows."""
    return outcome in ALWAYS or outcome != assessed_outcome


def appointed_through(person: str, decider: str, appointed_by: Mapping[str, Collection[str]]) -> bool:
    """Whether the decider gave this person access, directly or through others.

    `appointed_by` holds for each person who gave them access, or confirmed their account.
    """
    seen: set[str] = set()
    waiting = [person]
    while waiting:
        at = waiting.pop()
        givers = appointed_by.get(at, ())
        if decider in givers:
            return True
        seen.add(at)
        waiting += [one for one in givers if one not in seen]
    return False
