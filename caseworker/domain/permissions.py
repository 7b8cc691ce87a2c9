# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what: one table of operations and roles. What is not in it, nobody may.

Source: the table of section 7 of the design. Whether a second person is needed is another question, which
`second_person` answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

INTAKE, CASEWORKER, SUPERVISOR, ADMINISTRATOR, AUDITOR = ROLES = (
    "intake",
    "caseworker",
    "supervisor",
    "administrator",
    "auditor",
)
_CASES = frozenset({INTAKE, CASEWORKER, SUPERVISOR})
_DECIDING = frozenset({CASEWORKER, SUPERVISOR})
_EVERYBODY = frozenset(ROLES)

OPERATIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # Find, open and read cases.
        "read_cases": _CASES,
        # New case, facts, papers, files, contacts, interview.
        "record": _CASES,
        # Papers and files of others, or of another day; one's own of the same day goes with `record`.
        "take_off": _DECIDING,
        "determine": _DECIDING,
        "issue": _DECIDING,
        "approve": frozenset({SUPERVISOR}),
        "send_back": frozenset({SUPERVISOR}),
        "waive": frozenset({SUPERVISOR}),
        # Take a letter out of force.
        "revoke": frozenset({SUPERVISOR}),
        # Letters that went out without a second person.
        "look": frozenset({SUPERVISOR}),
        # Print or hand over an issued letter, and what needs no approval: notes, slips, summaries.
        "hand_over": _CASES,
        "install": frozenset({SUPERVISOR, ADMINISTRATOR}),
        "letterhead": frozenset({SUPERVISOR, ADMINISTRATOR}),
        # People, roles, keys.
        "staff": frozenset({ADMINISTRATOR}),
        "office": frozenset({ADMINISTRATOR}),
        "ledger": frozenset({AUDITOR}),
        # Lock, one's own passphrase and language, confirming a colleague; checking and mending the store.
        "own": _EVERYBODY,
    }
)


def may(roles: Iterable[str], operation: str) -> bool:
    """Whether somebody with these roles may do it; nobody may do what is not in the table."""
    return not OPERATIONS.get(operation, frozenset()).isdisjoint(roles)


def permitted(roles: Iterable[str]) -> frozenset[str]:
    """The operations that somebody with these roles may do."""
    held = frozenset(roles)
    return frozenset(one for one in OPERATIONS if may(held, one))


def in_order(roles: Iterable[str]) -> tuple[str, ...]:
    """Roles in the order of the table, each once."""
    held = frozenset(roles)
    return tuple(one for one in ROLES if one in held)
