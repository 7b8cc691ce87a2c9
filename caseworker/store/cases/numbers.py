# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers for people to say and write: each given once.

They carry the site, so that sites never collide, and a mark, so that two laptops of one site do not, nor a
store that was brought back from a copy: that of the store where nothing is remembered of it, else one that
this computer has for itself in this store.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from sqlalchemy import Column, func, select

from caseworker.domain.errors import Refused

from ..database.tables import cases, letters
from ..opened.transaction import Transaction
from ..records.settings import get_setting, set_setting

MARK = "numbers_mark"
# Whoever reads a number sees that it is of a training store: no other store has this mark.
TRAINING_MARK = "TR"
_LETTERS, _DIGITS = "BCDFGHJKLMNPQRSTVWXYZ", "23456789"
_SITE = re.compile(r"[A-Z][A-Z0-9]{1,7}", re.ASCII)


def new_mark(used: Iterable[str] = ()) -> str:
    """Return two characters for the numbers of a store, none of those `used` before.

    No vowels, so that no word comes out, and nothing that is read as another character. A letter stands
    first, so that the mark is never taken for a part of the count.
    """
    free = [one + other for one in _LETTERS for other in _DIGITS + _LETTERS]
    return secrets.choice(sorted(set(free) - {TRAINING_MARK, *used}) or free)


def next_case_number(tx: Transaction, site_code: str, year: int) -> str:
    """Return the next case number, `TIJ-2022-K7-000042`. Raises Refused (`site_code`)."""
    return _next(tx, f"{_checked(site_code)}-{year:04d}-", cases.c.number)


def next_letter_number(tx: Transaction, site_code: str, year: int) -> str:
    """Return the next letter number, `L-TIJ-2022-K7-000042`. Raises Refused (`site_code`)."""
    return _next(tx, f"L-{_checked(site_code)}-{year:04d}-", letters.c.number)


def _own_mark(tx: Transaction, mark: str) -> str:
    """Return the mark of the numbers that this computer gives, drawn at the first; the store knows it too."""
    if not mark:
        used = tx.run("SELECT value FROM meta WHERE key LIKE 'numbers_mark%'").fetchall()
        mark = new_mark(one for (one,) in used)
    key = f"{MARK}:{mark}"
    if mark != _store_mark(tx) and tx.run("SELECT 1 FROM meta WHERE key = ?", (key,)).first() is None:
        tx.changed("meta", key)
        tx.run("INSERT INTO meta (key, value) VALUES (?, ?)", (key, mark))
    return mark


def _store_mark(tx: Transaction) -> str:
    return str(tx.run("SELECT value FROM meta WHERE key = ?", (MARK,)).scalar())


def _checked(site_code: str) -> str:
    if not _SITE.fullmatch(site_code):
        raise Refused("site_code")
    return site_code


def _next(tx: Transaction, prefix: str, column: Column[str]) -> str:
    tx.numbered = True
    if tx.seen is None:
        return _counted(tx, f"{prefix}{_store_mark(tx)}-", column, 0)[0]
    with tx.seen.renewed() as here:
        here.mark = _own_mark(tx, here.mark)
        marked = f"{prefix}{here.mark}-"
        number, here.counts[marked] = _counted(tx, marked, column, here.counts.get(marked, 0))
    return number


def _counted(tx: Transaction, prefix: str, column: Column[str], known: int) -> tuple[str, int]:
    """Return the next number, and its count: above all in this store, and above what is `known` elsewhere."""
    # The counter knows numbers whose row is gone, the table those that came from elsewhere.
    counter = f"counter:{prefix}"
    highest = tx.execute(
        select(func.max(column)).where(column >= prefix, column < prefix[:-1] + ".")
    ).scalar()
    tail = highest[len(prefix) :] if highest else ""
    taken = int(tail) if tail.isascii() and tail.isdigit() else 0
    count = max(int(get_setting(tx, counter, 0)), taken, known) + 1
    set_setting(tx, counter, count)
    return f"{prefix}{count:06d}", count
