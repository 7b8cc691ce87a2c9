# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker programmes`: what there is, the rules on a day in plain words, and checking a file."""

from __future__ import annotations

import argparse

from caseworker.commands.status import DONE
from caseworker.exchange.assessment_file import encode
from caseworker.services.programmes.library import Library, load_library
from caseworker.words import Words
from caseworker.words.rules.rules import said_in

from .output import write_json
from .programme_check import check

# Commands on an office's own files, which need its store.
OF_A_STORE = {"install": "install", "installed": "installed", "use-shipped": "use_shipped"}


def programmes(parsed: argparse.Namespace, words: Words) -> int:
    """Lists, shows, checks, or hands on to `installing`."""
    if parsed.programmes_command in OF_A_STORE:
        from . import installing

        return int(getattr(installing, OF_A_STORE[parsed.programmes_command])(parsed, words))
    library = load_library()
    if parsed.programmes_command == "check":
        return check(parsed, library, words)
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
                print(f"{'':<22} {day:<12} {said_in(version.title, words)} ({said_in(version.cite, words)})")
    for refused in library.refused:
        print(
            words("{file} was refused: {fault}", file=refused.file, fault=refused.faults[0].in_words(words))
        )
    return DONE
