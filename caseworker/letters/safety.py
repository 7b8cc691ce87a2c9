# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter says by the country that decides, and how its reader keeps safe."""

from __future__ import annotations

from typing import Any

from caseworker.domain.case.applicant import Applicant
from caseworker.letters.content import Block, Notice, Paragraph
from caseworker.words import Words

from .texts import letter_texts, say


def country_texts(country: str) -> dict[str, Any]:
    """The texts of the country that decides."""
    known: dict[str, dict[str, Any]] = letter_texts()["country"]
    return known.get(country) or known["other"]


def by_country(country: str, key: str, words: Words) -> str:
    """A sentence of the country that decides."""
    text = country_texts(country)[key]
    return str(text.get(words.language) or text["en"])


def safety(person: Applicant, country: str, country_now: str, words: Words) -> tuple[Block, ...]:
    """What nobody may ask for, where help is, and who may give legal advice; `country_now` is the one that
    decides by the programme as known now."""
    return (
        Notice(say(words, "safety", "free", hotline=_hotlines(person, country_now, words))),
        Paragraph(say(words, "safety", "border")),
        Paragraph(say(words, "safety", "advice", advisers=by_country(country, "advisers", words))),
    )


def _hotlines(person: Applicant, country: str, words: Words) -> str:
    """The helpline where the person is, then that of the country that decides."""
    known: dict[str, Any] = letter_texts()["hotline"]
    here = person.located_in
    lines = []
    if isinstance(here, str):
        key = here if here in known else "elsewhere"
        lines.append(say(words, "hotline", key, country=words.country(here)))
    lines.append(say(words, "hotline", country if country in known else "other"))
    return " ".join(dict.fromkeys(lines))
