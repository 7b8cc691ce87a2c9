# SPDX-License-Identifier: AGPL-3.0-or-later
"""Faults of programme and situation files, with the file and line of each: from the place they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..toml_lines import Path, key_lines
from .faults import ProgrammeFault

_NAMES = ("id", "like", "name", "from", "title")
_NUMBERED = re.compile(r"(\w+) (\d+)")


@dataclass(slots=True)
class Place:
    """A TOML file to look in: its name (empty for the one asked about), its tables, its text."""

    name: str
    table: Mapping[str, Any]
    text: str
    _lines: dict[Path, int] | None = field(default=None)

    @property
    def lines(self) -> dict[Path, int]:
        """The line of each key, found when first asked for."""
        if self._lines is None:
            self._lines = key_lines(self.text)
        return self._lines


def located(
    faults: Iterable[ProgrammeFault], own: Place, shared: Iterable[Place] = ()
) -> list[ProgrammeFault]:
    """The faults with their lines; one in a shared criterion names the shared file."""
    return [_located(one, own, list(shared)) for one in faults]


def _located(fault: ProgrammeFault, own: Place, shared: list[Place]) -> ProgrammeFault:
    parts = fault.place.split(": ")
    told = [value for value in fault.fault.values.values() if isinstance(value, str | int | float)]
    for path in _starts(parts, own.table):
        exact, line = _line(path, parts[1:], told, own)
        if exact or not shared:
            return replace(fault, line=line)
        row = _at(own.table, path)
        like = row.get("like") if isinstance(row, Mapping) else None
        for place in shared if like else ():
            for start in _starts([f"criterion {like}"], place.table):
                found, there = _line(start, parts[1:], told, place)
                if found:
                    return replace(fault, line=there, file=place.name)
        return replace(fault, line=line)
    return fault


def _starts(parts: list[str], table: Mapping[str, Any]) -> Iterator[Path]:
    """The paths that the first part of a place may mean, the likeliest first."""
    head = parts[0]
    kind, _, name = head.partition(" ")
    rows = table.get(kind)
    if name and isinstance(rows, list):
        for at, row in enumerate(rows):
            if not isinstance(row, Mapping):
                continue
            named = [str(row[key]) for key in _NAMES if key in row]
            if name in named[:2] or name == str(at + 1):
                yield (kind, at)
    elif isinstance(rows, list) and rows:
        yield (kind, 0)
    elif head.partition(".")[0] in table:
        yield (head.partition(".")[0],)
    else:
        yield ()


def _line(path: Path, parts: list[str], told: list[Any], place: Place) -> tuple[bool, int]:
    """The line of what the place means below `path`, and whether it was found exactly."""
    exact = True
    for part in parts:
        numbered = _NUMBERED.fullmatch(part)
        step: Path = (numbered[1], int(numbered[2]) - 1) if numbered else (part.partition(".")[0],)
        if (*path, *step) in place.lines:
            path = (*path, *step)
            continue
        # An operator or parameter stands somewhere in the tree of a test.
        inner = [one for one in place.lines if one[: len(path)] == path and one[-1:] == step]
        if inner:
            path = min(inner, key=lambda one: place.lines[one])
        else:
            exact = False
            break
    below = _at(place.table, path)
    for value in told:
        for inside in ((*path, value), *(_holding(below, path, value))):
            if inside in place.lines:
                return True, place.lines[inside]
    return exact, place.lines.get(path, 1)


def _holding(found: Any, path: Path, value: Any) -> Iterator[Path]:
    """The paths below `path` at which the value stands."""
    if isinstance(found, Mapping):
        for key, one in found.items():
            yield from _holding(one, (*path, key), value)
    elif isinstance(found, list):
        for at, one in enumerate(found):
            yield from _holding(one, (*path, at), value)
    elif type(found) is type(value) and found == value:
        yield path


def _at(table: Any, path: Path) -> Any:
    for step in path:
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            return None
    return table
