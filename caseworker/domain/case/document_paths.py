# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places in a case document: `applicants/a1/passport/expires_on`. List items go by id, else by position.

Documents are plain JSON values and are never changed in place.
"""

from __future__ import annotations

import re
from typing import Any

from .fields import NOT_ASKED

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def value_at(document: Any, path: str) -> Any:
    """What stands at the path, or NOT_ASKED where nothing does."""
    found = document
    for part in path.split("/"):
        if isinstance(found, dict):
            if part not in found:
                return NOT_ASKED
            found = found[part]
        elif isinstance(found, list):
            at = _position(found, part)
            if at is None:
                return NOT_ASKED
            found = found[at]
        else:
            return NOT_ASKED
    return found


def path_of_place(document: Any, place: str) -> str:
    """The path of a place as `domain.document.Fault` names it, as far as the document goes.

    The place `applicants[0].passport` is the path `applicants/a1/passport`.
    """
    parts: list[str] = []
    found = document
    for name, at in _STEP.findall(place):
        if name and isinstance(found, dict) and name in found:
            found = found[name]
            parts.append(name)
        elif at and isinstance(found, list) and int(at) < len(found):
            found = found[int(at)]
            parts.append(str(found["id"]) if isinstance(found, dict) and "id" in found else at)
        else:
            break
    return "/".join(parts)


def with_value(document: Any, path: str, value: Any) -> Any:
    """A document with `value` at the path; NOT_ASKED takes the field or the item away.

    Objects on the way are made where they are missing; a list item must exist, or be added whole
    under its id.
    """
    return _put(document, path.split("/"), value)


def same_field(shown: str, read: str) -> bool:
    """Whether two paths are of one field: a paper is read whole, a record through the field of its list."""
    return shown == read or shown.startswith(f"{read}/") or read.startswith(f"{shown}/")


def _put(found: Any, parts: list[str], value: Any) -> Any:
    head, rest = parts[0], parts[1:]
    if isinstance(found, list):
        at = _position(found, head)
        if at is None:
            if rest or value is NOT_ASKED:
                return found if value is NOT_ASKED else [*found, _put({"id": head}, rest, value)]
            return [*found, value]
        if not rest and value is NOT_ASKED:
            return [*found[:at], *found[at + 1 :]]
        return [*found[:at], _put(found[at], rest, value) if rest else value, *found[at + 1 :]]
    base = dict(found) if isinstance(found, dict) else {}
    if rest:
        if value is NOT_ASKED and not isinstance(base.get(head), dict | list):
            return base
        below = base.get(head)
        base[head] = _put(below if isinstance(below, dict | list) else {}, rest, value)
    elif value is NOT_ASKED:
        base.pop(head, None)
    else:
        base[head] = value
    return base


def _position(items: list[Any], part: str) -> int | None:
    for at, item in enumerate(items):
        if isinstance(item, dict) and item.get("id") == part:
            return at
    if (
        part.isdigit()
        and int(part) < len(items)
        and not (isinstance(items[int(part)], dict) and "id" in items[int(part)])
    ):
        return int(part)
    return None
