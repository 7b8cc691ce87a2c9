# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attached files in a case document: which evidence shows them.

A file is known by the SHA-256 of its bytes, hex. Documents are plain JSON values, never changed in place.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .document_paths import value_at, with_value
from .fields import NOT_ASKED

Document = dict[str, Any]


def attached_to(document: Document, evidence_id: str) -> tuple[str, ...]:
    """The files of one evidence item, in their order. Raises KeyError where there is no such item."""
    path = f"evidence/{evidence_id}"
    if "/" in evidence_id or value_at(document, path) is NOT_ASKED:
        raise KeyError(evidence_id)
    found = value_at(document, f"{path}/attachments")
    return tuple(found) if isinstance(found, list) else ()


def with_attachment(document: Document, evidence_id: str, sha256: str) -> Document:
    """The document with a file added to an evidence item; the same where it has it. Raises KeyError."""
    found = attached_to(document, evidence_id)
    if sha256 in found:
        return document
    changed: Document = with_value(document, f"evidence/{evidence_id}/attachments", [*found, sha256])
    return changed


def without_attachment(document: Document, evidence_id: str, sha256: str) -> Document:
    """The document with a file, and the marks on it, taken from an evidence item.

    The same where it has it not. Raises KeyError.
    """
    found = attached_to(document, evidence_id)
    if sha256 not in found:
        return document
    left = [one for one in found if one != sha256]
    changed: Document = with_value(document, f"evidence/{evidence_id}/attachments", left)
    marks = value_at(document, f"evidence/{evidence_id}/marks")
    if isinstance(marks, list):
        kept = [one for one in marks if one.get("attachment") != sha256]
        changed = with_value(changed, f"evidence/{evidence_id}/marks", kept or NOT_ASKED)
    return changed


def evidence_showing(document: Document, files: Collection[str]) -> tuple[str, ...]:
    """The ids of the evidence items to which any of these files is attached, in the document's order."""
    items = document.get("evidence")
    return tuple(
        str(item["id"])
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict) and "id" in item and set(item.get("attachments") or ()) & set(files)
    )
