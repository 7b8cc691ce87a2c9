# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attached files in words: how big, how many pages, on which pages something is marked."""

from __future__ import annotations

from collections.abc import Sequence

from . import N_, Words

KILO, MEGA = N_("{size} kB"), N_("{size} MB")


def size_text(size: int, words: Words) -> str:
    """A size in bytes, as people read it: 340 kB, 1.2 MB."""
    from babel.numbers import format_decimal

    if size < 1_000_000:
        return words(KILO, size=format_decimal(max(1, round(size / 1000)), locale=words.locale))
    return words(MEGA, size=format_decimal(round(size / 1_000_000, 1), locale=words.locale))


def pages_text(count: int, words: Words) -> str:
    """How many pages: 1 page, 3 pages."""
    return words.many("{count} page", "{count} pages", count)


def files_text(count: int, words: Words) -> str:
    """How many files: 1 file, 3 files."""
    return words.many("{count} file", "{count} files", count)


def marked_text(pages: Sequence[int], words: Words) -> str:
    """Where something is marked: marked on page 2, marked on pages 2 and 5; empty for nowhere."""
    if not pages:
        return ""
    listed = words.listing(str(one) for one in sorted(set(pages)))
    return words.many("marked on page {pages}", "marked on pages {pages}", len(set(pages)), pages=listed)
