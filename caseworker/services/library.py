# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library: reference tables and programmes, read once; a broken programme file is refused whole.

The files are taken into memory at once and read and checked when first asked for, each once: the case
list needs only the names of programmes, and the first picture does not wait for the rules.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from caseworker.paths import resource

if TYPE_CHECKING:
    from datetime import date

    from caseworker.domain.assess import Assessment, Rules
    from caseworker.domain.case import Case
    from caseworker.domain.programme import Programme, Words
    from caseworker.domain.reference import Reference
    from caseworker.exchange.programme_faults import ProgrammeFault


@dataclass(frozen=True, slots=True)
class RefusedProgramme:
    """A programme file that was not taken, and why."""

    file: str
    faults: tuple[ProgrammeFault, ...]


class Programmes(Mapping[str, "Programme"]):
    """Programmes by id, each read and checked when it is first asked for; those refused are not in it."""

    def __init__(self, root: Path, reference: Callable[[], Reference]) -> None:
        self._reference = reference
        self._shared = shared_criteria(root)
        paths = sorted((root / "programmes").glob("*.toml"))
        self._waiting = {path.name: path.read_bytes() for path in paths}
        self._heads = _heads(self._waiting)
        self._taken: dict[str, tuple[str, Programme]] = {}
        self._refused: dict[str, RefusedProgramme] = {}
        self._all: tuple[Programme, ...] | None = None
        self._reading = threading.RLock()

    def __getitem__(self, programme_id: str) -> Programme:
        taken = self._taken.get(programme_id)
        if taken is None:
            head = self._heads.get(programme_id)
            # A file without a readable head is read too: it may be the one.
            self._read([head[0]] if head else list(self._waiting))
            taken = self._taken[programme_id]
        return taken[1]

    def __iter__(self) -> Iterator[str]:
        return iter([one.id for one in self.in_order()])

    def __len__(self) -> int:
        return len(self.in_order())

    def in_order(self) -> tuple[Programme, ...]:
        """All programmes, in the order of their files; this reads them all."""
        if self._all is None:
            self._read(list(self._waiting))
            self._all = tuple(one for _, one in sorted(self._taken.values(), key=lambda one: one[0]))
        return self._all

    def refused(self) -> tuple[RefusedProgramme, ...]:
        """The files that were not taken, in order; this reads them all."""
        self._read(list(self._waiting))
        return tuple(self._refused[name] for name in sorted(self._refused))

    def words(self, programme_id: str) -> Words:
        """The name of a programme, by language, without reading more than the head of its file."""
        head = self._heads.get(programme_id)
        return head[1] if head else {}

    def _read(self, names: list[str]) -> None:
        with self._reading:
            for name in names:
                if name in self._waiting:
                    self._take(name, self._waiting[name])
                    del self._waiting[name]

    def _take(self, name: str, text: bytes) -> None:
        from caseworker.exchange.programme_file import FaultyProgramme, read_programme

        try:
            programme = read_programme(text, self._shared, self._reference())
        except FaultyProgramme as error:
            self._refused[name] = RefusedProgramme(name, error.faults)
        else:
            # Of two files with one id the later counts, in whatever order they are asked for.
            if programme.id not in self._taken or self._taken[programme.id][0] < name:
                self._taken[programme.id] = (name, programme)


class Library:
    """Everything that assessing needs besides the case."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.programmes = Programmes(root, lambda: self.reference)
        self._rules: dict[tuple[str, date], Rules] = {}

    @cached_property
    def reference(self) -> Reference:
        """The reference tables."""
        from caseworker.exchange.reference_files import read_reference

        return read_reference(self._root)

    @property
    def refused(self) -> tuple[RefusedProgramme, ...]:
        """The programme files that were not taken."""
        return self.programmes.refused()

    def rules(self, programme_id: str, on: date) -> Rules:
        """The rules of a programme on a day, compiled once. Raises KeyError, NoValueInForce."""
        from caseworker.domain.assess import rules_on

        key = (programme_id, on)
        if key not in self._rules:
            self._rules[key] = rules_on(self.programmes[programme_id], on)
        return self._rules[key]

    def assess(self, case: Case, programme_id: str, on: date) -> Assessment:
        """The assessment of the case. Raises KeyError, NoValueInForce."""
        from caseworker.domain.assess import assess

        rules = self.rules(programme_id, on)
        return assess(case, rules, on, self.reference, self.programmes.in_order())


def load_library(folder: Path | None = None) -> Library:
    """The library in the program's resources, or in `folder`."""
    return Library(folder or resource())


def shared_criteria(root: Path) -> dict[str, bytes]:
    """The files of shared criteria by name."""
    return {path.stem: path.read_bytes() for path in sorted((root / "programmes" / "shared").glob("*.toml"))}


def _heads(files: Mapping[str, bytes]) -> dict[str, tuple[str, Words]]:
    """Programme id -> (file name, name by language), from what stands before the first table of each file."""
    import tomllib

    found: dict[str, tuple[str, Words]] = {}
    for file, text in files.items():
        try:
            head = tomllib.loads(text.partition(b"\n[")[0].decode("utf-8"))
            words = {str(language): str(said) for language, said in head["name"].items()}
            found[str(head["id"])] = (file, words)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, AttributeError):
            continue
    return found
