# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which passphrases are too weak for a store, and why: the one place that knows.

A reason is a code; its sentence stands with the other refusals. What is asked of a new passphrase is never
asked of one that opens a store already.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from .folding import fold

SHORTEST, LONGEST = 15, 1024
# Anyone may open a training store: it must never hold real people.
TRAINING = "caseworker training store, no real people"
_PROGRAM = ("caseworker",)
# What people type where a passphrase is asked for.
_COMMON = ("password", "passphrase", "contrasena", "clave", "secreto", "secret", "letmein", "administrator")
_ROWS = ("qwertyuiop", "asdfghjkln", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop")
# Shorter than this, letters beside each other on a keyboard or in the alphabet stand in honest words too.
_RUN = 4
# So much must be left once runs and repetitions count as one character.
_LEAST = 8
_LEAST_DISTINCT = 4
_LEAST_BESIDE_NAMES = 4
_SHORTEST_NAME = 3


def weakness(passphrase: str, names: Iterable[str] = ()) -> str:
    """Return the code of why a new passphrase is too weak, or nothing.

    `names` are what anybody at the office would try first: of the organisation, the site and the person.
    """
    text = unicodedata.normalize("NFKC", passphrase)
    seen = [ch for ch in text if _is_seen(ch)]
    if min(len(text), len(passphrase)) < SHORTEST:
        return "passphrase_length"
    if max(len(text), len(passphrase)) > LONGEST:
        return "passphrase_too_long"
    if 2 * len(seen) <= len(text):
        return "passphrase_blank"
    folded = fold("".join(seen))
    letters = "".join(ch for ch in folded if ch.isalnum())
    if _plain(TRAINING) in letters:
        return "passphrase_training"
    if _repeats(folded):
        return "passphrase_repeats"
    if _without_runs(folded) < _LEAST:
        return "passphrase_sequence"
    if _is_all_names(letters, names):
        return "passphrase_name"
    return ""


def _is_seen(ch: str) -> bool:
    return (not ch.isspace() and unicodedata.category(ch)[0] not in "CZ") or unicodedata.category(ch) == "Cs"


def _repeats(text: str) -> bool:
    """Whether it is one character or a pattern over and over, that alone would be too short."""
    if len(set(text)) < _LEAST_DISTINCT:
        return True
    single = [ch for at, ch in enumerate(text) if not at or text[at - 1] != ch]
    return len(single) < _LEAST or _is_pattern(text) or _is_pattern_padded(text)


def _is_pattern(text: str) -> bool:
    longest = min(SHORTEST - 1, len(text) // 2)
    return any(text[period:] == text[:-period] for period in range(1, longest + 1))


def _is_pattern_padded(text: str) -> bool:
    ends = "".join({ch for ch in text if not ch.isalpha()})
    core = text.strip(ends)
    return len(text) - len(core) < _LEAST and _is_pattern(core)


def _without_runs(text: str) -> int:
    """Return the length once each run along the alphabet, the digits or a keyboard counts as one."""
    count, at = 0, 0
    while at < len(text):
        run = _run_at(text, at)
        at += run if run >= _RUN else 1
        count += 1
    return count


def _run_at(text: str, at: int) -> int:
    longest = 1
    for step in (1, -1):
        end = at + 1
        while end < len(text) and _follows(text[end - 1], text[end], step):
            end += 1
        longest = max(longest, end - at)
    for row in _ROWS:
        for line in (row, row[::-1]):
            size = _LEAST_DISTINCT
            while size <= len(line) and text[at : at + size] in line and at + size <= len(text):
                longest = max(longest, size)
                size += 1
    return longest


def _follows(one: str, other: str, step: int) -> bool:
    if one.isdecimal() and other.isdecimal():
        return (int(one) + step) % 10 == int(other)
    return one.isalpha() and other.isalpha() and ord(one) + step == ord(other)


def _is_all_names(letters: str, names: Iterable[str]) -> bool:
    """Whether next to nothing but names and digits is in it."""
    whole = [_plain(name) for name in names]
    parts = [_plain(part) for name in names for part in name.split()]
    known = {name for name in (*whole, *parts, *_PROGRAM, *_COMMON) if len(name) >= _SHORTEST_NAME}
    rest = letters
    for name in sorted(known, key=len, reverse=True):
        rest = rest.replace(name, " ")
    beside = sum(not ch.isdecimal() and ch != " " for ch in rest)
    return rest != letters and beside < _LEAST_BESIDE_NAMES


def _plain(text: str) -> str:
    return "".join(ch for ch in fold(text) if ch.isalnum())
