# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text as search sees it: no case, no accents. SQL's own lower() knows only ASCII."""

import unicodedata

# Letters that Unicode does not take apart.
_SINGLES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """Return `text` without case and accents, compatibility forms made plain."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(ch for ch in apart if not unicodedata.combining(ch))
    return unicodedata.normalize("NFC", kept).translate(_SINGLES)


def words(text: str) -> list[str]:
    """Return the folded words of `text`: runs of letters, digits and marks."""
    plain = "".join(ch if unicodedata.category(ch)[0] in "LNM" else " " for ch in fold(text))
    return [word for word in plain.split() if any(unicodedata.category(ch)[0] in "LN" for ch in word)]
