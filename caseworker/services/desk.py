# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: an open store, the library, who works at it, and the clock. Every service takes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .library import Library

if TYPE_CHECKING:
    from datetime import date

    from caseworker.store.store import Store


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff: id, name, role and the language of their window."""

    id: str
    name: str
    role: str
    language: str = "en"

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split() if part).upper()


@dataclass(slots=True, eq=False)
class Desk:
    """`clock` gives the present instant with a zone; `site` is the code in case numbers, such as TIJ.

    The library becomes that of this office: with the programme files that it installed.
    """

    store: Store
    library: Library
    worker: Worker
    clock: Callable[[], datetime]

    def __post_init__(self) -> None:
        from caseworker.store.programmes_in_force import programmes_in_force

        store = self.store
        self.library = self.library.at_office(lambda: programmes_in_force(store))

    @property
    def site(self) -> str:
        return self.store.site

    def at(self) -> str:
        """The present instant, UTC, ISO text."""
        return self.clock().astimezone(UTC).isoformat(timespec="milliseconds")

    def today(self) -> date:
        """Today where the computer is."""
        return self.clock().date()
