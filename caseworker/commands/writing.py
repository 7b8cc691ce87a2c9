# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing JSON for other programs: UTF-8, whatever the terminal speaks."""

from __future__ import annotations

import sys


def write_json(data: bytes) -> None:
    """One JSON value and the end of its line, to standard output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()
