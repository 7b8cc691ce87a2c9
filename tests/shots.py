# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of every screen: `python3 dev.py shots [folder]`. Looked at before visible work is called done."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from caseworker import app as root
from caseworker.domain.case.document_paths import with_value
from caseworker.services import cases, eligibility, intake, review
from caseworker.services.desk import Desk
from caseworker.services.letter import issuing
from caseworker.services.programmes.library import load_library
from caseworker.services.training import create_training_store
from caseworker.ui import theme
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.door.unlock import UnlockScreen
from caseworker.words import words_for
from tests.colleagues import colleague, desk_as

PEOPLE = {
    "typical": "Pérez",
    "problem": "Salazar",
    "open": "Ñáñez",
    "empty": "Quintero",
    "means": "Rojas",
    "twelve": "Hernández",
}
STEPS = ("intake", "sponsor", "entry", "eligibility", "letter")


def settle(window: object, milliseconds: int = 500) -> None:
    """Lets the event loop run until nothing waits any more."""
    end = time.monotonic() + milliseconds / 1000
    while time.monotonic() < end or (getattr(window, "background", None) and window.background.busy):
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if time.monotonic() > end + 10:
            return


def _shot(window: MainWindow, out: Path, tail: str, only: str, name: str) -> None:
    if not only or only in f"{name}-{tail}":
        window.grab().save(str(out / f"{name}-{tail}.png"))


CHOSEN = {
    "cases": "cases-en-light-1280",
    "entry": "typical-entry-en-light-1280",
    "entry-clash": "problem-entry-es-light-1280",
    "decision": "open-eligibility-en-light-1280",
    "sponsor": "means-sponsor-es-light-1280",
    "letter-screen": "typical-letter-es-light-1280",
    "dark": "typical-entry-en-dark-1280",
    "second-at-the-desk": "second-at-the-desk-en",
    "second-review": "second-review-en",
    "second-card": "second-card-en",
    "second-sent-back": "second-sent-back-es",
    "second-out-of-date": "second-out-of-date-en",
    "second-intake": "second-intake-es",
}


def keep_for_docs(out: Path) -> None:
    """Puts the chosen few into docs/pictures, and the first page of a letter beside them."""
    from caseworker.commands.store import write_demo
    from caseworker.ui.widgets.pages.pdf_view import draw_pages

    docs = Path(__file__).parents[1] / "docs" / "pictures"
    docs.mkdir(parents=True, exist_ok=True)
    for name, picture in CHOSEN.items():
        shutil.copyfile(out / f"{picture}.png", docs / f"{name}.png")
    with tempfile.TemporaryDirectory() as folder:
        write_demo(Path(folder) / "demo", words_for("en"))
        pages = draw_pages((Path(folder) / "demo" / "letter-es.pdf").read_bytes(), 700)
    for name, page in (("letter", pages[0]), ("letter-last", pages[-1])):
        image = QImage(page.pixels, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32)
        image.save(str(docs / f"{name}.png"))


