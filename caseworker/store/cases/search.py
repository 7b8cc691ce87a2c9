# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding cases by a number, or by the beginnings of words, whatever their accents. By the driver alone."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from ..opened.store import Store
from .case_list import CaseRow, filled, rows_of
from .folding import words
from .number_search import cases_beginning, cases_counted, in_use, sought

MAX_WORDS = 12
# By rowid, never by rank: ranking one letter would read every case.
BY_WORD = "SELECT rowid FROM case_search WHERE case_search MATCH ? ORDER BY rowid DESC"


def search_cases(store: Store, text: str, *, after: CaseRow | None = None, limit: int = 50) -> list[CaseRow]:
    """Return cases whose number is meant, then those in which every word of `text` begins some word, the
    newest first, archived ones too.

    Empty for a text without letters and digits. The next page with `after`.
    """
    with store.raw() as connection, contextlib.closing(_found(connection, text)) as found:
        if after is not None:
            for pk in found:
                if pk == after.pk:
                    break
        return rows_of(connection, list(islice(found, limit if limit >= 0 else None)))


def search_keys(store: Store, text: str, *, stopped: Callable[[], bool] | None = None) -> array[int]:
    """Return the row numbers of all cases that `search_cases` finds, in its order; fewer once stopped."""
    with store.raw() as connection, contextlib.closing(_found(connection, text)) as found:
        return filled(found, stopped)


def _found(connection: Any, text: str) -> Generator[int, None, None]:
    """Row numbers as they are found. To be closed before the connection goes back."""
    wanted = words(text)[:MAX_WORDS]
    seen: set[int] = set()
    number = sought(text) if wanted else None
    if number is not None:
        for pk in chain(cases_counted(connection, number), cases_beginning(connection, number)):
            if pk not in seen:
                seen.add(pk)
                yield pk
        # One word is found by its index at once; several would be looked for in every case of the site.
        if len(wanted) > 1 and in_use(connection, number):
            return
    if wanted:
        yield from (pk for pk in _by_word(connection, wanted) if pk not in seen)


def _by_word(connection: Any, wanted: Iterable[str]) -> Iterator[int]:
    match = " ".join(f'"{word}"*' for word in wanted)
    for (pk,) in connection.execute(BY_WORD, (match,)):
        yield int(pk)
