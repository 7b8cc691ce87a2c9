# SPDX-License-Identifier: AGPL-3.0-or-later
"""What it means for people that a programme is paused, closed or at its end, in the window."""

from __future__ import annotations

from caseworker.domain.rules.programme import Status

from .. import N_, Words

TITLES = {
    "paused": N_("This programme is paused since {day}"),
    "closed": N_("This programme takes no new requests since {day}"),
    "terminated": N_("Nobody can use this programme since {day}"),
}
TEXTS = {
    "paused": N_(
        "The assessment is about the reference day. The letter says first that the programme is paused, and "
        "names no step that cannot be taken while it is."
    ),
    "closed": N_(
        "The assessment is about the reference day. The letter says first that the programme takes no new "
        "requests, and names no step that cannot be taken."
    ),
    "terminated": N_(
        "The assessment is about the reference day. The letter says first that the programme cannot be used "
        "any more, and names no step that cannot be taken. Papers that are still missing change nothing now."
    ),
}
# Where only a month or year was published, and no day.
TITLES_ABOUT = {
    "paused": N_("This programme is paused since {month}"),
    "closed": N_("This programme takes no new requests since {month}"),
    "terminated": N_("Nobody can use this programme since {month}"),
}


def stopped_title(state: Status, words: Words) -> str:
    """Since when nobody can use the programme."""
    if state.published:
        return words(TITLES_ABOUT[state.status], month=words.day_text(state.published))
    return words(TITLES[state.status], day=words.day(state.since))


def stopped_text(state: Status, words: Words) -> str:
    """What follows for the letter, with what the programme file notes about the state."""
    said = words(TEXTS[state.status])
    note = state.note.get(words.language) or state.note.get("en", "")
    return f"{said} {note}" if note else said
