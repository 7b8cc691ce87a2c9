# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk that a command works at: a store opened from a shell, with its passphrase asked for."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from caseworker import app
from caseworker.commands.status import WrongInput
from caseworker.domain.errors import CaseworkerError, PassphraseNeeded, Refused, TooSoon, WrongPassphrase
from caseworker.paths import default_store
from caseworker.private_process import keep_private
from caseworker.services.desk import Desk
from caseworker.services.evidence.papers import tidy
from caseworker.services.programmes.library import load_library
from caseworker.services.staff import coming_in
from caseworker.temp_folders import sweep_left_over
from caseworker.words import N_, Words
from caseworker.words.beside import beside_text
from caseworker.words.errors import error_text

# How often somebody at a terminal is asked for the passphrase.
ASKED = 3
WAITING = N_("After wrong passphrases the next attempt waits {seconds} s.")


@contextlib.contextmanager
def desk_at(parsed: argparse.Namespace, words: Words) -> Iterator[Desk]:
    """The desk at the store that was named, or at this person's own, opened with what is asked for; closed
    at the end. Raises WrongInput.
    """
    keep_private()
    sweep_left_over()
    folder = Path(parsed.store) if parsed.store else default_store()
    viewer = parsed.read_only
    try:
        desk = _unlocked(folder, words, viewer=viewer)
    except CaseworkerError as error:
        raise WrongInput(f"{folder}: {error_text(error, words)}") from None
    store = desk.store
    if coming_in.first_passphrase_waits(desk):
        store.close()
        raise WrongInput(f"{folder}: {error_text(Refused('first_passphrase_elsewhere'), words)}")
    if store.beside.found:
        print(beside_text(store.beside.found, str(store.beside.kept or ""), words), file=sys.stderr)
    if viewer:
        # Not among what the command prints: that may be for another program.
        print(words(N_("{name}: open for reading only"), name=str(folder)), file=sys.stderr)
    # A damaged store is for the command to tell of; then nothing is swept.
    with contextlib.suppress(CaseworkerError):
        tidy(desk)
    with store:
        yield desk


def _unlocked(folder: Path, words: Words, *, viewer: bool) -> Desk:
    attempts = app.attempts()

    def opened(passphrase: str | None) -> Desk:
        while True:
            try:
                store = app.opened(folder, passphrase, viewer=viewer, attempts=attempts)
                return app.desk_of(store, load_library())
            except TooSoon as error:
                seconds = error.details["seconds"]
                print(words(WAITING, seconds=seconds), file=sys.stderr, flush=True)
                time.sleep(int(seconds))

    try:
        return opened(None)
    except PassphraseNeeded:
        pass
    given = os.environ.get("CASEWORKER_PASSPHRASE")
    left = ASKED if sys.stdin.isatty() and not given else 1
    while True:
        left -= 1
        try:
            return opened(given or getpass.getpass(words(N_("Passphrase: "))))
        except EOFError:
            raise PassphraseNeeded from None
        except WrongPassphrase as error:
            if not left:
                raise
            print(error_text(error, words), file=sys.stderr)
