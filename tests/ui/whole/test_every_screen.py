# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every place and every station of every case, walked once for all that is looked for: nothing is cut, on the
smallest window and on a usual one, and in Spanish there is not a word of English."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.flow import STATIONS
from caseworker.services import cases
from caseworker.services.cases import CaseRow
from caseworker.services.desk import Desk
from caseworker.ui.main_window import MainWindow
from caseworker.ui.widgets.plain.rail import PLACES
from caseworker.words import words_for

from .test_nothing_is_cut import cut
from .test_spanish import Reader

BUSY = 30_000
SIZES = ((1280, 800), (1024, 700))
# Each in its way the case with most to show.
FULLEST = ("Pérez", "Hernández", "Rojas", "Quintero", "Salazar", "Mejía")


@pytest.fixture(scope="module")
def desk(shared_desk: Desk) -> Desk:
    return shared_desk


class Walk:
    """Goes through a window and collects what is wrong on what it is shown."""

    def __init__(self, qtbot: QtBot, desk: Desk, language: str) -> None:
        self.qtbot = qtbot
        self.reader = Reader()
        self.cut: set[str] = set()
        make_application(dark=False)
        self.window = MainWindow(desk, words_for(language), dark=False)
        qtbot.addWidget(self.window, before_close_func=lambda _: self.window.background.wait())
        self.window.resize(*SIZES[0])
        self.window.show()
        self.settle()

    @property
    def language(self) -> str:
        return self.window.words.language

    def settle(self) -> None:
        """Until what was asked for is shown and laid out."""
        self.qtbot.waitUntil(lambda: not self.window.background.busy, timeout=BUSY)
        QApplication.processEvents()

    def speak(self, language: str) -> None:
        """The open case is left before English, so that the next one is made in it."""
        if language == "en":
            self.window.show_place("cases")
        self.window.set_language(language)
        self.settle()

    def places(self) -> None:
        """Every place of the rail and the form for a new case."""
        for place, _ in PLACES:
            self.window.show_place(place)
            self._look(place, SIZES)
        self.window.new_case()
        self._look("new case", SIZES)

    def open(self, row: CaseRow) -> None:
        self.window.open_case(row.id)
        self.qtbot.waitUntil(
            lambda: self.window.editor is not None and self.window.editor.case_id == row.id, timeout=BUSY
        )
        self.settle()

    def stations(self, row: CaseRow, *, sizes: Sequence[tuple[int, int]] = ()) -> None:
        """Every station of the open case."""
        page = self.window.page
        assert page is not None
        for step in (*STATIONS, "matrix"):
            page.show_step(step)
            self._look(f"{row.number} {row.principal} {step}", sizes)

    def _look(self, place: str, sizes: Sequence[tuple[int, int]]) -> None:
        """Reads what is Spanish; looks for cuts at the sizes."""
        self.settle()
        if self.language == "es":
            self.reader.read(self.window, place)
        # Begins with the size that the window has, so that it is laid out anew once a stop.
        now = (self.window.width(), self.window.height())
        for width, height in sorted(sizes, key=lambda size: size != now):
            self.window.resize(width, height)
            self.settle()
            self._look_for_cuts(f"{place} in {self.language} at {width}x{height}")

    def _look_for_cuts(self, place: str) -> None:
        # A label asks for its height again after it was given its width.
        for _ in range(100):
            if not any(cut(self.window)):
                return
            self.qtbot.wait(10)
        self.cut.update(f"{place}: {one}" for one in cut(self.window))


def _rows(desk: Desk, *, fullest: bool) -> list[CaseRow]:
    rows = cases.listing(desk)
    chosen = [next(row for row in rows if name in row.principal) for name in FULLEST]
    return chosen if fullest else [row for row in rows if row not in chosen]


def test_the_fullest_cases_in_spanish_from_the_start(qtbot: QtBot, desk: Desk) -> None:
    walk = Walk(qtbot, desk, "es")
    walk.places()
    for row in _rows(desk, fullest=True):
        walk.open(row)
        walk.stations(row, sizes=SIZES)
    assert sorted(walk.cut) == []
    assert sorted(walk.reader.found) == []
    assert {"Casos", "Caso nuevo", "Configuración", "Evaluación hasta ahora"} <= walk.reader.seen


def test_the_other_cases_in_spanish_from_the_start(qtbot: QtBot, desk: Desk) -> None:
    walk = Walk(qtbot, desk, "es")
    for row in _rows(desk, fullest=False):
        walk.open(row)
        walk.stations(row)
    assert sorted(walk.reader.found) == []
    assert "Evaluación hasta ahora" in walk.reader.seen


def test_the_fullest_cases_in_english_and_said_again_in_spanish(qtbot: QtBot, desk: Desk) -> None:
    walk = Walk(qtbot, desk, "en")
    for row in _rows(desk, fullest=True):
        walk.speak("en")
        walk.open(row)
        walk.stations(row, sizes=SIZES)
        # What was made in English is said again where it stands.
        walk.speak("es")
        walk.stations(row)
    assert sorted(walk.cut) == []
    assert sorted(walk.reader.found) == []
    assert "Evaluación hasta ahora" in walk.reader.seen


def test_the_places_and_the_other_cases_after_a_change_of_language(qtbot: QtBot, desk: Desk) -> None:
    walk = Walk(qtbot, desk, "en")
    # Every place is made in English first, so that what is not said again is found.
    walk.places()
    walk.speak("es")
    walk.places()
    for row in _rows(desk, fullest=False):
        walk.open(row)
        walk.stations(row)
    assert sorted(walk.cut) == []
    assert sorted(walk.reader.found) == []
    assert {"Casos", "Caso nuevo", "Configuración", "Evaluación hasta ahora"} <= walk.reader.seen
