# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding a case by its number or a letter's: whole, by its beginning or by its last digits, by index alone.

A number is `TIJ-2026-K7-000042`, an older one `TIJ-2026-000042`, a letter's has `L-` before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .folding import words

BY_CASE_COUNT = "SELECT pk, number FROM cases WHERE counted = ?"
BY_LETTER_COUNT = "SELECT c.pk, l.number FROM letters l JOIN cases c ON c.id = l.case_id WHERE l.counted = ?"
BY_CASE_BEGINNING = "SELECT pk FROM cases WHERE number >= ? AND number < ? ORDER BY number DESC"
BY_LETTER_BEGINNING = (
    "SELECT c.pk FROM letters l JOIN cases c ON c.id = l.case_id"
    " WHERE l.number >= ? AND l.number < ? ORDER BY l.number DESC"
)
KNOWN_BEGINNING = "SELECT 1 FROM cases WHERE number >= ? AND number < ? LIMIT 1"
KNOWN_MARK = "SELECT 1 FROM meta WHERE (key = 'numbers_mark' OR key LIKE 'numbers_mark:%') AND value = ?"
NEXT_CASE = "SELECT number FROM cases WHERE number >= ? AND number < ? ORDER BY number LIMIT 1"
NEXT_LETTER = "SELECT number FROM letters WHERE number >= ? AND number < ? ORDER BY number LIMIT 1"
MOST_DIGITS = 18
# After every character that stands in a number.
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Sought:
    """The parts of a number as typed; empty where left out. `count` are the digits typed last."""

    letter: bool
    site: str
    year: str
    mark: str
    count: str


def sought(text: str) -> Sought | None:
    """The number that a text may be a part of: `TIJ-2026-K7-42`, `tij 2026`, `k7 42`, `42`; else None."""
    left = [word.upper() for word in words(text)]
    if not left or not all(word.isascii() and word.isalnum() for word in left):
        return None
    letter = left[0] == "L" and len(left) > 1
    left = left[letter:]
    site = left.pop(0) if _is_site(left[0]) and (len(left) > 1) and not _is_mark_of(left) else ""
    year = left.pop(0) if left and _is_year(left[0]) and (site or len(left) > 1) else ""
    mark = left.pop(0) if left and _is_mark(left[0], whole=len(left) > 1) and (year or len(left) > 1) else ""
    count = left.pop(0) if left and left[0].isdigit() and len(left[0]) <= MOST_DIGITS else ""
    if left or not (count or (site and year)):
        return None
    return Sought(letter, site, year, mark, count)


def in_use(connection: Any, asked: Sought) -> bool:
    """Whether numbers of such a site or mark are here, so that no name need be looked for."""
    if asked.letter:
        return True
    if asked.site:
        return (
            connection.execute(KNOWN_BEGINNING, (f"{asked.site}-", f"{asked.site}-{_LAST}")).fetchone()
            is not None
        )
    return bool(asked.mark) and connection.execute(KNOWN_MARK, (asked.mark,)).fetchone() is not None


def cases_counted(connection: Any, asked: Sought) -> list[int]:
    """Row numbers of the cases that have the count typed and agree with the rest, the newest first."""
    if not asked.count:
        return []
    sql = BY_LETTER_COUNT if asked.letter else BY_CASE_COUNT
    rows = connection.execute(sql, (int(asked.count),))
    return sorted({pk for pk, number in rows if _agrees(number, asked)}, reverse=True)


def cases_beginning(connection: Any, asked: Sought) -> Iterator[int]:
    """Row numbers of the cases whose number begins as typed, the highest first."""
    sql = BY_LETTER_BEGINNING if asked.letter else BY_CASE_BEGINNING
    for beginning in _beginnings(connection, asked):
        for (pk,) in connection.execute(sql, (beginning, beginning + _LAST)):
            yield int(pk)


def _beginnings(connection: Any, asked: Sought) -> list[str]:
    """The texts with which numbers as typed begin: with each mark that is here, where none was typed."""
    if not asked.site or (asked.mark and not asked.year):
        return []
    head = "-".join(["L"] * asked.letter + [one for one in (asked.site, asked.year) if one])
    if asked.mark or not asked.count:
        return ["-".join(one for one in (head, asked.mark, asked.count) if one)]
    marks = _marks(connection, f"{head}-", letter=asked.letter) if asked.year else []
    return [f"{head}-{asked.count}", *(f"{head}-{mark}-{asked.count}" for mark in marks)]


def _marks(connection: Any, head: str, *, letter: bool) -> list[str]:
    """The marks after a head such as `TIJ-2026-`, each by one look into the index."""
    found: list[str] = []
    # The digits of an older number come before every mark.
    at = f"{head}A"
    while row := connection.execute(NEXT_LETTER if letter else NEXT_CASE, (at, head + _LAST)).fetchone():
        mark = row[0][len(head) :].partition("-")[0]
        found.append(mark)
        at = f"{head}{mark}-{_LAST}"
    return found


def _agrees(number: str, asked: Sought) -> bool:
    parts = number.split("-")[asked.letter :]
    site, year = (parts[0], parts[1]) if len(parts) >= 3 else ("", "")
    mark = parts[2] if len(parts) >= 4 else ""
    return all(
        not typed or typed == there
        for typed, there in ((asked.site, site), (asked.year, year), (asked.mark, mark))
    )


def _is_site(word: str) -> bool:
    return 2 <= len(word) <= 8 and word[0].isalpha()


def _is_year(word: str) -> bool:
    return len(word) == 4 and word[:2] in ("19", "20") and word.isdigit()


def _is_mark(word: str, *, whole: bool) -> bool:
    return (len(word) == 2 or (len(word) == 1 and not whole)) and word[0].isalpha()


def _is_mark_of(left: list[str]) -> bool:
    """Whether the words are a mark and a count, without site and year."""
    return len(left) == 2 and _is_mark(left[0], whole=True) and left[1].isdigit() and not _is_year(left[1])
