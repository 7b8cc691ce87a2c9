# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which line of a TOML file each key stands; `tomllib` gives values without places.

The text is known to be TOML: what is read here was read by `tomllib` before.
"""

from __future__ import annotations

import tomllib

Path = tuple[str | int, ...]
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def key_lines(text: str) -> dict[Path, int]:
    """The line, from 1, of each key path, such as `("criterion", 2, "answer", 0, "when", "fact")`.

    Numbers are places in lists, from 0; of a list of tables each table stands where its header does.
    """
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self.skip():
            line = self.line
            if self.ahead("[["):
                table = self.header(2, line)
            elif self.ahead("["):
                table = self.header(1, line)
            else:
                self.pair(table)

    def ahead(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def go(self, count: int = 1) -> str:
        """Moves on, counting lines, and gives what was passed."""
        passed = self.text[self.at : self.at + count]
        self.line += passed.count("\n")
        self.at += count
        return passed

    def skip(self, spaces: str = " \t\n") -> bool:
        """Passes spaces and comments; whether anything is left."""
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "#":
                end = self.text.find("\n", self.at)
                self.go((end if end >= 0 else len(self.text)) - self.at)
            elif char in spaces:
                self.go()
            else:
                return True
        return False

    def header(self, brackets: int, line: int) -> Path:
        self.go(brackets)
        keys = self.keys()
        self.go(brackets)
        path: Path = ()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            self.lines.setdefault(path, line)
            if number == len(keys) and brackets == 2:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.lines.setdefault(path, line)
        return path

    def keys(self) -> list[str]:
        """A dotted key, bare or quoted parts; the `.` and spaces around are passed."""
        found = []
        while True:
            self.skip(" \t")
            found.append(self.quoted() if self.text[self.at] in "\"'" else self.bare())
            self.skip(" \t")
            if not self.ahead("."):
                return found
            self.go()

    def bare(self) -> str:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in _BARE:
            self.at += 1
        return self.text[start : self.at]

    def quoted(self) -> str:
        """A text in quotes, of one line or many, as it means."""
        quote = self.text[self.at]
        closing = quote * 3 if self.ahead(quote * 3) else quote
        start = self.at
        self.go(len(closing))
        while not self.ahead(closing):
            self.go(2 if quote == '"' and self.ahead("\\") else 1)
        self.go(len(closing))
        # Up to two more quotes belong to a text of many lines.
        while len(closing) == 3 and self.ahead(quote):
            self.go()
        return str(tomllib.loads(f"x = {self.text[start : self.at]}")["x"])

    def pair(self, table: Path) -> None:
        line = self.line
        path = table
        for key in self.keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.go()
        self.skip(" \t")
        self.value(path)

    def value(self, path: Path) -> None:
        if self.text[self.at] in "\"'":
            self.quoted()
        elif self.ahead("["):
            self.items(path)
        elif self.ahead("{"):
            self.go()
            while self.skip(" \t\n,") and not self.ahead("}"):
                self.pair(path)
            self.go()
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def items(self, path: Path) -> None:
        self.go()
        number = 0
        while self.skip(" \t\n,") and not self.ahead("]"):
            self.lines[(*path, number)] = self.line
            self.value((*path, number))
            number += 1
        self.go()
