# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reading process: limits itself, reads one file from standard input, answers, and ends.

It is started by `reader` as the hidden command `scan-worker`. It knows no store and no key.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Any

from caseworker.domain.errors import AttachmentRefused
from caseworker.private_process import keep_private

from .limits import CODE_COST, MAX_BYTES, Cost
from .wire import Garbled, receive, send

COMMAND = "scan-worker"
_OPEN_FILES = 64


def serve() -> int:
    """Does one job. Returns only where nothing was asked; else the process ends here."""
    # What is capped once is never raised again: at first by the dearest job, then by the one that is asked.
    limit_self(CODE_COST)
    out = os.fdopen(os.dup(1), "wb")
    # A library that prints must not speak into the answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if os.name == "nt":
        import msvcrt

        msvcrt.setmode(out.fileno(), os.O_BINARY)  # type: ignore[attr-defined]
    # Loaded before the file is there: most files are pictures.
    from . import pictures  # noqa: F401

    try:
        head, data = receive(sys.stdin.buffer, MAX_BYTES)
        request = json.loads(head)
    except (Garbled, OSError, ValueError):
        return 2
    limit_self(Cost(cpu_seconds=request["cpu_seconds"], memory=request["memory"]))
    answer, found = _done(request["job"], data, request["arguments"])
    with contextlib.suppress(OSError):
        send(out, json.dumps(answer).encode(), found)
    # Nothing to tidy up, and libraries that stumbled must not get another turn.
    os._exit(0)


def limit_self(cost: Cost) -> None:
    """Caps memory, processor time, files and cores of this process, as far as the system knows how."""
    try:
        import resource
    except ImportError:  # Windows: the clock of the parent alone
        return
    keep_private()
    most = {
        "RLIMIT_AS": (cost.memory, cost.memory),
        "RLIMIT_CPU": (cost.cpu_seconds, cost.cpu_seconds + 1),
        "RLIMIT_FSIZE": (0, 0),  # it has nothing to write anywhere
        "RLIMIT_NOFILE": (_OPEN_FILES, _OPEN_FILES),
    }
    for name, limit in most.items():
        with contextlib.suppress(OSError, ValueError, AttributeError):
            resource.setrlimit(getattr(resource, name), limit)


def _done(job: str, data: bytes, arguments: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    from .jobs import JOBS

    try:
        found, more = JOBS[job](data, arguments)
    except AttachmentRefused as refused:
        return {"refused": refused.reason}, b""
    except MemoryError:
        return {"refused": "too_much_memory"}, b""
    except Exception:  # libraries raise anything for a broken file
        return {"refused": "damaged"}, b""
    return {"found": found}, more
