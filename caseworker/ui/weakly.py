# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is connected to a signal and needs its widget, without keeping the widget alive."""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Callable


def weakly(owner: object, act: Callable[..., object]) -> Callable[..., None]:
    """A slot that calls `act(owner, ...)` while the owner lives, with as many values as `act` takes.

    A function that holds its widget and is connected to a signal of a part of it is a circle through C++,
    which no collector sees: the widget would stay, with the case in it.
    """
    held = weakref.ref(owner)
    code = act.__code__
    takes = None if code.co_flags & inspect.CO_VARARGS else code.co_argcount - 1

    def heard(*told: object) -> None:
        found = held()
        if found is not None:
            act(found, *told[:takes])

    return heard
