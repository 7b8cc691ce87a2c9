# SPDX-License-Identifier: AGPL-3.0-or-later
"""The states of a letter: draft, issued, handed over, superseded, revoked."""

from __future__ import annotations

from typing import Literal

LetterState = Literal["draft", "issued", "handed_over", "superseded", "revoked"]
# It left the desk, and no later letter took its place.
STANDING: tuple[LetterState, ...] = ("issued", "handed_over")


def stands(state: str) -> bool:
    """Whether a letter was issued, handed over or not, and nothing took it out of force since."""
    return state in STANDING
