# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library: reference tables and programmes, read once, and what is made of them for all cases."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from caseworker.paths import resource

from .office import OfficeProgrammes
from .shipped import Programmes, RefusedProgramme

if TYPE_CHECKING:
    from datetime import date

    from caseworker.domain.case.case import Case
    from caseworker.domain.rules.assess import Assessment
    from caseworker.domain.rules.programme import Programme
    from caseworker.domain.rules.reference import Reference
    from caseworker.domain.rules.rules import Rules
    from caseworker.exchange.programme.text import ProgrammeText

    from .kept_rules import KeptSides


class Tables:
    """The reference tables: their files, and what stands in them, read when first asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def texts(self) -> dict[str, bytes]:
        """The files by name."""
        from caseworker.exchange.reference_files import reference_texts

        return reference_texts(self._root)

    @cached_property
    def reference(self) -> Reference:
        """The reference tables."""
        from caseworker.exchange.reference_files import read_reference_texts

        return read_reference_texts(self.texts)


class Library:
    """Everything that assessing needs besides the case."""

    def __init__(self, tables: Tables, programmes: Programmes | OfficeProgrammes) -> None:
        self._tables = tables
        self.programmes = programmes
        self._turns: dict[str, tuple[Programme, tuple[date, ...]]] = {}
        self._rules: dict[tuple[str, int], Rules] = {}

    @property
    def reference(self) -> Reference:
        """The reference tables."""
        return self._tables.reference

    @property
    def refused(self) -> tuple[RefusedProgramme, ...]:
        """The programme files that were not taken."""
        return self.programmes.refused()

    def rules(self, programme_id: str, on: date) -> Rules:
        """The rules of a programme on a day, compiled once for all the days on which they are the same.

        Raises KeyError, NoValueInForce.
        """
        from caseworker.domain.rules.rules import rules_on

        programme = self.programmes[programme_id]
        turns = self._turns.get(programme_id)
        if turns is None or turns[0] is not programme:
            turns = self._turns[programme_id] = (programme, programme.boundaries())
        stretch = (programme_id, bisect_right(turns[1], on))
        kept = self._rules.get(stretch)
        if kept is None or kept.programme is not programme:
            kept = self._rules[stretch] = rules_on(programme, on)
        return kept

    def assess(self, case: Case, programme_id: str, on: date) -> Assessment:
        """The assessment of the case. Raises KeyError, NoValueInForce."""
        from caseworker.domain.rules.assess import assess

        rules = self.rules(programme_id, on)
        # A view: the other programmes are read where somebody is to be referred to one.
        return assess(case, rules, on, self.reference, self.programmes.values())

    @cached_property
    def basis(self) -> str:
        """On what facts are computed besides the case: our own code of them, and the reference tables.

        Values of facts that were kept on another basis count for nothing.
        """
        from caseworker.domain.rules.facts import EDITION

        digest = sha256(str(EDITION).encode())
        for name, text in sorted(self._tables.texts.items()):
            digest.update(f"\x00{name}\x00".encode() + sha256(text).digest())
        return digest.hexdigest()

    @cached_property
    def kept(self) -> KeptSides:
        """What was read of the rules and facts frozen with decisions."""
        from .kept_rules import KeptSides

        return KeptSides()

    def rulebook(self, programme_id: str) -> bytes:
        """Every text that decides under a programme, as kept with determinations. Raises KeyError."""
        from caseworker.exchange.rulebook import rulebook_bytes

        texts = {one.id: self.programmes.text_of(one.id) for one in self.programmes.in_order()}
        return rulebook_bytes(programme_id, texts, self._tables.texts)

    def at_office(self, installed: Callable[[], list[tuple[str, str, bytes]]]) -> Library:
        """This library with the programme files that an office installed, read at the first use.

        `installed` gives (programme id, file name, content) of those in force.
        """
        shipped = self.programmes
        if isinstance(shipped, OfficeProgrammes):
            shipped = shipped.shipped
        return Library(self._tables, OfficeProgrammes(shipped, installed, lambda: self.reference))

    def on_trial(self, programme_id: str, text: ProgrammeText | None) -> Library:
        """This library with another file of one programme, or with the shipped one (None). Nothing changes.

        Raises FaultyProgramme.
        """
        assert isinstance(self.programmes, OfficeProgrammes)  # noqa: S101 - a desk has no other
        return Library(self._tables, self.programmes.on_trial(programme_id, text))


def load_library(folder: Path | None = None) -> Library:
    """The library in the program's resources, or in `folder`."""
    root = folder or resource()
    tables = Tables(root)
    return Library(tables, Programmes(root, lambda: tables.reference))
