# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong in a programme file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgrammeFault:
    """One thing wrong in a programme file: where (`criterion passport: when`), what, what to do."""

    place: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}; {self.remedy}"


class FaultyProgramme(ValueError):
    """A programme file that is refused whole."""

    def __init__(self, faults: Sequence[ProgrammeFault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)
