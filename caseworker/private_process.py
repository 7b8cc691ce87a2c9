# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps what this process has in memory out of core files and away from other programs of the same person.

Linux: no core file, and not dumpable: neither the system's crash reporter nor a debugger of this person
gets at it. macOS: no core file. Windows: nothing, its crash reports are for the administrator to turn off.
"""

from __future__ import annotations

import contextlib
import sys

_PR_SET_DUMPABLE = 4


def keep_private() -> None:
    """Does it, as far as the system can. A program that takes this one's place must do it again."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
