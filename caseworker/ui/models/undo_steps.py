# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was changed in a case, step by step, to be taken back and made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Step:
    """A change of the field at `path`; with `many`, `old` and `new` are values by path, and `path` names it.

    `gap` says why the field was empty before.
    """

    path: str
    old: Any
    new: Any
    gap: str = ""
    many: bool = False


class UndoSteps:
    """The steps of one open case. Letters typed one after another into a field are one step."""

    def __init__(self) -> None:
        self._undo: list[Step] = []
        self._redo: list[Step] = []

    def __len__(self) -> int:
        return len(self._undo)

    @property
    def path(self) -> str:
        """The field that undo would change, or an empty text."""
        return self._undo[-1].path if self._undo else ""

    def remember(self, path: str, old: Any, new: Any, *, joined: bool = False, gap: str = "") -> None:
        """Adds a change, to the step before where that is of the same text or they are `joined`."""
        last = self._undo[-1] if self._undo else None
        texts = last is not None and isinstance(new, str) and isinstance(last.new, str)
        if last is not None and not last.many and last.path == path and (joined or texts):
            last.new = new
        else:
            self._undo.append(Step(path, old, new, gap))
        self._redo.clear()

    def remember_many(self, path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Adds changes of several fields as one step."""
        self._undo.append(Step(path, dict(old), dict(new), many=True))
        self._redo.clear()

    def take(self, *, back: bool) -> Step | None:
        """The step to take back, or to make again; None where there is none."""
        take, give = (self._undo, self._redo) if back else (self._redo, self._undo)
        if not take:
            return None
        give.append(take.pop())
        return give[-1]
