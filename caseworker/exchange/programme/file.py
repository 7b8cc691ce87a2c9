# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programme files: TOML in, a checked `Programme` out, or every fault with its place and remedy.

A criterion may say `like = "id"`: it then takes what it does not state itself from the criterion of
that id in `shared/`, so that one sentence of law is worded once. The digest covers both files.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from caseworker.domain.rules.programme import Programme
from caseworker.domain.rules.reference import Reference
from caseworker.words import N_

from ..toml_text import UnreadableToml, read_toml
from .check import run_faults
from .child_alone import child_faults
from .faults import FaultyProgramme, ProgrammeFault, not_toml, said
from .places import Place, located
from .reach import Reach, reach
from .reader import ProgrammeReader
from .shape import shape_faults

__all__ = [
    "FaultyProgramme",
    "ProgrammeFault",
    "check_programme",
    "read_new_programme",
    "read_programme",
    "with_lines",
]


def read_programme(text: bytes, shared: Mapping[str, bytes], reference: Reference) -> Programme:
    """The programme in a TOML file; `shared` are the files of shared criteria by name.

    Raises FaultyProgramme with every fault found.
    """
    reader = ProgrammeReader(reference)
    try:
        return _read(reader, text, shared)
    except FaultyProgramme as error:
        raise FaultyProgramme(with_lines(error.faults, text, shared)) from None


def read_new_programme(text: bytes, shared: Mapping[str, bytes], reference: Reference) -> Programme:
    """As `read_programme`, for a file that is not in force yet: under its rules no child alone gets a letter.

    Files that decided before this was asked are read all the same, for the case protects a child under them.
    """
    programme = read_programme(text, shared, reference)
    if faults := child_faults(programme):
        raise FaultyProgramme(with_lines(faults, text, shared))
    return programme


def check_programme(
    text: bytes, shared: Mapping[str, bytes], reference: Reference
) -> tuple[Programme, Reach]:
    """As `read_new_programme`, and that every criterion and answer can be reached, which takes longer.

    Raises FaultyProgramme with every fault found.
    """
    programme = read_new_programme(text, shared, reference)
    rows = _table(text)[0].get("criterion", ())
    narrowed = {one.get("id", one.get("like")) for one in rows if "like" in one and "applies" in one}
    found = reach(programme, narrowed - {one.get("id") for one in rows if "answer" in one})
    if found.faults:
        raise FaultyProgramme(with_lines(found.faults, text, shared))
    return programme, found


def _read(reader: ProgrammeReader, text: bytes, shared: Mapping[str, bytes]) -> Programme:
    table = _toml(reader, text, "file")
    pool: dict[str, dict[str, Any]] = {}
    used = table.get("shares", [])
    for name in used:
        if name not in shared:
            reader.fault(
                "shares",
                said(N_("there is no shared file {name!r}"), name=name),
                said(N_("use one of {known}"), known=sorted(shared)),
            )
            continue
        for one in _toml(reader, shared[name], name).get("criterion", []):
            pool[one.get("id", "")] = one
    digest = hashlib.sha256(text + b"".join(shared[name] for name in used if name in shared)).hexdigest()
    programme = reader.programme(table, pool, digest)
    # A test that could not be read stands as an empty one: its own fault says enough.
    faults = reader.faults or run_faults(programme, reader.reference)
    if faults:
        raise FaultyProgramme(faults)
    return programme


def with_lines(
    faults: Sequence[ProgrammeFault], text: bytes, shared: Mapping[str, bytes]
) -> list[ProgrammeFault]:
    """The faults of a programme file with the lines they stand in, in it or in a shared file."""
    try:
        own = Place("", _table(text)[0], text.decode("utf-8"))
        used = [name for name in own.table.get("shares", ()) if name in shared]
        pool = [Place(f"{name}.toml", _table(shared[name])[0], shared[name].decode("utf-8")) for name in used]
    except (ValueError, TypeError, RecursionError):
        # What is no TOML says its own line.
        return list(faults)
    return located(faults, own, pool)


@functools.lru_cache(maxsize=4)
def _table(text: bytes) -> tuple[dict[str, Any], tuple[ProgrammeFault, ...]]:
    # Kept, for all programmes read the same shared file. Nobody changes the table.
    table = read_toml(text)
    return table, tuple(shape_faults(table))


def _toml(reader: ProgrammeReader, text: bytes, name: str) -> dict[str, Any]:
    try:
        table, faults = _table(text)
    except UnreadableToml as error:
        reader.fault(name, not_toml(error), said(N_("mend the line")))
        raise FaultyProgramme(reader.faults) from None
    reader.faults += faults
    if reader.faults:
        raise FaultyProgramme(reader.faults)
    return table
