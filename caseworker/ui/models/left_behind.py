# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody left unsaved in a case: as the store has it, and as it still waits to be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from caseworker.services.cases import OpenedCase
from caseworker.services.drafts import Typed


@dataclass(slots=True)
class LeftBehind:
    """`changes` as `drafts.restored` takes them, `edit` the number of the last; `unfit` are (code, text) by
    path, `texts` what stands beside the document, by place."""

    changes: str
    edit: int
    unfit: dict[str, tuple[str, str]]
    texts: dict[str, str]


def left_behind(opened: OpenedCase, waiting: Iterable[Typed]) -> LeftBehind:
    """What waits is newer than what the store has."""
    found = LeftBehind(opened.changes, opened.edit, dict(opened.drafts), dict(opened.texts))
    for one in waiting:
        if one.kind == "changes":
            found.changes, found.edit = one.text, max(found.edit, one.edit)
        elif one.kind == "text":
            found.texts[one.path] = one.text
        elif one.over:
            found.unfit.pop(one.path, None)
        else:
            code, _, text = one.text.partition("\n")
            found.unfit[one.path] = (code, text)
    return found