def second_person(application: QApplication, ana: Desk, out: Path) -> None:
    """Two people and a third: one decides, one reads and approves or sends back, one may not decide."""
    luis = desk_as(ana, review.second_readers(ana)[0].id)
    rosa = colleague(ana, ["intake"], name="Rosa Lima")
    rows = {row.principal.split(",")[0].split()[0]: row.id for row in cases.listing(ana)}
    family = [one["id"] for one in cases.open_case(ana, rows["Hernández"]).document["applicants"]]
    eligibility.determine_all(
        ana, rows["Hernández"], [eligibility.Decision(one, "eligible") for one in family]
    )
    back = eligibility.determine(ana, rows["Fonseca"], "a1", "eligible")
    review.send_back(luis, [back], "Falta el sello de entrada. Pídalo otra vez y anote quién lo vio.")
    issuing.issue(ana, rows["Pérez"], "a1", "es", "A4")
    opened = cases.open_case(ana, rows["Pérez"])
    document = with_value(opened.document, "applicants/a1/surnames", "Peres Rodríguez")
    intake.record(ana, rows["Pérez"], document, base_rev=opened.rev)

    def picture(desk: Desk, language: str, name: str, go: Callable[[MainWindow], None]) -> None:
        window = root.show_window(application, desk, words_for(language), at_start=True)
        window.resize(1280, 800)
        settle(window)
        go(window)
        settle(window, 900)
        window.grab().save(str(out / f"second-{name}-{language}.png"))
        window.close()
        settle(window, 100)

    for language in ("en", "es"):
        at = partial(picture, language=language)
        at(luis, name="start", go=lambda window: None)
        at(luis, name="review", go=lambda window: window.show_place("review"))
        at(luis, name="card", go=lambda window: window.review_case(rows["Hernández"], family[0]))
        at(ana, name="at-the-desk", go=lambda window: window.review_case(rows["Hernández"], family[0]))
        at(ana, name="sent-back", go=lambda window: None)
        at(ana, name="out-of-date", go=lambda window: window.open_case(rows["Pérez"], "letter"))
        at(rosa, name="intake", go=lambda window: window.open_case(rows["Hernández"], "eligibility"))


def main(out: Path, only: str = "") -> int:
    """Writes the pictures into `out`; `only` keeps those whose name holds it."""
    out.mkdir(parents=True, exist_ok=True)
    application = root.make_application(dark=False)
    library = load_library()
    with tempfile.TemporaryDirectory() as folder:
        desk = create_training_store(Path(folder) / "store", library, root.now)
        rows = cases.listing(desk)
        for language in ("en", "es"):
            for dark in (False, True):
                for size in ((1280, 800), (1024, 700), (1280, 2600)):
                    if dark and size != (1280, 800):
                        continue
                    look = "dark" if dark else "light"
                    tail = f"{language}-{look}-{size[0] if size[1] < 1000 else size[1]}"
                    if "-" in only and only not in tail and tail not in only:
                        continue
                    theme.apply(application, dark=dark)
                    window = root.show_window(application, desk, words_for(language))
                    window.resize(*size)
                    settle(window)

                    shot = partial(_shot, window, out, tail, only)

                    for place in ("start", "cases", "programmes", "verify", "settings"):
                        window.show_place(place)
                        settle(window)
                        shot(place)
                    window.new_case()
                    settle(window, 200)
                    shot("new-case")
                    for kind, surname in PEOPLE.items():
                        if dark and kind not in ("typical", "problem"):
                            continue
                        row = next(one for one in rows if surname in one.principal)
                        window.open_case(row.id)
                        settle(window)
                        for step in STEPS:
                            window.page.show_step(step)
                            settle(window, 900 if step == "letter" else 250)
                            shot(f"{kind}-{step}")
                    window.close()
                    settle(window, 100)
            for exists in (True, False):
                theme.apply(application, dark=False)
                screen = UnlockScreen(
                    words_for(language),
                    exists=exists,
                    unlock=lambda *_: None,
                    create=lambda _: (None, "12N36H-PNQKJX-7K2MZT-0RVQ4D-W8E1YB-3C5F9A"),
                    sheet=lambda *_: b"",
                    sheet_kept=lambda: None,
                )
                screen.show()
                settle(screen, 200)
                name = "unlock" if exists else "first-start"
                screen.grab().save(str(out / f"{name}-{language}.png"))
                if not exists:
                    screen._on_open((None, "12N36H-PNQKJX-7K2MZT-0RVQ4D-W8E1YB-3C5F9A"))
                    settle(screen, 200)
                    screen.grab().save(str(out / f"recovery-{language}.png"))
                screen.close()
        if not only or "second" in only:
            theme.apply(application, dark=False)
            second_person(application, desk, out)
        desk.store.close()
    if not only:
        keep_for_docs(out)
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "shots"), *sys.argv[2:3]))
