# SPDX-License-Identifier: AGPL-3.0-or-later
"""On the smallest window, in the longer language, every word is shown whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.flow import STATIONS
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.ui.main_window import RAIL, MainWindow
from caseworker.ui.widgets.elided_label import ElidedLabel
from caseworker.words import words_for

BUSY = 30_000


@pytest.fixture(scope="module")
def desk(shared_desk: Desk) -> Desk:
    return shared_desk


def cut(root: QWidget) -> Iterator[str]:
    """What does not have the room that its text needs."""
    for one in root.findChildren(QWidget):
        if not one.isVisible() or isinstance(one, ElidedLabel):
            continue
        if isinstance(one, QLabel) and one.text() and one.pixmap().isNull():
            if one.wordWrap():
                if one.height() < one.heightForWidth(one.width()):
                    yield f"{one.height()} of {one.heightForWidth(one.width())} high: {one.text()[:60]}"
            elif one.width() < one.sizeHint().width():
                yield f"{one.width()} of {one.sizeHint().width()} wide: {one.text()[:60]}"
        elif isinstance(one, QAbstractButton) and one.width() < one.sizeHint().width():
            yield f"{one.width()} of {one.sizeHint().width()} wide: {one.text()[:60]}"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", [(1024, 700), (1280, 800)], ids=["1024x700", "1280x800"])
def test_nothing_is_cut(qtbot: QtBot, desk: Desk, language: str, size: tuple[int, int]) -> None:
    make_application(dark=False)
    window = MainWindow(desk, words_for(language), dark=False)
    qtbot.addWidget(window, before_close_func=lambda _: window.background.wait())
    window.resize(*size)
    window.show()
    found: set[str] = set()

    def look(place: str) -> None:
        qtbot.waitUntil(lambda: not window.background.busy, timeout=BUSY)
        # A label asks for its height again after it was given its width.
        for _ in range(20):
            if not list(cut(window)):
                return
            qtbot.wait(50)
        found.update(f"{place}: {one}" for one in cut(window))

    for place, _ in RAIL:
        window.show_place(place)
        look(place)
    window.new_case()
    look("new case")
    for surname in ("Pérez", "Hernández", "Rojas", "Quintero", "Salazar", "Mejía"):
        row = next(one for one in cases.listing(desk) if surname in one.principal)
        window.open_case(row.id)
        qtbot.waitUntil(
            lambda at=row.id: window.editor is not None and window.editor.case_id == at, timeout=BUSY
        )
        assert window.page is not None
        for step in (*STATIONS, "matrix"):
            window.page.show_step(step)
            look(f"{surname} {step}")
    assert sorted(found) == []


def test_a_name_without_room_gives_way_and_is_whole_in_its_tip(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText("Carlos Alberto Hernández Villalobos de la Santísima Trinidad")
    label.resize(120, 20)
    label.show()
    assert label.minimumSizeHint().width() < 120 < label.sizeHint().width()
    assert label.toolTip() == label.accessibleName() == label.text()
    shown = label.grab().toImage()
    label.setText("Carlos")
    assert shown != label.grab().toImage()
