# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker programmes`: what there is, the rules on a day in plain words, and checking a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from caseworker.commands.status import DONE, WrongInput
from caseworker.exchange.assessment_file import encode
from caseworker.exchange.programme_file import FaultyProgramme, read_programme
from caseworker.paths import resource
from caseworker.services.library import Library, load_library, shared_criteria
from caseworker.words import Words

from .reading import read_bytes
from .writing import write_json

# Commands on an office's own files, which need its store.
OF_A_STORE = {"install": "install", "installed": "installed", "use-shipped": "use_shipped"}


def programmes(parsed: argparse.Namespace, words: Words) -> int:
    """Lists, shows, checks, or hands on to `installing`."""
    if parsed.programmes_command in OF_A_STORE:
        from . import installing

        return int(getattr(installing, OF_A_STORE[parsed.programmes_command])(parsed, words))
    library = load_library()
    if parsed.programmes_command == "check":
        return _check(parsed.file, library, words)
    if parsed.programmes_command == "show":
        from .rules_shown import show

        return show(parsed, library, words)
    return _list(library, getattr(parsed, "json", False), words)


def _list(library: Library, as_json: bool, words: Words) -> int:
    if as_json:
        rows = [
            {
                "id": one.id,
                "kind": one.kind,
                "name": dict(one.name),
                "versions": [str(version.span.first) for version in one.versions],
            }
            for one in library.programmes.values()
        ]
        write_json(encode(rows, pretty=True))
        return DONE
    for one in library.programmes.values():
        print(f"{one.id:<22} {one.name.get(words.language, one.id)}")
        for version in one.versions:
            if version.span.first is not None:
                day = words.short_day(version.span.first)
                print(f"{'':<22} {day:<12} {version.title.get(words.language, '')} ({version.cite})")
    for refused in library.refused:
        print(
            words("{file} was refused: {fault}", file=refused.file, fault=refused.faults[0].in_words(words))
        )
    return DONE


def _check(name: str, library: Library, words: Words) -> int:
    data = read_bytes(name, words)
    try:
        programme = read_programme(data, shared_criteria(resource()), library.reference)
    except FaultyProgramme as error:
        for fault in error.faults[1:]:
            print(f"{name}: {fault.in_words(words)}")
        first = f"{name}: {error.faults[0].in_words(words)}"
        print(first, flush=True)
        raise WrongInput(first) from None
    print(words("{file}: in order ({count} criteria)", file=Path(name).name, count=len(programme.criteria)))
    return DONE
