# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where things lie: the files that ship with the program, and the folders of the person who runs it."""

import sys
from pathlib import Path

NAME = "caseworker"


def bundle_root() -> Path:
    """Return the folder that holds `resources/` and `db/`.

    A frozen program unpacks them beside itself, a wheel carries them in `caseworker/_bundle`, and in a
    checkout they are the folders at the top.
    """
    unpacked = getattr(sys, "_MEIPASS", None)
    if unpacked:
        return Path(unpacked)
    package = Path(__file__).resolve().parent
    inside = package / "_bundle"
    return inside if inside.is_dir() else package.parent


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under `resources/`; it need not exist."""
    return bundle_root().joinpath("resources", *parts)


def default_store() -> Path:
    """Return the folder of this person's store (not made here)."""
    from platformdirs import user_data_path  # kept out of the start of the program

    return user_data_path(NAME, appauthor=False) / "store"


def seen_stores() -> Path:
    """Return the folder where this person's computer remembers how far each store was (not made here)."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False) / "seen"


def config_dir() -> Path:
    """Return the folder of this person's settings (not made here)."""
    from platformdirs import user_config_path

    return user_config_path(NAME, appauthor=False)
