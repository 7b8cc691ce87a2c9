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
