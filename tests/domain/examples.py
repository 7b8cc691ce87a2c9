# SPDX-License-Identifier: AGPL-3.0-or-later
"""The example documents, and ways to change a copy of one in a single place."""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from caseworker.domain.case.case import Case
from caseworker.domain.case.document import read_case
from caseworker.services.programmes.library import Library, load_library

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
CASES = sorted(FIXTURES.joinpath("cases").glob("*.json"))
ENTRIES = sorted(FIXTURES.joinpath("entry").glob("*.json"))
GONE = object()
_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@functools.lru_cache
def library() -> Library:
    """The library of the program, read once a test run; nothing in it changes."""
    return load_library()


def document(path: Path) -> Any:
    """The example in a file, fresh each time."""
    return json.loads(path.read_text(encoding="utf-8"))


def case_of(found: Any) -> Case:
    """The case in a document."""
    return read_case(found, library().reference.vocabulary())


def base() -> Any:
    """An eligible Venezuelan in Mexico with a sponsor, under the announcement (S01)."""
    return document(FIXTURES / "cases" / "S01.json")


def changed(found: Any, path: str, value: Any) -> Any:
    """A copy with `value` at a place such as `applicants[0].passport.expires_on`, or without it (GONE)."""
    out = copy.deepcopy(found)
    parts = [name or int(at) for name, at in _PART.findall(path)]
    holder = out
    for part in parts[:-1]:
        if isinstance(holder, dict) and part not in holder:
            holder[part] = {}
        holder = holder[part]
    if value is GONE:
        del holder[parts[-1]]
    elif isinstance(holder, list) and parts[-1] == len(holder):
        holder.append(value)
    else:
        holder[parts[-1]] = value
    return out


def places(found: Any, path: str = "") -> Iterator[str]:
    """Every place in a document, outer before inner."""
    if isinstance(found, dict):
        for key, value in found.items():
            here = f"{path}.{key}" if path else key
            yield here
            yield from places(value, here)
    elif isinstance(found, list):
        for at, value in enumerate(found):
            yield f"{path}[{at}]"
            yield from places(value, f"{path}[{at}]")
