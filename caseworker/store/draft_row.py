# SPDX-License-Identifier: AGPL-3.0-or-later
"""One thing typed that waits to be saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DraftKind = Literal["changes", "unfit", "text"]
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """Something typed. `changes` lead from a saved document to the one on the desk (`store.diff`, as JSON),
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
