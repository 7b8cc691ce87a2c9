# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet with the rules of a programme on a day, as a PDF to read, compare and sign."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from caseworker.domain.rules.rule_changes import in_force
from caseworker.words import Words
from caseworker.words.rules.rules import rules_text

from .library import Library

if TYPE_CHECKING:
    from caseworker.drawing.paper import Paper


def sheet(library: Library, programme_id: str, on: date, today: date, words: Words, paper: Paper) -> bytes:
    """The sheet in the language of `words`. Raises KeyError, NoValueInForce."""
    from caseworker.letters.sheets.rules_sheet import SheetFacts, rules_sheet

    programme = library.programmes[programme_id]
    programme.version_on(on)
    texts = library.programmes.text_of(programme_id)
    files = [(f"{programme_id}.toml", texts.file_sha256)]
    files += [
        (f"shared/{name}.toml", hashlib.sha256(text).hexdigest()) for name, text in texts.shared.items()
    ]
    text = rules_text(in_force(programme, on), today, words)
    assert text is not None  # noqa: S101 - a version is in force
    return rules_sheet(text, SheetFacts(paper, programme.digest, tuple(files)), words)
