# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers for people to say and write: each given once, carrying the site so that sites never collide."""

from __future__ import annotations

import re

from sqlalchemy import Column, func, select

from caseworker.domain.errors import Refused

from .settings import get_setting, set_setting
from .tables import cases, letters
from .transaction import Transaction

_SITE = re.compile(r"[A-Z][A-Z0-9]{1,7}", re.ASCII)


def next_case_number(tx: Transaction, site_code: str, year: int) -> str:
    """Return the next case number, `TIJ-2022-000042`. Raises Refused (`site_code`)."""
    return _next(tx, f"{_checked(site_code)}-{year:04d}-", cases.c.number)


def next_letter_number(tx: Transaction, site_code: str, year: int) -> str:
    """Return the next letter number, `L-TIJ-2022-000042`. Raises Refused (`site_code`)."""
    return _next(tx, f"L-{_checked(site_code)}-{year:04d}-", letters.c.number)


def _checked(site_code: str) -> str:
    if not _SITE.fullmatch(site_code):
        raise Refused("site_code")
    return site_code


def _next(tx: Transaction, prefix: str, column: Column[str]) -> str:
    tx.must_write()
    # The counter knows numbers whose row is gone, the table those that came from elsewhere.
    counter = f"counter:{prefix}"
    highest = tx.execute(
        select(func.max(column)).where(column >= prefix, column < prefix[:-1] + ".")
    ).scalar()
    tail = highest[len(prefix) :] if highest else ""
    taken = max(int(get_setting(tx, counter, 0)), int(tail) if tail.isascii() and tail.isdigit() else 0)
    set_setting(tx, counter, taken + 1)
    return f"{prefix}{taken + 1:06d}"
