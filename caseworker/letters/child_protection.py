# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who protects children in the country where a child is, as letters and the window name them."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from caseworker.domain.case.applicant import Applicant
from caseworker.paths import resource
from caseworker.words import Words


def authority(person: Applicant, words: Words) -> str:
    """The authority of the country where the person is; in words where it is not known."""
    country = person.located_in if isinstance(person.located_in, str) else ""
    found = _texts()["country"].get(country)
    if found is not None:
        return str(found.get(words.language) or found["en"])
    unknown = _texts()["unknown"]["named" if country else "unnamed"]
    text = str(unknown.get(words.language) or unknown["en"])
    return text.format(country=words.country(country)) if country else text


@lru_cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(resource("letters", "child_protection.toml").read_text(encoding="utf-8"))
