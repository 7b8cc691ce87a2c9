# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker demo`, `check`, `rebuild-index`: the store from a shell."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import os
import sys
import time
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseworker import app
from caseworker.commands.status import DONE, NEGATIVE, WrongInput
from caseworker.domain.errors import CaseworkerError, PassphraseNeeded, Refused, TooSoon, WrongPassphrase
from caseworker.paths import default_store, seen_stores
from caseworker.private_process import keep_private
from caseworker.services import cases
from caseworker.services.case_index import cases_off_the_index, index_of
from caseworker.services.letter import handing_over, issuing, verifying
from caseworker.services.outdated import standing
from caseworker.services.programmes.library import load_library
from caseworker.services.training import create_training_store
from caseworker.temp_folders import sweep_left_over
from caseworker.words import N_, Words
from caseworker.words.beside import beside_text, damage_text
from caseworker.words.errors import error_text, os_reason

from .letter import write_whole

if TYPE_CHECKING:
    from caseworker.services.desk import Desk
    from caseworker.store.cases.case_index import CaseIndex
    from caseworker.store.opened.store import Store

SHOWN = 20
PICTURE_WAIT_MS = 1500
DEMO_OUT = "caseworker-demo"
# How often somebody at a terminal is asked for the passphrase.
ASKED = 3
WAITING = N_("After wrong passphrases the next attempt waits {seconds} s.")


def demo(parsed: argparse.Namespace, words: Words) -> int:
    """Writes the demonstration into a folder."""
    return write_demo(Path(parsed.out), words)


def write_without_display(words: Words) -> int:
    """Says that there is no display and writes the demonstration instead of opening a window."""
    out = Path(DEMO_OUT)
    number = 1
    while out.exists():
        number += 1
        out = Path(f"{DEMO_OUT}-{number}")
    print(words(N_("There is no display. Writing the demonstration into {out} instead."), out=str(out)))
    return write_demo(out, words)


