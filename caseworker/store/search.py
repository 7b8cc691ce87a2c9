# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding cases by the beginnings of words, whatever their accents. Read by the driver alone."""

from __future__ import annotations

from .case_list import COLUMNS, CaseRow, case_row
from .folding import words
from .store import Store

MAX_WORDS = 12


def search_cases(store: Store, text: str, *, after: CaseRow | None = None, limit: int = 50) -> list[CaseRow]:
    """Return cases in which every word of `text` begins some word, the newest first, archived ones too.

    Empty for a text without letters and digits. The next page with `after`.
    """
    wanted = words(text)[:MAX_WORDS]
    if not wanted:
        return []
    match = " ".join(f'"{word}"*' for word in wanted)
    columns = ", ".join(f"c.{name.strip()}" for name in COLUMNS.split(","))
    # By rowid, never by rank: ranking one letter would read every case.
    sql = (
        f"SELECT {columns} FROM case_search s JOIN cases c ON c.pk = s.rowid"  # noqa: S608 - words of ours
        " WHERE s.case_search MATCH ? AND s.rowid < ? ORDER BY s.rowid DESC LIMIT ?"
    )
    before = after.pk if after is not None else (1 << 63) - 1
    with store.raw() as connection:
        return [case_row(row) for row in connection.execute(sql, (match, before, limit))]
