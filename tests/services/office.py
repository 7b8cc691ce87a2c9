# SPDX-License-Identifier: AGPL-3.0-or-later
"""A store of a real office, whose people have passphrases; one sits at its desk at a time."""

from __future__ import annotations

import copy
import itertools
import shutil
import tempfile
from pathlib import Path

from caseworker.app import desk_of
from caseworker.services.desk import Desk
from caseworker.services.programmes.library import Library
from caseworker.services.settings import Office as Letterhead
from caseworker.services.settings import set_office
from caseworker.services.staff import people
from caseworker.store.opening.create import create_store
from caseworker.store.opening.opening import open_store
from caseworker.store.secrets.attempts import Attempts
from caseworker.store.secrets.keys import FLOOR_KDF

from .conftest import NOON, Clock

ANA = "correct horse battery staple"
OWN = {
    "Ben Soto": "lamp river fig stone",
    "Eva Paz": "piano oven walnut crow",
    "Leo Gil": "tulip raft onion bell",
}


class Office:
    """Ana made the store; `sit` changes who sits there."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.folder, self.library, self.clock = folder, library, Clock()
        if not _FIRST:
            # Beside the folder of this test, which is taken away after it.
            _FIRST.append(_First(Path(tempfile.mkdtemp(dir=folder.parents[1])) / "store", library))
        first = _FIRST[0]
        shutil.copytree(first.folder, folder)
        self.recovery_key = first.recovery_key
        self.ids = {"Ana Ruiz": first.staff_id}
        self.passphrases = {"Ana Ruiz": ANA}
        self.clock.now = first.clock.now
        self.desk = self._at(open_store(folder, ANA, now=NOON.isoformat()))

    def moved(self, folder: Path) -> Office:
        """The same office with a copy of the store; the one that was open is closed."""
        self.desk.store.close()
        found = copy.copy(self)
        found.folder, found.clock = Path(shutil.copytree(self.folder, folder)), Clock()
        found.clock.now = self.clock.now
        found.ids, found.passphrases = dict(self.ids), dict(self.passphrases)
        found.sit("Ana Ruiz")
        return found

    def sit(self, name: str) -> Desk:
        """Somebody else unlocks with their passphrase."""
        return self.open(self.passphrases[name])

    def open(
        self, passphrase: str | None = None, *, recovery: str | None = None, viewer: bool = False
    ) -> Desk:
        """The desk of whoever comes in by this."""
        self.desk.store.close()
        patient = Attempts(clock=itertools.count(step=60).__next__)
        store = open_store(
            self.folder, passphrase, now=NOON.isoformat(), recovery=recovery, viewer=viewer, attempts=patient
        )
        self.desk = self._at(store)
        return self.desk

    def hire(self, name: str, *roles: str, language: str = "en") -> str:
        """Ana adds a colleague, who chooses a passphrase of their own; then Ana sits there again."""
        staff_id, first = people.add(self.sit("Ana Ruiz"), name, roles, language)
        people.set_own_passphrase(self.open(first), first, OWN[name])
        self.ids[name], self.passphrases[name] = staff_id, OWN[name]
        self.sit("Ana Ruiz")
        return staff_id

    def _at(self, store: object) -> Desk:
        return desk_of(store, self.library, self.clock)  # type: ignore[arg-type]


class _First:
    """The store as Ana made it, closed: making its keys takes longer than most tests."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.folder, self.clock = folder, Clock()
        made = create_store(
            self.folder,
            ANA,
            staff_name="Ana Ruiz",
            site="TIJ",
            organisation="Casa",
            now=NOON.isoformat(),
            kdf=FLOOR_KDF,
        )
        self.recovery_key, self.staff_id = made.recovery_key, made.store.staff_id
        with made.store:
            desk = desk_of(made.store, library, self.clock)
            set_office(desk, Letterhead("Casa", "Calle Segunda 1427\n22000 Tijuana", "664 000 0000"))


_FIRST: list[_First] = []
