# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of this computer, not of a store: language and look of the window, the scanner folder.

Nothing about anybody lies here: the file is not encrypted.
"""

import contextlib
import os
import tempfile
from pathlib import Path
from urllib.parse import quote, unquote

from caseworker.paths import config_dir

# A path may hold what no text has: half a pair of UTF-16, or bytes that are no UTF-8.
_ERRORS = "surrogatepass" if os.name == "nt" else "surrogateescape"
_LARGEST = 64 * 1024  # a few settings and a path
_PLAIN = " /\\:.,()&+=@"


def remembered(key: str, default: str) -> str:
    """The setting as kept, or the default."""
    return _known(_file()).get(key, default)


def remember(key: str, value: str) -> bool:
    """Keeps a setting, whole or not at all. False on a computer that does not allow it."""
    path = _file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{one}={_quoted(kept)}\n" for one, kept in {**_known(path), key: value}.items()]
        handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(draft).unlink()
            raise
    except OSError:
        return False
    return True


def _file() -> Path:
    return config_dir() / "window.txt"


def _known(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            lines = file.read(_LARGEST).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {key: unquote(value, errors=_ERRORS) for key, value in pairs}


def _quoted(value: str) -> str:
    # A line break would make two settings of one.
    return quote(value, safe=_PLAIN, errors=_ERRORS)
