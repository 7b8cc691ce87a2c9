# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept rules: the rulebooks that determinations froze, and what was decided run again under them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from caseworker.domain.case.document import FaultyDocument, read_case
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.exchange.programme.faults import FaultyProgramme, ProgrammeFault

if TYPE_CHECKING:
    from caseworker.domain.rules.assess import Assessment
    from caseworker.exchange.rulebook import Rulebook
    from caseworker.store.opened.transaction import Transaction
    from caseworker.store.records.determinations import DeterminationRow

    from .library import Library

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST_BOOKS, MOST_SIDES = 12, 64
# What cannot be run again, though nothing is wrong: it was taken before rulebooks were kept.
BEFORE_RULEBOOKS = "no_rulebook"


class CannotReplay(Exception):
    """Why a determination cannot be run again: a code, and the first fault in the rules if it is theirs."""

    def __init__(self, why: str, fault: ProgrammeFault | None = None) -> None:
        super().__init__(why)
        self.why, self.fault = why, fault


def kept_rulebook(tx: Transaction, name: str) -> Rulebook:
    """The rulebook kept under this SHA-256. Raises CannotReplay."""
    from caseworker.domain.errors import NotFound
    from caseworker.exchange.programme.text import TextsDamaged, unpacked
    from caseworker.exchange.rulebook import read_rulebook, rulebook_sha256
    from caseworker.store.records.rulebooks import rulebook_content

    if not name:
        raise CannotReplay(BEFORE_RULEBOOKS)
    try:
        data = unpacked(rulebook_content(tx, name))
        if rulebook_sha256(data) != name:
            raise CannotReplay("rulebook_damaged")
        return read_rulebook(data)
    except NotFound:
        raise CannotReplay("rulebook_missing") from None
    except TextsDamaged:
        raise CannotReplay("rulebook_damaged") from None
    except FaultyProgramme as error:
        raise CannotReplay("rules_unreadable", error.faults[0]) from None


def replayed_assessment(frozen: dict[str, Any], book: Rulebook) -> Assessment:
    """The assessment of a frozen document under its rulebook on its frozen day. Raises CannotReplay."""
    from caseworker.domain.rules.assess import assess
    from caseworker.domain.rules.rules import rules_on

    try:
        case = read_case(frozen["document"], book.reference.vocabulary())
        on = date.fromisoformat(frozen["assessment"]["on"])
        return assess(case, rules_on(book.programme, on), on, book.reference, book.programmes)
    except FaultyDocument:
        raise CannotReplay("document_unreadable") from None
    except NoValueInForce:
        raise CannotReplay("no_rules") from None
    except (KeyError, TypeError, ValueError):
        raise CannotReplay("document_unreadable") from None


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
