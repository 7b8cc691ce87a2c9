# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rulebooks: every text that decided, kept under its SHA-256, so that a determination can be run again.

A rulebook holds the programme's file, the other programmes that a person may be referred to, the shared
files they name, and the reference tables. Each text stands in it once, under its own SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caseworker.domain.rules.programme import Programme
from caseworker.domain.rules.reference import Reference

from .programme.file import FaultyProgramme, read_programme
from .programme.text import ProgrammeText, TextsDamaged, canonical, decoded
from .reference_files import read_reference_texts

FORMAT = "caseworker/rulebook@1"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of a programme as they were read, with all that the rules lean on."""

    programme: Programme
    programmes: tuple[Programme, ...]
    reference: Reference


def rulebook_bytes(
    programme_id: str, programmes: Mapping[str, ProgrammeText], reference: Mapping[str, bytes]
) -> bytes:
    """The rulebook of a programme: the same texts give the same bytes. Raises KeyError without its file."""
    texts: dict[str, str] = {}

    def kept(text: bytes) -> str:
        name = hashlib.sha256(text).hexdigest()
        texts[name] = text.decode("utf-8")
        return name

    return canonical(
        {
            "format": FORMAT,
            "programme": programme_id,
            "programmes": {
                one: {
                    "file": kept(found.text),
                    "shared": {name: kept(text) for name, text in found.shared.items()},
                }
                for one, found in {programme_id: programmes[programme_id], **programmes}.items()
            },
            "reference": {name: kept(text) for name, text in reference.items()},
            "texts": texts,
        }
    )


def rulebook_sha256(data: bytes) -> str:
    """The name of a rulebook: the SHA-256 of its bytes, hex."""
    return hashlib.sha256(data).hexdigest()


def read_rulebook(data: bytes) -> Rulebook:
    """The rules in a rulebook. Raises TextsDamaged, FaultyProgramme where this program cannot read them.

    Another programme that is not read any more is left out: it can only be missing from referrals.
    """
    found = decoded(data, FORMAT)
    try:
        texts: dict[str, str] = found["texts"]
        files = {name: texts[at].encode() for name, at in found["reference"].items()}
        programmes = {one: _text(place, texts) for one, place in found["programmes"].items()}
        main = programmes[found["programme"]]
    except (KeyError, TypeError, AttributeError):
        raise TextsDamaged("shape") from None
    try:
        reference = read_reference_texts(files)
    except (KeyError, ValueError, TypeError, AttributeError):
        raise TextsDamaged("reference") from None
    programme = read_programme(main.text, main.shared, reference)
    others = [programme]
    for one, text in programmes.items():
        if one != found["programme"]:
            try:
                others.append(read_programme(text.text, text.shared, reference))
            except FaultyProgramme:
                continue
    return Rulebook(programme, tuple(others), reference)


def _text(place: Mapping[str, Any], texts: Mapping[str, str]) -> ProgrammeText:
    shared = {name: texts[at].encode() for name, at in place["shared"].items()}
    return ProgrammeText(texts[place["file"]].encode(), shared)
