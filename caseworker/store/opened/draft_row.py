# SPDX-License-Identifier: AGPL-3.0-or-later
"""One thing typed that waits to be saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

DraftKind = Literal["changes", "unfit", "text"]
Key = tuple[str, str, str, str]
_TEXTS = ("case_id", "author", "kind", "path", "text", "at")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class DraftRow:
    """Something typed. `changes` lead from a saved document to the one on the desk (`case.changes`, as JSON),
    `unfit` is a text that its field refuses, `text` stands outside the case document.

    `case_id` may be empty or of a case that is not there yet. `edit` counts the author's changes of the case.
    """

    case_id: str
    author: str
    kind: DraftKind
    path: str
    text: str
    edit: int
    at: str

    @property
    def key(self) -> Key:
        return (self.case_id, self.author, self.kind, self.path)


def row_of(values: Mapping[str, Any]) -> DraftRow | None:
    """Return the draft in these values, texts as bytes too; None where they are no draft that can be read."""
    try:
        texts = {name: _text(values[name]) for name in _TEXTS}
        edit = values["edit"]
    except (KeyError, TypeError, UnicodeError):
        return None
    if texts["kind"] not in get_args(DraftKind) or type(edit) is not int or abs(edit) > _LARGEST:
        return None
    return DraftRow(**texts, edit=edit)  # type: ignore[arg-type]


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode()
    if not isinstance(value, str):
        raise TypeError
    value.encode()
    return value
