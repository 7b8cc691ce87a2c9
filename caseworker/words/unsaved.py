# SPDX-License-Identifier: AGPL-3.0-or-later
"""Naming what was typed and not saved: the person and the field."""

from __future__ import annotations

from collections.abc import Iterable

from . import N_, Words
from .labels import field_label

# Places beside the case document, by the first part of their path.
BESIDE = {
    "reason": N_("Why you depart from the assessment"),
    "waiver": N_("Why it is accepted without evidence"),
    "alone": N_("Reason for going on without a second person"),
    "remarks": N_("What has to be looked at again"),
    "exit": N_("Day of leaving the country"),
}
PAPER = {
    "type": N_("Kind of evidence"),
    "on": N_("Day on the record"),
    "about": N_("About whom"),
    "seen": N_("Seen as"),
    "issuer": N_("Issuing office"),
    "reference": N_("Reference number"),
    "place": N_("Country of the record"),
    "source": N_("Source"),
    "asserts": N_("What it shows"),
}
SETTINGS = {
    "settings/name": N_("Name of the organisation"),
    "settings/address": N_("Address"),
    "settings/contact": N_("Telephone, e-mail"),
    "settings/new_name": N_("Name of a new colleague"),
}


def place_name(kind: str, path: str, words: Words) -> str:
    """The field at a path of a draft."""
    if kind == "text":
        head = path.partition("/")[0]
        known = BESIDE.get(head) or SETTINGS.get(path)
        if known:
            return words(known)
    field = path.partition("#")[0]
    parts = field.split("/")
    if parts[0] == "evidence" and len(parts) > 2 and parts[2] in PAPER:
        return f"{words(field_label(parts[0]))}, {words(PAPER[parts[2]])}"
    return words(field_label(field))


def unsaved_list(places: Iterable[tuple[str, str, str]], words: Words, most: int) -> str:
    """`María Pérez: Given names, Date of birth; José Pérez: Sex` of (person, kind, path) each.

    More than `most` fields are counted only.
    """
    named = dict.fromkeys((person, place_name(kind, path, words)) for person, kind, path in places)
    people: dict[str, list[str]] = {}
    for person, name in list(named)[:most]:
        people.setdefault(person, []).append(name)
    said = [
        f"{person}: {', '.join(names)}" if person else ", ".join(names) for person, names in people.items()
    ]
    if len(named) > most:
        said.append(words.many("and {count} more", "and {count} more", len(named) - most))
    return "; ".join(said)


def unsaved_text(person: str, kind: str, path: str, words: Words) -> str:
    """`María Pérez: Date of birth`; without a person, the field alone."""
    name = place_name(kind, path, words)
    return f"{person}: {name}" if person else name
