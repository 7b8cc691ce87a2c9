# SPDX-License-Identifier: AGPL-3.0-or-later
"""The programmes that came with the program, each read and checked when it is first asked for.

The files are taken into memory at once: the case list needs only the names of programmes, and the first
picture does not wait for the rules. A broken file is refused whole.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseworker.domain.rules.programme import Programme, Words
    from caseworker.domain.rules.reference import Reference
    from caseworker.exchange.programme.faults import ProgrammeFault
    from caseworker.exchange.programme.text import ProgrammeText


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
