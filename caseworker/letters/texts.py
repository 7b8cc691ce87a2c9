# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of letters besides those of the programmes, and the sentences made of them in two places."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from typing import Any

from caseworker.domain.case.child import FULL_AGE
from caseworker.domain.checked_letter import Checked
from caseworker.domain.rules.programme import OVER, Programme, Status
from caseworker.paths import resource
from caseworker.words import Words


@lru_cache
def letter_texts() -> dict[str, Any]:
    """All of them, by section and key, each in its languages."""
    return tomllib.loads(resource("letters", "decision.toml").read_text(encoding="utf-8"))


def say(words: Words, section: str, key: str, **values: str) -> str:
    """One of them in the language of `words`, with its `{names}` filled."""
    text = letter_texts()[section][key]
    found = text.get(words.language) or text["en"]
    return str(found).format(**values) if values else str(found)


def since(state: Status, words: Words) -> str:
    """Since when a programme stands so: the day, or what was published where no day was."""
    if state.published:
        return say(words, "since", "published", day=words.day_text(state.published))
    return say(words, "since", "day", day=words.day(state.since))


def result_sentence(
    programme: Programme,
    outcome: str,
    on: date,
    issued_on: date,
    words: Words,
    *,
    grown: bool = False,
    settled: bool = False,
) -> str:
    """The result as a decision letter says it: `programme` is as known on the day of issue, `on` the day the
    request was assessed for.

    `grown` is somebody who was a child that day and is of age now; with `settled` nothing is left that a
    colleague or a paper could settle, as where the programme is over.
    """
    then_state, stopped = programme.state_on(on), programme.stopped_on(issued_on)
    paused = outcome == "eligible" and then_state is not None and then_state.status == "paused"
    over = stopped is not None and stopped.status in OVER
    open_still = outcome in ("needs_review", "more_evidence_needed")
    key = "eligible_paused" if paused else outcome
    if open_still and (settled or (over and outcome == "needs_review")):
        key = "unsaid"
    then = say(words, "result_then", key, day=words.day(on))
    if stopped is not None:
        held = stopped.since <= on
        if held and outcome == "closed":
            return say(words, "result_still", stopped.status, since=since(stopped, words))
        between = say(words, "result_paused", "then") if paused and not held else ""
        return f"{then}{between}; {say(words, 'result_since', stopped.status, since=since(stopped, words))}"
    if outcome == "closed":
        return f"{then}. {say(words, 'result_since', 'open')}"
    if grown:
        return f"{then}. {say(words, 'grown', 'result')}"
    if paused:
        return f"{then}{say(words, 'result_paused', 'then')}. {say(words, 'result_paused', 'again')}"
    if programme.kind == "referral" and outcome in letter_texts()["result_referral"]:
        return say(words, "result_referral", outcome)
    return say(words, "result", outcome)


def may_have_grown(found: Checked) -> bool:
    """Whether the person may have been a child on the reference day and of age on the day of issue, by the
    year of birth alone."""
    on, issued_on = date.fromisoformat(found.reference_day), date.fromisoformat(found.issued_on)
    if on >= issued_on:
        return False
    born = found.birth_year
    return born is None or on.year - born <= FULL_AGE <= issued_on.year - born


def printed_lines(found: Checked, programme: Programme | None, words: Words) -> tuple[tuple[str, str], ...]:
    """What a letter with this seal prints of it in the language of `words`, under the labels it prints.

    The result is left out where the programme is not known here, or not as it was for the office, and where
    a seal does not tell in which words it is said.
    """
    note = found.kind == "note"
    lines = [(say(words, "facts", "note" if note else "letter"), found.number)]
    if found.case_number:
        lines.append((say(words, "facts", "case"), found.case_number))
    if note:
        return (*lines, ("", say(words, "result_handover", "all")))
    if not found.reference_day:
        return tuple(lines)
    on, issued_on = date.fromisoformat(found.reference_day), date.fromisoformat(found.issued_on)
    if programme is not None:
        lines.append((say(words, "facts", "programme"), programme.name.get(words.language, programme.id)))
    lines.append((say(words, "facts", "reference_day"), words.day(on)))
    known = programme is not None and (programme.status_on(issued_on) or "") == found.programme_status
    if programme is not None and known and not may_have_grown(found):
        lines.append(("", result_sentence(programme, found.outcome, on, issued_on, words)))
    return tuple(lines)
