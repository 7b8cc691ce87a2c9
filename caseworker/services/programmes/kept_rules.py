# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept rules: the rulebooks that determinations froze, read once for many looks at the same decisions."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from .replay import BEFORE_RULEBOOKS, CannotReplay, kept_rulebook

if TYPE_CHECKING:
    from caseworker.exchange.rulebook import Rulebook
    from caseworker.store.opened.transaction import Transaction
    from caseworker.store.records.determinations import DeterminationRow

    from .library import Library

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST_BOOKS, MOST_SIDES = 12, 64


class Kept(dict[K, V]):
    """A cache of at most `most` values; the first that came goes first. Reading twice does no harm."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """The value under the key, made where it is not there; what `make` raises is not kept."""
        found = self.get(key)
        if found is None:
            found = make()
            if len(self) >= self._most:
                self.pop(next(iter(self)), None)
            self[key] = found
        return found


class KeptSides:
    """What was read of rules and of frozen decisions, neither of which ever changes, for the next look."""

    def __init__(self) -> None:
        self.books: Kept[str, Rulebook] = Kept(MOST_BOOKS)
        self.sides: Kept[str, Any] = Kept(MOST_SIDES)


def rulebook_of(
    tx: Transaction, row: DeterminationRow, library: Library, books: Kept[str, Rulebook]
) -> Rulebook:
    """The rules that decided. Raises CannotReplay.

    A determination of before rulebooks is read under today's programme, where that is still the very same.
    """
    from caseworker.exchange.rulebook import Rulebook

    name = str(row.frozen.get("rulebook", ""))
    if name:
        return books.get_or_make(name, lambda: kept_rulebook(tx, name))
    programme = library.programmes.get(str(row.frozen.get("programme")))
    if programme is None or programme.digest != row.frozen.get("programme_sha256"):
        raise CannotReplay(BEFORE_RULEBOOKS)
    return Rulebook(programme, tuple(library.programmes.values()), library.reference)