def write_demo(out: Path, words: Words) -> int:
    """Writes `store/`, `letter-es.pdf`, `letter-en.pdf`, `organisation.pub`, `window.png` into `out`."""
    os.umask(0o077)
    keep_private()
    folder = out / "store"
    if folder.exists() and any(folder.iterdir()):
        raise WrongInput(
            words(N_("{name}: there is a store already; choose another folder"), name=str(folder))
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongInput(
            words(
                N_("{name}: cannot be made ({reason}); choose another folder"),
                name=str(out),
                reason=os_reason(error, words),
            )
        ) from None
    try:
        desk = create_training_store(folder, load_library(), app.now)
    except CaseworkerError as error:
        raise WrongInput(f"{folder}: {error_text(error, words)}") from None
    try:
        oldest_first = reversed(cases.listing(desk))
        first = next(row for row in oldest_first if row.steps.get("eligibility") == "completed")
        for language in ("en", "es"):
            letter_id = issuing.issue(desk, first.id, "a1", language, "A4")
            write_whole(out / f"letter-{language}.pdf", handing_over.issued_pdf(desk, letter_id), words)
        write_whole(out / "organisation.pub", verifying.public_key_file(desk).encode(), words)
        _picture(desk, first.id, out / "window.png", words)
    finally:
        desk.store.close()
    print(words(N_("Written: {names}"), names=", ".join(sorted(path.name for path in out.iterdir()))))
    return DONE


def _picture(desk: Desk, case_id: str, path: Path, words: Words) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QBuffer, QEventLoop, QTimer

    application = app.make_application(dark=False)
    window = app.show_window(application, desk, words)
    window.open_case(case_id)
    loop = QEventLoop()

    def show_entry() -> None:
        if window.page is not None:
            window.page.show_step("entry")

    QTimer.singleShot(PICTURE_WAIT_MS // 2, show_entry)
    QTimer.singleShot(PICTURE_WAIT_MS, loop.quit)
    loop.exec()
    picture = QBuffer()
    picture.open(QBuffer.OpenModeFlag.WriteOnly)
    window.grab().save(picture, "PNG")
    write_whole(path, bytes(picture.data().data()), words)
    window.close()


def check(parsed: argparse.Namespace, words: Words) -> int:
    """Checks a store. Exit status 1 where damage was found."""
    from caseworker.store.opened.log_beside import LOSSES
    from caseworker.store.opening.check import check_store

    with opened_store(parsed, words) as store:
        report = check_store(store)
        lost = not LOSSES.isdisjoint(store.beside.found)
        # Where pages are damaged, documents may not be read at all.
        off = cases_off_the_index(app.desk_of(store, load_library())) if report.whole else ()
    for fault in report.faults:
        print(words(N_("Damage: {fault}"), fault=damage_text(fault, words)))
    if off:
        print(
            words.many(
                "{count} case does not stand in lists and search as it is kept: {numbers}. Nothing of it is "
                "lost. Make the index anew: caseworker rebuild-index --store {store}",
                "{count} cases do not stand in lists and search as they are kept: {numbers}. Nothing of them "
                "is lost. Make the index anew: caseworker rebuild-index --store {store}",
                len(off),
                store=str(store.folder),
                numbers=", ".join(off[:SHOWN]) + (" …" if len(off) > SHOWN else ""),
            )
        )
        return NEGATIVE
    if report.whole:
        counts = ", ".join(
            f"{words.label('counted', name)} {number}" for name, number in report.counts.items()
        )
        print(words(N_("The store is whole: {counts}"), counts=counts))
        # What was said at opening: whole, but perhaps not all that was saved.
        return NEGATIVE if lost else DONE
    return NEGATIVE


def rebuild_index(parsed: argparse.Namespace, words: Words) -> int:
    """Makes the index tables anew."""
    from caseworker.store.cases.cases import rebuild_index as rebuild
    from caseworker.store.records.determinations import determined_now
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.letters import lettered_now

    library = load_library()
    with opened_store(parsed, words) as store:
        desk = app.desk_of(store, library)
        with desk.writing("own") as tx:
            decided = {*determined_now(tx), *lettered_now(tx)}

            def renewed(case_id: str, document: dict[str, Any]) -> CaseIndex:
                so_far = standing(tx, desk.library, case_id, document) if case_id in decided else ()
                return index_of(document, desk.library, *so_far)

            count = rebuild(tx, renewed)
            append_ledger(
                tx,
                at=desk.at(),
                staff_id=desk.worker.id,
                action="rebuild",
                object_kind="index",
                object_id="all",
            )
    print(words(N_("The index of {count} cases was made anew."), count=count))
    return DONE


def opened_store(parsed: argparse.Namespace, words: Words) -> Store:
    """The store that was named, or this person's own, opened with what is asked for. Raises WrongInput."""
    from caseworker.store.cases.attachments import sweep_orphans
    from caseworker.store.staff.worker import chose_passphrase

    keep_private()
    sweep_left_over()
    folder = Path(parsed.store) if parsed.store else default_store()
    viewer = parsed.read_only
    try:
        store = _unlocked(folder, words, viewer=viewer)
    except CaseworkerError as error:
        raise WrongInput(f"{folder}: {error_text(error, words)}") from None
    if not chose_passphrase(store):
        store.close()
        raise WrongInput(f"{folder}: {error_text(Refused('first_passphrase_elsewhere'), words)}")
    if store.beside.found:
        print(beside_text(store.beside.found, str(store.beside.kept or ""), words), file=sys.stderr)
    if viewer:
        # Not among what the command prints: that may be for another program.
        print(words(N_("{name}: open for reading only"), name=str(folder)), file=sys.stderr)
    # A damaged store is for the command to tell of; then nothing is swept.
    with contextlib.suppress(CaseworkerError):
        sweep_orphans(store)
    return store


def _unlocked(folder: Path, words: Words, *, viewer: bool) -> Store:
    from caseworker.store.opening.opening import open_store
    from caseworker.store.secrets.attempts import Attempts

    at = app.now().astimezone(UTC).isoformat(timespec="milliseconds")
    attempts = Attempts(seen_stores(), lambda: app.now().timestamp())

    def opened(passphrase: str | None) -> Store:
        while True:
            try:
                return open_store(
                    folder, passphrase, now=at, viewer=viewer, seen=seen_stores(), attempts=attempts
                )
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
