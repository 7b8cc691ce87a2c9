# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles in words, the way a person holds them."""

from __future__ import annotations

from collections.abc import Iterable

from caseworker.domain.permissions import in_order

from . import Words


def roles_text(roles: Iterable[str], words: Words) -> str:
    """Roles in the order of the table, set apart by commas."""
    return ", ".join(words.label("staff_role", one) for one in in_order(roles))
