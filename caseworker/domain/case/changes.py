# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed between two documents, item by item.

A path is like `/applicants/a1/passport/number`: keys of objects, and of items in lists their `id`, with
`~` and `/` written `~0` and `~1`. A list whose items are not all told apart by a text `id` is one value.
A change of order is `/applicants/~order`. The path of the whole document is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

Change = dict[str, Any]
_ORDER = "~order"
_MISSING = object()


def changes_between(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Return the changes that lead from `old` to `new`: {path, old, new}.

    Without `old` the value was added, without `new` it was removed.
    """
    return list(_changes("", old, new))


def apply_changes(document: dict[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """Return a new document with the changes made. Raises KeyError if a path leads nowhere."""
    result = deepcopy(document)
    for change in changes:
        value = deepcopy(change["new"]) if "new" in change else _MISSING
        steps = change["path"].split("/")[1:]
        if steps:
            _apply(result, steps, value)
        elif isinstance(value, dict):
            result = value
        else:
            raise KeyError("")
    return result


def _changes(path: str, old: Any, new: Any) -> Iterator[Change]:
    if _same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _within(path, old, new)
    elif _told_apart(old, new):
        before, after = _by_id(old), _by_id(new)
        yield from _within(path, before, after)
        landed = [*(one for one in before if one in after), *(one for one in after if one not in before)]
        if landed != list(after):
            yield {"path": f"{path}/{_ORDER}", "old": landed, "new": list(after)}
    else:
        yield {"path": path, "old": old, "new": new}


def _within(path: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for key in [*old, *(key for key in new if key not in old)]:
        place = f"{path}/{_escaped(key)}"
        if key not in new:
            yield {"path": place, "old": old[key]}
        elif key not in old:
            yield {"path": place, "new": new[key]}
        else:
            yield from _changes(place, old[key], new[key])


def _same(old: Any, new: Any) -> bool:
    """Whether two values are the same JSON text: 1, 1.0 and true are not, nor 0.0 and -0.0."""
    if type(old) is not type(new):
        return False
    if isinstance(old, dict):
        return old.keys() == new.keys() and all(_same(value, new[key]) for key, value in old.items())
    if isinstance(old, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return repr(old) == repr(new) if isinstance(old, float) else bool(old == new)


def _told_apart(old: Any, new: Any) -> bool:
    if not isinstance(old, list) or not isinstance(new, list) or not (old or new):
        return False
    for items in (old, new):
        ids = [item.get("id") if isinstance(item, dict) else None for item in items]
        if not all(isinstance(one, str) for one in ids) or len(set(ids)) != len(ids):
            return False
    return True


def _by_id(items: list[Any]) -> dict[str, Any]:
    return {item["id"]: item for item in items}


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _plain(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _apply(at: Any, steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        at = at[_plain(step)] if isinstance(at, dict) else at[_place(at, _plain(step))]
    last = steps[-1]
    if isinstance(at, dict):
        if value is _MISSING:
            del at[_plain(last)]
        else:
            at[_plain(last)] = value
    elif last == _ORDER:
        places = {one: place for place, one in enumerate(value)}
        at.sort(key=lambda item: places[item["id"]])
    else:
        _apply_to_item(at, _plain(last), value)


def _apply_to_item(items: list[Any], item_id: str, value: Any) -> None:
    known = any(item["id"] == item_id for item in items)
    if value is _MISSING:
        del items[_place(items, item_id)]
    elif known:
        items[_place(items, item_id)] = value
    else:
        items.append(value)


def _place(items: list[Any], item_id: str) -> int:
    for place, item in enumerate(items):
        if item["id"] == item_id:
            return place
    raise KeyError(item_id)
