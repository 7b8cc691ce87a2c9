# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker demo`, `check`, `rebuild-index`: the store from a shell."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from caseworker import app
from caseworker.commands.status import DONE, NEGATIVE, WrongInput
from caseworker.domain.errors import CaseworkerError
from caseworker.private_process import keep_private
from caseworker.services import cases, upkeep
from caseworker.services.letter import handing_over, issuing, verifying
from caseworker.services.programmes.library import load_library
from caseworker.services.training import create_training_store
from caseworker.words import N_, Words
from caseworker.words.beside import damage_text
from caseworker.words.errors import error_text, os_reason

from .desk import desk_at
from .output import write_whole

if TYPE_CHECKING:
    from caseworker.services.desk import Desk

SHOWN = 20
PICTURE_WAIT_MS = 1500
DEMO_OUT = "caseworker-demo"


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
    with desk_at(parsed, words) as desk:
        found = upkeep.look_through(desk)
    for fault in found.faults:
        print(words(N_("Damage: {fault}"), fault=damage_text(fault, words)))
    if found.off:
        print(
            words.many(
                "{count} case does not stand in lists and search as it is kept: {numbers}. Nothing of it is "
                "lost. Make the index anew: caseworker rebuild-index --store {store}",
                "{count} cases do not stand in lists and search as they are kept: {numbers}. Nothing of them "
                "is lost. Make the index anew: caseworker rebuild-index --store {store}",
                len(found.off),
                store=str(desk.store.folder),
                numbers=", ".join(found.off[:SHOWN]) + (" …" if len(found.off) > SHOWN else ""),
            )
        )
        return NEGATIVE
    if not found.faults:
        counts = ", ".join(
            f"{words.label('counted', name)} {number}" for name, number in found.counts.items()
        )
        print(words(N_("The store is whole: {counts}"), counts=counts))
        # What was said at opening: whole, but perhaps not all that was saved.
        return NEGATIVE if found.lost else DONE
    return NEGATIVE


def rebuild_index(parsed: argparse.Namespace, words: Words) -> int:
    """Makes the index tables anew."""
    with desk_at(parsed, words) as desk:
        count = upkeep.rebuild_index(desk)
    print(words(N_("The index of {count} cases was made anew."), count=count))
    return DONE
