# SPDX-License-Identifier: AGPL-3.0-or-later
"""The programmes of one office: the shipped ones, and over them the files that the office installed.

An installed file that cannot be read any more is refused with its reason, and the shipped one serves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .shipped import Programmes, RefusedProgramme, heads_of

if TYPE_CHECKING:
    from caseworker.domain.rules.programme import Programme, Words
    from caseworker.domain.rules.reference import Reference
    from caseworker.exchange.programme.text import ProgrammeText

Installed = Callable[[], list[tuple[str, str, bytes]]]


@dataclass(frozen=True, slots=True)
class _Own:
    """What the office's own files came to."""

    taken: dict[str, tuple[Programme, ProgrammeText]] = field(default_factory=dict)
    refused: tuple[RefusedProgramme, ...] = ()
    names: dict[str, Words] = field(default_factory=dict)


class OfficeProgrammes(Mapping[str, "Programme"]):
    """Programmes by id; `reload` after a file was installed or taken out."""

    def __init__(self, shipped: Programmes, installed: Installed, reference: Callable[[], Reference]) -> None:
        self.shipped = shipped
        self._installed = installed
        self._reference = reference
        self._own: _Own | None = None
        self._reading = threading.RLock()

    def __getitem__(self, programme_id: str) -> Programme:
        own = self._read().taken.get(programme_id)
        return own[0] if own else self.shipped[programme_id]

    def __iter__(self) -> Iterator[str]:
        return iter([one.id for one in self.in_order()])

    def __len__(self) -> int:
        return len(self.in_order())

    def in_order(self) -> tuple[Programme, ...]:
        """The shipped programmes in their order, each in the form in force here, then those of the office."""
        taken = self._read().taken
        if not taken:
            return self.shipped.in_order()
        own = {one: programme for one, (programme, _) in taken.items()}
        shipped = tuple(own.pop(one.id, one) for one in self.shipped.in_order())
        return shipped + tuple(own[one] for one in sorted(own))

    def refused(self) -> tuple[RefusedProgramme, ...]:
        """The files that were not taken: the office's own first."""
        return self._read().refused + self.shipped.refused()

    def words(self, programme_id: str) -> Words:
        """The name of a programme, by language; the office's own files do not make it wait."""
        own = self._own.names.get(programme_id) if self._own else None
        return own or self.shipped.words(programme_id)

    def text_of(self, programme_id: str) -> ProgrammeText:
        """The file in force of a programme, with the shared files it names. Raises KeyError."""
        own = self._read().taken.get(programme_id)
        return own[1] if own else self.shipped.text_of(programme_id)

    def shared_texts(self) -> Mapping[str, bytes]:
        """The shipped files of shared criteria by name."""
        return self.shipped.shared_texts()

    def is_installed(self, programme_id: str) -> bool:
        """Whether the office's own file of this programme is the one in force."""
        return programme_id in self._read().taken

    def on_trial(self, programme_id: str, text: ProgrammeText | None) -> OfficeProgrammes:
        """The same programmes with another file of one of them, or with its shipped one. Raises
        FaultyProgramme."""
        own = self._read()
        taken = {one: kept for one, kept in own.taken.items() if one != programme_id}
        if text is not None:
            from caseworker.exchange.programme.file import read_programme

            taken[programme_id] = read_programme(text.text, text.shared, self._reference()), text
        trial = OfficeProgrammes(self.shipped, lambda: [], self._reference)
        trial._own = _Own(taken, own.refused, own.names)
        return trial

    def reload(self) -> None:
        """Reads the installed files again; until they are read, those before are in force."""
        with self._reading:
            self._own = self._taken()

    def _read(self) -> _Own:
        if self._own is None:
            with self._reading:
                if self._own is None:
                    self._own = self._taken()
        return self._own

    def _taken(self) -> _Own:
        found = self._installed()
        if not found:
            return _Own()
        from caseworker.exchange.programme.faults import ProgrammeFault, said
        from caseworker.exchange.programme.file import FaultyProgramme, read_programme
        from caseworker.exchange.programme.text import TextsDamaged, unpack_text
        from caseworker.words import N_

        own = _Own()
        refused: list[RefusedProgramme] = []
        for programme_id, file, content in found:
            try:
                text = unpack_text(content)
                programme = read_programme(text.text, text.shared, self._reference())
            except FaultyProgramme as error:
                refused.append(RefusedProgramme(file, error.faults, installed=programme_id))
            except TextsDamaged:
                fault = ProgrammeFault(
                    file, said(N_("the stored copy is damaged")), said(N_("install the file again"))
                )
                refused.append(RefusedProgramme(file, (fault,), installed=programme_id))
            else:
                own.taken[programme_id] = (programme, text)
                own.names.update({one: head[1] for one, head in heads_of({file: text.text}).items()})
        return _Own(own.taken, tuple(refused), own.names)
