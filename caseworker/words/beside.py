# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was found in a store: beside the database at opening, and by the check, in words."""

from __future__ import annotations

from collections.abc import Iterable

from . import N_, Words
from .labels import LABELS

FOUND = {
    "log_foreign": N_(
        "Beside the database lay a file of changes that is not its own. It was not used: everything is as it "
        "was when the program was last closed. If somebody copies this folder by hand or a program keeps it "
        "in step with another computer, let them copy the whole folder, and only while Caseworker is closed."
    ),
    "log_unreadable": N_(
        "The program did not end properly last time, and the file of its last changes does not belong to "
        "this database. The database itself is whole, but what was saved last may be missing. Look at the "
        "cases that were worked on last."
    ),
    "log_cut": N_(
        "The program did not end properly last time, and the file of its last changes is damaged. What could "
        "be read of it is there, but what was saved last may be missing. Look at the cases that were worked "
        "on last."
    ),
    "log_missing": N_(
        "The program did not end properly last time, and the file of its last changes is gone. The database "
        "itself is whole, but what was saved last may be missing. If the folder was copied by hand, go back "
        "to the computer or stick that it came from: the file may still be there (case.db-wal)."
    ),
    "database_older": N_(
        "This database is older than when the program was last closed here: an older copy was put in its "
        "place. What was saved since is not in it. If that was not meant, close the program and bring back "
        "the newer folder, whole."
    ),
    "keys_healed": N_(
        "One of the two copies of the file that lets people into this store was missing or damaged. It was "
        "made again from the other one. Everything is as it was."
    ),
    "keys_older": N_(
        "The file that lets people into this store is older than the store: the passphrase or recovery sheet "
        "of somebody does not open it any more. Nothing else is missing. Bring back the newer files "
        "keys.cbor and keys.cbor.bak if they are still somewhere, or give that person a new passphrase."
    ),
}
KEPT = N_("The files were kept as they were, in {folder}. Do not delete it before somebody has looked.")


def beside_text(found: Iterable[str], folder: str, words: Words) -> str:
    """The paragraphs for what was found, with where the files were kept, if any."""
    said = [words(FOUND[code]) for code in found]
    return "\n\n".join([*said, words(KEPT, folder=folder)] if folder else said)


def damage_text(fault: str, words: Words) -> str:
    """A fault that the check found: what is wrong, and of what, with its id.

    `fault` is `PART`, `PART:PLACE` or `PART:KIND:ID`, as `store.check` gives them.
    """
    part, _, place = fault.partition(":")
    kind, _, one = place.partition(":")
    where = f"{words.label('damage_of', kind)} {one}".strip() if f"damage_of.{kind}" in LABELS else place
    return f"{words.label('damage', part)} ({where})" if where else words.label("damage", part)
