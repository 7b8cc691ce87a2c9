# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library: reference tables and programmes, read once; a broken programme file is refused whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from caseworker.domain.assess import Assessment, Rules, assess, rules_on
from caseworker.domain.case import Case
from caseworker.domain.programme import Programme
from caseworker.domain.reference import Reference
from caseworker.exchange.programme_file import FaultyProgramme, ProgrammeFault, read_programme
from caseworker.exchange.reference_files import read_reference
from caseworker.paths import resource


@dataclass(frozen=True, slots=True)
class RefusedProgramme:
    """A programme file that was not taken, and why."""

    file: str
    faults: tuple[ProgrammeFault, ...]


@dataclass(slots=True, eq=False)
class Library:
    """Everything that assessing needs besides the case."""

    reference: Reference
    programmes: Mapping[str, Programme]
    refused: tuple[RefusedProgramme, ...] = ()
    _rules: dict[tuple[str, date], Rules] = field(default_factory=dict)

    def rules(self, programme_id: str, on: date) -> Rules:
        """The rules of a programme on a day, compiled once. Raises KeyError, NoValueInForce."""
        key = (programme_id, on)
        if key not in self._rules:
            self._rules[key] = rules_on(self.programmes[programme_id], on)
        return self._rules[key]

    def assess(self, case: Case, programme_id: str, on: date) -> Assessment:
        """The assessment of the case. Raises KeyError, NoValueInForce."""
        others = tuple(self.programmes.values())
        return assess(case, self.rules(programme_id, on), on, self.reference, others)


def load_library(folder: Path | None = None) -> Library:
    """The library in the program's resources, or in `folder`."""
    root = folder or resource()
    reference = read_reference(root)
    shared = shared_criteria(root)
    programmes: dict[str, Programme] = {}
    refused = []
    for path in sorted((root / "programmes").glob("*.toml")):
        try:
            programme = read_programme(path.read_bytes(), shared, reference)
        except FaultyProgramme as error:
            refused.append(RefusedProgramme(path.name, error.faults))
        else:
            programmes[programme.id] = programme
    return Library(reference, programmes, tuple(refused))


def shared_criteria(root: Path) -> dict[str, bytes]:
    """The files of shared criteria by name."""
    return {path.stem: path.read_bytes() for path in sorted((root / "programmes" / "shared").glob("*.toml"))}
