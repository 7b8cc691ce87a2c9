# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a person is sent, by name: a help service, or another programme."""

from __future__ import annotations

from collections.abc import Mapping

from caseworker.domain.rules.programme import Programme

from .. import Words


def referral_name(code: str, programmes: Mapping[str, Programme], words: Words) -> str:
    """The name of what a finding refers to; `programmes` by id."""
    other = programmes.get(code)
    if other is not None:
        return other.name.get(words.language) or other.name.get("en", code)
    return words.label("referral", code)
