# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shape of a programme file: which key holds text, words, a list or tables. Checked before meaning.

Days and unknown keys are left to the reader, which has better remedies for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from caseworker.words import N_

from .faults import TEST_WRITTEN, ProgrammeFault, said

_KINDS: dict[str, dict[str, str]] = {
    "file": {
        "id": "text",
        "kind": "text",
        "name": "words",
        "country": "text",
        "shares": "texts",
        "countries_first": "texts",
        "next": "next",
        "source": "source",
        "version": "version",
        "status": "status",
        "value": "value",
        "criterion": "criterion",
        "caution": "caution",
    },
    "next": {"words": "words"},
    "source": {"id": "text", "cite": "text", "seen": "text", "confidence": "text"},
    "version": {"title": "words", "cite": "text_or_words"},
    "status": {"status": "text", "note": "words", "published": "text"},
    "value": {"name": "text", "source": "text"},
    "caution": {"id": "text", "words": "words", "when": "test", "source": "texts", "letter": "yes_no"},
    "criterion": {
        "id": "text",
        "like": "text",
        "step": "text",
        "title": "words",
        "source": "texts",
        "applies": "test",
        "answer": "answer",
        "unknown": "words",
        "if_unknown": "text",
        "proofs": "texts",
        "cure": "words",
        "cure_letter": "words",
        "in_letters": "yes_no",
        "rule": "words",
    },
    "answer": {
        "when": "test",
        "result": "text",
        "then": "text",
        "code": "text",
        "reason": "words",
        "referral": "text",
        "refer_elsewhere": "yes_no",
        "letter": "words",
        "follows": "text",
    },
}
_REMEDIES = {
    "text": N_("write it in quotes"),
    "text_or_words": N_("write it in quotes"),
    "texts": N_('write it as ["...", "..."]'),
    "words": N_('write it as {{ en = "...", es = "..." }}'),
    "yes_no": N_("write true or false"),
    "test": TEST_WRITTEN,
}


def shape_faults(table: dict[str, Any]) -> list[ProgrammeFault]:
    """Every value of another shape than its key asks for, in a file of a programme or of shared criteria."""
    return list(_rows("file", table, "file"))


def _rows(kind: str, table: dict[str, Any], place: str) -> Iterator[ProgrammeFault]:
    for key, wanted in _KINDS[kind].items():
        if key in table:
            yield from _value(wanted, key, table[key], place)


def _value(wanted: str, key: str, found: Any, place: str) -> Iterator[ProgrammeFault]:
    if wanted in _KINDS:
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            yield ProgrammeFault(
                place,
                said(N_("{key} is not a list of tables"), key=key),
                said(N_("write it as {what}"), what=f"[[{key}]]"),
            )
            return
        for at, row in enumerate(found, start=1):
            name = row.get("id") or row.get("like") or row.get("name") or row.get("from") or at
            where = f"{key} {name}" if place == "file" else f"{place}: {key} {at}"
            yield from _rows(wanted, row, where)
    elif not _fits(wanted, found):
        yield ProgrammeFault(place, said(N_("{key} has another shape"), key=key), said(_REMEDIES[wanted]))


def _fits(wanted: str, found: Any) -> bool:
    if wanted == "texts":
        return isinstance(found, list) and all(isinstance(one, str) for one in found)
    if wanted == "words":
        return isinstance(found, dict) and all(isinstance(one, str) for one in found.values())
    if wanted == "text_or_words" and isinstance(found, dict):
        return _fits("words", found)
    if wanted == "yes_no":
        return isinstance(found, bool)
    if wanted == "test":
        return _is_test(found)
    return isinstance(found, str)


def _is_test(found: Any) -> bool:
    if not isinstance(found, dict):
        return False
    if set(found) in ({"all"}, {"any"}):
        (parts,) = found.values()
        return isinstance(parts, list) and all(_is_test(one) for one in parts)
    if set(found) == {"not"}:
        return _is_test(found["not"])
    return isinstance(found.get("fact", ""), str)
