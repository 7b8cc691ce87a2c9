# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library: reference tables and programmes, read once; a broken programme file is refused whole.

The files are taken into memory at once and read and checked when first asked for, each once: the case
list needs only the names of programmes, and the first picture does not wait for the rules.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from caseworker.paths import resource

if TYPE_CHECKING:
    from datetime import date

    from caseworker.domain.case.case import Case
    from caseworker.domain.rules.assess import Assessment
    from caseworker.domain.rules.programme import Programme, Words
    from caseworker.domain.rules.reference import Reference
    from caseworker.domain.rules.rules import Rules
    from caseworker.exchange.programme.faults import ProgrammeFault
    from caseworker.exchange.programme.text import ProgrammeText

    from .kept_rules import KeptSides
    from .office import OfficeProgrammes


@dataclass(frozen=True, slots=True)
class RefusedProgramme:
    """A programme file that was not taken, and why; `installed` is the programme of an office's own file."""

    file: str
    faults: tuple[ProgrammeFault, ...]
    installed: str = ""


class Programmes(Mapping[str, "Programme"]):
    """Programmes by id, each read and checked when it is first asked for; those refused are not in it."""

    def __init__(self, root: Path, reference: Callable[[], Reference]) -> None:
        self._reference = reference
        self._shared = shared_criteria(root)
        paths = sorted((root / "programmes").glob("*.toml"))
        self._texts = {path.name: path.read_bytes() for path in paths}
        self._waiting = dict(self._texts)
        self._heads = heads_of(self._waiting)
        self._taken: dict[str, tuple[str, Programme]] = {}
        self._kept: dict[str, ProgrammeText] = {}
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

    def text_of(self, programme_id: str) -> ProgrammeText:
        """The file of a programme that was taken, with the shared files it names. Raises KeyError."""
        from caseworker.exchange.programme.text import programme_text

        if programme_id not in self._kept:
            self[programme_id]
            text = self._texts[self._taken[programme_id][0]]
            self._kept[programme_id] = programme_text(text, self._shared)
        return self._kept[programme_id]

    def shared_texts(self) -> Mapping[str, bytes]:
        """The files of shared criteria by name."""
        return self._shared

    def _read(self, names: list[str]) -> None:
        with self._reading:
            for name in names:
                if name in self._waiting:
                    self._take(name, self._waiting[name])
                    del self._waiting[name]

    def _take(self, name: str, text: bytes) -> None:
        from caseworker.exchange.programme.file import FaultyProgramme, read_programme

        try:
            programme = read_programme(text, self._shared, self._reference())
        except FaultyProgramme as error:
            self._refused[name] = RefusedProgramme(name, error.faults)
        else:
            # Of two files with one id the later counts, in whatever order they are asked for.
            if programme.id not in self._taken or self._taken[programme.id][0] < name:
                self._taken[programme.id] = (name, programme)


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
        from .office import OfficeProgrammes

        shipped = self.programmes
        if isinstance(shipped, OfficeProgrammes):
            shipped = shipped.shipped
        return Library(self._tables, OfficeProgrammes(shipped, installed, lambda: self.reference))

    def on_trial(self, programme_id: str, text: ProgrammeText | None) -> Library:
        """This library with another file of one programme, or with the shipped one (None). Nothing changes.

        Raises FaultyProgramme.
        """
        from .office import OfficeProgrammes

        assert isinstance(self.programmes, OfficeProgrammes)  # noqa: S101 - a desk has no other
        return Library(self._tables, self.programmes.on_trial(programme_id, text))


def load_library(folder: Path | None = None) -> Library:
    """The library in the program's resources, or in `folder`."""
    root = folder or resource()
    tables = Tables(root)
    return Library(tables, Programmes(root, lambda: tables.reference))


def shared_criteria(root: Path) -> dict[str, bytes]:
    """The files of shared criteria by name."""
    return {path.stem: path.read_bytes() for path in sorted((root / "programmes" / "shared").glob("*.toml"))}


def heads_of(files: Mapping[str, bytes]) -> dict[str, tuple[str, Words]]:
    """Programme id -> (file name, name by language), from what stands before the first table of each file."""
    from caseworker.exchange.toml_text import UnreadableToml, read_toml

    found: dict[str, tuple[str, Words]] = {}
    for file, text in files.items():
        try:
            head = read_toml(text.partition(b"\n[")[0])
            words = {str(language): str(said) for language, said in head["name"].items()}
            found[str(head["id"])] = (file, words)
        except (UnreadableToml, KeyError, AttributeError):
            continue
    return found
