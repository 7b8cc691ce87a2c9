# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of letters besides those of the programmes, and the sentences made of them in two places."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from typing import Any

from caseworker.domain.checked_letter import Checked
from caseworker.domain.rules.programme import Programme
from caseworker.paths import resource
from caseworker.words import Words


@lru_cache
def letter_texts() -> dict[str, Any]:
    """All of them, by section and key, each in its languages."""
    return tomllib.loads(resource("letters", "decision.toml").read_text(encoding="utf-8"))


def letter_text(section: str, key: str, words: Words, **values: str) -> str:
    """One of them, in the language of `words`."""
    text = letter_texts()[section][key]
    found = text.get(words.language) or text["en"]
    return str(found).format(**values) if values else str(found)


def result_sentence(programme: Programme, outcome: str, on: date, issued_on: date, words: Words) -> str:
    """The result as a decision letter says it: `programme` is as known on the day of issue, `on` the day the
    request was assessed for."""
    stopped = programme.stopped_on(issued_on)
    then = letter_text("result_then", outcome, words, day=words.day(on))
    if stopped is not None:
        return f"{then}; {letter_text('result_since', stopped.status, words, day=words.day(stopped.since))}"
    if outcome == "closed":
        return f"{then}. {letter_text('result_since', 'open', words)}"
    if programme.kind == "referral" and outcome in letter_texts()["result_referral"]:
        return letter_text("result_referral", outcome, words)
    return letter_text("result", outcome, words)


def printed_lines(found: Checked, programme: Programme | None, words: Words) -> tuple[tuple[str, str], ...]:
    """What a letter with this seal prints of it in the language of `words`, under the labels it prints.

    The result is left out where the programme is not known here, or not as it was for the office.
    """
    note = found.kind == "note"
    lines = [(letter_text("facts", "note" if note else "letter", words), found.number)]
    if found.case_number:
        lines.append((letter_text("facts", "case", words), found.case_number))
    if note:
        return (*lines, ("", letter_text("result_handover", "all", words)))
    if not found.reference_day:
        return tuple(lines)
    on, issued_on = date.fromisoformat(found.reference_day), date.fromisoformat(found.issued_on)
    if programme is not None:
        lines.append(
            (letter_text("facts", "programme", words), programme.name.get(words.language, programme.id))
        )
    lines.append((letter_text("facts", "reference_day", words), words.day(on)))
    if programme is not None and (programme.status_on(issued_on) or "") == found.programme_status:
        lines.append(("", result_sentence(programme, found.outcome, on, issued_on, words)))
    return tuple(lines)
