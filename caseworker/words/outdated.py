# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling what changed since a decision, one line for each thing."""

from __future__ import annotations

from caseworker.domain.reasons.outdated import Change

from . import N_, Words
from .unsaved import place_name

SENTENCES = {
    "paper_added": N_("Evidence added: {what}"),
    "paper_gone": N_("Evidence taken away: {what}"),
    "file_added": N_("A file was added to the evidence: {what}"),
    "file_gone": N_("A file was taken off the evidence: {what}"),
    "file_replaced": N_("A file was replaced at the evidence: {what}"),
}
FIELD = N_("Changed: {field}")
FIELD_OF = N_("Changed: {field} ({what})")
OTHERWISE = N_("{condition}: was “{before}”, is now “{after}”")
OTHER_REASON = N_("{condition}: as before, for another reason")
LAPSED = N_("{condition}: the waiver does not cover the facts of now")
PRINCIPAL = N_("The principal applicant, on whom this person depends, is now: {outcome}")
PERSON_GONE = N_("This person was taken out of the case")


def change_text(change: Change, words: Words) -> str:
    """One change since a decision, in words."""
    what = change.about.get(words.language, "")
    condition = change.title.get(words.language) or change.title.get("en", "")
    if change.kind == "waiver":
        return words(LAPSED, condition=condition)
    if change.kind == "finding":
        if change.before == change.after:
            return words(OTHER_REASON, condition=condition)
        before, after = (words.label("result", one) for one in (change.before, change.after))
        return words(OTHERWISE, condition=condition, before=before, after=after)
    if change.kind == "principal":
        return words(PRINCIPAL, outcome=words.label("outcome", change.after))
    if change.kind == "person_gone":
        return words(PERSON_GONE)
    if change.kind in SENTENCES:
        return words(SENTENCES[change.kind], what=what)
    field = place_name("changes", change.path, words)
    return words(FIELD_OF, field=field, what=what) if what else words(FIELD, field=field)
