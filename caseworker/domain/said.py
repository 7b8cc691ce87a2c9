# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a reason says anything that somebody can read."""

from __future__ import annotations

import unicodedata

# Letters by their class that show nothing: the Hangul fillers.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")


def says_something(text: str) -> bool:
    """Whether a text has a letter or digit that shows."""
    return any(ch not in _FILLERS and unicodedata.category(ch)[0] in "LN" for ch in text)
