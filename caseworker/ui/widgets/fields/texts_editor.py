# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list of short texts, such as phone numbers."""

from __future__ import annotations

from typing import Any

from caseworker.words import N_

from .records_editor import RecordsEditor
from .text_editor import TextEditor


class TextsEditor(RecordsEditor):
    """Texts, each in a row of its own."""

    def __init__(self, add: str) -> None:
        super().__init__([("text", N_("Text"), lambda: TextEditor(260))], add)

    def _read(self, value: Any) -> list[dict[str, Any]] | None:
        return [{"text": one} for one in value] if isinstance(value, list) else None

    def _write(self, records: list[dict[str, Any]]) -> Any:
        return [one["text"] for one in records]
