# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text as the search of the store splits it into words."""

import unicodedata

from caseworker.domain.folding import fold

__all__ = ["fold", "words"]


def words(text: str) -> list[str]:
    """Return the folded words of `text`: runs of letters, digits and marks."""
    plain = "".join(ch if unicodedata.category(ch)[0] in "LNM" else " " for ch in fold(text))
    return [word for word in plain.split() if any(unicodedata.category(ch)[0] in "LN" for ch in word)]
