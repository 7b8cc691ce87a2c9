# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that a person asked for, written whole or not at all, and for that person alone."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_private(path: Path, data: bytes) -> None:
    """Puts `data` at `path`, readable for its owner alone whatever stood there; a link is replaced.

    Raises OSError; then `path` is as before.
    """
    # A name that nobody can know before: where others may write, nobody lays a link there.
    handle, part = tempfile.mkstemp(prefix=".caseworker-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(part).unlink()
        raise
