# SPDX-License-Identifier: AGPL-3.0-or-later
"""TOML from outside, looked through before `tomllib` reads it, which sets itself no bounds.

One dotted key of 100,000 parts, 200 kB of text, would cost 15 GB of memory.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

LARGEST = 1_000_000  # fifteen times the longest that ships
DEEPEST = 20  # lists and tables in one another
MOST_PARTS = 12  # of one dotted key
MOST_KEYS = 20_000  # parts of keys and items of lists; the longest that ships has some 3,000
LONGEST_WORD = 100  # a number or a bare key
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[A-Za-z0-9_+-]+"
    r"|\s+|.",
    re.DOTALL,
)


class UnreadableToml(ValueError):
    """Bytes that are not TOML of ours. `code` is `too_large`, `not_utf8`, `too_deep`, `too_long`,
    `too_many` or `malformed`; `line` and `column` count from 1, 0 where they are not known."""

    def __init__(self, code: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"{code} at {line}:{column}")
        self.code = code
        self.line = line
        self.column = column


def read_toml(data: bytes) -> dict[str, Any]:
    """The table in `data`. Raises UnreadableToml, and nothing else, whatever the bytes are."""
    if len(data) > LARGEST:
        raise UnreadableToml("too_large")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableToml("not_utf8") from None
    look_through(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(one) for one in found.groups()) if found else (0, 0)
        raise UnreadableToml("malformed", line, column) from None
    except (ValueError, RecursionError):  # a day that does not exist, and whatever else it lets through
        raise UnreadableToml("malformed") from None


def look_through(text: str) -> None:
    """Raises UnreadableToml where keys, numbers or nesting are beyond any file of ours; in one pass."""
    depth = parts = keys = 0
    for found in _TOKEN.finditer(text):
        token = found.group()
        first = token[0]
        if first in "[{.=,":
            keys += 1
        if first in "[{":
            depth += 1
            parts = 0
        elif first in "]}":
            depth = max(0, depth - 1)
            parts = 0
        elif first == ".":
            parts += 1
        elif first in "=," or (first.isspace() and "\n" in token):
            parts = 0
        elif first in "\"'" and len(token) == 1:
            # A text that does not end: from here on nothing is read.
            return
        elif len(token) > LONGEST_WORD and (first.isalnum() or first in "_+-"):
            raise UnreadableToml("too_long", *_place(text, found.start()))
        if depth > DEEPEST or parts >= MOST_PARTS:
            raise UnreadableToml("too_deep", *_place(text, found.start()))
        if keys > MOST_KEYS:
            raise UnreadableToml("too_many", *_place(text, found.start()))


def _place(text: str, at: int) -> tuple[int, int]:
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
