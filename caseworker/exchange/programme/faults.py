# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong in a programme file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caseworker.words import N_, Words

from ..toml_text import LARGEST, UnreadableToml

DAY_WRITTEN = N_("write it as 2022-10-12, without quotes")
TEST_WRITTEN = N_('write {{ fact = "...", is = ... }}')


class Said(str):
    """A sentence in English that knows what it was filled from, to be said in another language."""

    text: str
    values: Mapping[str, Any]

    def in_words(self, words: Words) -> str:
        """The sentence in a language, and what stands in it too where that is a `Said`."""
        values = {
            name: value.in_words(words) if isinstance(value, Said) else value
            for name, value in self.values.items()
        }
        return words(self.text).format(**values)


def said(text: str, **values: Any) -> Said:
    """The sentence with its `{names}` filled. Braces of its own are doubled."""
    found = Said(text.format(**values))
    found.text, found.values = text, values
    return found


_BEYOND = {
    "too_large": N_("is larger than {limit} MB"),
    "not_utf8": N_("is not UTF-8 text"),
    "too_deep": N_("is nested far too deeply at line {line}, column {column}"),
    "too_many": N_("has far more keys than any programme file, from line {line}, column {column}"),
    "too_long": N_("has a number or a key that is far too long at line {line}, column {column}"),
}


def not_toml(error: UnreadableToml) -> Said:
    """Why a file is not TOML, and where; the library's own reason is in English only, and left out."""
    if error.code in _BEYOND:
        limit = LARGEST // 1_000_000
        return said(_BEYOND[error.code], line=error.line, column=error.column, limit=limit)
    if error.line:
        return said(N_("is not TOML at line {line}, column {column}"), line=error.line, column=error.column)
    return said(N_("is not TOML"))


@dataclass(frozen=True, slots=True)
class ProgrammeFault:
    """One thing wrong in a programme file: where (`criterion passport: when`), what, what to do.

    `line` is 0 where it is not known, `file` the shared file that the line is of, else empty.
    """

    place: str
    fault: Said
    remedy: Said
    line: int = 0
    file: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}; {self.remedy}"

    def in_words(self, words: Words) -> str:
        """The fault in one line, in a language; places are named as in the file."""
        where = words(N_("line {line}"), line=self.line) if self.line else ""
        if self.file:
            where = f"{self.file}, {where}"
        place = f"{self.place} ({where})" if where else self.place
        return f"{place}: {self.fault.in_words(words)}; {self.remedy.in_words(words)}"


class FaultyProgramme(ValueError):
    """A programme file that is refused whole."""

    def __init__(self, faults: Sequence[ProgrammeFault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)
