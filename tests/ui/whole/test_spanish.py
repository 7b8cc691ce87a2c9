# SPDX-License-Identifier: AGPL-3.0-or-later
"""Not a word of English in Spanish: in what is made on the way, before the window, and after a change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QRadioButton,
    QTableView,
    QTextBrowser,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseworker.app import make_application
from caseworker.domain.flow import STATIONS
from caseworker.services import cases
from caseworker.services.desk import Desk
from caseworker.ui import qt_words
from caseworker.ui.guide import show_guide, show_keys
from caseworker.ui.main_window import MainWindow
from caseworker.ui.screens.door.unlock import UnlockScreen
from caseworker.ui.widgets.fields.day_editor import DayEditor
from caseworker.ui.widgets.pages.pdf_view import PdfView
from caseworker.words import words_for

from ...words.english import is_english

BUSY = 30_000


@pytest.fixture(scope="module")
def desk(shared_desk: Desk) -> Desk:
    return shared_desk


@pytest.fixture(autouse=True)
def qt_in_english(qapp: object) -> Iterator[None]:
    """Other tests find Qt's own words as they were."""
    yield
    qt_words.speak("en")


def texts_of(root: QWidget) -> Iterator[tuple[str, str]]:
    """(where, text) of everything in a widget that somebody can see or hear."""
    letters = [page for view in root.findChildren(PdfView) for page in (view, *view.findChildren(QWidget))]
    for widget in (root, *root.findChildren(QWidget)):
        # A letter speaks the language of the person it is for.
        if (widget is not root and not widget.isVisibleTo(root)) or widget in letters:
            continue
        where = f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        yield where, widget.toolTip()
        yield where, widget.accessibleName()
        yield where, widget.accessibleDescription()
        if isinstance(widget, QLabel | QAbstractButton):
            yield where, widget.text()
        elif isinstance(widget, QComboBox):
            yield from ((where, widget.itemText(at)) for at in range(widget.count()))
        elif isinstance(widget, QLineEdit):
            yield where, widget.placeholderText()
            yield where, widget.text()
        elif isinstance(widget, QTextBrowser):
            yield where, widget.toPlainText()
        elif isinstance(widget, QTextEdit):
            yield where, widget.placeholderText()
        elif isinstance(widget, QTableView):
            yield from ((where, text) for text in _cells(widget))


def _cells(table: QTableView) -> Iterator[str]:
    model = table.model()
    for column in range(model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount(QModelIndex())):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.index(row, column).data(role) or "")


class Reader:
    """Collects what is English on what it is shown."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.found: set[tuple[str, str]] = set()

    def read(self, root: QWidget, place: str) -> None:
        for where, text in texts_of(root):
            if text in self.seen:
                continue
            self.seen.add(text)
            if text and is_english(text):
                self.found.add((f"{place}: {where}", text[:160]))


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_the_reader_notices_english(qtbot: QtBot, reader: Reader) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    for text in (
        "Save now",
        "1  Sponsor",
        "Letter 7, issued on 3 May.",
        "Completo: Not asked",
        "sent to them",
    ):
        label.setText(text)
        reader.found.clear()
        reader.read(label, "here")
        assert reader.found, text
    for text in ("Guardar ahora", "1  Patrocinador", "No", "Carta 7, emitida el 3 de mayo de 2022."):
        label.setText(text)
        reader.found.clear()
        reader.read(label, "here")
        assert not reader.found, text


def test_a_case_left_open_while_the_language_changes(qtbot: QtBot, desk: Desk, reader: Reader) -> None:
    make_application(dark=False)
    window = MainWindow(desk, words_for("en"), dark=False)
    qtbot.addWidget(window, before_close_func=lambda _: window.background.wait())
    window.show()
    row = cases.listing(desk)[0]
    window.open_case(row.id)
    qtbot.waitUntil(lambda: window.page is not None and not window.background.busy, timeout=BUSY)
    assert window.page is not None
    for step in STATIONS:
        window.page.show_step(step)
        qtbot.waitUntil(lambda: not window.background.busy, timeout=BUSY)
    window.set_language("es")
    qtbot.waitUntil(lambda: not window.background.busy, timeout=BUSY)
    for step in STATIONS:
        window.page.station(step)
        window.page.show_step(step)
        qtbot.waitUntil(lambda: not window.background.busy, timeout=BUSY)
        reader.read(window, step)
    assert sorted(reader.found) == []


def test_no_english_in_open_rows_and_beside_mistakes(qtbot: QtBot, desk: Desk, reader: Reader) -> None:
    make_application(dark=False)
    window = MainWindow(desk, words_for("es"), dark=False)
    qtbot.addWidget(window, before_close_func=lambda _: window.background.wait())
    window.show()

    def settle() -> None:
        qtbot.waitUntil(lambda: not window.background.busy, timeout=BUSY)

    row = next(one for one in cases.listing(desk) if "Ñáñez" in one.principal)
    window.open_case(row.id)
    qtbot.waitUntil(lambda: window.page is not None, timeout=BUSY)
    page = window.page
    assert page is not None
    for step in STATIONS[:3]:
        page.show_step(step)
        settle()
        station = page.station(step)
        if step == "entry":
            page.open_path("evidence/" + window.editor.document["evidence"][0]["id"])
        for button in station.findChildren(QRadioButton):
            if button.isVisibleTo(station) and button.text().startswith("Sí"):
                button.click()
        for editor in station.findChildren(DayEditor):
            if editor.isVisibleTo(station):
                qtbot.keyClicks(editor.day, "30 feb")
                break
        settle()
        reader.read(window, step)
    show_keys(window, window.words)
    show_guide(window, window.words)
    for dialog in window.findChildren(QDialog):
        reader.read(dialog, dialog.windowTitle())
        dialog.close()
    settle()
    assert sorted(reader.found) == []
    assert {"Quitar", "Teclas", "Guía"} & reader.seen


@pytest.mark.parametrize("exists", [True, False], ids=["unlocking", "making a store"])
def test_no_english_before_the_window(qtbot: QtBot, tmp_path: Path, reader: Reader, exists: bool) -> None:
    screen = UnlockScreen(
        words_for("en"),
        exists=exists,
        unlock=lambda passphrase, recovery: None,
        create=lambda said: (None, "ABCD-EFGH"),
        sheet=lambda key, words: b"",
        sheet_kept=lambda: None,
    )
    qtbot.addWidget(screen)
    screen.set_words(words_for("es"))
    screen.show()
    reader.read(screen, "unlock")
    assert sorted(reader.found) == []


def test_the_dialog_for_files_says_nothing_in_english(qapp: QApplication) -> None:
    """Qt's own Spanish has gaps, which stand where a system has no dialog of its own."""
    qt_words.speak("es")
    dialog = QFileDialog(None, "Guardar")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    said = {label.text().replace("&", "") for label in dialog.findChildren(QLabel) if label.text()}
    assert {"Buscar en:", "Archivos de tipo:"} <= said
    assert not {"Look in:", "Files of type:", "Folder"} & said
    dialog.close()
    qt_words.speak("en")
    assert QCoreApplication.translate("QFileDialog", "&Look in:") == "&Look in:"
